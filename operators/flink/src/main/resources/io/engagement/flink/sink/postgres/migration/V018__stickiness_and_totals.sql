-- A definition that counts weeks and no days has no mean day: null, and not a ratio of 0.
CREATE OR REPLACE VIEW "${flyway:defaultSchema}"."stickiness_ratio" AS
WITH "points" AS (
  SELECT
    "metric", "period", "bucket", "dimension", "value", "users", "complete",
    count("daily") OVER (PARTITION BY "metric", "dimension", "value") > 0 AS "has_days",
    CASE "period"
      WHEN 'rolling_7d' THEN sum("daily") OVER (
        PARTITION BY "metric", "dimension", "value" ORDER BY "bucket"
        RANGE BETWEEN interval '6 days' PRECEDING AND CURRENT ROW)
      WHEN 'rolling_30d' THEN sum("daily") OVER (
        PARTITION BY "metric", "dimension", "value" ORDER BY "bucket"
        RANGE BETWEEN interval '29 days' PRECEDING AND CURRENT ROW)
      WHEN 'week' THEN sum("daily") OVER (
        PARTITION BY "metric", "dimension", "value" ORDER BY "bucket"
        RANGE BETWEEN CURRENT ROW AND interval '6 days' FOLLOWING)
      ELSE sum("daily") OVER (
        PARTITION BY "metric", "dimension", "value", date_trunc('month', "bucket"))
    END AS "daily_users_sum",
    CASE "period"
      WHEN 'rolling_7d' THEN 7
      WHEN 'rolling_30d' THEN 30
      WHEN 'week' THEN 7
      ELSE ("bucket" + interval '1 month')::date - "bucket"::date
    END AS "days"
  FROM (
    SELECT *, CASE "period" WHEN 'day' THEN "users" END AS "daily"
    FROM "${flyway:defaultSchema}"."active_users"
    WHERE "period" IN ('day', 'week', 'month', 'rolling_7d', 'rolling_30d')
  ) AS "rows"
)
SELECT
  "metric", "period", "bucket", "dimension", "value",
  CASE WHEN "has_days" THEN coalesce("daily_users_sum", 0) END AS "daily_users_sum",
  "days",
  "users",
  CASE WHEN "has_days" THEN coalesce("daily_users_sum", 0)::numeric / "days" / nullif("users", 0) END AS "ratio",
  "complete"
FROM "points"
WHERE "period" <> 'day';

COMMENT ON COLUMN "${flyway:defaultSchema}"."stickiness_ratio"."daily_users_sum"
  IS 'Sum of the distinct users of each day of the period; null when the definition has no days.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."stickiness_ratio"."ratio"
  IS 'Mean daily users over the users of the period, from 0 to 1; null without users, and when the definition has no days.';

-- Totals are a small part of these tables and most of what is asked for. No column of the indexes changes, so
-- updates stay within their page.
CREATE INDEX "recommendations_totals" ON "${flyway:defaultSchema}"."recommendations" ("metric", "position", "bucket")
  WHERE "dimension" = '';
CREATE INDEX "paths_totals" ON "${flyway:defaultSchema}"."paths" ("metric", "bucket") WHERE "dimension" = '';
