-- Why are records rejected, and what does one look like?
--
-- A row for each reason: how many, the latest, and its message and beginning. Pitfall: originals are written by
-- whoever sends; do not show them as markup.
SELECT reason, records, topic, partition, "offset", message, original
FROM (
  SELECT reason, topic, partition, "offset", message, left(original, 100) AS original,
    count(*) OVER (PARTITION BY reason) AS records,
    row_number() OVER (PARTITION BY reason ORDER BY append_time DESC, topic, partition, "offset" DESC) AS age
  FROM rejected
) AS reasons
WHERE age = 1
ORDER BY records DESC, reason;
