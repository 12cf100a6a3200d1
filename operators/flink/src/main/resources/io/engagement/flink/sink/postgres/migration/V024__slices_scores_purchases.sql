-- Indexes for what was slow with a year of a million users, and ids that collate alike.

-- A month of one breakdown's value: by the primary key all rows of the month would be passed over.
CREATE INDEX "paths_slices" ON "${flyway:defaultSchema}"."paths" ("metric", "dimension", "value", "bucket");
DROP INDEX "${flyway:defaultSchema}"."paths_totals";

-- Revenue needs nothing else of a cart. Columns that change cost an entry for each change, of purchases only.
CREATE INDEX "carts_purchased" ON "${flyway:defaultSchema}"."carts" ("metric", "currency", "closed_at")
  INCLUDE ("items", "amount") WHERE "state" = 'purchased';

-- user_id of sessions and identity_merges was the only id that collated as the database does: an id of another
-- table compared with it by the other collation, and found no index. The views that name the column are made again as
-- they were, with their comments and privileges. Where somebody else has views over them, all stays as it is: a query
-- may say COLLATE "default".
DO $migration$
DECLARE
  id record;
  view record;
  views jsonb[];
  one jsonb;
BEGIN
  -- Names in definitions are qualified when nothing is on the search path.
  PERFORM set_config('search_path', '', true);
  FOR id IN
    SELECT a.attrelid, a.attrelid::regclass AS relation, a.attnum
    FROM pg_attribute a
    WHERE a.attrelid IN ('"${flyway:defaultSchema}"."sessions"'::regclass, '"${flyway:defaultSchema}"."identity_merges"'::regclass)
      AND a.attname = 'user_id'
  LOOP
    BEGIN
      views := ARRAY[]::jsonb[];
      FOR view IN
        SELECT DISTINCT c.oid, c.oid::regclass::text AS name, c.relowner, c.relacl
        FROM pg_depend d
        JOIN pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
        JOIN pg_class c ON c.oid = r.ev_class AND c.relkind = 'v'
          AND c.relnamespace = '"${flyway:defaultSchema}"'::regnamespace
        WHERE d.refclassid = 'pg_class'::regclass AND d.refobjid = id.attrelid AND d.refobjsubid = id.attnum
      LOOP
        views := views || jsonb_build_object(
          'name', view.name,
          'make', (SELECT jsonb_agg(statement) FROM (
            SELECT 'CREATE VIEW ' || view.name || ' AS ' || pg_get_viewdef(view.oid) AS statement
            UNION ALL
            SELECT format('COMMENT ON VIEW %s IS %L', view.name, obj_description(view.oid, 'pg_class'))
            UNION ALL
            SELECT format('COMMENT ON COLUMN %s.%I IS %L', view.name, attname, col_description(view.oid, attnum))
            FROM pg_attribute WHERE attrelid = view.oid AND attnum > 0
            UNION ALL
            SELECT format('GRANT %s ON %s TO %s', privilege_type, view.name,
              CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END)
            FROM aclexplode(view.relacl) WHERE grantee <> view.relowner
          ) AS statements));
        EXECUTE 'DROP VIEW ' || view.name;
      END LOOP;
      EXECUTE format('ALTER TABLE %s ALTER COLUMN user_id TYPE text COLLATE "C"', id.relation);
      FOREACH one IN ARRAY views LOOP
        FOR view IN SELECT statement FROM jsonb_array_elements_text(one -> 'make') AS s (statement) LOOP
          EXECUTE view.statement;
        END LOOP;
      END LOOP;
    EXCEPTION WHEN dependent_objects_still_exist OR feature_not_supported OR insufficient_privilege THEN
      RAISE WARNING 'user_id of % keeps its collation: %', id.relation, SQLERRM;
    END;
  END LOOP;
END
$migration$;
