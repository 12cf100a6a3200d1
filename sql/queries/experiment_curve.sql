-- How does an experiment develop?
--
-- A row for each variant but the control, goal and day: users exposed until then on both sides, and the lift over the
-- control with an interval that may be looked at at any time.
-- Pitfall: a converter counts on the day of the first exposure, however much later the goal was reached, so the last
-- days are those that have had the least time; and neither users nor converters may be added over days.
SELECT
  metric, experiment, goal, variant, day, new_users, users, round(rate::numeric, 4) AS rate,
  round(rate_lift::numeric, 4) AS lift, round(rate_lift_low::numeric, 4) AS lift_low,
  round(rate_lift_high::numeric, 4) AS lift_high
FROM experiment_curve
WHERE variant <> control
ORDER BY metric, experiment, goal, variant, day;
