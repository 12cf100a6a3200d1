-- Where do people drop out, and how long do those who go on take?
--
-- A row for each step but the first, the worst first: who dropped, their share, and the minutes to the step
-- (mean over those who made it, weighted by day).
-- Pitfall: means can be weighted and added up; medians and percentiles of days cannot.
SELECT
  metric, step, max(step_name) AS step_name, sum(dropped) AS dropped,
  round(sum(dropped) / nullif(sum(users + dropped), 0), 4) AS drop_off_rate,
  round(sum(mean_seconds * users) / nullif(sum(users) FILTER (WHERE mean_seconds IS NOT NULL), 0) / 60, 2) AS mean_minutes
FROM funnel_steps
WHERE step > 1 AND complete
GROUP BY metric, step
ORDER BY metric, drop_off_rate DESC, step;
