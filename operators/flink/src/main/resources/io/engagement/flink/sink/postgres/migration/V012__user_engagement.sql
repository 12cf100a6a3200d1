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

COMMENT ON TABLE "${flyway:defaultSchema}"."user_engagement" IS 'A row per user: a score that fades, and a profile of the 30 days up to their last event.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."user_engagement"."metric" IS 'Id of the definition.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."user_engagement"."user_id" IS 'Canonical id of the user.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."user_engagement"."score" IS 'Weights of the user''s events, halved with every half-life that passed until score_at; six digits after the point.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."user_engagement"."score_at" IS 'The user''s last event: the score is as of then.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."user_engagement"."first_seen" IS 'The user''s first event of any kind.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."user_engagement"."last_seen" IS 'The user''s last event of any kind.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."user_engagement"."active_days_30" IS 'Days with an event other than a page ping, of the 30 calendar days that end with that of the last event.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."user_engagement"."sessions_30" IS 'Sessions that started in these days.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."user_engagement"."orders_30" IS 'Orders in these days, in the currency with most of them.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."user_engagement"."amount_30" IS 'What these orders came to.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."user_engagement"."lifecycle" IS 'new, returning or resurrecting on the day of the last event; null when there was nothing but page pings on it.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."user_engagement"."currency" IS 'Of orders_30 and amount_30; null without orders.';

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
