-- Experiments by the day of the first exposure, and how they develop.

CREATE TABLE "${flyway:defaultSchema}"."experiment_days" (
  "metric" text COLLATE "C" NOT NULL,
  "experiment" text COLLATE "C" NOT NULL,
  "variant" text COLLATE "C" NOT NULL,
  "goal" text COLLATE "C" NOT NULL,
  "bucket" date NOT NULL,
  "users" bigint,
  "converters" bigint,
  "sum" numeric,
  "sum_squares" numeric,
  "excluded_users" bigint,
  PRIMARY KEY ("metric", "experiment", "variant", "goal", "bucket")
) WITH (fillfactor = 70);

CREATE VIEW "${flyway:defaultSchema}"."experiment_days_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."experiment_days" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'experiment_days'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."experiment_days_cut"
  IS 'Rows of experiment_days with the checkpoint, watermark and status they belong to.';

CREATE VIEW "${flyway:defaultSchema}"."experiment_curve" AS
WITH "spans" AS (
  SELECT "metric", "experiment", min("bucket") AS "first_day", max("bucket") AS "last_day"
  FROM "${flyway:defaultSchema}"."experiment_days"
  GROUP BY "metric", "experiment"
),
"series" AS (
  SELECT
    "variants"."metric", "variants"."experiment", "variants"."goal", "variants"."variant", "days"."day",
    coalesce("rows"."users", 0) AS "new_users",
    coalesce("rows"."users", 0) AS "users",
    coalesce("rows"."converters", 0) AS "converters",
    CASE WHEN "rows"."metric" IS NULL THEN 0 ELSE "rows"."sum" END AS "sum",
    CASE WHEN "rows"."metric" IS NULL THEN 0 ELSE "rows"."sum_squares" END AS "sum_squares",
    coalesce("rows"."excluded_users", 0) AS "excluded_users"
  FROM (
    SELECT DISTINCT "metric", "experiment", "goal", "variant"
    FROM "${flyway:defaultSchema}"."experiment_days"
  ) AS "variants"
  JOIN "spans" USING ("metric", "experiment")
  CROSS JOIN LATERAL (
    SELECT "first_day" + "gap" AS "day" FROM generate_series(0, "last_day" - "first_day") AS "gaps" ("gap")
  ) AS "days"
  LEFT JOIN "${flyway:defaultSchema}"."experiment_days" AS "rows"
    ON "rows"."metric" = "variants"."metric"
    AND "rows"."experiment" = "variants"."experiment"
    AND "rows"."goal" = "variants"."goal"
    AND "rows"."variant" = "variants"."variant"
    AND "rows"."bucket" = "days"."day"
),
"running" AS (
  SELECT
    "metric", "experiment", "goal", "variant", "day", "new_users",
    (sum("users") OVER "so_far")::bigint AS "users",
    (sum("converters") OVER "so_far")::bigint AS "converters",
    CASE WHEN count("sum") OVER "so_far" = count(*) OVER "so_far" THEN sum("sum") OVER "so_far" END AS "sum",
    CASE WHEN count("sum_squares") OVER "so_far" = count(*) OVER "so_far"
      THEN sum("sum_squares") OVER "so_far" END AS "sum_squares",
    (sum("excluded_users") OVER "so_far")::bigint AS "excluded_users"
  FROM "series"
  WINDOW "so_far" AS (PARTITION BY "metric", "experiment", "goal", "variant" ORDER BY "day")
),
"samples" AS (
  SELECT
    "running".*,
    "converters"::double precision / nullif("users", 0) AS "rate",
    ("sum" / nullif("users", 0))::double precision AS "mean",
    CASE WHEN "users" > 1 THEN
      (("sum_squares" * "users" - "sum" * "sum") / ("users"::numeric * ("users" - 1)))::double precision
    END AS "variance"
  FROM "running"
),
"compared" AS (
  SELECT
    "samples".*,
    first_value("variant") OVER "of_day" AS "control",
    first_value("users") OVER "of_day" AS "control_users",
    first_value("rate") OVER "of_day" AS "control_rate",
    first_value("mean") OVER "of_day" AS "control_mean",
    first_value("variance") OVER "of_day" AS "control_variance"
  FROM "samples"
  WINDOW "of_day" AS (
    PARTITION BY "metric", "experiment", "goal", "day"
    ORDER BY lower("variant") NOT IN ('control', 'baseline', 'original'), "variant")
)
SELECT
  "metric", "experiment", "goal", "variant", "control", "day", "new_users", "users", "converters", "rate",
  "sum" AS "value_sum",
  "mean",
  "excluded_users",
  "lifts"."of_rate" AS "rate_lift",
  "lifts"."of_rate" - "widths"."of_rate" AS "rate_lift_low",
  "lifts"."of_rate" + "widths"."of_rate" AS "rate_lift_high",
  "lifts"."of_mean" AS "mean_lift",
  "lifts"."of_mean" - "widths"."of_mean" AS "mean_lift_low",
  "lifts"."of_mean" + "widths"."of_mean" AS "mean_lift_high"
FROM "compared"
CROSS JOIN LATERAL (
  SELECT
    CASE WHEN "variant" <> "control" THEN "rate" / nullif("control_rate", 0) - 1 END AS "of_rate",
    CASE WHEN "variant" <> "control" THEN "mean" / nullif("control_mean", 0) - 1 END AS "of_mean"
) AS "lifts"
CROSS JOIN LATERAL (
  SELECT
    "${flyway:defaultSchema}"."sequential_lift_half_width"(
      "control_users", "control_rate", "control_rate" * (1 - "control_rate"),
      "users", "rate", "rate" * (1 - "rate")) AS "of_rate",
    "${flyway:defaultSchema}"."sequential_lift_half_width"(
      "control_users", "control_mean", "control_variance",
      "users", "mean", "variance") AS "of_mean"
) AS "widths";

COMMENT ON VIEW "${flyway:defaultSchema}"."experiment_curve"
  IS 'How an experiment develops: for each variant, goal and day, the users who were exposed until then, what they did until now, and the lift over the control. Nobody exposed: the day before goes on.';

DO $$
DECLARE
  described record;
BEGIN
  FOR described IN
    SELECT relation, name, meaning FROM (VALUES
      ('experiment_curve', 'metric', 'Id of the definition.'),
      ('experiment_curve', 'experiment', 'experiment_id of the exposure.'),
      ('experiment_curve', 'goal', 'Id of the goal in the definition.'),
      ('experiment_curve', 'variant', 'variation_id of the users'' first exposure.'),
      ('experiment_curve', 'control', 'The variant it is compared with: control, baseline or original if there is one, else the first by name.'),
      ('experiment_curve', 'day', 'Day of the first exposure; a row for every day from the experiment''s first to its last.'),
      ('experiment_curve', 'new_users', 'Users who were exposed first on the day.'),
      ('experiment_curve', 'users', 'Users who were exposed first on the day or before; the same for every goal, so never add them over goals or days.'),
      ('experiment_curve', 'converters', 'Those of them who have reached the goal by now, also on a later day.'),
      ('experiment_curve', 'rate', 'Converters as a share of users.'),
      ('experiment_curve', 'value_sum', 'Sum of the users'' values (or number of events), exact; null when a value is too large to be summed.'),
      ('experiment_curve', 'mean', 'Mean value per user, users without the goal included.'),
      ('experiment_curve', 'excluded_users', 'Users who saw this variant first, on the day or before, and another one too; they count nowhere else.'),
      ('experiment_curve', 'rate_lift', 'Rate over that of the control, minus 1; null for the control.'),
      ('experiment_curve', 'rate_lift_low', 'Lower bound of the lift''s 95 % interval, which may be looked at at any time.'),
      ('experiment_curve', 'rate_lift_high', 'Upper bound of the lift''s 95 % interval, which may be looked at at any time.'),
      ('experiment_curve', 'mean_lift', 'Mean over that of the control, minus 1; null for the control.'),
      ('experiment_curve', 'mean_lift_low', 'Lower bound of the lift''s 95 % interval, which may be looked at at any time.'),
      ('experiment_curve', 'mean_lift_high', 'Upper bound of the lift''s 95 % interval, which may be looked at at any time.'),
      ('experiment_days_cut', 'cut_ckpt', 'The checkpoint that all tables show; 0 before the first.'),
      ('experiment_days_cut', 'cut_watermark', 'Event time up to which the input was complete at that checkpoint.'),
      ('experiment_days_cut', 'cut_status', 'LIVE when all tables are one consistent cut; see sink_ledger.'),
      ('experiment_days_cut', 'cut_committed_at', 'When that checkpoint was committed, by the clock of the database.')
    ) AS columns (relation, name, meaning)
  LOOP
    EXECUTE format('COMMENT ON COLUMN %I.%I.%I IS %L',
      '${flyway:defaultSchema}', described.relation, described.name, described.meaning);
  END LOOP;
END
$$;
