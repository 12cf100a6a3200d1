-- Which variant brings more, and is the difference more than noise?
--
-- A row for each variant and goal: users, conversion rate with its interval, mean value per user, lift over the
-- control with an interval that may be looked at at any time, and a verdict in words. Pitfall: p-values hold
-- for one look at the end; users are the same for every goal and must not be added over goals.
SELECT
  metric, experiment, goal, variant, users, round(rate::numeric, 4) AS rate,
  round(rate_low::numeric, 4) AS rate_low, round(rate_high::numeric, 4) AS rate_high, round(mean::numeric, 2) AS mean,
  round(rate_lift::numeric, 4) AS lift, round(rate_lift_low::numeric, 4) AS lift_low,
  round(rate_lift_high::numeric, 4) AS lift_high,
  CASE
    WHEN sample_ratio_mismatch THEN 'broken: users are not split evenly'
    WHEN variant = control THEN 'control'
    WHEN rate_lift_low > 0 THEN 'better'
    WHEN rate_lift_high < 0 THEN 'worse'
    ELSE 'no difference seen yet'
  END AS verdict
FROM experiment_readout
ORDER BY metric, experiment, goal, variant;
