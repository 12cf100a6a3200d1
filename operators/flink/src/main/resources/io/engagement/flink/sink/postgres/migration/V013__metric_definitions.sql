-- What the metrics of the other tables mean, and since when.

CREATE TABLE "${flyway:defaultSchema}"."metric_definitions" (
  "metric" text COLLATE "C" NOT NULL,
  "family" text COLLATE "C" NOT NULL,
  "meaning" text,
  "since" timestamptz,
  "since_checkpoint" bigint,
  "until" timestamptz,
  PRIMARY KEY ("metric", "family")
) WITH (fillfactor = 70);

CREATE VIEW "${flyway:defaultSchema}"."metric_definitions_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."metric_definitions" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'metric_definitions'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."metric_definitions_cut"
  IS 'Rows of metric_definitions with the checkpoint, watermark and status they belong to.';
