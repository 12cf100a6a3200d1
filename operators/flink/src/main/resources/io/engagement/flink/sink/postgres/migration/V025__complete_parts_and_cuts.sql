-- Whether a number is complete, beside every one that can be: the views over the tables that do not say it
-- themselves say it as content_top, path_steps, cart_abandonment and recommendation_rates do.
DO $migration$
DECLARE
  told record;
  suffix text;
  name text;
  made text;
  kept record;
  again text[];
BEGIN
  -- Names in definitions are qualified when nothing is on the search path.
  PERFORM set_config('search_path', '', true);
  FOR told IN
    SELECT * FROM (VALUES
      ('paths', 'paths', 'NULL', '("data"."bucket" + 1)::timestamp AT TIME ZONE "zone" <= "watermark"',
        'Whether the watermark has passed the end of the day; sessions that are still open may still change it.'),
      ('content', 'content', $$split_part("meaning", E'\n', 3)$$,
        $$("data"."bucket" + CASE "setting" WHEN 'DAY' THEN interval '1 day' WHEN 'WEEK' THEN interval '7 days'
          WHEN 'MONTH' THEN interval '1 month' END) AT TIME ZONE "zone" <= "watermark"$$,
        'Whether the watermark has passed the end of the bucket.'),
      ('cart_metrics', 'carts', 'NULL', '("data"."bucket" + 1)::timestamp AT TIME ZONE "zone" <= "watermark"
        AND "created" = "purchased" + "abandoned" + "emptied"',
        'Whether the watermark has passed the day and no cart of it is open; an order may still recover an abandoned one.'),
      ('recommendations', 'recommendations',
        $$(split_part("meaning", E'\n', 1)::bigint + split_part("meaning", E'\n', 2)::bigint)::text$$,
        $$("data"."bucket" + 1)::timestamp AT TIME ZONE "zone" + "setting"::bigint * interval '1 millisecond'
          <= "watermark"$$,
        'Whether the watermark has passed the day and the windows for a click and an order after it.')
    ) AS tables (published, family, setting, passed, meaning)
  LOOP
    FOREACH suffix IN ARRAY ARRAY['_parts', '_cut', '_by_position'] LOOP
      name := format('%I.%I', '${flyway:defaultSchema}', told.published || suffix);
      CONTINUE WHEN to_regclass(name) IS NULL;
      made := format($view$
CREATE OR REPLACE VIEW %1$s AS
SELECT
  "data".*,
  coalesce(
    %2$s AND ("progress"."since" IS NULL OR "data"."bucket"::timestamp AT TIME ZONE "zone" >= "progress"."since"),
    false) AS "complete"
FROM (%3$s) AS "data"
LEFT JOIN (
  SELECT "metric", "zone", "progress"."since", "watermark", %4$s AS "setting"
  FROM %5$I."metric_progress" AS "progress"
  JOIN %5$I."metric_definitions" USING ("metric", "family")
  WHERE "family" = %6$L
) AS "progress" ON "progress"."metric" = "data"."metric"
$view$, name, told.passed, rtrim(pg_get_viewdef(name::regclass), ';'), told.setting, '${flyway:defaultSchema}', told.family);
      again := ARRAY(
        SELECT format('COMMENT ON VIEW %s IS %L', name, obj_description(name::regclass, 'pg_class'))
        UNION ALL
        SELECT format('COMMENT ON COLUMN %s.%I IS %L', name, attname, col_description(attrelid, attnum))
        FROM pg_attribute WHERE attrelid = name::regclass AND attnum > 0
        UNION ALL
        SELECT format('GRANT %s ON %s TO %s', a.privilege_type, name,
          CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END)
        FROM pg_class, aclexplode(relacl) AS a
        WHERE pg_class.oid = name::regclass AND a.grantee <> relowner);
      -- Made after the views it now reads, it is made after them again with --takeover. Where somebody else has a
      -- view over it, it is changed where it stands.
      BEGIN
        EXECUTE 'DROP VIEW ' || name;
      EXCEPTION WHEN dependent_objects_still_exist THEN
        NULL;
      END;
      EXECUTE made;
      FOR kept IN SELECT statement FROM unnest(again) AS a (statement) LOOP
        EXECUTE kept.statement;
      END LOOP;
      EXECUTE format('COMMENT ON COLUMN %s."complete" IS %L', name, told.meaning);
    END LOOP;
  END LOOP;
END
$migration$;
