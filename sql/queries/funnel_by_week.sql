-- Does the conversion get better from week to week?
--
-- A row for each week of entry: people who entered and who came to the last step, and the rate; complete when
-- every day of it has had its whole window. Pitfall: the last weeks are too low while windows are open.
SELECT
  metric, date_trunc('week', bucket)::date AS week,
  sum(users) FILTER (WHERE step = 1) AS entered,
  sum(users) FILTER (WHERE step = last_step) AS converted,
  round(sum(users) FILTER (WHERE step = last_step) / sum(users) FILTER (WHERE step = 1), 4) AS rate,
  bool_and(complete) AS complete
FROM (SELECT *, max(step) OVER (PARTITION BY metric) AS last_step FROM funnel_steps) AS steps
GROUP BY metric, week
ORDER BY metric, week;
