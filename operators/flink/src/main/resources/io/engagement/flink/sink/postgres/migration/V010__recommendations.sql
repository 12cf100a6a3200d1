-- Recommendations: how often items were shown, clicked and bought.

CREATE TABLE "${flyway:defaultSchema}"."recommendations" (
  "metric" text COLLATE "C" NOT NULL,
  "bucket" date NOT NULL,
  "placement" text COLLATE "C" NOT NULL,
  "model" text COLLATE "C" NOT NULL,
  "position" integer NOT NULL,
  "currency" text COLLATE "C" NOT NULL,
  "dimension" text COLLATE "C" NOT NULL,
  "value" text COLLATE "C" NOT NULL,
  "impressions" bigint,
  "clicks" bigint,
  "clicked_impressions" bigint,
  "conversions" bigint,
  "revenue" numeric,
  "unattributed_clicks" bigint,
  PRIMARY KEY ("metric", "bucket", "placement", "model", "position", "currency", "dimension", "value")
) WITH (fillfactor = 70);

CREATE VIEW "${flyway:defaultSchema}"."recommendations_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."recommendations" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'recommendations'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."recommendations_cut"
  IS 'Rows of recommendations with the checkpoint, watermark and status they belong to.';
