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

COMMENT ON TABLE "${flyway:defaultSchema}"."recommendations" IS 'Impressions, clicks and conversions of recommended items.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."recommendations"."metric" IS 'Id of the definition.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."recommendations"."bucket" IS 'Day of the impression; of the click where that belongs to none.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."recommendations"."placement" IS 'placement_id, or list_id; (none) when absent.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."recommendations"."model" IS 'model_id, or model_id@model_version, or list_id; (none) when absent.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."recommendations"."position" IS 'Position of the item, from 1; 0 for the total over positions.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."recommendations"."currency" IS 'Currency of the revenue; empty for everything but conversions with a price.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."recommendations"."dimension" IS 'Name of the breakdown; empty for the total.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."recommendations"."value" IS 'Value of the breakdown, (none) when absent; empty for the total.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."recommendations"."impressions" IS 'Items shown; repeats do not count.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."recommendations"."clicks" IS 'Clicks that belong to an impression.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."recommendations"."clicked_impressions" IS 'Impressions with at least one click.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."recommendations"."conversions" IS 'Order lines of a clicked item, each at the impression clicked last.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."recommendations"."revenue" IS 'Price by quantity of these lines.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."recommendations"."unattributed_clicks" IS 'Clicks that belong to no impression.';

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
