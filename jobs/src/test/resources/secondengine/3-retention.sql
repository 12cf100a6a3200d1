-- Who starts in a period, and comes back so many periods later.

CREATE TABLE starts AS
SELECT
  'daily' AS metric, 'day' AS period, INTERVAL 1 DAY AS step, 14 AS periods, 'first-time' AS cohort_rule,
  dimension, value, person, day AS p
FROM sliced
WHERE is_view AND dimension IN ('', 'platform', 'status')
UNION ALL
SELECT
  'weekly', 'week', INTERVAL 7 DAY, 8, 'first-time',
  dimension, value, person, CAST(date_trunc('week', day) AS DATE)
FROM sliced
WHERE name = 'Product Viewed' AND dimension IN ('', 'channel')
UNION ALL
SELECT
  'loyal', 'week', INTERVAL 7 DAY, 12, 'recurring',
  dimension, value, person, CAST(date_trunc('week', day) AS DATE)
FROM sliced
WHERE is_view AND dimension IN ('', 'platform')
UNION ALL
SELECT
  'regulars', 'day', INTERVAL 1 DAY, 10, 'recurring', dimension, value, person, day
FROM sliced
WHERE dimension IN ('', 'status');

CREATE TABLE returns AS
SELECT DISTINCT 'daily' AS metric, dimension, value, person, day AS p
FROM sliced
WHERE dimension IN ('', 'platform', 'status')
UNION ALL
SELECT DISTINCT 'weekly', dimension, value, person, CAST(date_trunc('week', day) AS DATE)
FROM sliced
WHERE name = 'Product Added' AND dimension IN ('', 'channel')
UNION ALL
SELECT DISTINCT 'loyal', dimension, value, person, CAST(date_trunc('week', day) AS DATE)
FROM sliced
WHERE dimension IN ('', 'platform')
UNION ALL
SELECT DISTINCT 'regulars', dimension, value, person, day
FROM sliced
WHERE dimension IN ('', 'status');

CREATE TABLE answers.retention AS
WITH
  cohorts AS (
    SELECT * EXCLUDE (p, cohort_rule), min(p) AS cohort
    FROM starts
    WHERE cohort_rule = 'first-time'
    GROUP BY ALL
    UNION ALL
    SELECT DISTINCT * EXCLUDE (p, cohort_rule), p FROM starts WHERE cohort_rule = 'recurring'
  ),
  cells AS (
    SELECT metric, period, cohort, 0 AS period_index, dimension, value, person FROM cohorts
    UNION ALL
    SELECT
      c.metric, c.period, c.cohort,
      CASE c.period WHEN 'day' THEN r.p - c.cohort ELSE (r.p - c.cohort) // 7 END,
      c.dimension, c.value, c.person
    FROM cohorts AS c
    JOIN returns AS r
      ON r.metric = c.metric AND r.dimension = c.dimension AND r.value = c.value
      AND r.person = c.person AND r.p > c.cohort AND r.p <= c.cohort + c.step * c.periods
  )
SELECT
  metric, period, strftime(cohort, '%Y-%m-%d') AS cohort, period_index, dimension, value,
  count(DISTINCT person) AS users, true AS complete
FROM cells
GROUP BY ALL;

DROP TABLE starts;
DROP TABLE returns;
