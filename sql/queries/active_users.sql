-- How many people come, by day, week and month?
--
-- A row for each of the last 30 days: users of the day, of the 7 and of the 30 days that end with it.
-- Pitfall: users of days cannot be added, the same person comes again. Today is not over: complete is false.
SELECT metric, day, users AS dau, users_7d AS wau, users_30d AS mau, complete
FROM daily_active_users
WHERE day > (SELECT max(data_until AT TIME ZONE zone)::date FROM metric_progress) - 30
ORDER BY metric, day;
