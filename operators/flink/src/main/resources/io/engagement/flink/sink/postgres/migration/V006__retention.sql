-- Retention: users of a cohort who returned.

CREATE TABLE "${flyway:defaultSchema}"."retention" (
  "metric" text COLLATE "C" NOT NULL,
  "period" text COLLATE "C" NOT NULL,
  "cohort" timestamp NOT NULL,
  "period_index" integer NOT NULL,
  "dimension" text COLLATE "C" NOT NULL,
  "value" text COLLATE "C" NOT NULL,
  "users" bigint,
  "complete" boolean,
  PRIMARY KEY ("metric", "period", "cohort", "period_index", "dimension", "value")
) WITH (fillfactor = 70);

COMMENT ON TABLE "${flyway:defaultSchema}"."retention" IS 'Users of a cohort who returned, by periods since.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."retention"."metric" IS 'Id of the definition.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."retention"."period" IS 'hour, day, week or month.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."retention"."cohort" IS 'First day of the cohort''s period (2024-01-04), or its hour, in UTC.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."retention"."period_index" IS 'Periods since the cohort; 0 is the cohort itself.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."retention"."dimension" IS 'Name of the breakdown; empty for the total.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."retention"."value" IS 'Value of the breakdown, (none) when absent; empty for the total.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."retention"."users" IS 'Users of the cohort who returned then; at 0 its size.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."retention"."complete" IS 'Whether the watermark has passed the end of what the row counts.';

CREATE VIEW "${flyway:defaultSchema}"."retention_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."retention" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'retention'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."retention_cut"
  IS 'Rows of retention with the checkpoint, watermark and status they belong to.';
