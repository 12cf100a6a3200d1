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

COMMENT ON TABLE "${flyway:defaultSchema}"."paths" IS 'Which item follows which, step by step, within sessions.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."paths"."metric" IS 'Id of the definition.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."paths"."bucket" IS 'Day of the session''s start.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."paths"."step" IS 'Position of the source in the path, from 1.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."paths"."source" IS 'The item at that position, (none) when absent.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."paths"."target" IS 'The item after it; (exit) when the session ended there.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."paths"."dimension" IS 'Name of the breakdown; empty for the total.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."paths"."value" IS 'Value of the breakdown, (none) when absent; empty for the total.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."paths"."users" IS 'Distinct users of the day.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."paths"."transitions" IS 'Sessions that made the transition.';

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
