-- Active users, lifecycle and stickiness: on which days somebody did something.

CREATE TABLE active_days AS
SELECT DISTINCT dimension, value, person, day
FROM sliced
WHERE name IS DISTINCT FROM 'Page Ping';

CREATE TABLE answers.active_users AS
WITH
  periods AS (
    SELECT 'active' AS metric, 'day' AS period, day AS bucket, * EXCLUDE (day) FROM active_days
    UNION ALL
    SELECT 'active', 'week', date_trunc('week', day), * EXCLUDE (day) FROM active_days
    UNION ALL
    SELECT 'active', 'month', date_trunc('month', day), * EXCLUDE (day) FROM active_days
    UNION ALL
    SELECT 'active', 'rolling_7d', day + CAST(later AS INTEGER), * EXCLUDE (day, later)
    FROM active_days, range(7) AS days(later)
    UNION ALL
    SELECT 'active', 'rolling_30d', day + CAST(later AS INTEGER), * EXCLUDE (day, later)
    FROM active_days, range(30) AS days(later)
  ),
  minutes AS (
    SELECT DISTINCT dimension, value, person, t // 60000 AS minute
    FROM sliced
    WHERE is_view AND name IS DISTINCT FROM 'Page Ping' AND dimension IN ('', 'platform')
  )
SELECT
  metric, period, strftime(bucket, '%Y-%m-%d') AS bucket, dimension, value,
  count(DISTINCT person) AS users, true AS complete
FROM periods
GROUP BY ALL
UNION ALL
SELECT
  'active_now', 'rolling_5m', strftime(epoch_ms((minute + later) * 60000), '%Y-%m-%dT%H:%M:%SZ'),
  dimension, value, count(DISTINCT person), true
FROM minutes, range(5) AS windows(later)
GROUP BY ALL;

CREATE TABLE answers.lifecycle AS
WITH
  lives AS (
    SELECT
      period.name AS period,
      period.step AS step,
      dimension,
      value,
      person,
      CAST(date_trunc(period.name, day) AS DATE) AS p
    FROM
      active_days,
      (VALUES ('day', INTERVAL 1 DAY), ('week', INTERVAL 7 DAY), ('month', INTERVAL 1 MONTH))
        AS period(name, step)
    WHERE dimension IN ('', 'platform', 'status')
    GROUP BY ALL
  ),
  neighbours AS (
    SELECT
      *,
      lag(p) OVER (PARTITION BY period, dimension, value, person ORDER BY p) AS before,
      lead(p) OVER (PARTITION BY period, dimension, value, person ORDER BY p) AS after
    FROM lives
  ),
  states AS (
    SELECT
      period, p, dimension, value,
      CASE
        WHEN before IS NULL THEN 'new'
        WHEN before + step = p THEN 'returning'
        ELSE 'resurrecting'
      END AS state
    FROM neighbours
    UNION ALL
    SELECT period, CAST(p + step AS DATE), dimension, value, 'dormant'
    FROM neighbours
    WHERE after IS NULL OR after > p + step
  )
SELECT
  'lifecycle' AS metric, period, strftime(p, '%Y-%m-%d') AS bucket, dimension, value,
  count(*) FILTER (WHERE state = 'new') AS new_users,
  count(*) FILTER (WHERE state = 'returning') AS returning_users,
  count(*) FILTER (WHERE state = 'resurrecting') AS resurrecting_users,
  count(*) FILTER (WHERE state = 'dormant') AS dormant_users,
  true AS complete
FROM states
GROUP BY ALL;

CREATE TABLE answers.stickiness AS
WITH
  windows AS (
    SELECT 'week' AS period, date_trunc('week', day) AS bucket, * EXCLUDE (day) FROM active_days
    UNION ALL
    SELECT 'month', date_trunc('month', day), * EXCLUDE (day) FROM active_days
    UNION ALL
    SELECT 'rolling_30d', day + CAST(later AS INTEGER), * EXCLUDE (day, later)
    FROM active_days, range(30) AS days(later)
  ),
  counted AS (
    SELECT period, bucket, dimension, value, person, count(*) AS active_days
    FROM windows
    WHERE dimension IN ('', 'platform', 'status')
    GROUP BY ALL
  )
SELECT
  'sticky' AS metric, period, strftime(bucket, '%Y-%m-%d') AS bucket, active_days, dimension, value,
  count(*) AS users, true AS complete
FROM counted
GROUP BY ALL;
