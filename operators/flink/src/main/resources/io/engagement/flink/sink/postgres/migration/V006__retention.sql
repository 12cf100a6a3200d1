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
