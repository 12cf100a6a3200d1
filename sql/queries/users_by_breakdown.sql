-- Where do the people of a week come from?
--
-- A row for each value of each breakdown in the latest week: users, and their share of all users of the week.
-- Pitfall: a person counts under each value they had, so shares may add up to more than 1; divide by the
-- total, not by the sum of the parts.
SELECT parts.metric, parts.bucket::date AS week, parts.dimension, parts.value, parts.users, round(parts.users::numeric / total.users, 4) AS share
FROM active_users_parts AS parts
JOIN active_users AS total USING (metric, period, bucket)
WHERE period = 'week' AND total.dimension = ''
  AND bucket = (SELECT max(bucket) FROM active_users WHERE period = 'week')
ORDER BY parts.metric, parts.dimension, parts.users DESC, parts.value;
