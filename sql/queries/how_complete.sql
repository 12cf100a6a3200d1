-- How complete are the numbers, and how far behind is each partition of the input?
--
-- A row for each partition: until when there are numbers, the share of today that has passed by then, how many
-- seconds the partition is ahead of the slowest, and whether the tables are one consistent cut (LIVE).
-- Pitfall: now() says nothing about the data; a job that stands still has a watermark that stands still.
SELECT
  deployment, status, topic, partition,
  data_until AT TIME ZONE zone AS data_until,
  round((extract(epoch FROM (data_until AT TIME ZONE zone)::time) / 86400)::numeric, 3) AS share_of_today,
  round(extract(epoch FROM accounting.watermark - data_until.watermark), 1) AS seconds_ahead
FROM data_until
CROSS JOIN (SELECT min(zone) AS zone FROM metric_progress) AS zones
CROSS JOIN input_accounting AS accounting
ORDER BY deployment, topic, partition;
