-- Who saw which variant: a row per user and experiment.

CREATE TABLE "${flyway:defaultSchema}"."experiment_assignments" (
  "metric" text COLLATE "C" NOT NULL,
  "experiment" text COLLATE "C" NOT NULL,
  "user_id" text COLLATE "C" NOT NULL,
  "variant" text,
  "exposed_at" timestamptz,
  "excluded" boolean,
  "goals_reached" jsonb,
  PRIMARY KEY ("metric", "experiment", "user_id")
) WITH (fillfactor = 70);

CREATE INDEX "experiment_assignments_by_user" ON "${flyway:defaultSchema}"."experiment_assignments" ("user_id");

CREATE VIEW "${flyway:defaultSchema}"."experiment_assignments_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."experiment_assignments" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'experiment_assignments'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."experiment_assignments_cut"
  IS 'Rows of experiment_assignments with the checkpoint, watermark and status they belong to.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."experiment_assignments_cut"."cut_ckpt"
  IS 'The checkpoint that all tables show; 0 before the first.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."experiment_assignments_cut"."cut_watermark"
  IS 'Event time up to which the input was complete at that checkpoint.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."experiment_assignments_cut"."cut_status"
  IS 'LIVE when all tables are one consistent cut; see sink_ledger.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."experiment_assignments_cut"."cut_committed_at"
  IS 'When that checkpoint was committed, by the clock of the database.';
