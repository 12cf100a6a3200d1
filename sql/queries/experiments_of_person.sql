-- Which experiments is this person in?
--
-- A row for each experiment, the latest first: the variant they saw first, since when, and the goals they have reached
-- from then on. Pitfall: who is excluded has seen another variant too and counts for none; put the id in both places.
WITH ids AS (
  SELECT 'ann' AS id UNION SELECT id FROM people WHERE user_id = 'ann'
)
SELECT
  metric, experiment, variant, exposed_at AT TIME ZONE (SELECT max(zone) FROM metric_progress) AS since, excluded,
  goals_reached
FROM experiment_assignments
JOIN ids ON ids.id = user_id
ORDER BY exposed_at DESC, metric, experiment;
