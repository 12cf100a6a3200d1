-- What the metrics of the other tables mean, and since when.

CREATE TABLE "${flyway:defaultSchema}"."metric_definitions" (
  "metric" text COLLATE "C" NOT NULL,
  "family" text COLLATE "C" NOT NULL,
  "meaning" text,
  "since" timestamptz,
  "since_checkpoint" bigint,
  "until" timestamptz,
  PRIMARY KEY ("metric", "family")
) WITH (fillfactor = 70);

COMMENT ON TABLE "${flyway:defaultSchema}"."metric_definitions" IS 'What the metrics of the other tables mean, and since when.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."metric_definitions"."metric" IS 'Id of the definition.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."metric_definitions"."family" IS 'Family of the definition, as under metrics in the configuration.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."metric_definitions"."meaning" IS 'All settings that change its numbers, a line each.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."metric_definitions"."since" IS 'Event time from which all is counted; null for from the first event on. Buckets that began before are never complete.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."metric_definitions"."since_checkpoint" IS 'Checkpoint of the job that it was put in after; 0 for the first start.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."metric_definitions"."until" IS 'Event time up to which it was counted; null while it is.';

CREATE VIEW "${flyway:defaultSchema}"."metric_definitions_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."metric_definitions" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'metric_definitions'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."metric_definitions_cut"
  IS 'Rows of metric_definitions with the checkpoint, watermark and status they belong to.';
