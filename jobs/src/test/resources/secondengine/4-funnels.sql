-- Ordered funnels: every event of step 1 opens an attempt, each step takes the first unused event.

CREATE TABLE step_events AS
SELECT
  'checkout' AS metric, n, person, t, day AS bucket, channel, platform, status,
  list_position(['Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed'], name) AS step
FROM events
WHERE name IN ('Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed')
UNION ALL
SELECT
  'browsing', n, person, t, CAST(date_trunc('week', day) AS DATE), channel, platform, status, step
FROM events, (VALUES (1), (2), (3)) AS steps(step)
WHERE is_view;

-- As far as each attempt got: a row for every step it reached.
CREATE TABLE attempts AS
WITH RECURSIVE
  advanced AS (
    SELECT
      metric, person, n AS entry, bucket, channel, platform, status,
      t + CASE metric WHEN 'checkout' THEN 7 * 86400000 ELSE 30 * 60000 END AS closes,
      1 AS reached, [n] AS used, [t] AS times
    FROM step_events
    WHERE step = 1
    UNION ALL
    SELECT
      a.metric, a.person, a.entry, a.bucket, a.channel, a.platform, a.status, a.closes,
      a.reached + 1, list_append(a.used, min(e.n)), list_append(a.times, min(e.t))
    FROM advanced AS a
    JOIN step_events AS e
      ON e.metric = a.metric AND e.person = a.person AND e.step = a.reached + 1
      AND e.t BETWEEN a.times[-1] AND a.closes AND NOT list_contains(a.used, e.n)
    GROUP BY
      a.metric, a.person, a.entry, a.bucket, a.channel, a.platform, a.status, a.closes,
      a.reached, a.used, a.times
  )
FROM advanced;

CREATE TABLE reported AS
WITH
  furthest AS (
    SELECT *
    FROM attempts
    QUALIFY reached = max(reached) OVER (PARTITION BY metric, person, bucket)
      AND reached = max(reached) OVER (PARTITION BY metric, entry)
  ),
  untainted AS (
    SELECT *
    FROM furthest AS a
    WHERE NOT EXISTS (
      FROM events AS x
      WHERE a.metric = 'checkout' AND a.reached >= 3 AND x.name = 'Payment Failed'
        AND x.person = a.person AND x.t > a.times[3]
        AND (CASE WHEN a.reached >= 4 THEN x.t < a.times[4] ELSE x.t <= a.closes END))
  )
SELECT * FROM untainted QUALIFY entry = max(entry) OVER (PARTITION BY metric, person, bucket);

DROP TABLE attempts;

CREATE TABLE answers.funnels AS
WITH
  slices AS (
    SELECT metric, bucket, '' AS dimension, '' AS value, times, reached FROM reported
    UNION ALL
    SELECT metric, bucket, 'channel', channel, times, reached FROM reported WHERE metric = 'checkout'
    UNION ALL
    SELECT metric, bucket, 'platform', platform, times, reached FROM reported WHERE metric = 'browsing'
    UNION ALL
    SELECT metric, bucket, 'status', status, times, reached FROM reported WHERE metric = 'browsing'
  ),
  steps AS (
    SELECT
      metric, bucket, dimension, value, CAST(step AS INTEGER) AS step,
      CASE WHEN step > 1 THEN times[step] - times[step - 1] END AS took
    FROM slices, range(1, 5) AS steps(step)
    WHERE step <= reached
  )
SELECT
  metric, bucket, dimension, value, step,
  CASE metric
    WHEN 'checkout' THEN
      ['Product Viewed', 'Product Added', 'Checkout Started', 'Order Completed'][step]
    ELSE ['one', 'two', 'three'][step]
  END AS step_name,
  count(*) AS users,
  -- Half a millisecond is rounded up.
  CAST(((2 * sum(took) + count(*)) // (2 * count(*))) * 0.001 AS DECIMAL(18, 3)) AS mean_seconds,
  CAST(quantile_cont(took, 0.5) / 1000 AS DECIMAL(18, 3)) AS median_seconds,
  CAST(quantile_cont(took, 0.9) / 1000 AS DECIMAL(18, 3)) AS p90_seconds,
  true AS complete
FROM steps
GROUP BY ALL;

DROP TABLE reported;
DROP TABLE step_events;
