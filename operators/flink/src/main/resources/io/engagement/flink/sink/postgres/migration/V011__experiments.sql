-- Experiments: users, converters and sums by variant and goal, and what they say.

CREATE TABLE "${flyway:defaultSchema}"."experiments" (
  "metric" text COLLATE "C" NOT NULL,
  "experiment" text COLLATE "C" NOT NULL,
  "variant" text COLLATE "C" NOT NULL,
  "goal" text COLLATE "C" NOT NULL,
  "dimension" text COLLATE "C" NOT NULL,
  "value" text COLLATE "C" NOT NULL,
  "users" bigint,
  "converters" bigint,
  "sum" numeric,
  "sum_squares" numeric,
  "excluded_users" bigint,
  PRIMARY KEY ("metric", "experiment", "variant", "goal", "dimension", "value")
) WITH (fillfactor = 70);

CREATE VIEW "${flyway:defaultSchema}"."experiments_cut" AS
SELECT
  "ledger"."last_ckpt" AS "cut_ckpt",
  "ledger"."watermark" AS "cut_watermark",
  "ledger"."status" AS "cut_status",
  "ledger"."committed_at" AS "cut_committed_at",
  "data".*
FROM "${flyway:defaultSchema}"."experiments" AS "data"
JOIN "${flyway:defaultSchema}"."sink_table_owner" AS "owner" ON "owner"."table_name" = 'experiments'
JOIN "${flyway:defaultSchema}"."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id";

COMMENT ON VIEW "${flyway:defaultSchema}"."experiments_cut"
  IS 'Rows of experiments with the checkpoint, watermark and status they belong to.';

-- PostgreSQL has no distribution functions before version 16 (and then erf alone).
CREATE FUNCTION "${flyway:defaultSchema}"."normal_tail"("z" double precision)
RETURNS double precision LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  a double precision := abs(z);
  term double precision := a;
  total double precision := a;
  n integer := 1;
  tail double precision;
BEGIN
  IF a > 37 THEN
    tail := 0; -- below 1e-299; exp would fail on less
  ELSIF a < 1e-8 THEN
    tail := 0.5 - a / sqrt(2 * pi());
  ELSIF a < 3 THEN
    -- The series of Marsaglia (2004): phi(z) * (z + z^3/3 + z^5/(3*5) + ...).
    WHILE term > total * 1e-17 LOOP
      n := n + 2;
      term := term * a * a / n;
      total := total + term;
    END LOOP;
    tail := 0.5 - total * exp(-a * a / 2) / sqrt(2 * pi());
  ELSE
    -- Laplace's continued fraction: phi(z) / (z + 1/(z + 2/(z + 3/(z + ...)))).
    total := a;
    FOR k IN REVERSE 100..1 LOOP
      total := a + k / total;
    END LOOP;
    tail := exp(-a * a / 2) / sqrt(2 * pi()) / total;
  END IF;
  RETURN CASE WHEN z < 0 THEN 1 - tail ELSE tail END;
END $$;

COMMENT ON FUNCTION "${flyway:defaultSchema}"."normal_tail"(double precision)
  IS 'The probability that a standard normal variable is larger than z.';

CREATE FUNCTION "${flyway:defaultSchema}"."chi_squared_tail"("x" double precision, "degrees" integer)
RETURNS double precision LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
  half double precision := x / 2;
  odd boolean := degrees % 2 = 1;
  total double precision := 0;
  exponent double precision;
BEGIN
  IF degrees < 1 THEN
    RAISE EXCEPTION 'a chi-squared distribution has at least one degree of freedom, not %', degrees;
  END IF;
  IF x <= 0 THEN
    RETURN 1;
  END IF;
  -- The closed forms for whole degrees of freedom; terms as logarithms, for exp fails below 1e-307.
  IF odd THEN
    total := 2 * "${flyway:defaultSchema}"."normal_tail"(sqrt(x));
    exponent := -half + ln(half) / 2 - ln(pi()) / 2 + ln(2);
  ELSE
    exponent := -half;
  END IF;
  FOR i IN 1..degrees / 2 LOOP
    IF exponent > -700 THEN
      total := total + exp(exponent);
    END IF;
    exponent := exponent + ln(half) - ln(CASE WHEN odd THEN i + 0.5 ELSE i END);
  END LOOP;
  RETURN least(total, 1);
END $$;

COMMENT ON FUNCTION "${flyway:defaultSchema}"."chi_squared_tail"(double precision, integer)
  IS 'The probability that a chi-squared variable of so many degrees of freedom is larger than x.';

CREATE FUNCTION "${flyway:defaultSchema}"."sequential_lift_half_width"(
  "control_users" bigint,
  "control_mean" double precision,
  "control_variance" double precision,
  "variant_users" bigint,
  "variant_mean" double precision,
  "variant_variance" double precision,
  "alpha" double precision DEFAULT 0.05,
  "tuned_for_users" double precision DEFAULT 5000
) RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  WITH "lift" AS (
    SELECT
      (variant_variance / variant_users
        + (variant_mean / control_mean) ^ 2 * control_variance / control_users)
        / control_mean ^ 2 AS "variance",
      (control_users + variant_users)::double precision AS "users",
      (-2 * ln(alpha) + ln(-2 * ln(alpha) + 1)) / tuned_for_users AS "rho_squared"
    WHERE control_mean <> 0 AND control_users > 0 AND variant_users > 0
  )
  SELECT sqrt(
    "variance" * "users"
      * 2 * ("users" * "rho_squared" + 1) / ("users" ^ 2 * "rho_squared")
      * ln(sqrt("users" * "rho_squared" + 1) / alpha))
  FROM "lift"
  WHERE "variance" > 0
$$;

COMMENT ON FUNCTION "${flyway:defaultSchema}"."sequential_lift_half_width"(
    bigint, double precision, double precision,
    bigint, double precision, double precision,
    double precision, double precision)
  IS 'Half the width of the confidence interval of the lift that may be looked at at any time: the asymptotic confidence sequence of Waudby-Smith et al. (2021), narrowest at tuned_for_users users. Null where there is no lift or no variance.';

CREATE VIEW "${flyway:defaultSchema}"."experiment_results" AS
WITH "samples" AS (
  SELECT
    "metric", "experiment", "variant", "goal", "dimension", "value", "users", "converters",
    'conversion' AS "measure",
    "share" AS "mean",
    "share" * (1 - "share") AS "variance"
  FROM "${flyway:defaultSchema}"."experiments"
  CROSS JOIN LATERAL (
    SELECT "converters"::double precision / NULLIF("users", 0) AS "share"
  ) AS "shares"
  UNION ALL
  SELECT
    "metric", "experiment", "variant", "goal", "dimension", "value", "users", "converters",
    'value',
    ("sum" / NULLIF("users", 0))::double precision,
    CASE WHEN "users" > 1 THEN
      (("sum_squares" * "users" - "sum" * "sum") / ("users"::numeric * ("users" - 1)))::double precision
    END
  FROM "${flyway:defaultSchema}"."experiments"
),
"pairs" AS (
  SELECT
    "control"."metric", "control"."experiment", "control"."goal", "control"."dimension",
    "control"."value", "control"."measure",
    "control"."variant" AS "control", "variant"."variant" AS "variant",
    "control"."users" AS "control_users", "variant"."users" AS "variant_users",
    "control"."mean" AS "control_mean", "variant"."mean" AS "variant_mean",
    "variant"."mean" - "control"."mean" AS "difference",
    "variant"."mean" / NULLIF("control"."mean", 0) - 1 AS "lift",
    CASE "control"."measure"
      WHEN 'conversion' THEN
        "pooled"."share" * (1 - "pooled"."share")
          * (1.0::double precision / NULLIF("control"."users", 0)
            + 1.0::double precision / NULLIF("variant"."users", 0))
      ELSE
        "control"."variance" / NULLIF("control"."users", 0)
          + "variant"."variance" / NULLIF("variant"."users", 0)
    END AS "variance_of_difference",
    "${flyway:defaultSchema}"."sequential_lift_half_width"(
      "control"."users", "control"."mean", "control"."variance",
      "variant"."users", "variant"."mean", "variant"."variance") AS "half_width"
  FROM "samples" AS "control"
  JOIN "samples" AS "variant"
    ON "variant"."metric" = "control"."metric"
    AND "variant"."experiment" = "control"."experiment"
    AND "variant"."goal" = "control"."goal"
    AND "variant"."dimension" = "control"."dimension"
    AND "variant"."value" = "control"."value"
    AND "variant"."measure" = "control"."measure"
    AND "variant"."variant" <> "control"."variant"
  CROSS JOIN LATERAL (
    SELECT ("control"."converters" + "variant"."converters")::double precision
      / NULLIF("control"."users" + "variant"."users", 0) AS "share"
  ) AS "pooled"
)
SELECT
  "metric", "experiment", "goal", "dimension", "value", "measure", "control", "variant",
  "control_users", "variant_users", "control_mean", "variant_mean", "difference", "lift",
  "z"."z",
  2 * "${flyway:defaultSchema}"."normal_tail"(abs("z"."z")) AS "p_value",
  "lift" - "half_width" AS "lift_low",
  "lift" + "half_width" AS "lift_high"
FROM "pairs"
CROSS JOIN LATERAL (
  SELECT CASE WHEN "variance_of_difference" > 0
    THEN "difference" / sqrt("variance_of_difference") END AS "z"
) AS "z";

COMMENT ON VIEW "${flyway:defaultSchema}"."experiment_results"
  IS 'Every pair of variants compared, each as the control of the other: choose with WHERE control = .... Measure conversion: the share of converters, two-proportion z-test; value: the mean per user, Welch''s statistic. z and p_value hold for one look at the end; lift_low and lift_high (95 %) at any time, as often as you like.';

CREATE VIEW "${flyway:defaultSchema}"."experiment_sample_ratio" AS
WITH "variants" AS (
  SELECT "metric", "experiment", "dimension", "value", "variant",
    max("users")::double precision AS "users"
  FROM "${flyway:defaultSchema}"."experiments"
  GROUP BY "metric", "experiment", "dimension", "value", "variant"
),
"totals" AS (
  SELECT "metric", "experiment", "dimension", "value",
    count(*)::integer AS "variants",
    sum("users") AS "users",
    sum("users" ^ 2) * count(*) / NULLIF(sum("users"), 0) - sum("users") AS "chi_squared"
  FROM "variants"
  GROUP BY "metric", "experiment", "dimension", "value"
  HAVING count(*) > 1
)
SELECT
  "metric", "experiment", "dimension", "value", "variants", "users"::bigint AS "users",
  "chi_squared",
  "p"."p_value",
  "p"."p_value" < 0.001 AS "mismatch"
FROM "totals"
CROSS JOIN LATERAL (
  SELECT "${flyway:defaultSchema}"."chi_squared_tail"("chi_squared", "variants" - 1) AS "p_value"
) AS "p";

COMMENT ON VIEW "${flyway:defaultSchema}"."experiment_sample_ratio"
  IS 'Whether users are split evenly over the variants of an experiment (Pearson''s chi-squared test). A mismatch (p < 0.001) says that assignment or recording is broken: do not trust the results. For another split use chi_squared_tail.';
