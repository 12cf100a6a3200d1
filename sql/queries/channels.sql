-- Which channels bring sessions that stay, in the last seven days and in the seven before?
--
-- A row for each channel: sessions, bounce rate and median duration of both weeks, from facts, so medians are
-- exact. Pitfall: days are those of the metric's zone, whatever the zone of the connection; sessions that are
-- still open are left out.
WITH facts AS (
  SELECT
    sessions.metric, dimensions ->> 'channel' AS channel, bounced, duration_seconds,
    (started_at AT TIME ZONE zone)::date > last_day - 7 AS now
  FROM sessions
  JOIN metric_progress AS progress ON progress.metric = sessions.metric AND family = 'sessions'
  WHERE closed AND (started_at AT TIME ZONE zone)::date > last_day - 14
)
SELECT
  metric, channel,
  count(*) FILTER (WHERE now) AS sessions,
  count(*) FILTER (WHERE NOT now) AS sessions_before,
  round(avg(bounced::int) FILTER (WHERE now), 4) AS bounce_rate,
  round(avg(bounced::int) FILTER (WHERE NOT now), 4) AS bounce_rate_before,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_seconds) FILTER (WHERE now) AS median_seconds,
  percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_seconds) FILTER (WHERE NOT now) AS median_seconds_before
FROM facts
GROUP BY metric, channel
ORDER BY metric, sessions DESC, channel;
