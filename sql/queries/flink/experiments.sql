-- Which variant brings more per user, and is the difference more than noise?
--
-- Every pair of variants, each as the control of the other: users, the mean value per user, the lift
-- and Welch's z; beyond 1.96 in either direction the difference is larger than chance makes it once in
-- twenty experiments, for one look at the end. Illustrates: exact sums of values and of their squares,
-- from which variances follow; runs live over the topics as well. For p-values, intervals that may be
-- looked at at any time and the sample ratio see the views in PostgreSQL (experiment_results,
-- experiment_sample_ratio).
-- Needs: experiments.
WITH samples AS (
  SELECT
    metric,
    experiment,
    goal,
    `variant`,
    users,
    CAST(`sum` AS DOUBLE) / users AS mean,
    (CAST(sum_squares AS DOUBLE) - CAST(`sum` AS DOUBLE) * CAST(`sum` AS DOUBLE) / users)
      / (users - 1) / users AS variance_of_mean
  FROM experiments
  WHERE dimension = '' AND users > 1
)
SELECT
  control.metric,
  control.experiment,
  control.goal,
  control.`variant` AS control,
  treated.`variant` AS treated,
  control.users AS control_users,
  treated.users AS treated_users,
  CAST(control.mean AS DECIMAL(18, 4)) AS control_mean,
  CAST(treated.mean AS DECIMAL(18, 4)) AS treated_mean,
  CAST(treated.mean / control.mean - 1 AS DECIMAL(18, 4)) AS lift,
  CAST(
    (treated.mean - control.mean)
      / SQRT(control.variance_of_mean + treated.variance_of_mean) AS DECIMAL(18, 3)) AS z
FROM samples AS control
JOIN samples AS treated
  ON treated.metric = control.metric
  AND treated.experiment = control.experiment
  AND treated.goal = control.goal
  AND treated.`variant` <> control.`variant`
WHERE control.mean <> 0 AND control.variance_of_mean + treated.variance_of_mean > 0;
