-- What is on the rise?
--
-- Items whose views of the last complete day exceed those of the complete day before it that has any, the
-- biggest gain first; new says that the item was not among the first places then.
WITH days AS (
  SELECT metric, bucket, dense_rank() OVER (PARTITION BY metric ORDER BY bucket DESC) AS age, item, views
  FROM content_top
  WHERE period = 'day' AND complete
)
SELECT now.metric, now.bucket AS day, now.item, now.views, before.views AS views_before,
  now.views - coalesce(before.views, 0) AS gain, before.views IS NULL AS new
FROM days AS now
LEFT JOIN days AS before ON before.metric = now.metric AND before.item = now.item AND before.age = 2
WHERE now.age = 1 AND now.views > coalesce(before.views, 0)
ORDER BY now.metric, gain DESC, now.item
LIMIT 20;
