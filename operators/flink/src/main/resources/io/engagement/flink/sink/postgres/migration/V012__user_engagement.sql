-- Scores and profiles: a row per user.

CREATE TABLE "${flyway:defaultSchema}"."user_engagement" (
  "metric" text COLLATE "C" NOT NULL,
  "user_id" text COLLATE "C" NOT NULL,
  "score" numeric,
  "score_at" timestamptz,
  "first_seen" timestamptz,
  "last_seen" timestamptz,
  "active_days_30" bigint,
  "sessions_30" bigint,
  "orders_30" bigint,
  "amount_30" numeric,
  "lifecycle" text,
  "currency" text,
  PRIMARY KEY ("metric", "user_id")
) WITH (fillfactor = 70);

CREATE VIEW "${flyway:defaultSchema}"."user_engagement_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."user_engagement" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'user_engagement'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."user_engagement_cut"
  IS 'Rows of user_engagement with the checkpoint, watermark and status they belong to.';
