-- Are we growing, or do we only replace the people we lose?
--
-- A row for each week: who is new, returned, came back after a pause, stayed away, and the quick ratio
-- (new + resurrecting) / dormant: above 1 the number of active people grows.
-- Pitfall: in a week that is not over, whoever has not come yet counts as dormant.
SELECT
  metric, bucket::date AS week, new_users, returning_users, resurrecting_users, dormant_users,
  round((new_users + resurrecting_users)::numeric / nullif(dormant_users, 0), 2) AS quick_ratio, complete
FROM lifecycle
WHERE period = 'week' AND dimension = '' AND bucket <= (SELECT max(data_until AT TIME ZONE zone)::date FROM metric_progress)
ORDER BY metric, week;
