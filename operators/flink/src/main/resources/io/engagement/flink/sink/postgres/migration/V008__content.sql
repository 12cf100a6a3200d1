-- Content: the items viewed most, ranked.

CREATE TABLE "${flyway:defaultSchema}"."content" (
  "metric" text COLLATE "C" NOT NULL,
  "bucket" date NOT NULL,
  "dimension" text COLLATE "C" NOT NULL,
  "value" text COLLATE "C" NOT NULL,
  "rank" integer NOT NULL,
  "item" text COLLATE "C",
  "views" bigint,
  "visitors" bigint,
  "entries" bigint,
  "exits" bigint,
  "bounces" bigint,
  PRIMARY KEY ("metric", "bucket", "dimension", "value", "rank")
) WITH (fillfactor = 70);

CREATE VIEW "${flyway:defaultSchema}"."content_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."content" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'content'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."content_cut"
  IS 'Rows of content with the checkpoint, watermark and status they belong to.';
