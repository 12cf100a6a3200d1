-- Why is yesterday's number not what was reported?
--
-- A row for each number of yesterday that was complete and has changed since: what it was first, what it is now,
-- when it changed last and why. Without breakdowns. Pitfall: a correction holds the number as it was before an hour
-- and after it; over several hours take the first before and the last after.
SELECT table_name, corrections.metric, column_name,
  (array_agg(before ORDER BY hour))[1] AS was,
  (array_agg(after ORDER BY hour DESC))[1] AS now,
  (max(corrected_at) AT TIME ZONE min(zone))::timestamp(0) AS corrected_at,
  string_agg(DISTINCT cause, '; ') AS causes
FROM corrections
JOIN (SELECT metric, min(zone) AS zone, min(last_day) - 1 AS yesterday FROM metric_progress GROUP BY metric)
  AS progress ON progress.metric = corrections.metric
WHERE key ->> 'bucket' = yesterday::text
  AND coalesce(key ->> 'period', 'day') = 'day'
  AND key ->> 'dimension' = ''
GROUP BY table_name, corrections.metric, key, column_name
HAVING coalesce((array_agg(before ORDER BY hour))[1], 0) <> coalesce((array_agg(after ORDER BY hour DESC))[1], 0)
ORDER BY table_name, corrections.metric, key, column_name;
