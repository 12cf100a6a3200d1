-- Can the experiments be trusted?
--
-- A row for each experiment: users, how many were excluded for seeing two variants, and whether the split is
-- even. Pitfall: a mismatch says that assignment or recording is broken; the results mean nothing then.
SELECT
  ratio.metric, ratio.experiment, ratio.variants, ratio.users, excluded,
  round(ratio.p_value::numeric, 6) AS p_value, ratio.mismatch
FROM experiment_sample_ratio AS ratio
JOIN (
  SELECT metric, experiment, sum(excluded_users) AS excluded
  FROM (SELECT DISTINCT metric, experiment, variant, excluded_users FROM experiments WHERE dimension = '') AS variants
  GROUP BY metric, experiment
) AS excluded USING (metric, experiment)
WHERE ratio.dimension = ''
ORDER BY ratio.metric, ratio.experiment;
