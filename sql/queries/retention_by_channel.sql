-- Which channels bring people who come back?
--
-- A row for each value of each breakdown: users, and the shares that returned one and seven days later, by any way or
-- by the same one.
-- Pitfall: only where the definition says attribution: start is it who was brought by the value and came back at all;
-- otherwise start and return both carry the value, and who came back by another way is not seen.
SELECT
  metric, dimension, value,
  CASE
    WHEN EXISTS (SELECT FROM metric_settings AS s WHERE s.metric = grid.metric AND s.value = 'of start') THEN 'by any'
    ELSE 'by the same'
  END AS back,
  sum(cohort_users) FILTER (WHERE period_index = 0) AS users,
  round(sum(users) FILTER (WHERE period_index = 1) / sum(cohort_users) FILTER (WHERE period_index = 1), 4) AS day_1,
  round(sum(users) FILTER (WHERE period_index = 7) / sum(cohort_users) FILTER (WHERE period_index = 7), 4) AS day_7
FROM retention_grid_parts AS grid
WHERE period = 'day' AND complete
GROUP BY metric, dimension, value
ORDER BY metric, dimension, users DESC, value;
