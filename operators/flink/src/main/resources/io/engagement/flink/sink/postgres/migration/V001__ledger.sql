-- What the sink remembers about itself, changed in the transaction that changes the tables.

CREATE TABLE "${flyway:defaultSchema}"."sink_ledger" (
  "sink_id" text PRIMARY KEY,
  "lineage" uuid NOT NULL,
  "fence" bigint NOT NULL,
  "last_ckpt" bigint NOT NULL,
  "last_ckpt_fence" bigint NOT NULL,
  "last_commit" bigint NOT NULL DEFAULT 0,
  "highest_commit" bigint NOT NULL DEFAULT 0,
  "watermark" timestamptz,
  "offsets" jsonb NOT NULL DEFAULT '{}',
  "hi_offsets" jsonb NOT NULL DEFAULT '{}',
  "counts" jsonb NOT NULL DEFAULT '{}',
  "status" text NOT NULL
    CHECK ("status" IN ('NEW', 'LIVE', 'CATCHING_UP', 'REBUILDING', 'REGRESSED')),
  "abandoned" int8multirange NOT NULL DEFAULT '{}',
  "republish_due" text NOT NULL DEFAULT 'NONE'
    CHECK ("republish_due" IN ('NONE', 'REWOUND', 'REGRESSED')),
  "job_id" text NOT NULL,
  "committed_at" timestamptz
) WITH (fillfactor = 70);

COMMENT ON TABLE "${flyway:defaultSchema}"."sink_ledger"
  IS 'One row per sink: which checkpoint all tables of the sink show. Read it in the same statement or snapshot as the tables.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."sink_id" IS 'The deployment that owns the tables.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."lineage" IS 'The unbroken history of state that feeds the tables; a takeover begins a new one.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."fence" IS 'Number of the attempt that may write; every start takes the next one.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."last_ckpt" IS 'The checkpoint that the tables show; 0 before the first.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."last_ckpt_fence" IS 'The attempt that took that checkpoint: numbers of checkpoints are used again after a rewind.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."last_commit" IS 'Number of the commit that published it.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."highest_commit" IS 'The highest number a commit ever had; numbers are never used again.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."watermark" IS 'Event time up to which the input was complete at that checkpoint.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."offsets" IS 'Next offset of each input partition at that checkpoint: {topic: {partition: offset}}.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."hi_offsets" IS 'The furthest that offsets ever were; a rewind does not lower it.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."counts" IS 'What the last commit did: {table: {upserted, deleted, rejected}}.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."status" IS 'NEW: nothing committed yet. LIVE: the tables are a consistent cut. CATCHING_UP: rewound; the input has not been read as far as before, and while republish_due is not NONE some rows are still those of an abandoned run. REBUILDING: taken over, history is being counted again. REGRESSED: this database lost commits; the job refused to go on.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."abandoned" IS 'Commits of runs that were left by going back to before them; see commit_seq of the tables.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."republish_due" IS 'Why the job still has to publish all rows of its state once: REWOUND or REGRESSED; NONE when it has.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."job_id" IS 'The Flink job of the attempt that may write.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."committed_at" IS 'When the last commit was made, by the database''s clock.';

CREATE TABLE "${flyway:defaultSchema}"."sink_ledger_history" (
  "history_id" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "sink_id" text NOT NULL,
  "event" text NOT NULL,
  "lineage" uuid NOT NULL,
  "fence" bigint NOT NULL,
  "last_ckpt" bigint NOT NULL,
  "last_ckpt_fence" bigint NOT NULL,
  "last_commit" bigint NOT NULL DEFAULT 0,
  "highest_commit" bigint NOT NULL DEFAULT 0,
  "watermark" timestamptz,
  "counts" jsonb NOT NULL,
  "status" text NOT NULL,
  "job_id" text NOT NULL,
  "at" timestamptz NOT NULL DEFAULT clock_timestamp()
);

COMMENT ON TABLE "${flyway:defaultSchema}"."sink_ledger_history"
  IS 'Every change of the ledger, newest last; the oldest of more than 10000 per sink are removed.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger_history"."event" IS 'START, COMMIT, REWIND, REPUBLISH, TAKEOVER or REGRESSED.';

CREATE TABLE "${flyway:defaultSchema}"."sink_table_owner" (
  "table_name" text PRIMARY KEY,
  "sink_id" text NOT NULL
);

COMMENT ON TABLE "${flyway:defaultSchema}"."sink_table_owner"
  IS 'Which sink writes a table: two never write the same one.';

CREATE TABLE "${flyway:defaultSchema}"."sink_rejected_rows" (
  "rejected_id" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  "sink_id" text NOT NULL,
  "table_name" text NOT NULL,
  "fence" bigint NOT NULL,
  "ckpt" bigint NOT NULL,
  "operation" text NOT NULL CHECK ("operation" IN ('UPSERT', 'DELETE')),
  "row" text NOT NULL,
  "sql_state" text NOT NULL,
  "error" text NOT NULL,
  "rejected_at" timestamptz NOT NULL DEFAULT clock_timestamp()
);

COMMENT ON TABLE "${flyway:defaultSchema}"."sink_rejected_rows"
  IS 'Rows that the database refused (a value out of range, a NUL in a text): the commit went on without them.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_rejected_rows"."row" IS 'The row as JSON; for a deletion its key.';
