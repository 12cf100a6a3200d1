-- Funnels: how far users come in a sequence of steps.

CREATE TABLE "${flyway:defaultSchema}"."funnels" (
  "metric" text COLLATE "C" NOT NULL,
  "bucket" date NOT NULL,
  "dimension" text COLLATE "C" NOT NULL,
  "value" text COLLATE "C" NOT NULL,
  "step" integer NOT NULL,
  "step_name" text,
  "users" bigint,
  "mean_seconds" numeric,
  "median_seconds" numeric,
  "p90_seconds" numeric,
  "complete" boolean,
  PRIMARY KEY ("metric", "bucket", "dimension", "value", "step")
) WITH (fillfactor = 70);

COMMENT ON TABLE "${flyway:defaultSchema}"."funnels" IS 'Users who reached each step of a funnel, by the bucket of their entry.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."funnels"."metric" IS 'Id of the definition.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."funnels"."bucket" IS 'First day of the day, week or month of the entry; 1970-01-01 for all.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."funnels"."dimension" IS 'Name of the breakdown; empty for the total.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."funnels"."value" IS 'Value of the breakdown, (none) when absent; empty for the total.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."funnels"."step" IS 'Number of the step, from 1.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."funnels"."step_name" IS 'Name of the step in the definition.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."funnels"."users" IS 'Distinct users who reached at least this step.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."funnels"."mean_seconds" IS 'Mean time from the previous step; null for the first step.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."funnels"."median_seconds" IS 'Median time from the previous step, within 1 %; null for the first step.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."funnels"."p90_seconds" IS '90th percentile of the time from the previous step, within 1 %; null for the first step.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."funnels"."complete" IS 'Whether the watermark has passed the end of the bucket and the window after it.';

CREATE VIEW "${flyway:defaultSchema}"."funnels_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."funnels" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'funnels'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."funnels_cut"
  IS 'Rows of funnels with the checkpoint, watermark and status they belong to.';
