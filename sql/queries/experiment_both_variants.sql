-- Who saw more than one variant of an experiment?
--
-- The latest thousand of them, with the variant that each saw first. Many say that the assignment does not stick: look
-- for what they have in common. Pitfall: leave them out (NOT excluded) when other facts are compared by variant.
SELECT
  metric, experiment, variant AS seen_first,
  exposed_at AT TIME ZONE (SELECT max(zone) FROM metric_progress) AS since, user_id
FROM experiment_assignments
WHERE excluded
ORDER BY exposed_at DESC, metric, experiment, user_id
LIMIT 1000;
