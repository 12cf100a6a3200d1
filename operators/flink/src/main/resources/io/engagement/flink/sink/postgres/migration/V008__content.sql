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

COMMENT ON TABLE "${flyway:defaultSchema}"."content" IS 'The items viewed most, ranked by views, then visitors, then item.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."content"."metric" IS 'Id of the definition.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."content"."bucket" IS 'First day of the day, week or month; 1970-01-01 for all.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."content"."dimension" IS 'Name of the breakdown; empty for the total.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."content"."value" IS 'Value of the breakdown, (none) when absent; empty for the total.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."content"."rank" IS 'Place of the item, from 1.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."content"."item" IS 'What was viewed, (none) when absent.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."content"."views" IS 'Matching events.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."content"."visitors" IS 'Distinct users of the bucket.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."content"."entries" IS 'Sessions whose first view it was, in the bucket of the session.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."content"."exits" IS 'Sessions whose last view it was, in the bucket of the session.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."content"."bounces" IS 'Sessions that began there and bounced.';

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
