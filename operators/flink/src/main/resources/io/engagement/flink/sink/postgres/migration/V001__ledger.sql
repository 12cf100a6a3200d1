-- What the sink remembers about itself, changed in the transaction that changes the tables.

CREATE TABLE "${flyway:defaultSchema}"."sink_ledger" (
  "sink_id" text PRIMARY KEY,
  "lineage" uuid NOT NULL,
  "fence" bigint NOT NULL,
  "last_ckpt" bigint NOT NULL,
  "last_ckpt_fence" bigint NOT NULL,
  "watermark" timestamptz,
  "offsets" jsonb NOT NULL DEFAULT '{}',
  "hi_offsets" jsonb NOT NULL DEFAULT '{}',
  "counts" jsonb NOT NULL DEFAULT '{}',
  "status" text NOT NULL
    CHECK ("status" IN ('NEW', 'LIVE', 'CATCHING_UP', 'REBUILDING', 'REGRESSED')),
  "rewound_fence" bigint,
  "rewound_to" bigint,
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
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."watermark" IS 'Event time up to which the input was complete at that checkpoint.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."offsets" IS 'Next offset of each input partition at that checkpoint: {topic: {partition: offset}}.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."hi_offsets" IS 'The furthest that offsets ever were; a rewind does not lower it.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."counts" IS 'What the last commit did: {table: {upserted, deleted, rejected}}.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."status" IS 'NEW: nothing committed yet. LIVE: the tables are a consistent cut. CATCHING_UP: rewound, some rows are still ahead of last_ckpt. REBUILDING: taken over, history is being counted again. REGRESSED: this database lost commits; the job refused to go on.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."rewound_fence" IS 'The last attempt that rewound while not LIVE.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."rewound_to" IS 'The lowest checkpoint rewound to while not LIVE.';
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
  "watermark" timestamptz,
  "counts" jsonb NOT NULL,
  "status" text NOT NULL,
  "job_id" text NOT NULL,
  "at" timestamptz NOT NULL DEFAULT clock_timestamp()
);

COMMENT ON TABLE "${flyway:defaultSchema}"."sink_ledger_history"
  IS 'Every change of the ledger, newest last; the oldest of more than 10000 per sink are removed.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger_history"."event" IS 'START, COMMIT, REWIND, TAKEOVER or REGRESSED.';

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
