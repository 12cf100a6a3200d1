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

COMMENT ON TABLE "${flyway:defaultSchema}"."carts" IS 'One row per cart, corrected as it changes.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."carts"."metric" IS 'Id of the definition.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."carts"."cart_id" IS 'The cart_id of its events, or one made of its first event; of one user.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."carts"."user_id" IS 'Canonical id of the user.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."carts"."state" IS 'open, checkout, purchased, abandoned or emptied.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."carts"."currency" IS 'Currency of the amount.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."carts"."items" IS 'Pieces in all lines; once purchased, those that were bought.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."carts"."amount" IS 'What the lines in the currency cost; once purchased, what was paid and not given back.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."carts"."created_at" IS 'Time of the first event.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."carts"."last_activity_at" IS 'Time of the last event that changed it, refunds aside.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."carts"."closed_at" IS 'When it was purchased, abandoned or emptied; null while it is open or in checkout.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."carts"."recovered" IS 'Whether it was abandoned before it was purchased.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."carts"."over_removed" IS 'Whether more was removed than there was.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."carts"."mixed_currencies" IS 'Whether a line or refund in another currency stayed out of the amount.';

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

COMMENT ON TABLE "${flyway:defaultSchema}"."cart_metrics" IS 'Carts by the day of their creation and by currency.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."cart_metrics"."metric" IS 'Id of the definition.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."cart_metrics"."bucket" IS 'Day of the carts'' creation.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."cart_metrics"."currency" IS 'Currency of the carts.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."cart_metrics"."dimension" IS 'Name of the breakdown; empty for the total.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."cart_metrics"."value" IS 'Value of the breakdown, (none) when absent; empty for the total.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."cart_metrics"."created" IS 'Carts created.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."cart_metrics"."checkouts" IS 'Of these, how many came to checkout.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."cart_metrics"."purchased" IS 'Of these, how many are purchased.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."cart_metrics"."abandoned" IS 'Of these, how many are abandoned.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."cart_metrics"."recovered" IS 'Of those purchased, how many had been abandoned before.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."cart_metrics"."emptied" IS 'Of these, how many are empty.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."cart_metrics"."amount_purchased" IS 'What was paid for those purchased and not given back.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."cart_metrics"."amount_abandoned" IS 'What lies in those abandoned.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."cart_metrics"."median_seconds_to_purchase" IS 'Median time from creation to purchase, within 1 %; null without purchase.';

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
