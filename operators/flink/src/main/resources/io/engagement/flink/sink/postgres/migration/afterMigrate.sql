-- Every published table says which commit wrote a row last. The sink finds by it what a run has
-- written that was left since by going back to an older savepoint.

DO $$
DECLARE
  published record;
BEGIN
  FOR published IN
    SELECT c.relname AS name
    FROM pg_class c
    JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = '${flyway:defaultSchema}'
      AND c.relkind = 'r'
      AND c.relname NOT LIKE 'sink\_%'
      AND c.relname <> '${flyway:table}'
      AND NOT EXISTS (
        SELECT FROM pg_attribute a
        WHERE a.attrelid = c.oid AND a.attname = 'commit_seq' AND NOT a.attisdropped)
  LOOP
    EXECUTE format(
      'ALTER TABLE %I.%I ADD COLUMN "commit_seq" bigint NOT NULL DEFAULT 0',
      '${flyway:defaultSchema}', published.name);
    EXECUTE format(
      'COMMENT ON COLUMN %I.%I."commit_seq" IS %L',
      '${flyway:defaultSchema}', published.name,
      'Number of the commit that wrote the row last; see sink_ledger.');
  END LOOP;
END
$$;
