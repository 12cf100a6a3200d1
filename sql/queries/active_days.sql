-- On how many days of a week do people come?
--
-- A row for each week and number of days: how many came on at least so many, and their share of all who came.
-- Pitfall: stickiness has exact numbers of days; "at least" is its own view.
SELECT
  metric, bucket::date AS week, active_days, users,
  round(users / max(users) OVER (PARTITION BY metric, bucket), 4) AS share, complete
FROM stickiness_at_least
WHERE period = 'week' AND dimension = ''
ORDER BY metric, week, active_days;
