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
