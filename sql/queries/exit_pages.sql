-- Where do sessions end?
--
-- The ten last pages with the most sessions, and the share of the sessions with a view that ended there.
SELECT
  metric, exit_page, count(*) AS sessions, round(count(*) / sum(count(*)) OVER (PARTITION BY metric), 4) AS share
FROM sessions
WHERE exit_page IS NOT NULL AND closed
GROUP BY metric, exit_page
ORDER BY metric, sessions DESC, exit_page
LIMIT 10;
