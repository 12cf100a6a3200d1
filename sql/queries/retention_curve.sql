-- Which share of people is back after so many days, over all cohorts?
--
-- A row for each number of days: cohorts and users that have had the whole day, and the share that returned.
-- Pitfall: the mean of the cohorts' rates would give a cohort of one the weight of a cohort of a thousand, and
-- in a table without zeros (retention) days on which nobody came back would not count at all.
SELECT
  metric, period_index AS days_since, count(*) AS cohorts, sum(cohort_users) AS users, sum(users) AS returned,
  round(sum(users) / sum(cohort_users), 4) AS rate
FROM retention_grid
WHERE period = 'day' AND complete
GROUP BY metric, period_index
ORDER BY metric, days_since;
