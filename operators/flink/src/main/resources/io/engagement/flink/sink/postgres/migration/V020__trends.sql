-- Trends: how often something happened by hour, day, week or month, and what a property of it adds up to.

CREATE TABLE "${flyway:defaultSchema}"."trends" (
  "metric" text COLLATE "C" NOT NULL,
  "period" text COLLATE "C" NOT NULL,
  "bucket" timestamp NOT NULL,
  "dimension" text COLLATE "C" NOT NULL,
  "value" text COLLATE "C" NOT NULL,
  "events" bigint,
  "users" bigint,
  "sum" numeric,
  "summed_events" bigint,
  "complete" boolean,
  PRIMARY KEY ("metric", "period", "bucket", "dimension", "value")
) WITH (fillfactor = 70);

CREATE VIEW "${flyway:defaultSchema}"."trends_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."trends" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'trends'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."trends_cut"
  IS 'Rows of trends with the checkpoint, watermark and status they belong to.';

CREATE VIEW "${flyway:defaultSchema}"."trends_parts" AS
SELECT * FROM "${flyway:defaultSchema}"."trends" WHERE "dimension" <> '';

COMMENT ON VIEW "${flyway:defaultSchema}"."trends_parts"
  IS 'Rows of trends by value of a breakdown, without the totals.';

-- As the other daily views: each row is followed by zeros up to the next one, or to the last day that there are
-- numbers of.
DO $migration$
DECLARE
  slice record;
BEGIN
  FOR slice IN
    SELECT * FROM (VALUES
      ('', '"dimension" = ''''', '',
        'Events by day, a row for every day from the first on: no other periods and no parts beside them.'),
      ('_parts', '"dimension" <> ''''', '"dimension", "value", ',
        'Rows as in daily_trends by value of a breakdown, without the totals.')
    ) AS slices (suffix, filter, keys, meaning)
  LOOP
    EXECUTE replace(replace(replace(replace($view$
CREATE VIEW <schema>."daily_trends<suffix>" AS
WITH "metrics" AS MATERIALIZED (
  SELECT
    "totals"."metric",
    greatest(max("bucket")::date, max("last_day")) AS "last_day",
    max("zone") AS "zone",
    max("watermark") AS "watermark"
  FROM <schema>."trends" AS "totals"
  LEFT JOIN <schema>."metric_progress" AS "progress"
    ON "progress"."metric" = "totals"."metric" AND "family" = 'trends'
  WHERE "period" = 'day' AND "dimension" = ''
  GROUP BY "totals"."metric"
)
SELECT
  "metric", <keys>"day" + "gap" AS "day",
  CASE "gap" WHEN 0 THEN "events" ELSE 0 END AS "events",
  CASE "gap" WHEN 0 THEN "users" ELSE 0 END AS "users",
  CASE "gap" WHEN 0 THEN round("events"::numeric / nullif("users", 0), 6) END AS "events_per_user",
  CASE "gap" WHEN 0 THEN "sum" END AS "sum",
  CASE "gap" WHEN 0 THEN "summed_events" ELSE 0 END AS "summed_events",
  CASE "gap" WHEN 0 THEN round("sum" / nullif("summed_events", 0), 6) END AS "mean",
  coalesce(
    CASE "gap" WHEN 0 THEN "complete" END,
    ("day" + "gap" + 1)::timestamp AT TIME ZONE "zone" <= "watermark",
    false) AS "complete"
FROM (
  SELECT
    *, "bucket"::date AS "day",
    coalesce(
      lead("bucket"::date) OVER (PARTITION BY "metric", "dimension", "value" ORDER BY "bucket"),
      "last_day" + 1) - "bucket"::date - 1 AS "gaps"
  FROM <schema>."trends"
  JOIN "metrics" USING ("metric")
  WHERE "period" = 'day' AND <filter>
) AS "series"
CROSS JOIN LATERAL (
  SELECT ("place" - 1)::integer AS "gap"
  FROM unnest(array_fill(0, ARRAY["gaps" + 1])) WITH ORDINALITY AS "fill" ("zero", "place")
) AS "filled"
$view$, '<schema>', '"${flyway:defaultSchema}"'), '<suffix>', slice.suffix), '<filter>', slice.filter),
      '<keys>', slice.keys);
    EXECUTE format('COMMENT ON VIEW %I.%I IS %L',
      '${flyway:defaultSchema}', 'daily_trends' || slice.suffix, slice.meaning);
  END LOOP;
END
$migration$;

DO $migration$
DECLARE
  described record;
BEGIN
  FOR described IN
    SELECT c.relname AS relation, m.name, m.meaning
    FROM (VALUES
      ('metric', 'Id of the definition.'),
      ('dimension', 'Name of the breakdown.'),
      ('value', 'Value of the breakdown, (none) when absent, (other) for those beyond the limit.'),
      ('day', 'Day in the zone of the configuration.'),
      ('events', 'Matching events of the day, 0 where there were none.'),
      ('users', 'Distinct users with such an event on the day; users of days cannot be added.'),
      ('events_per_user', 'Events over users; null without events.'),
      ('sum', 'Sum of the property; null when no event of the day has it.'),
      ('summed_events', 'Those of the events whose property is in the sum.'),
      ('mean', 'Mean of the property, to six digits; over several days divide the sums.'),
      ('complete', 'Whether the watermark has passed the end of what the row counts; numbers of others still grow.'),
      ('cut_ckpt', 'The checkpoint that all tables show; 0 before the first.'),
      ('cut_watermark', 'Event time up to which the input was complete at that checkpoint.'),
      ('cut_status', 'LIVE when all tables are one consistent cut; see sink_ledger.'),
      ('cut_committed_at', 'When that checkpoint was committed, by the clock of the database.')
    ) AS m (name, meaning)
    JOIN pg_attribute a ON a.attname = m.name AND a.attnum > 0
    JOIN pg_class c ON c.oid = a.attrelid AND c.relnamespace = '"${flyway:defaultSchema}"'::regnamespace
    WHERE c.relname IN ('daily_trends', 'daily_trends_parts')
      OR c.relname = 'trends_cut' AND m.name LIKE 'cut\_%'
  LOOP
    EXECUTE format('COMMENT ON COLUMN %I.%I.%I IS %L',
      '${flyway:defaultSchema}', described.relation, described.name, described.meaning);
  END LOOP;
END
$migration$;
