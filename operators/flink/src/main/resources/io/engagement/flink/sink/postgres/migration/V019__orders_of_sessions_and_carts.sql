-- Sessions with their orders, and what was paid in a cart, given back of it, and when it came to checkout.
-- Rows that were written before are null there until they are written again.
ALTER TABLE "${flyway:defaultSchema}"."sessions"
  ADD COLUMN "orders" bigint,
  ADD COLUMN "amount" numeric,
  ADD COLUMN "currency" text;

ALTER TABLE "${flyway:defaultSchema}"."session_metrics"
  ADD COLUMN "converted" bigint,
  ADD COLUMN "orders" bigint;

ALTER TABLE "${flyway:defaultSchema}"."carts"
  ADD COLUMN "order_id" text,
  ADD COLUMN "gross" numeric,
  ADD COLUMN "refunded" numeric,
  ADD COLUMN "checkout_at" timestamptz;

-- Views that pass all columns of a table on get the new ones at their end.
DO $$
DECLARE
  published text;
  columns text;
BEGIN
  FOREACH published IN ARRAY ARRAY['sessions_cut', 'session_metrics_cut', 'session_metrics_parts', 'carts_cut']
  LOOP
    SELECT string_agg(format('"data".%I', data.attname), ', ' ORDER BY passed.attnum, data.attnum) INTO columns
    FROM pg_attribute AS data
    LEFT JOIN pg_attribute AS passed
      ON passed.attrelid = format('%I.%I', '${flyway:defaultSchema}', published)::regclass
      AND passed.attname = data.attname
    WHERE data.attrelid =
        format('%I.%I', '${flyway:defaultSchema}', regexp_replace(published, '_(cut|parts)$', ''))::regclass
      AND data.attnum > 0 AND NOT data.attisdropped
      AND (passed.attnum IS NOT NULL OR data.attname <> 'commit_seq');
    EXECUTE format(
      CASE WHEN published LIKE '%\_cut' THEN
        'CREATE OR REPLACE VIEW %1$I.%2$I AS
        SELECT
          "ledger"."last_ckpt" AS "cut_ckpt",
          "ledger"."watermark" AS "cut_watermark",
          "ledger"."status" AS "cut_status",
          "ledger"."committed_at" AS "cut_committed_at",
          %4$s
        FROM %1$I.%3$I AS "data"
        JOIN %1$I."sink_table_owner" AS "owner" ON "owner"."table_name" = %3$L
        JOIN %1$I."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id"'
      ELSE
        'CREATE OR REPLACE VIEW %1$I.%2$I AS SELECT %4$s FROM %1$I.%3$I AS "data" WHERE "dimension" <> '''''
      END,
      '${flyway:defaultSchema}', published, regexp_replace(published, '_(cut|parts)$', ''), columns);
  END LOOP;
END
$$;

DO $migration$
DECLARE
  slice record;
BEGIN
  FOR slice IN
    SELECT * FROM (VALUES
      ('', '"dimension" = ''''', ''),
      ('_parts', '"dimension" <> ''''', '"dimension", "value", ')
    ) AS slices (suffix, filter, keys)
  LOOP
    EXECUTE replace(replace(replace(replace($view$
CREATE OR REPLACE VIEW <schema>."daily_sessions<suffix>" AS
WITH "metrics" AS MATERIALIZED (
  SELECT
    "totals"."metric",
    greatest(max("bucket")::date, max("last_day")) AS "last_day",
    max("zone") AS "zone",
    max("watermark") AS "watermark"
  FROM <schema>."session_metrics" AS "totals"
  LEFT JOIN <schema>."metric_progress" AS "progress"
    ON "progress"."metric" = "totals"."metric" AND "family" = 'sessions'
  WHERE "period" = 'day' AND "dimension" = ''
  GROUP BY "totals"."metric"
)
SELECT
  "metric", <keys>"day" + "gap" AS "day",
  CASE "gap" WHEN 0 THEN "sessions" ELSE 0 END AS "sessions",
  CASE "gap" WHEN 0 THEN "bounced" ELSE 0 END AS "bounced",
  CASE "gap" WHEN 0 THEN round("bounced"::numeric / nullif("sessions", 0), 6) END AS "bounce_rate",
  CASE "gap" WHEN 0 THEN "new_users" ELSE 0 END AS "new_users",
  CASE "gap" WHEN 0 THEN "events" ELSE 0 END AS "events",
  CASE "gap" WHEN 0 THEN "views" ELSE 0 END AS "views",
  CASE "gap" WHEN 0 THEN "duration_seconds" ELSE 0 END AS "duration_seconds",
  CASE "gap" WHEN 0 THEN round("duration_seconds" / nullif("sessions", 0), 3) END AS "mean_duration_seconds",
  CASE "gap" WHEN 0 THEN "median_duration_seconds" END AS "median_duration_seconds",
  CASE "gap" WHEN 0 THEN "p90_duration_seconds" END AS "p90_duration_seconds",
  CASE "gap" WHEN 0 THEN "engaged_seconds" ELSE 0 END AS "engaged_seconds",
  coalesce(
    CASE "gap" WHEN 0 THEN "complete" END,
    ("day" + "gap" + 1)::timestamp AT TIME ZONE "zone" <= "watermark",
    false) AS "complete",
  CASE "gap" WHEN 0 THEN "converted" ELSE 0 END AS "converted",
  CASE "gap" WHEN 0 THEN round("converted"::numeric / nullif("sessions", 0), 6) END AS "conversion_rate",
  CASE "gap" WHEN 0 THEN "orders" ELSE 0 END AS "orders"
FROM (
  SELECT
    *, "bucket"::date AS "day",
    coalesce(
      lead("bucket"::date) OVER (PARTITION BY "metric", "dimension", "value" ORDER BY "bucket"),
      "last_day" + 1) - "bucket"::date - 1 AS "gaps"
  FROM <schema>."session_metrics"
  JOIN "metrics" USING ("metric")
  WHERE "period" = 'day' AND <filter>
) AS "series"
CROSS JOIN LATERAL (
  SELECT ("place" - 1)::integer AS "gap"
  FROM unnest(array_fill(0, ARRAY["gaps" + 1])) WITH ORDINALITY AS "fill" ("zero", "place")
) AS "filled"
$view$, '<schema>', '"${flyway:defaultSchema}"'), '<suffix>', slice.suffix), '<filter>', slice.filter),
      '<keys>', slice.keys);
    EXECUTE format('COMMENT ON COLUMN %I.%I."converted" IS %L',
      '${flyway:defaultSchema}', 'daily_sessions' || slice.suffix, 'Sessions in which an order was placed.');
    EXECUTE format('COMMENT ON COLUMN %I.%I."conversion_rate" IS %L',
      '${flyway:defaultSchema}', 'daily_sessions' || slice.suffix,
      'Share of sessions in which an order was placed; null without sessions.');
    EXECUTE format('COMMENT ON COLUMN %I.%I."orders" IS %L',
      '${flyway:defaultSchema}', 'daily_sessions' || slice.suffix, 'Orders placed in the sessions.');
  END LOOP;
END
$migration$;

-- A sessions definition whose currency is said has a line for it before the zone.
CREATE OR REPLACE VIEW "${flyway:defaultSchema}"."metric_settings" AS
WITH "lines" AS (
  SELECT
    "metric", "family", "line", "position",
    min("position") FILTER (WHERE "line" ~ '^\d+$') OVER "of_metric" AS "first_number",
    min("position") FILTER (WHERE "line" ~ '^gap \d+$') OVER "of_metric" AS "gap"
  FROM "${flyway:defaultSchema}"."metric_definitions"
  CROSS JOIN LATERAL string_to_table("meaning", E'\n') WITH ORDINALITY AS "lines" ("line", "position")
  WINDOW "of_metric" AS (PARTITION BY "metric", "family")
),
"named" AS (
  SELECT
    "metric", "family", "position", "line",
    CASE
      WHEN "family" = 'sessions' AND "line" !~ '^currency ' THEN
        coalesce(
          (ARRAY['events', 'exclude', 'gap', 'boundary', 'split', 'bounce', 'key events', 'heartbeat',
            'minimum visit'])["position"],
          'zone')
      WHEN "family" = 'carts' THEN (ARRAY['abandon after', 'currency', 'remember', 'zone'])["position"]
      WHEN "family" = 'recommendations' THEN
        coalesce(
          (ARRAY['click window', 'conversion window', 'once within', 'currency', 'zone'])["position"],
          CASE WHEN "line" ~ '^lists \d' THEN 'lists once within' ELSE 'positions' END)
      WHEN "family" = 'funnels' THEN
        CASE
          WHEN "line" ~ '^(EVERY|FIRST) ' THEN 'step ' || "position"
          WHEN "line" ~ '^\d+-\d+ ' THEN 'exclude'
          ELSE (ARRAY['window', 'order', 'strict universe', 'equal times', 'grace', 'on exclusion', 'attempt',
            'attribution', 'bucket', 'zone', 'week start'])["position" - "first_number" + 1]
        END
      WHEN "family" = 'paths' THEN
        (ARRAY['events', 'item', 'steps', 'repeats', 'start', 'gap', 'events per session', 'session events',
          'boundary', 'split', 'bounce', 'key events', 'heartbeat', 'minimum visit', 'zone'])["position"]
      WHEN "family" = 'content' AND "line" = 'no sessions' THEN 'sessions'
      WHEN "family" = 'content' AND "line" !~ '^(zone|weeks from) ' THEN
        CASE WHEN "first_number" IS NULL AND "position" > 5 THEN 'zone' ELSE
          (ARRAY['events', 'item', 'bucket', 'entries', 'gap', 'session events', 'boundary', 'split', 'bounce',
            'key events', 'heartbeat', 'minimum visit', 'zone'])["position"]
        END
      WHEN "family" = 'score' AND "position" - "gap" BETWEEN 1 AND 7 THEN
        (ARRAY['session events', 'boundary', 'split', 'bounce', 'key events', 'heartbeat',
          'minimum visit'])["position" - "gap"]
      WHEN "family" = 'experiments' AND "line" ~ '^(any$|spec\(|or\(|except\()' THEN 'goal events'
      WHEN "family" = 'experiments' AND "line" ~ '^(count$|value )' THEN 'goal value'
    END AS "fixed",
    substring("line" FROM
      '^(events|start|return|periods|period|cohort|counting|min returns|interval|min events|half-life|weight|currency|gap|zone|weeks from|exposure|goal|lists|from|value) ')
      AS "prefix"
  FROM "lines"
)
SELECT
  "metric", "family", "position"::integer AS "position",
  coalesce("fixed", "prefix", 'setting') AS "setting",
  CASE WHEN coalesce("fixed", "prefix") IN (
      'gap', 'abandon after', 'remember', 'click window', 'conversion window', 'once within', 'lists once within',
      'window', 'grace', 'heartbeat', 'minimum visit', 'half-life')
      AND "line" ~ '^\D*\d{1,15}$'
    THEN justify_hours(regexp_replace("line", '^\D*', '')::bigint * interval '1 millisecond')::text
    ELSE "${flyway:defaultSchema}"."readable_matcher"(
      CASE WHEN "prefix" IS NOT NULL AND ("fixed" IS NULL OR "fixed" IN ('start', 'goal value'))
          OR "line" ~ '^(EVERY|FIRST) spec'
        THEN regexp_replace("line", '^(' || coalesce("prefix", 'EVERY') || ') ', '')
        ELSE "line" END)
  END AS "value"
FROM "named";
