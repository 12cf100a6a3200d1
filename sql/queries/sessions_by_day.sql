-- How many sessions are there, how long do they last, how many bounce?
--
-- A row for each of the last 14 days, those without sessions included. Pitfall: session_metrics has hours, days
-- and breakdowns in one table; its plain sum counts a session many times. Medians of days cannot be averaged.
SELECT metric, day, sessions, bounce_rate, mean_duration_seconds, median_duration_seconds, complete
FROM daily_sessions
WHERE day > (SELECT max(data_until AT TIME ZONE zone)::date FROM metric_progress) - 14
ORDER BY metric, day;
