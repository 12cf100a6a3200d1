-- Which channels bring people who come back by it?
--
-- A row for each value of each breakdown: users, and the shares that returned one and seven days later.
-- Pitfall: start and return both carry the value, so this is who came back by the same channel; for who came
-- back at all see returns_of_new_users.sql.
SELECT
  metric, dimension, value,
  sum(cohort_users) FILTER (WHERE period_index = 0) AS users,
  round(sum(users) FILTER (WHERE period_index = 1) / sum(cohort_users) FILTER (WHERE period_index = 1), 4) AS day_1,
  round(sum(users) FILTER (WHERE period_index = 7) / sum(cohort_users) FILTER (WHERE period_index = 7), 4) AS day_7
FROM retention_grid_parts
WHERE period = 'day' AND complete
GROUP BY metric, dimension, value
ORDER BY metric, dimension, users DESC, value;
