-- What is viewed most, this week so far?
--
-- The ten items with the most views in the days since Monday: views, entries, bounce rate of these.
-- Pitfall: visitors of days cannot be added; only the first places of each day are published, so small items
-- are undercounted: for weeks take a definition with bucket: week.
SELECT
  metric, item, sum(views) AS views, sum(entries) AS entries,
  round(sum(bounces) / nullif(sum(entries), 0), 4) AS bounce_rate
FROM content_top
WHERE period = 'day' AND bucket >= date_trunc('week', (SELECT max(data_until AT TIME ZONE zone)::date FROM metric_progress))
GROUP BY metric, item
ORDER BY metric, views DESC, item
LIMIT 10;
