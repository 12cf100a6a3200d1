-- Anonymous ids that users have claimed, and a view by which the facts that still carry such an id find the
-- person behind it.

CREATE TABLE "${flyway:defaultSchema}"."identity_merges" (
  "anonymous_id" text COLLATE "C" NOT NULL,
  "user_id" text,
  "claimed_at" timestamptz,
  "contested" boolean,
  "events" bigint,
  PRIMARY KEY ("anonymous_id")
) WITH (fillfactor = 70);

CREATE INDEX "identity_merges_by_user" ON "${flyway:defaultSchema}"."identity_merges" ("user_id");

CREATE VIEW "${flyway:defaultSchema}"."identity_merges_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."identity_merges" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'identity_merges'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."identity_merges_cut"
  IS 'Rows of identity_merges with the checkpoint, watermark and status they belong to.';

CREATE VIEW "${flyway:defaultSchema}"."people" AS
SELECT "anonymous_id" AS "id", "user_id"
FROM "${flyway:defaultSchema}"."identity_merges"
WHERE "user_id" IS NOT NULL;

COMMENT ON VIEW "${flyway:defaultSchema}"."people"
  IS 'Who is behind an anonymous id, for facts from before the time that a claim restates: coalesce(people.user_id, sessions.user_id) with a left join on people.id = sessions.user_id.';
