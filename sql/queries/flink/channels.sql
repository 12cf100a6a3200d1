-- Which channels bring sessions that stay, in the last seven days and in the seven before?
--
-- Sessions by channel with bounce rate and median duration, two weeks side by side. Illustrates:
-- exact medians from facts (medians of days cannot be added up), JSON columns, FILTER.
-- Needs: sessions with the breakdown channel. Days are those of the session's time zone, which
-- engage sql sets to the configured one; sessions that are still open are left out.
WITH facts AS (
  SELECT
    metric,
    JSON_VALUE(dimensions, '$.channel') AS channel,
    CAST(started_at AS DATE) AS `day`,
    bounced,
    CAST(duration_seconds AS DOUBLE) AS seconds
  FROM sessions
  WHERE closed
),
latest AS (
  SELECT metric, MAX(`day`) AS `day` FROM facts GROUP BY metric
),
compared AS (
  SELECT facts.*, facts.`day` > latest.`day` - INTERVAL '7' DAY AS now
  FROM facts
  JOIN latest ON latest.metric = facts.metric
  WHERE facts.`day` > latest.`day` - INTERVAL '14' DAY
)
SELECT
  metric,
  channel,
  COUNT(*) FILTER (WHERE now) AS sessions,
  COUNT(*) FILTER (WHERE NOT now) AS sessions_before,
  CAST(AVG(IF(bounced, 1e0, 0e0)) FILTER (WHERE now) AS DECIMAL(5, 4)) AS bounce_rate,
  CAST(AVG(IF(bounced, 1e0, 0e0)) FILTER (WHERE NOT now) AS DECIMAL(5, 4)) AS bounce_rate_before,
  CAST(PERCENTILE(seconds, 0.5) FILTER (WHERE now) AS DECIMAL(18, 1)) AS median_seconds,
  CAST(PERCENTILE(seconds, 0.5) FILTER (WHERE NOT now) AS DECIMAL(18, 1)) AS median_seconds_before
FROM compared
GROUP BY metric, channel
ORDER BY metric, sessions DESC, channel;
