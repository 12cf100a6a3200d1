-- Rows together with the ledger row they belong to: one statement, one consistent cut.

CREATE VIEW "${flyway:defaultSchema}"."active_users_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."active_users" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'active_users'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."active_users_cut"
  IS 'Rows of active_users with the checkpoint, watermark and status they belong to.';

CREATE VIEW "${flyway:defaultSchema}"."sessions_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."sessions" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'sessions'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."sessions_cut"
  IS 'Rows of sessions with the checkpoint, watermark and status they belong to.';

CREATE VIEW "${flyway:defaultSchema}"."session_metrics_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."session_metrics" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'session_metrics'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."session_metrics_cut"
  IS 'Rows of session_metrics with the checkpoint, watermark and status they belong to.';

CREATE VIEW "${flyway:defaultSchema}"."input_accounting_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."input_accounting" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'input_accounting'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."input_accounting_cut"
  IS 'Rows of input_accounting with the checkpoint, watermark and status they belong to.';

CREATE VIEW "${flyway:defaultSchema}"."input_warnings_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."input_warnings" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'input_warnings'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."input_warnings_cut"
  IS 'Rows of input_warnings with the checkpoint, watermark and status they belong to.';

CREATE VIEW "${flyway:defaultSchema}"."rejected_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."rejected" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'rejected'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."rejected_cut"
  IS 'Rows of rejected with the checkpoint, watermark and status they belong to.';

CREATE VIEW "${flyway:defaultSchema}"."late_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."late" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'late'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."late_cut"
  IS 'Rows of late with the checkpoint, watermark and status they belong to.';

CREATE VIEW "${flyway:defaultSchema}"."stickiness_ratio" AS
WITH "windows" AS (
  SELECT
    "metric", "period", "bucket", "dimension", "value", "users", "complete",
    CASE "period"
      WHEN 'rolling_7d' THEN "bucket"::date - 6
      WHEN 'rolling_30d' THEN "bucket"::date - 29
      ELSE "bucket"::date
    END AS "first_day",
    CASE "period"
      WHEN 'week' THEN "bucket"::date + 6
      WHEN 'month' THEN ("bucket"::date + interval '1 month')::date - 1
      ELSE "bucket"::date
    END AS "last_day"
  FROM "${flyway:defaultSchema}"."active_users"
  WHERE "period" IN ('week', 'month', 'rolling_7d', 'rolling_30d')
),
"days" AS (
  SELECT "metric", "bucket"::date AS "day", "dimension", "value", "users"
  FROM "${flyway:defaultSchema}"."active_users"
  WHERE "period" = 'day'
)
SELECT
  "windows"."metric",
  "windows"."period",
  "windows"."bucket",
  "windows"."dimension",
  "windows"."value",
  COALESCE("sums"."users", 0) AS "daily_users_sum",
  "windows"."last_day" - "windows"."first_day" + 1 AS "days",
  "windows"."users",
  COALESCE("sums"."users", 0)::numeric
    / ("windows"."last_day" - "windows"."first_day" + 1)
    / NULLIF("windows"."users", 0) AS "ratio",
  "windows"."complete"
FROM "windows"
LEFT JOIN LATERAL (
  SELECT sum("days"."users") AS "users"
  FROM "days"
  WHERE "days"."metric" = "windows"."metric"
    AND "days"."dimension" = "windows"."dimension"
    AND "days"."value" = "windows"."value"
    AND "days"."day" BETWEEN "windows"."first_day" AND "windows"."last_day"
) AS "sums" ON true;

COMMENT ON VIEW "${flyway:defaultSchema}"."stickiness_ratio"
  IS 'Mean daily active users of a week, month or rolling window over its active users (DAU/MAU). A day without users counts as 0.';
