-- How many people get through the funnel, and where do they stop?
--
-- A row for each step over the last 28 days that are complete: users, rates from the first and the previous
-- step. Pitfall: add users and divide; do not average the days' rates. A person who tries on two days counts
-- on both.
SELECT
  metric, step, max(step_name) AS step_name, sum(users) AS users,
  round(sum(users) / nullif(sum(entered), 0), 4) AS from_first,
  round(sum(users) / nullif(sum(users + dropped), 0), 4) AS from_previous
FROM funnel_steps
WHERE complete AND bucket > (SELECT max(data_until AT TIME ZONE zone)::date FROM metric_progress) - 28
GROUP BY metric, step
ORDER BY metric, step;
