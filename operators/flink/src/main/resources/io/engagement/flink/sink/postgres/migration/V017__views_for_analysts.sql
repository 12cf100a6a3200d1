-- Views that make the plain question right: rates with their numerators, days without anybody as zeros,
-- totals apart from their parts, nothing from a day that is still to come.

CREATE VIEW "${flyway:defaultSchema}"."data_until" AS
SELECT
  "sink_id" AS "deployment",
  least("watermark", now()) AS "data_until",
  "watermark",
  "last_ckpt" AS "checkpoint",
  "status",
  "committed_at"
FROM "${flyway:defaultSchema}"."sink_ledger";

-- The zone is a line of its own in some families and has a fixed place in others. The text of a meaning
-- is hashed into the job's state, so it never changes. Java writes offsets as UTC+05:30 and +05:30, which
-- PostgreSQL would take as west of Greenwich. OFFSET 0: once for each definition, not for each row joined.
CREATE VIEW "${flyway:defaultSchema}"."metric_progress" AS
SELECT
  "metric", "family", "zone", "since", "until", "watermark",
  least("watermark", now()) AS "data_until",
  CASE WHEN isfinite("watermark") THEN (least("watermark", now()) AT TIME ZONE "zone")::date END AS "last_day"
FROM (
  SELECT
    "definition"."metric", "definition"."family", "definition"."since", "definition"."until",
    CASE
      WHEN "configured"."zone" ~ '[+-]\d\d:' THEN
        regexp_replace("configured"."zone", '^[A-Z]*([+-])(.*)$', '<\1\2>')
          || translate(substring("configured"."zone" FROM '[+-].*$'), '+-', '-+')
      WHEN "configured"."zone" IN ('Z', 'UT') THEN 'UTC'
      ELSE "configured"."zone"
    END AS "zone",
    CASE WHEN "ledger"."watermark" IS NOT NULL
      THEN least("ledger"."watermark", "definition"."until") END AS "watermark"
  FROM "${flyway:defaultSchema}"."metric_definitions" AS "definition"
  CROSS JOIN LATERAL (
    SELECT CASE
      WHEN "family" = 'carts' THEN split_part("meaning", E'\n', 4)
      WHEN "family" = 'recommendations' THEN split_part("meaning", E'\n', 5)
      WHEN "family" = 'experiments' THEN NULL
      WHEN "family" = 'funnels' AND "meaning" ~ '\n[A-Z]+DAY$' THEN split_part("meaning", E'\n', -2)
      WHEN "meaning" ~ '\nzone [^\n]+\nweeks from [A-Z]+$'
        THEN substring("meaning" FROM '\nzone ([^\n]+)\nweeks from [A-Z]+$')
      ELSE split_part("meaning", E'\n', -1)
    END AS "zone"
  ) AS "configured"
  LEFT JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner"
    ON "owner"."table_name" = 'metric_definitions'
  LEFT JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id"
  OFFSET 0
) AS "definitions";

-- A series has a row for every day from the first that somebody was active on: each row is followed by zeros
-- up to the next one, or to the last day that there are numbers of. The planner expects ten rows of
-- unnest(array_fill(...)) and a thousand of generate_series, for which it would compile the query: that takes
-- longer than to run it.
DO $migration$
DECLARE
  slice record;
  definition text;
BEGIN
  FOR slice IN
    SELECT * FROM (VALUES
      ('', '"dimension" = ''''', ''),
      ('_parts', '"dimension" <> ''''', '"dimension", "value", ')
    ) AS slices (suffix, filter, keys)
  LOOP
    FOREACH definition IN ARRAY ARRAY[
$view$
CREATE VIEW <schema>."daily_active_users<suffix>" AS
WITH "metrics" AS MATERIALIZED (
  SELECT
    "totals"."metric",
    bool_or("period" = 'day') AS "has_days",
    bool_or("period" = 'rolling_7d') AS "has_7d",
    bool_or("period" = 'rolling_30d') AS "has_30d",
    greatest(
      max("bucket") FILTER (WHERE "period" = 'day'),
      coalesce(max("last_day"), max("bucket") FILTER (WHERE "period" <> 'day' AND "complete")))::date
      AS "last_day",
    max("zone") AS "zone",
    max("watermark") AS "watermark"
  FROM <schema>."active_users" AS "totals"
  LEFT JOIN <schema>."metric_progress" AS "progress"
    ON "progress"."metric" = "totals"."metric" AND "family" = 'active-users'
  WHERE "period" IN ('day', 'rolling_7d', 'rolling_30d') AND "dimension" = ''
  GROUP BY "totals"."metric"
)
SELECT
  "metric", <keys>"day" + "gap" AS "day",
  CASE WHEN "has_days" THEN CASE "gap" WHEN 0 THEN coalesce("users", 0) ELSE 0 END END AS "users",
  CASE WHEN "has_7d" THEN CASE "gap" WHEN 0 THEN coalesce("users_7d", 0) ELSE 0 END END AS "users_7d",
  CASE WHEN "has_30d" THEN CASE "gap" WHEN 0 THEN coalesce("users_30d", 0) ELSE 0 END END AS "users_30d",
  coalesce(
    CASE "gap" WHEN 0 THEN "complete" END,
    ("day" + "gap" + 1)::timestamp AT TIME ZONE "zone" <= "watermark",
    false) AS "complete"
FROM (
  SELECT
    *,
    coalesce(lead("day") OVER (PARTITION BY "metric", "dimension", "value" ORDER BY "day"), "last_day" + 1)
      - "day" - 1 AS "gaps"
  FROM (
    SELECT
      "metric", "dimension", "value", "bucket"::date AS "day",
      max("users") FILTER (WHERE "period" = 'day') AS "users",
      max("users") FILTER (WHERE "period" = 'rolling_7d') AS "users_7d",
      max("users") FILTER (WHERE "period" = 'rolling_30d') AS "users_30d",
      bool_and("complete") AS "complete"
    FROM <schema>."active_users"
    WHERE "period" IN ('day', 'rolling_7d', 'rolling_30d') AND <filter>
    GROUP BY "metric", "dimension", "value", "bucket"
  ) AS "rows"
  JOIN "metrics" USING ("metric")
  WHERE "day" <= "last_day"
) AS "series"
CROSS JOIN LATERAL (
  SELECT ("place" - 1)::integer AS "gap"
  FROM unnest(array_fill(0, ARRAY["gaps" + 1])) WITH ORDINALITY AS "fill" ("zero", "place")
) AS "filled"
$view$,
$view$
CREATE VIEW <schema>."daily_sessions<suffix>" AS
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
    false) AS "complete"
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
$view$,
$view$
CREATE VIEW <schema>."daily_lifecycle<suffix>" AS
WITH "metrics" AS MATERIALIZED (
  SELECT
    "totals"."metric",
    greatest(
      max("bucket") FILTER (WHERE "new_users" + "returning_users" + "resurrecting_users" > 0)::date,
      coalesce(max("last_day"), max("bucket")::date)) AS "last_day",
    max("zone") AS "zone",
    max("watermark") AS "watermark"
  FROM <schema>."lifecycle" AS "totals"
  LEFT JOIN <schema>."metric_progress" AS "progress"
    ON "progress"."metric" = "totals"."metric" AND "family" = 'lifecycle'
  WHERE "period" = 'day' AND "dimension" = ''
  GROUP BY "totals"."metric"
)
SELECT
  "metric", <keys>"day" + "gap" AS "day",
  CASE "gap" WHEN 0 THEN "new_users" ELSE 0 END AS "new_users",
  CASE "gap" WHEN 0 THEN "returning_users" ELSE 0 END AS "returning_users",
  CASE "gap" WHEN 0 THEN "resurrecting_users" ELSE 0 END AS "resurrecting_users",
  CASE "gap" WHEN 0 THEN "dormant_users" ELSE 0 END AS "dormant_users",
  CASE "gap" WHEN 0 THEN "new_users" + "returning_users" + "resurrecting_users" ELSE 0 END AS "active_users",
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
  FROM <schema>."lifecycle"
  JOIN "metrics" USING ("metric")
  WHERE "period" = 'day' AND <filter> AND "bucket" < "last_day" + 1
) AS "series"
CROSS JOIN LATERAL (
  SELECT ("place" - 1)::integer AS "gap"
  FROM unnest(array_fill(0, ARRAY["gaps" + 1])) WITH ORDINALITY AS "fill" ("zero", "place")
) AS "filled"
$view$,
$view$
CREATE VIEW <schema>."retention_grid<suffix>" AS
SELECT
  "metric", "period", <keys>"cohort", "index" AS "period_index",
  CASE "index" WHEN "period_index" THEN "users" ELSE 0 END AS "users",
  "cohort_users",
  round(CASE "index" WHEN "period_index" THEN "users" ELSE 0 END::numeric / nullif("cohort_users", 0), 6) AS "rate",
  coalesce(
    CASE "index" WHEN "period_index" THEN "complete" END,
    "cohort_complete" AND CASE "counting"
      WHEN 'ON_OR_AFTER' THEN "watermark" = 'infinity'
      WHEN 'ROLLING' THEN ("cohort" + "step") AT TIME ZONE "zone" + ("index" + 1) * "elapsed" <= "watermark"
      ELSE ("cohort" + ("index" + 1) * "step") AT TIME ZONE "zone" <= "watermark" END,
    false) AS "complete"
FROM (
  SELECT
    "rows".*,
    "counting", "step", "elapsed", "watermark", "data_until", "last_start",
    CASE "rows"."period" WHEN 'hour' THEN 'UTC' ELSE "zone" END AS "zone",
    first_value("users") OVER "of_cohort" AS "cohort_users",
    first_value("complete") OVER "of_cohort" AS "cohort_complete",
    coalesce(lead("period_index") OVER "of_cohort" - 1, greatest("periods", "period_index")) AS "last_index"
  FROM <schema>."retention" AS "rows"
  JOIN (VALUES
    ('hour', interval '1 hour', interval '1 hour'),
    ('day', interval '1 day', interval '24 hours'),
    ('week', interval '7 days', interval '168 hours'),
    ('month', interval '1 month', interval '720 hours')
  ) AS "steps" ("period", "step", "elapsed") ON "steps"."period" = "rows"."period"
  LEFT JOIN (
    SELECT
      "metric", "zone", "watermark", "data_until",
      substring("meaning" FROM '\nperiod ([a-z]+)\nperiods \d+\n') AS "period",
      substring("meaning" FROM '\nperiods (\d{1,6})\n')::integer AS "periods",
      substring("meaning" FROM '\ncounting ([A-Z_]+)\n') AS "counting",
      CASE WHEN "watermark" = 'infinity' THEN (
        SELECT max("cohort" + "period_index" * CASE "retention"."period"
          WHEN 'hour' THEN interval '1 hour'
          WHEN 'day' THEN interval '1 day'
          WHEN 'week' THEN interval '7 days'
          ELSE interval '1 month' END)
        FROM <schema>."retention"
        WHERE "retention"."metric" = "progress"."metric" AND "dimension" = ''
      ) END AS "last_start"
    FROM <schema>."metric_progress" AS "progress"
    JOIN <schema>."metric_definitions" USING ("metric", "family")
    WHERE "family" = 'retention'
    OFFSET 0
  ) AS "definitions" ON "definitions"."metric" = "rows"."metric" AND "definitions"."period" = "rows"."period"
  WHERE <filter>
  WINDOW "of_cohort" AS (
    PARTITION BY "rows"."metric", "rows"."period", "rows"."dimension", "rows"."value", "rows"."cohort"
    ORDER BY "rows"."period_index")
) AS "cells"
CROSS JOIN LATERAL (
  SELECT ("period_index" + "place" - 1)::integer AS "index"
  FROM unnest(array_fill(0, ARRAY["last_index" - "period_index" + 1])) WITH ORDINALITY AS "fill" ("zero", "place")
) AS "filled"
WHERE "index" = "period_index"
  OR CASE
    WHEN "watermark" = 'infinity' THEN "cohort" + "index" * "step" <= "last_start"
    WHEN "counting" = 'ROLLING' THEN "cohort" AT TIME ZONE "zone" + "index" * "elapsed" <= "data_until"
    ELSE ("cohort" + "index" * "step") AT TIME ZONE "zone" <= "data_until" END
$view$,
$view$
CREATE VIEW <schema>."funnel_steps<suffix>" AS
SELECT
  "metric", <keys>"bucket", "step", "step_name", "users", "entered",
  round("users"::numeric / nullif("entered", 0), 6) AS "rate_from_first",
  round("users"::numeric / nullif("before", 0), 6) AS "rate_from_previous",
  "before" - "users" AS "dropped",
  round(("before" - "users")::numeric / nullif("before", 0), 6) AS "drop_off_rate",
  "mean_seconds", "median_seconds", "p90_seconds",
  "complete"
FROM (
  SELECT
    "metric", "dimension", "value", "bucket", "number" AS "step",
    CASE "number" WHEN "rows"."step" THEN "rows"."step_name" ELSE "names"."step_name" END AS "step_name",
    CASE "number" WHEN "rows"."step" THEN "users" ELSE 0 END AS "users",
    "entered",
    CASE "number" WHEN "rows"."step" THEN "before" WHEN "rows"."step" + 1 THEN "users" ELSE 0 END AS "before",
    CASE "number" WHEN "rows"."step" THEN "mean_seconds" END AS "mean_seconds",
    CASE "number" WHEN "rows"."step" THEN "median_seconds" END AS "median_seconds",
    CASE "number" WHEN "rows"."step" THEN "p90_seconds" END AS "p90_seconds",
    "complete"
  FROM (
    SELECT
      "funnels".*,
      first_value("users") OVER "of_entry" AS "entered",
      lag("users") OVER "of_entry" AS "before",
      CASE WHEN lead("step") OVER "of_entry" IS NULL
          AND ("since" IS NULL OR "bucket"::timestamp AT TIME ZONE "zone" >= "since")
        THEN greatest("steps", "step") ELSE "step" END AS "last_step"
    FROM <schema>."funnels"
    LEFT JOIN (
      SELECT
        "metric", "zone", "progress"."since",
        (SELECT count(*)::integer
          FROM regexp_matches("meaning", '(?:^|\n)(?:EVERY|FIRST) ', 'g')) AS "steps"
      FROM <schema>."metric_progress" AS "progress"
      JOIN <schema>."metric_definitions" USING ("metric", "family")
      WHERE "family" = 'funnels'
      OFFSET 0
    ) AS "definitions" USING ("metric")
    WHERE <filter>
    WINDOW "of_entry" AS (PARTITION BY "metric", "dimension", "value", "bucket" ORDER BY "step")
  ) AS "rows"
  CROSS JOIN LATERAL (
    SELECT ("rows"."step" + "place" - 1)::integer AS "number"
    FROM unnest(array_fill(0, ARRAY["last_step" - "rows"."step" + 1])) WITH ORDINALITY AS "fill" ("zero", "place")
  ) AS "filled"
  LEFT JOIN (
    SELECT "metric", "step" AS "number", max("step_name") AS "step_name"
    FROM <schema>."funnels"
    WHERE "dimension" = ''
    GROUP BY "metric", "step"
  ) AS "names" USING ("metric", "number")
) AS "steps"
$view$,
$view$
CREATE VIEW <schema>."experiment_readout<suffix>" AS
WITH "samples" AS (
  SELECT
    "experiments".*,
    "converters"::double precision / nullif("users", 0) AS "rate",
    ("sum" / nullif("users", 0))::double precision AS "mean",
    CASE WHEN "users" > 1 THEN
      (("sum_squares" * "users" - "sum" * "sum") / ("users"::numeric * ("users" - 1)))::double precision
    END AS "variance"
  FROM <schema>."experiments"
  WHERE <filter>
),
"compared" AS (
  SELECT
    "samples".*,
    first_value("variant") OVER "of_goal" AS "control",
    first_value("users") OVER "of_goal" AS "control_users",
    first_value("converters") OVER "of_goal" AS "control_converters",
    first_value("rate") OVER "of_goal" AS "control_rate",
    first_value("mean") OVER "of_goal" AS "control_mean",
    first_value("variance") OVER "of_goal" AS "control_variance"
  FROM "samples"
  WINDOW "of_goal" AS (
    PARTITION BY "metric", "experiment", "goal", "dimension", "value"
    ORDER BY lower("variant") NOT IN ('control', 'baseline', 'original'), "variant")
)
SELECT
  "metric", <keys>"experiment", "goal", "variant",
  "control",
  "compared"."users", "converters",
  "rate",
  CASE WHEN "size" > 0 THEN greatest("wilson"."middle" - "wilson"."half", 0) END AS "rate_low",
  CASE WHEN "size" > 0 THEN least("wilson"."middle" + "wilson"."half", 1) END AS "rate_high",
  "sum" AS "value_sum",
  "mean",
  "mean" - 1.959964 * sqrt("variance" / "size") AS "mean_low",
  "mean" + 1.959964 * sqrt("variance" / "size") AS "mean_high",
  "excluded_users",
  CASE WHEN NOT "is_control" THEN "rate" / nullif("control_rate", 0) - 1 END AS "rate_lift",
  CASE WHEN NOT "is_control" THEN "rate" / nullif("control_rate", 0) - 1 - "widths"."of_rate" END AS "rate_lift_low",
  CASE WHEN NOT "is_control" THEN "rate" / nullif("control_rate", 0) - 1 + "widths"."of_rate" END AS "rate_lift_high",
  CASE WHEN NOT "is_control" AND "variances"."of_rate" > 0 THEN
    2 * <schema>."normal_tail"(abs("rate" - "control_rate") / sqrt("variances"."of_rate")) END AS "rate_p_value",
  CASE WHEN NOT "is_control" THEN "mean" / nullif("control_mean", 0) - 1 END AS "mean_lift",
  CASE WHEN NOT "is_control" THEN "mean" / nullif("control_mean", 0) - 1 - "widths"."of_mean" END AS "mean_lift_low",
  CASE WHEN NOT "is_control" THEN "mean" / nullif("control_mean", 0) - 1 + "widths"."of_mean" END AS "mean_lift_high",
  CASE WHEN NOT "is_control" AND "variances"."of_mean" > 0 THEN
    2 * <schema>."normal_tail"(abs("mean" - "control_mean") / sqrt("variances"."of_mean")) END AS "mean_p_value",
  "ratio"."p_value" AS "sample_ratio_p_value",
  "ratio"."mismatch" AS "sample_ratio_mismatch"
FROM "compared"
CROSS JOIN LATERAL (
  SELECT
    nullif("compared"."users", 0)::double precision AS "size",
    "variant" = "control" AS "is_control",
    ("converters" + "control_converters")::double precision
      / nullif("compared"."users" + "control_users", 0) AS "pooled"
) AS "of_row"
CROSS JOIN LATERAL (
  SELECT
    ("rate" + 3.841459 / (2 * "size")) / (1 + 3.841459 / "size") AS "middle",
    1.959964 * sqrt("rate" * (1 - "rate") / "size" + 3.841459 / (4 * "size" ^ 2)) / (1 + 3.841459 / "size") AS "half"
) AS "wilson"
CROSS JOIN LATERAL (
  SELECT
    "pooled" * (1 - "pooled") * (1 / "size" + 1 / nullif("control_users", 0)::double precision) AS "of_rate",
    "variance" / "size" + "control_variance" / nullif("control_users", 0) AS "of_mean"
) AS "variances"
CROSS JOIN LATERAL (
  SELECT
    <schema>."sequential_lift_half_width"(
      "control_users", "control_rate", "control_rate" * (1 - "control_rate"),
      "compared"."users", "rate", "rate" * (1 - "rate")) AS "of_rate",
    <schema>."sequential_lift_half_width"(
      "control_users", "control_mean", "control_variance",
      "compared"."users", "mean", "variance") AS "of_mean"
) AS "widths"
LEFT JOIN <schema>."experiment_sample_ratio" AS "ratio" USING ("metric", "experiment", "dimension", "value")
$view$,
$view$
CREATE VIEW <schema>."cart_abandonment<suffix>" AS
SELECT
  "metric", <keys>"bucket" AS "day", "currency", "created",
  "created" - "closed" AS "open",
  "closed", "purchased", "abandoned", "emptied", "recovered",
  round("abandoned"::numeric / nullif("closed", 0), 6) AS "abandonment_rate",
  "amount_purchased", "amount_abandoned",
  round("amount_abandoned" / nullif("amount_abandoned" + "amount_purchased", 0), 6) AS "amount_abandonment_rate",
  coalesce(
    "created" = "closed"
      AND ("bucket" + 1)::timestamp AT TIME ZONE "zone" <= "watermark"
      AND ("since" IS NULL OR "bucket"::timestamp AT TIME ZONE "zone" >= "since"),
    false) AS "complete"
FROM <schema>."cart_metrics"
CROSS JOIN LATERAL (SELECT "purchased" + "abandoned" + "emptied" AS "closed") AS "sums"
LEFT JOIN (
  SELECT "metric", "zone", "since", "watermark"
  FROM <schema>."metric_progress"
  WHERE "family" = 'carts'
) AS "progress" USING ("metric")
WHERE <filter>
$view$]
    LOOP
      definition := replace(definition, '<schema>', '"${flyway:defaultSchema}"');
      definition := replace(definition, '<suffix>', slice.suffix);
      definition := replace(definition, '<filter>', slice.filter);
      definition := replace(definition, '<keys>', slice.keys);
      EXECUTE definition;
    END LOOP;
  END LOOP;
END
$migration$;

CREATE VIEW "${flyway:defaultSchema}"."daily_revenue" AS
SELECT
  "metric", "day" + "gap" AS "day", "currency",
  CASE "gap" WHEN 0 THEN "orders" ELSE 0 END AS "orders",
  CASE "gap" WHEN 0 THEN coalesce("items", 0) ELSE 0 END AS "items",
  CASE "gap" WHEN 0 THEN coalesce("revenue", 0) ELSE 0 END AS "revenue",
  CASE "gap" WHEN 0 THEN round("revenue" / nullif("orders" - "orders_without_amount", 0), 2) END AS "mean_order_value",
  CASE "gap" WHEN 0 THEN "orders_without_amount" ELSE 0 END AS "orders_without_amount",
  coalesce(
    ("day" + "gap" + 1)::timestamp AT TIME ZONE "zone" <= "watermark"
      AND ("since" IS NULL OR ("day" + "gap")::timestamp AT TIME ZONE "zone" >= "since"),
    false) AS "complete"
FROM (
  SELECT
    *,
    coalesce(
      lead("day") OVER (PARTITION BY "metric", "currency" ORDER BY "day"),
      greatest("last_day", max("day") OVER (PARTITION BY "metric")) + 1) - "day" - 1 AS "gaps"
  FROM (
    SELECT
      "metric", "currency", "day",
      count(*) AS "orders",
      sum("items") AS "items",
      sum("amount") AS "revenue",
      count(*) FILTER (WHERE "amount" IS NULL) AS "orders_without_amount"
    FROM (
      SELECT
        "carts"."metric", "currency", "items", "amount",
        ("closed_at" AT TIME ZONE coalesce("zone", 'UTC'))::date AS "day"
      FROM "${flyway:defaultSchema}"."carts"
      LEFT JOIN "${flyway:defaultSchema}"."metric_progress" AS "progress"
        ON "progress"."metric" = "carts"."metric" AND "family" = 'carts'
      WHERE "state" = 'purchased' AND "closed_at" IS NOT NULL
      OFFSET 0 -- else the planner takes days for as many as instants, and sorts
    ) AS "orders"
    GROUP BY "metric", "currency", "day"
  ) AS "rows"
  LEFT JOIN (
    SELECT "metric", "zone", "since", "watermark", "last_day"
    FROM "${flyway:defaultSchema}"."metric_progress"
    WHERE "family" = 'carts'
  ) AS "progress" USING ("metric")
) AS "series"
CROSS JOIN LATERAL (
  SELECT ("place" - 1)::integer AS "gap"
  FROM unnest(array_fill(0, ARRAY["gaps" + 1])) WITH ORDINALITY AS "fill" ("zero", "place")
) AS "filled";

CREATE VIEW "${flyway:defaultSchema}"."content_top" AS
SELECT
  "metric",
  lower("buckets"."period") AS "period",
  "bucket", "rank", "item", "views", "visitors", "entries", "exits", "bounces",
  round("bounces"::numeric / nullif("entries", 0), 6) AS "bounce_rate",
  coalesce(
    ("bucket" + CASE "buckets"."period"
        WHEN 'DAY' THEN interval '1 day' WHEN 'WEEK' THEN interval '7 days' WHEN 'MONTH' THEN interval '1 month' END)
      AT TIME ZONE "buckets"."zone" <= "buckets"."watermark"
      AND ("buckets"."since" IS NULL
        OR "bucket"::timestamp AT TIME ZONE "buckets"."zone" >= "buckets"."since"),
    false) AS "complete"
FROM "${flyway:defaultSchema}"."content"
LEFT JOIN (
  SELECT
    "metric", split_part("meaning", E'\n', 3) AS "period",
    "progress"."zone", "progress"."since", "progress"."watermark"
  FROM "${flyway:defaultSchema}"."metric_progress" AS "progress"
  JOIN "${flyway:defaultSchema}"."metric_definitions" USING ("metric", "family")
  WHERE "family" = 'content'
) AS "buckets" USING ("metric")
WHERE "dimension" = '';

CREATE VIEW "${flyway:defaultSchema}"."path_steps" AS
SELECT
  "metric", "bucket" AS "day", "step", "source", "target", "transitions", "users",
  round("transitions" / nullif(sum("transitions") OVER (PARTITION BY "metric", "bucket", "step", "source"), 0), 6)
    AS "share_of_source",
  coalesce(
    ("bucket" + 1)::timestamp AT TIME ZONE "zone" <= "watermark"
      AND ("since" IS NULL OR "bucket"::timestamp AT TIME ZONE "zone" >= "since"),
    false) AS "complete"
FROM "${flyway:defaultSchema}"."paths"
LEFT JOIN (
  SELECT "metric", "zone", "since", "watermark"
  FROM "${flyway:defaultSchema}"."metric_progress"
  WHERE "family" = 'paths'
) AS "progress" USING ("metric")
WHERE "dimension" = '';

-- A list of products has one name, which stands for both placement and model.
DO $migration$
DECLARE
  slice record;
BEGIN
  FOR slice IN
    SELECT * FROM (VALUES
      ('recommendation_rates', '"position" = 0', ''),
      ('recommendation_position_rates', '"position" > 0', '"position", ')
    ) AS slices (name, filter, keys)
  LOOP
    EXECUTE replace(replace(replace($view$
CREATE VIEW "${flyway:defaultSchema}"."<name>" AS
SELECT
  "metric", "bucket" AS "day",
  CASE WHEN "placement" = "model" AND "model" <> '(none)' THEN 'list' ELSE 'recommendation' END AS "kind",
  "placement", "model", <keys>
  "impressions", "clicks", "clicked_impressions",
  round("clicked_impressions"::numeric / nullif("impressions", 0), 6) AS "click_rate",
  "conversions",
  round("conversions"::numeric / nullif("clicked_impressions", 0), 6) AS "conversion_rate",
  "unattributed_clicks",
  coalesce(
    ("bucket" + 1)::timestamp AT TIME ZONE "zone" + "windows" <= "watermark"
      AND ("since" IS NULL OR "bucket"::timestamp AT TIME ZONE "zone" >= "since"),
    false) AS "complete"
FROM (
  SELECT
    "metric", "bucket", "placement", "model", <keys>
    sum("impressions")::bigint AS "impressions",
    sum("clicks")::bigint AS "clicks",
    sum("clicked_impressions")::bigint AS "clicked_impressions",
    sum("conversions")::bigint AS "conversions",
    sum("unattributed_clicks")::bigint AS "unattributed_clicks"
  FROM "${flyway:defaultSchema}"."recommendations"
  WHERE "dimension" = '' AND <filter>
  GROUP BY "metric", "bucket", "placement", <keys> "model"
) AS "sums"
LEFT JOIN (
  SELECT
    "metric", "zone", "progress"."since", "watermark",
    (split_part("meaning", E'\n', 1)::bigint + split_part("meaning", E'\n', 2)::bigint) * interval '1 millisecond'
      AS "windows"
  FROM "${flyway:defaultSchema}"."metric_progress" AS "progress"
  JOIN "${flyway:defaultSchema}"."metric_definitions" USING ("metric", "family")
  WHERE "family" = 'recommendations'
) AS "definitions" USING ("metric")
$view$, '<name>', slice.name), '<filter>', slice.filter), '<keys>', slice.keys);
  END LOOP;
END
$migration$;

CREATE VIEW "${flyway:defaultSchema}"."recommendation_revenue" AS
SELECT
  "metric", "bucket" AS "day",
  CASE WHEN "placement" = "model" AND "model" <> '(none)' THEN 'list' ELSE 'recommendation' END AS "kind",
  "placement", "model", "currency", "conversions", "revenue"
FROM "${flyway:defaultSchema}"."recommendations"
WHERE "dimension" = '' AND "position" = 0 AND "currency" <> '';

-- Daily users of a window are summed while passing over the days once: a window's row stands among those
-- of its days. Weeks begin on the day that the configuration says, hence the seven days from their first.
CREATE OR REPLACE VIEW "${flyway:defaultSchema}"."stickiness_ratio" AS
WITH "points" AS (
  SELECT
    "metric", "period", "bucket", "dimension", "value", "users", "complete",
    CASE "period"
      WHEN 'rolling_7d' THEN sum("daily") OVER (
        PARTITION BY "metric", "dimension", "value" ORDER BY "bucket"
        RANGE BETWEEN interval '6 days' PRECEDING AND CURRENT ROW)
      WHEN 'rolling_30d' THEN sum("daily") OVER (
        PARTITION BY "metric", "dimension", "value" ORDER BY "bucket"
        RANGE BETWEEN interval '29 days' PRECEDING AND CURRENT ROW)
      WHEN 'week' THEN sum("daily") OVER (
        PARTITION BY "metric", "dimension", "value" ORDER BY "bucket"
        RANGE BETWEEN CURRENT ROW AND interval '6 days' FOLLOWING)
      ELSE sum("daily") OVER (
        PARTITION BY "metric", "dimension", "value", date_trunc('month', "bucket"))
    END AS "daily_users_sum",
    CASE "period"
      WHEN 'rolling_7d' THEN 7
      WHEN 'rolling_30d' THEN 30
      WHEN 'week' THEN 7
      ELSE ("bucket" + interval '1 month')::date - "bucket"::date
    END AS "days"
  FROM (
    SELECT *, CASE "period" WHEN 'day' THEN "users" END AS "daily"
    FROM "${flyway:defaultSchema}"."active_users"
    WHERE "period" IN ('day', 'week', 'month', 'rolling_7d', 'rolling_30d')
  ) AS "rows"
)
SELECT
  "metric", "period", "bucket", "dimension", "value",
  coalesce("daily_users_sum", 0) AS "daily_users_sum",
  "days",
  "users",
  coalesce("daily_users_sum", 0)::numeric / "days" / nullif("users", 0) AS "ratio",
  "complete"
FROM "points"
WHERE "period" <> 'day';

-- Minutes of rolling_5m are nearly all rows of active_users after a while.
CREATE INDEX "active_users_by_day" ON "${flyway:defaultSchema}"."active_users" ("dimension", "period", "bucket")
  WHERE "period" <> 'rolling_5m';
-- A fact never changes when it began, and new ones come in about that order: a block index of some kilobytes.
CREATE INDEX "sessions_by_start" ON "${flyway:defaultSchema}"."sessions" USING brin ("started_at")
  WITH (autosummarize = on);
CREATE INDEX "carts_by_creation" ON "${flyway:defaultSchema}"."carts" USING brin ("created_at")
  WITH (autosummarize = on);
CREATE INDEX "rejected_by_time" ON "${flyway:defaultSchema}"."rejected" ("append_time");
CREATE INDEX "late_by_time" ON "${flyway:defaultSchema}"."late" ("append_time");

-- A matcher is written with the length before each text: spec(TRACK ;14"Product Viewed";).
CREATE FUNCTION "${flyway:defaultSchema}"."readable_matcher"("matcher" text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(regexp_replace(matcher,
    '\d+("[^"]*")(?=\d+")', '\1 or ', 'g'),
    '\d+("[^"]*")', '\1', 'g'),
    'spec\(([A-Z ]*) ;;\)', '\1', 'g'),
    'spec\(([A-Z ]*);([^;()]*);\)', '\1\2', 'g'),
    'spec\(([A-Z ]*);([^;()]*);([^;()]*)\)', '\1\2 where \3', 'g'),
    'or\((.*),\)', '\1', 'g'),
    'except\((.*),([^,]*),\)', '\1 except \2', 'g')
$$;

COMMENT ON FUNCTION "${flyway:defaultSchema}"."readable_matcher"(text)
  IS 'A matcher of metric_definitions.meaning as a person writes it.';

-- Some families name their settings in the meaning, others have them in a fixed order.
CREATE VIEW "${flyway:defaultSchema}"."metric_settings" AS
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
      WHEN "family" = 'sessions' THEN
        (ARRAY['events', 'exclude', 'gap', 'boundary', 'split', 'bounce', 'key events', 'heartbeat',
          'minimum visit', 'zone'])["position"]
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

-- What the columns mean. Shares are from 0 to 1 with six digits after the point, times in seconds, money in
-- units of the currency.
DO $migration$
DECLARE
  described record;
BEGIN
  FOR described IN
    SELECT c.relname AS relation, a.attname AS name,
      coalesce(
        max(m.meaning) FILTER (WHERE m.relation <> '*'),
        max(m.meaning) FILTER (WHERE m.relation = '*')) AS meaning
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
    JOIN (VALUES
      ('*', 'metric', 'Id of the definition.'),
      ('*', 'family', 'Family of the definition, as under metrics in the configuration.'),
      ('*', 'dimension', 'Name of the breakdown.'),
      ('*', 'value', 'Value of the breakdown, (none) when absent, (other) for those beyond the limit.'),
      ('*', 'day', 'Day in the zone of the configuration.'),
      ('*', 'complete', 'Whether the watermark has passed the end of what the row counts; numbers of others still grow.'),
      ('*', 'zone', 'Time zone of its days as AT TIME ZONE takes it: (started_at AT TIME ZONE zone)::date; null where it has no days.'),
      ('*', 'watermark', 'Event time up to which the input was complete at the checkpoint that the tables show.'),
      ('*', 'data_until', 'Until when there are numbers: the watermark, but nothing later than now.'),
      ('*', 'since', 'Event time from which all is counted; null for from the first event on.'),
      ('*', 'currency', 'Currency; amounts of different ones are never added.'),
      ('*', 'placement', 'placement_id, or list_id; (none) when absent.'),
      ('*', 'model', 'model_id, or model_id@model_version, or list_id; (none) when absent.'),
      ('*', 'position', 'Position of the item, from 1.'),
      ('*', 'kind', 'list for lists of products, which have their name as placement and as model; else recommendation.'),
      ('*', 'cut_ckpt', 'The checkpoint that all tables show; 0 before the first.'),
      ('*', 'cut_watermark', 'Event time up to which the input was complete at that checkpoint.'),
      ('*', 'cut_status', 'LIVE when all tables are one consistent cut; see sink_ledger.'),
      ('*', 'cut_committed_at', 'When that checkpoint was committed, by the clock of the database.'),
      ('data_until', 'deployment', 'Name of the deployment that writes the tables.'),
      ('data_until', 'checkpoint', 'Checkpoint that the tables show; 0 before the first.'),
      ('data_until', 'status', 'LIVE when all tables are one consistent cut; see sink_ledger.'),
      ('data_until', 'committed_at', 'When the last commit was made, by the clock of the database.'),
      ('metric_progress', 'until', 'Event time up to which it was counted; null while it is.'),
      ('metric_progress', 'watermark', 'Event time up to which it has counted everything.'),
      ('metric_progress', 'last_day', 'The day of data_until in the zone; null when the input has ended.'),
      ('metric_settings', 'position', 'Place of the setting, from 1.'),
      ('metric_settings', 'setting', 'Name of the setting.'),
      ('metric_settings', 'value', 'The setting: times as intervals, matchers as one says them.'),
      ('daily_active_users', 'users', 'Distinct users of the day, 0 where there were none; null when the definition has no days.'),
      ('daily_active_users', 'users_7d', 'Distinct users of the 7 days that end with it; null when the definition has no rolling-7d.'),
      ('daily_active_users', 'users_30d', 'Distinct users of the 30 days that end with it; null when the definition has no rolling-30d.'),
      ('daily_sessions', 'sessions', 'Sessions that started on the day, 0 where there were none.'),
      ('daily_sessions', 'bounced', 'Those of them that bounced.'),
      ('daily_sessions', 'bounce_rate', 'Share of sessions that bounced; null without sessions.'),
      ('daily_sessions', 'new_users', 'Sessions that were a user''s first.'),
      ('daily_sessions', 'events', 'Events of the sessions.'),
      ('daily_sessions', 'views', 'Page and screen views of the sessions.'),
      ('daily_sessions', 'duration_seconds', 'Sum of the durations, in seconds.'),
      ('daily_sessions', 'mean_duration_seconds', 'Mean duration in seconds, to the millisecond; over several days divide the sums.'),
      ('daily_sessions', 'median_duration_seconds', 'Median duration in seconds, within 1 %; medians of days cannot be averaged.'),
      ('daily_sessions', 'p90_duration_seconds', '90th percentile of the durations in seconds, within 1 %.'),
      ('daily_sessions', 'engaged_seconds', 'Sum of engaged times, in seconds.'),
      ('daily_lifecycle', 'new_users', 'Users whose first active day ever it is.'),
      ('daily_lifecycle', 'returning_users', 'Users active on it and on the day before.'),
      ('daily_lifecycle', 'resurrecting_users', 'Users active on it and some time before, not on the day before.'),
      ('daily_lifecycle', 'dormant_users', 'Users active on the day before and not on it; on a day that is not complete they may still come.'),
      ('daily_lifecycle', 'active_users', 'New, returning and resurrecting users together.'),
      ('retention_grid', 'period', 'hour, day, week or month.'),
      ('retention_grid', 'cohort', 'First day of the cohort''s period, or its hour in UTC.'),
      ('retention_grid', 'period_index', 'Periods since the cohort; 0 is the cohort itself. Periods that have not begun have no row.'),
      ('retention_grid', 'users', 'Users of the cohort who returned then, 0 where nobody did; at 0 its size.'),
      ('retention_grid', 'cohort_users', 'Size of the cohort.'),
      ('retention_grid', 'rate', 'Users as a share of the cohort; over several cohorts divide the sums.'),
      ('funnel_steps', 'bucket', 'First day of the day, week or month of the entry; 1970-01-01 for all.'),
      ('funnel_steps', 'step', 'Number of the step, from 1.'),
      ('funnel_steps', 'step_name', 'Name of the step in the definition; null as long as nobody has ever reached it.'),
      ('funnel_steps', 'users', 'Distinct users who reached at least this step, 0 where nobody did.'),
      ('funnel_steps', 'entered', 'Users of the first step.'),
      ('funnel_steps', 'rate_from_first', 'Users as a share of those of the first step.'),
      ('funnel_steps', 'rate_from_previous', 'Users as a share of those of the step before; null for the first.'),
      ('funnel_steps', 'dropped', 'Users of the step before who did not come to this one; null for the first.'),
      ('funnel_steps', 'drop_off_rate', 'These as a share of the step before.'),
      ('funnel_steps', 'mean_seconds', 'Mean time from the step before in seconds, exact; null for the first.'),
      ('funnel_steps', 'median_seconds', 'Median time from the step before in seconds, within 1 %; null for the first.'),
      ('funnel_steps', 'p90_seconds', '90th percentile of the time from the step before in seconds, within 1 %; null for the first.'),
      ('funnel_steps', 'complete', 'Whether the watermark has passed the end of the bucket and the window after it.'),
      ('experiment_readout', 'experiment', 'experiment_id of the exposure.'),
      ('experiment_readout', 'goal', 'Id of the goal in the definition.'),
      ('experiment_readout', 'variant', 'variation_id of the users'' first exposure.'),
      ('experiment_readout', 'control', 'The variant it is compared with: control, baseline or original if there is one, else the first by name.'),
      ('experiment_readout', 'users', 'Users who saw this variant and no other; the same for every goal, so never add them over goals.'),
      ('experiment_readout', 'converters', 'Those of them who reached the goal.'),
      ('experiment_readout', 'rate', 'Converters as a share of users.'),
      ('experiment_readout', 'rate_low', 'Lower bound of the rate''s 95 % interval (Wilson), for one look.'),
      ('experiment_readout', 'rate_high', 'Upper bound of the rate''s 95 % interval (Wilson), for one look.'),
      ('experiment_readout', 'value_sum', 'Sum of the users'' values (or number of events), exact; null when a value is too large to be summed.'),
      ('experiment_readout', 'mean', 'Mean value per user, users without the goal included.'),
      ('experiment_readout', 'mean_low', 'Lower bound of the mean''s 95 % interval (normal), for one look and some hundred users.'),
      ('experiment_readout', 'mean_high', 'Upper bound of the mean''s 95 % interval (normal), for one look and some hundred users.'),
      ('experiment_readout', 'excluded_users', 'Users who saw this variant first and another one too; they count nowhere else.'),
      ('experiment_readout', 'rate_lift', 'Rate over that of the control, minus 1; null for the control.'),
      ('experiment_readout', 'rate_lift_low', 'Lower bound of the lift''s 95 % interval, which may be looked at at any time.'),
      ('experiment_readout', 'rate_lift_high', 'Upper bound of the lift''s 95 % interval, which may be looked at at any time.'),
      ('experiment_readout', 'rate_p_value', 'Two-sided p-value of the two-proportion z-test, for one look at the end.'),
      ('experiment_readout', 'mean_lift', 'Mean over that of the control, minus 1; null for the control.'),
      ('experiment_readout', 'mean_lift_low', 'Lower bound of the lift''s 95 % interval, which may be looked at at any time.'),
      ('experiment_readout', 'mean_lift_high', 'Upper bound of the lift''s 95 % interval, which may be looked at at any time.'),
      ('experiment_readout', 'mean_p_value', 'Two-sided p-value of Welch''s test (normal), for one look at the end.'),
      ('experiment_readout', 'sample_ratio_p_value', 'p-value of an even split of users over all variants; null with one variant.'),
      ('experiment_readout', 'sample_ratio_mismatch', 'Whether that is below 0.001: assignment or recording is broken, do not trust the results.'),
      ('cart_abandonment', 'day', 'Day of the carts'' creation, in the zone of the configuration.'),
      ('cart_abandonment', 'created', 'Carts created.'),
      ('cart_abandonment', 'open', 'Of these, how many are open or in checkout now.'),
      ('cart_abandonment', 'closed', 'Of these, how many are purchased, abandoned or emptied.'),
      ('cart_abandonment', 'purchased', 'Of those closed, how many are purchased.'),
      ('cart_abandonment', 'abandoned', 'Of those closed, how many are abandoned.'),
      ('cart_abandonment', 'emptied', 'Of those closed, how many are empty.'),
      ('cart_abandonment', 'recovered', 'Of those purchased, how many had been abandoned before.'),
      ('cart_abandonment', 'abandonment_rate', 'Abandoned as a share of closed carts; over several days divide the sums.'),
      ('cart_abandonment', 'amount_purchased', 'What was paid for those purchased and not given back, in units of the currency.'),
      ('cart_abandonment', 'amount_abandoned', 'What lies in those abandoned, in units of the currency.'),
      ('cart_abandonment', 'amount_abandonment_rate', 'Amount abandoned as a share of amounts abandoned and purchased.'),
      ('cart_abandonment', 'complete', 'Whether the watermark has passed the day and no cart of it is open; an order may still recover an abandoned one.'),
      ('daily_revenue', 'day', 'Day of the purchase, in the zone of the configuration.'),
      ('daily_revenue', 'orders', 'Carts purchased, 0 where there were none.'),
      ('daily_revenue', 'items', 'Pieces bought.'),
      ('daily_revenue', 'revenue', 'What was paid and not given back since, in units of the currency.'),
      ('daily_revenue', 'mean_order_value', 'Revenue over orders with an amount, to two digits; null without.'),
      ('daily_revenue', 'orders_without_amount', 'Orders whose amount could not be read; they are in orders and not in revenue.'),
      ('content_top', 'period', 'day, week, month or all.'),
      ('content_top', 'bucket', 'First day of the period; 1970-01-01 for all.'),
      ('content_top', 'rank', 'Place of the item, from 1.'),
      ('content_top', 'item', 'What was counted, (none) when absent.'),
      ('content_top', 'views', 'Matching events.'),
      ('content_top', 'visitors', 'Distinct users of the bucket; visitors of items or buckets cannot be added.'),
      ('content_top', 'entries', 'Sessions whose first view it was, in the bucket of the session.'),
      ('content_top', 'exits', 'Sessions whose last view it was, in the bucket of the session.'),
      ('content_top', 'bounces', 'Sessions that began there and bounced.'),
      ('content_top', 'bounce_rate', 'Bounces as a share of entries; null without entries.'),
      ('path_steps', 'day', 'Day of the session''s start, in the zone of the configuration.'),
      ('path_steps', 'step', 'Position of the source in the path, from 1.'),
      ('path_steps', 'source', 'The item at that position, (none) when absent.'),
      ('path_steps', 'target', 'The item after it; (exit) when the session ended there.'),
      ('path_steps', 'transitions', 'Sessions that made the transition.'),
      ('path_steps', 'users', 'Distinct users of the day; users of steps or days cannot be added.'),
      ('path_steps', 'share_of_source', 'Transitions as a share of all from that item at that step.'),
      ('recommendation_rates', 'impressions', 'Items shown; repeats do not count.'),
      ('recommendation_rates', 'clicks', 'Clicks that belong to an impression.'),
      ('recommendation_rates', 'clicked_impressions', 'Impressions with at least one click.'),
      ('recommendation_rates', 'click_rate', 'Clicked impressions as a share of impressions; null without impressions.'),
      ('recommendation_rates', 'conversions', 'Order lines of a clicked item, over all currencies.'),
      ('recommendation_rates', 'conversion_rate', 'Conversions over clicked impressions; more than 1 when orders hold several lines of an item.'),
      ('recommendation_rates', 'unattributed_clicks', 'Clicks that belong to no impression, by the day of the click.'),
      ('recommendation_rates', 'day', 'Day of the impression; of the click where that belongs to none.'),
      ('recommendation_rates', 'complete', 'Whether the watermark has passed the day and the windows for a click and an order after it.'),
      ('recommendation_revenue', 'day', 'Day of the impression.'),
      ('recommendation_revenue', 'conversions', 'Order lines of a clicked item with a price.'),
      ('recommendation_revenue', 'revenue', 'Price by quantity of these lines, in units of the currency.'),
      ('stickiness_ratio', 'period', 'week, month, rolling_7d or rolling_30d.'),
      ('stickiness_ratio', 'bucket', 'First day of a calendar period, last day of a rolling one.'),
      ('stickiness_ratio', 'daily_users_sum', 'Sum of the distinct users of each day of the period.'),
      ('stickiness_ratio', 'days', 'Days of the period, those without users included.'),
      ('stickiness_ratio', 'users', 'Distinct users of the period.'),
      ('stickiness_ratio', 'ratio', 'Mean daily users over the users of the period, from 0 to 1; null without users.'),
      ('stickiness_at_least', 'period', 'day, week, month or rolling_30d.'),
      ('stickiness_at_least', 'bucket', 'First day of a calendar period, last day of a rolling one.'),
      ('stickiness_at_least', 'active_days', 'Active days of the period (or hours, weeks), from 1.'),
      ('stickiness_at_least', 'users', 'Users active on at least so many.'),
      ('people', 'id', 'An anonymous id that somebody has claimed.'),
      ('people', 'user_id', 'Who is behind it.'),
      ('experiment_results', 'measure', 'conversion (the share of converters) or value (the mean per user).'),
      ('experiment_results', 'control', 'The variant compared with.'),
      ('experiment_results', 'variant', 'The variant compared.'),
      ('experiment_results', 'control_users', 'Users of the control.'),
      ('experiment_results', 'variant_users', 'Users of the variant.'),
      ('experiment_results', 'control_mean', 'Share of converters, or mean per user, of the control.'),
      ('experiment_results', 'variant_mean', 'Share of converters, or mean per user, of the variant.'),
      ('experiment_results', 'difference', 'Mean of the variant minus that of the control.'),
      ('experiment_results', 'lift', 'Mean of the variant over that of the control, minus 1.'),
      ('experiment_results', 'z', 'The difference in standard errors; for one look at the end.'),
      ('experiment_results', 'p_value', 'Two-sided p-value of z; for one look at the end.'),
      ('experiment_results', 'lift_low', 'Lower bound of the lift''s 95 % interval, which may be looked at at any time.'),
      ('experiment_results', 'lift_high', 'Upper bound of the lift''s 95 % interval, which may be looked at at any time.'),
      ('experiment_results', 'experiment', 'experiment_id of the exposure.'),
      ('experiment_results', 'goal', 'Id of the goal in the definition.'),
      ('experiment_sample_ratio', 'experiment', 'experiment_id of the exposure.'),
      ('experiment_sample_ratio', 'variants', 'How many variants there are.'),
      ('experiment_sample_ratio', 'users', 'Users of all variants.'),
      ('experiment_sample_ratio', 'chi_squared', 'Pearson''s statistic of an even split.'),
      ('experiment_sample_ratio', 'p_value', 'The probability of such a split, or one further from even, by chance.'),
      ('experiment_sample_ratio', 'mismatch', 'Whether that is below 0.001.'),
      ('sink_ledger_history', 'history_id', 'Number of the change.'),
      ('sink_ledger_history', 'sink_id', 'The deployment that owns the tables.'),
      ('sink_ledger_history', 'lineage', 'As in sink_ledger, after the change; so are the columns that follow.'),
      ('sink_ledger_history', 'fence', 'Number of the attempt.'),
      ('sink_ledger_history', 'last_ckpt', 'The checkpoint that the tables showed.'),
      ('sink_ledger_history', 'last_ckpt_fence', 'The attempt that took it.'),
      ('sink_ledger_history', 'last_commit', 'Number of the commit that published it.'),
      ('sink_ledger_history', 'highest_commit', 'The highest number a commit ever had.'),
      ('sink_ledger_history', 'counts', 'What the commit did: {table: {upserted, deleted, rejected}}.'),
      ('sink_ledger_history', 'status', 'Status after the change.'),
      ('sink_ledger_history', 'job_id', 'The Flink job of the attempt.'),
      ('sink_ledger_history', 'at', 'When it was made, by the clock of the database.'),
      ('sink_table_owner', 'table_name', 'The table.'),
      ('sink_table_owner', 'sink_id', 'The deployment that writes it.'),
      ('sink_rejected_rows', 'rejected_id', 'Number of the row.'),
      ('sink_rejected_rows', 'sink_id', 'The deployment that wrote it.'),
      ('sink_rejected_rows', 'table_name', 'The table it was for.'),
      ('sink_rejected_rows', 'fence', 'Number of the attempt.'),
      ('sink_rejected_rows', 'ckpt', 'The checkpoint it belonged to.'),
      ('sink_rejected_rows', 'operation', 'UPSERT or DELETE.'),
      ('sink_rejected_rows', 'sql_state', 'SQLSTATE of the error.'),
      ('sink_rejected_rows', 'error', 'The error in words.'),
      ('sink_rejected_rows', 'rejected_at', 'When, by the clock of the database.')
    ) AS m (relation, name, meaning)
      ON m.name = a.attname
      AND m.relation IN (
        '*', regexp_replace(c.relname, '_parts$', ''),
        regexp_replace(c.relname, '^recommendation_position_rates$', 'recommendation_rates'))
    WHERE c.relnamespace = '"${flyway:defaultSchema}"'::regnamespace
      AND (c.relname ~ '^(daily_|retention_grid|funnel_steps|experiment_readout|cart_abandonment|content_top|path_steps|recommendation_|data_until|metric_progress|metric_settings|stickiness_ratio|stickiness_at_least|people|experiment_results|experiment_sample_ratio)'
        OR c.relname LIKE 'sink\_%'
        OR c.relname LIKE '%\_cut' AND a.attname LIKE 'cut\_%')
      AND c.relkind IN ('r', 'v')
      AND col_description(c.oid, a.attnum) IS NULL
    GROUP BY c.relname, a.attname
  LOOP
    EXECUTE format('COMMENT ON COLUMN %I.%I.%I IS %L',
      '${flyway:defaultSchema}', described.relation, described.name, described.meaning);
  END LOOP;

  FOR described IN
    SELECT relation, meaning FROM (VALUES
      ('data_until', 'Until when the tables have numbers, and whether they are sound: a row for each deployment.'),
      ('metric_progress', 'How far each metric has counted, and in which zone its days are.'),
      ('metric_settings', 'What the metrics mean, setting by setting, to be read by people; metric_definitions has it as it is compared.'),
      ('daily_active_users', 'Distinct users by day, a row for every day from the first on: no totals beside parts, nobody as 0, no day that is still to come.'),
      ('daily_sessions', 'Sessions by the day of their start, a row for every day from the first on: no hours and no parts beside them.'),
      ('daily_lifecycle', 'New, returning, resurrecting and dormant users by day, a row for every day from the first on.'),
      ('retention_grid', 'Retention with its rates: a row for every cohort and every period that has begun, also where nobody returned.'),
      ('funnel_steps', 'Funnels with their rates: a row for every step of every bucket, also where nobody came.'),
      ('experiment_readout', 'Experiments: a row for each variant and goal, with intervals, and compared with the control.'),
      ('cart_abandonment', 'Carts by the day of their creation and by currency: what became of those that are closed.'),
      ('daily_revenue', 'Purchases by their day and currency, a row for every day from the first purchase on.'),
      ('content_top', 'The items viewed most, without breakdowns.'),
      ('path_steps', 'Which item follows which, with shares, without breakdowns.'),
      ('recommendation_rates', 'Recommendations and lists by placement and model with their rates: all positions and currencies together, without breakdowns.'),
      ('recommendation_position_rates', 'Recommendations and lists by placement, model and position with their rates: all currencies together, without breakdowns.'),
      ('recommendation_revenue', 'Revenue of recommendations and lists by placement, model and currency: all positions together, without breakdowns.')
    ) AS views (relation, meaning)
  LOOP
    EXECUTE format('COMMENT ON VIEW %I.%I IS %L',
      '${flyway:defaultSchema}', described.relation, described.meaning);
    IF to_regclass(format('%I.%I', '${flyway:defaultSchema}', described.relation || '_parts')) IS NOT NULL THEN
      EXECUTE format('COMMENT ON VIEW %I.%I IS %L',
        '${flyway:defaultSchema}', described.relation || '_parts',
        'Rows as in ' || described.relation || ' by value of a breakdown, without the totals.');
    END IF;
  END LOOP;
END
$migration$;
