-- How is today going, against the same weekday a week ago up to the same hour?
--
-- One row for each metric: sessions that started today and those that had started by now a week before.
-- Pitfall: a day that is not over must not be compared with one that is. Hours are instants in UTC; their day
-- is that of the metric's zone. The hour that is running counts on both sides.
WITH hours AS (
  SELECT
    metrics.metric, sessions, data_until AT TIME ZONE zone AS now,
    bucket AT TIME ZONE 'UTC' AT TIME ZONE zone AS hour
  FROM session_metrics AS metrics
  JOIN metric_progress AS progress ON progress.metric = metrics.metric AND family = 'sessions'
  WHERE period = 'hour' AND dimension = ''
)
SELECT
  metric, now::date AS today,
  coalesce(sum(sessions) FILTER (WHERE hour >= now::date), 0) AS sessions_today,
  coalesce(sum(sessions) FILTER (WHERE hour >= now::date - 7 AND hour < now - interval '7 days'), 0) AS a_week_ago
FROM hours
GROUP BY metric, now
ORDER BY metric;
