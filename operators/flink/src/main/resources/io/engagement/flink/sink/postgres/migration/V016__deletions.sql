-- Who was deleted when, without their id, and how many rows went.

CREATE TABLE "${flyway:defaultSchema}"."deletions" (
  "request_id" text COLLATE "C" NOT NULL,
  "subject_hash" text,
  "requested_at" timestamptz,
  "rows" jsonb,
  PRIMARY KEY ("request_id")
) WITH (fillfactor = 70);

CREATE VIEW "${flyway:defaultSchema}"."deletions_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."deletions" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'deletions'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."deletions_cut"
  IS 'Rows of deletions with the checkpoint, watermark and status they belong to.';
