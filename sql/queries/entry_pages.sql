-- On which pages do sessions begin, and on which of them do people bounce?
--
-- The ten entry pages with the most sessions, and the share of these sessions that bounced.
SELECT metric, entry_page, count(*) AS sessions, round(avg(bounced::int), 4) AS bounce_rate
FROM sessions
WHERE entry_page IS NOT NULL AND closed
GROUP BY metric, entry_page
ORDER BY metric, sessions DESC, entry_page
LIMIT 10;
