-- How many of those who came first on a day come back on the days after it?
--
-- A row for each cohort, a column for each day since: the share that returned, 0 where nobody did, null where
-- the day has not begun. Pitfall: the last number of each row belongs to a day that may not be over; take
-- "FILTER (WHERE ... AND complete)" to leave it out.
SELECT
  metric, cohort::date AS cohort, max(cohort_users) AS users,
  max(round(rate, 3)) FILTER (WHERE period_index = 1) AS day_1,
  max(round(rate, 3)) FILTER (WHERE period_index = 2) AS day_2,
  max(round(rate, 3)) FILTER (WHERE period_index = 3) AS day_3,
  max(round(rate, 3)) FILTER (WHERE period_index = 4) AS day_4,
  max(round(rate, 3)) FILTER (WHERE period_index = 5) AS day_5,
  max(round(rate, 3)) FILTER (WHERE period_index = 6) AS day_6,
  max(round(rate, 3)) FILTER (WHERE period_index = 7) AS day_7
FROM retention_grid
WHERE period = 'day'
GROUP BY metric, cohort
ORDER BY metric, cohort;
