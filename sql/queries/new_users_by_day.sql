-- How many of a day's people have never been here before?
--
-- A row for each of the last 14 days: active users, new ones, and their share. Days without anybody have zeros
-- and no share.
SELECT metric, day, active_users, new_users, round(new_users::numeric / nullif(active_users, 0), 4) AS share_new, complete
FROM daily_lifecycle
WHERE day > (SELECT max(data_until AT TIME ZONE zone)::date FROM metric_progress) - 14
ORDER BY metric, day;
