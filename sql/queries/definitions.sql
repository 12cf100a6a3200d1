-- What exactly does a metric count, and since when?
--
-- A row for each metric that is counted now: its family, zone, since when, and its settings in one text.
-- Pitfall: a metric that was removed or changed has an end (until); its old rows may still be there.
SELECT
  progress.metric, progress.family, since,
  string_agg(setting || ' ' || value, '; ' ORDER BY position) AS settings
FROM metric_progress AS progress
JOIN metric_settings USING (metric, family)
WHERE until IS NULL
GROUP BY progress.metric, progress.family, since
ORDER BY progress.family, progress.metric;
