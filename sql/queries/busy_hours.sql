-- At which hours of which weekday are people here?
--
-- A row for each weekday (1: Monday) and hour with sessions: how many, over all weeks. Pitfall: hours are
-- instants in UTC; people live in the metric's zone, which moves by an hour twice a year.
SELECT
  metrics.metric, extract(isodow FROM local)::int AS weekday, extract(hour FROM local)::int AS hour,
  sum(sessions) AS sessions
FROM session_metrics AS metrics
JOIN metric_progress AS progress ON progress.metric = metrics.metric AND family = 'sessions'
CROSS JOIN LATERAL (SELECT bucket AT TIME ZONE 'UTC' AT TIME ZONE zone AS local) AS hours
WHERE period = 'hour' AND dimension = ''
GROUP BY metrics.metric, weekday, hour
ORDER BY metrics.metric, weekday, hour;
