-- Why yesterday's number is not what was reported: what changed in rows that were complete. Written within the
-- commit that changes them. Late events come in all day long, so what changes a number within an hour is one row.

CREATE TABLE "${flyway:defaultSchema}"."corrections" (
  "hour" timestamptz NOT NULL,
  "table_name" text COLLATE "C" NOT NULL,
  "metric" text COLLATE "C" NOT NULL,
  "key" jsonb NOT NULL,
  "column_name" text COLLATE "C" NOT NULL,
  "before" numeric,
  "after" numeric,
  "cause" text NOT NULL,
  "ckpt" bigint NOT NULL,
  "corrected_at" timestamptz NOT NULL,
  "commit_seq" bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 70);

-- A key may be as long as an index takes; its hash never is.
CREATE UNIQUE INDEX "corrections_once_an_hour" ON "${flyway:defaultSchema}"."corrections"
  ("hour", "table_name", "metric", "column_name", md5("key"::text));
CREATE INDEX "corrections_by_metric" ON "${flyway:defaultSchema}"."corrections" ("metric", "table_name", "hour");

COMMENT ON TABLE "${flyway:defaultSchema}"."corrections"
  IS 'Numbers that were complete, had perhaps been reported, and have changed since: one row for each number and hour. Buckets of a day and longer; not content, whose rows are ranks, and not facts.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."corrections"."hour" IS 'The hour in which it changed, by the clock of the database.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."corrections"."table_name" IS 'The table.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."corrections"."metric" IS 'Id of the definition.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."corrections"."key" IS 'The other columns of the row''s primary key, by name.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."corrections"."column_name" IS 'The column that changed.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."corrections"."before" IS 'What it was before the hour; null when there was no row, which in sums is 0.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."corrections"."after" IS 'What the last change of the hour made it; null when there is no row any more.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."corrections"."cause" IS 'late: an event came late. merge: an anonymous id turned out to be a user''s. deletion: a user was deleted. definition: the metric means something else, or is not counted any more. restatement: the job went back to an older savepoint, or published everything again. open: what began in the bucket went on after its end, a session past midnight, a cart recovered or refunded. Joined by or when the commits of the hour brought several.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."corrections"."ckpt" IS 'The checkpoint of the last change of the hour.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."corrections"."corrected_at" IS 'When that was committed, by the clock of the database.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."corrections"."commit_seq" IS 'Number of that commit; see sink_ledger.';
