-- Paths: which item follows which within sessions.

CREATE TABLE "${flyway:defaultSchema}"."paths" (
  "metric" text COLLATE "C" NOT NULL,
  "bucket" date NOT NULL,
  "step" integer NOT NULL,
  "source" text COLLATE "C" NOT NULL,
  "target" text COLLATE "C" NOT NULL,
  "dimension" text COLLATE "C" NOT NULL,
  "value" text COLLATE "C" NOT NULL,
  "users" bigint,
  "transitions" bigint,
  PRIMARY KEY ("metric", "bucket", "step", "source", "target", "dimension", "value")
) WITH (fillfactor = 70);

CREATE VIEW "${flyway:defaultSchema}"."paths_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."paths" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'paths'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."paths_cut"
  IS 'Rows of paths with the checkpoint, watermark and status they belong to.';
