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

COMMENT ON TABLE "${flyway:defaultSchema}"."lifecycle" IS 'Users who are new, return, come back after a pause, or stay away, by calendar period.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."lifecycle"."metric" IS 'Id of the definition.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."lifecycle"."period" IS 'day, week or month.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."lifecycle"."bucket" IS 'First day of the period.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."lifecycle"."dimension" IS 'Name of the breakdown; empty for the total.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."lifecycle"."value" IS 'Value of the breakdown, (none) when absent; empty for the total.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."lifecycle"."new_users" IS 'Users for whom it is the first active period ever.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."lifecycle"."returning_users" IS 'Users active in it and in the period before.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."lifecycle"."resurrecting_users" IS 'Users active in it and some time before, not in the period before.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."lifecycle"."dormant_users" IS 'Users active in the period before and not in it.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."lifecycle"."complete" IS 'Whether the watermark has passed the end of the period.';

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

COMMENT ON TABLE "${flyway:defaultSchema}"."stickiness" IS 'Users by the number of days (hours, weeks) of a period on which they were active.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."stickiness"."metric" IS 'Id of the definition.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."stickiness"."period" IS 'day, week, month or rolling_30d.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."stickiness"."bucket" IS 'First day of a calendar period, last day of a rolling one.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."stickiness"."active_days" IS 'Active days of the period (or hours, weeks), from 1.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."stickiness"."dimension" IS 'Name of the breakdown; empty for the total.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."stickiness"."value" IS 'Value of the breakdown, (none) when absent; empty for the total.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."stickiness"."users" IS 'Users active on exactly so many.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."stickiness"."complete" IS 'Whether the watermark has passed the end of the period.';

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
