-- For whom does a variant work?
--
-- A row for each value of a breakdown and each variant but the control: users, rate, that of the control, lift.
-- Pitfall: of twenty segments one differs by chance alone; treat these as questions, not as answers.
SELECT
  metric, experiment, goal, dimension, value, variant, users, round(rate::numeric, 4) AS rate,
  round(rate_lift::numeric, 4) AS lift, round(rate_p_value::numeric, 4) AS p_value
FROM experiment_readout_parts
WHERE variant <> control
ORDER BY metric, experiment, goal, dimension, value, variant;
