-- How many events come too late to correct anything, and when?
--
-- A row for each topic and day of arrival. Pitfall: late events up to the late horizon are no loss, they
-- correct the numbers; these here are the ones beyond it.
SELECT topic, (append_time AT TIME ZONE zone)::date AS day, count(*) AS records
FROM late
CROSS JOIN (SELECT min(zone) AS zone FROM metric_progress) AS zones
GROUP BY topic, day
ORDER BY topic, day;
