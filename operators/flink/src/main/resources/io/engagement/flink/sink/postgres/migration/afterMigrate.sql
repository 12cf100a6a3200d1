-- Every published table says which commit wrote a row last, and when a row changed last. The sink finds by the first
-- what a run has written that was left since by going back to an older savepoint.

DO $$
DECLARE
  published record;
BEGIN
  FOR published IN
    SELECT c.oid::regclass AS name
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = '${flyway:defaultSchema}'
      AND c.relkind = 'r'
      AND c.relname NOT LIKE 'sink\_%'
      AND c.relname NOT IN ('${flyway:table}', 'corrections', 'tombstones')
      AND 2 > (
        SELECT count(*) FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attname IN ('commit_seq', 'changed_at')
          AND col_description(a.attrelid, a.attnum) IS NOT NULL)
  LOOP
    EXECUTE format(
      'ALTER TABLE %s ADD COLUMN IF NOT EXISTS "commit_seq" bigint NOT NULL DEFAULT 0,'
        ' ADD COLUMN IF NOT EXISTS "changed_at" timestamptz NOT NULL DEFAULT now()',
      published.name);
    EXECUTE format(
      'COMMENT ON COLUMN %s."commit_seq" IS %L',
      published.name, 'Number of the commit that wrote the row last; see sink_ledger.');
    EXECUTE format(
      'COMMENT ON COLUMN %s."changed_at" IS %L',
      published.name,
      'Time of the commit that changed the row last: the same in all rows of a commit, later with each commit.');
  END LOOP;
END
$$;
