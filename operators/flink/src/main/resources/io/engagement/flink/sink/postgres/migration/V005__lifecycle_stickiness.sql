-- Lifecycle and stickiness: who is new, returns, stays away; on how many days users are active.

CREATE TABLE "${flyway:defaultSchema}"."lifecycle" (
  "metric" text COLLATE "C" NOT NULL,
  "period" text COLLATE "C" NOT NULL,
  "bucket" timestamp NOT NULL,
  "dimension" text COLLATE "C" NOT NULL,
  "value" text COLLATE "C" NOT NULL,
  "new_users" bigint,
  "returning_users" bigint,
  "resurrecting_users" bigint,
  "dormant_users" bigint,
  "complete" boolean,
  PRIMARY KEY ("metric", "period", "bucket", "dimension", "value")
) WITH (fillfactor = 70);

CREATE VIEW "${flyway:defaultSchema}"."lifecycle_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."lifecycle" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'lifecycle'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."lifecycle_cut"
  IS 'Rows of lifecycle with the checkpoint, watermark and status they belong to.';

CREATE TABLE "${flyway:defaultSchema}"."stickiness" (
  "metric" text COLLATE "C" NOT NULL,
  "period" text COLLATE "C" NOT NULL,
  "bucket" timestamp NOT NULL,
  "active_days" integer NOT NULL,
  "dimension" text COLLATE "C" NOT NULL,
  "value" text COLLATE "C" NOT NULL,
  "users" bigint,
  "complete" boolean,
  PRIMARY KEY ("metric", "period", "bucket", "active_days", "dimension", "value")
) WITH (fillfactor = 70);

CREATE VIEW "${flyway:defaultSchema}"."stickiness_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."stickiness" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'stickiness'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."stickiness_cut"
  IS 'Rows of stickiness with the checkpoint, watermark and status they belong to.';

CREATE VIEW "${flyway:defaultSchema}"."stickiness_at_least" AS
SELECT
  "metric", "period", "bucket", "active_days", "dimension", "value",
  sum("users") OVER (
    PARTITION BY "metric", "period", "bucket", "dimension", "value"
    ORDER BY "active_days" DESC
  ) AS "users",
  "complete"
FROM "${flyway:defaultSchema}"."stickiness";

COMMENT ON VIEW "${flyway:defaultSchema}"."stickiness_at_least"
  IS 'Users active on at least so many days of the period; a number of days that nobody had exactly has no row.';
