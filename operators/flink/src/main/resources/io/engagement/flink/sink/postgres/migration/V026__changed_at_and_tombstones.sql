-- For whoever keeps copies of the tables up to date by what changed: when a row changed last, and which rows left.

-- What is there already changed with the last commit at the latest, so the next one is later. A constant is kept
-- beside the table and rewrites none of its rows; now() is for rows that a job of the release before still inserts.
DO $$
DECLARE
  published record;
  former timestamptz := coalesce((SELECT max("committed_at") FROM "${flyway:defaultSchema}"."sink_ledger"), now());
BEGIN
  FOR published IN
    SELECT c.oid::regclass AS name
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = '${flyway:defaultSchema}'
      AND c.relkind = 'r'
      AND c.relname NOT LIKE 'sink\_%'
      AND c.relname NOT IN ('${flyway:table}', 'corrections')
      AND NOT EXISTS (
        SELECT FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attname = 'changed_at' AND NOT a.attisdropped)
  LOOP
    EXECUTE format(
      'ALTER TABLE %s ADD COLUMN IF NOT EXISTS "commit_seq" bigint NOT NULL DEFAULT 0,'
        ' ADD COLUMN "changed_at" timestamptz NOT NULL DEFAULT %L',
      published.name, former);
    EXECUTE format('ALTER TABLE %s ALTER COLUMN "changed_at" SET DEFAULT now()', published.name);
  END LOOP;
END
$$;

COMMENT ON COLUMN "${flyway:defaultSchema}"."sink_ledger"."committed_at" IS 'When the last commit was made, by the database''s clock; never before changed_at of any row, also when the clock has been put back.';

CREATE TABLE "${flyway:defaultSchema}"."tombstones" (
  "table_name" text COLLATE "C" NOT NULL,
  "key" jsonb NOT NULL,
  "deleted_at" timestamptz NOT NULL,
  "ckpt" bigint NOT NULL
);

-- Those of one table, and those that have been kept for long enough: rows lie in the order in which they came.
CREATE INDEX "tombstones_by_table" ON "${flyway:defaultSchema}"."tombstones" ("table_name", "deleted_at");
CREATE INDEX "tombstones_by_time" ON "${flyway:defaultSchema}"."tombstones" USING brin ("deleted_at");

COMMENT ON TABLE "${flyway:defaultSchema}"."tombstones"
  IS 'Rows that left a table because numbers changed, for copies that are kept up to date by changed_at. Not those that retention removes.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."tombstones"."table_name" IS 'The table.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."tombstones"."key" IS 'The row''s primary key, by name. {} for all rows of the table, {"metric": ...} for all of a definition, {"subject_hash": ...} for all about a user who was deleted: SHA-256 of the id, in hexadecimal.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."tombstones"."deleted_at" IS 'Time of the commit that deleted it, as in changed_at. A row with this key that changed then or later is there.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."tombstones"."ckpt" IS 'The checkpoint of that commit.';
