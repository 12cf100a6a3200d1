-- Carts: what becomes of them.

CREATE TABLE "${flyway:defaultSchema}"."carts" (
  "metric" text COLLATE "C" NOT NULL,
  "cart_id" text COLLATE "C" NOT NULL,
  "user_id" text COLLATE "C" NOT NULL,
  "state" text,
  "currency" text,
  "items" numeric,
  "amount" numeric,
  "created_at" timestamptz,
  "last_activity_at" timestamptz,
  "closed_at" timestamptz,
  "recovered" boolean,
  "over_removed" boolean,
  "mixed_currencies" boolean,
  PRIMARY KEY ("metric", "cart_id", "user_id")
) WITH (fillfactor = 70);

CREATE VIEW "${flyway:defaultSchema}"."carts_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."carts" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'carts'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."carts_cut"
  IS 'Rows of carts with the checkpoint, watermark and status they belong to.';

CREATE TABLE "${flyway:defaultSchema}"."cart_metrics" (
  "metric" text COLLATE "C" NOT NULL,
  "bucket" date NOT NULL,
  "currency" text COLLATE "C" NOT NULL,
  "dimension" text COLLATE "C" NOT NULL,
  "value" text COLLATE "C" NOT NULL,
  "created" bigint,
  "checkouts" bigint,
  "purchased" bigint,
  "abandoned" bigint,
  "recovered" bigint,
  "emptied" bigint,
  "amount_purchased" numeric,
  "amount_abandoned" numeric,
  "median_seconds_to_purchase" numeric,
  PRIMARY KEY ("metric", "bucket", "currency", "dimension", "value")
) WITH (fillfactor = 70);

CREATE VIEW "${flyway:defaultSchema}"."cart_metrics_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."cart_metrics" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'cart_metrics'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."cart_metrics_cut"
  IS 'Rows of cart_metrics with the checkpoint, watermark and status they belong to.';
