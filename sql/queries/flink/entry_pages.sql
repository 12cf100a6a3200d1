-- On which pages do sessions begin, and on which of them do people bounce?
--
-- The ten entry pages with the most sessions, and the share of these sessions that bounced.
-- Illustrates: a Top-N over facts, which also runs live over the topics (USE kafka;
-- SET 'execution.runtime-mode' = 'streaming';): a corrected session corrects its page's row.
WITH pages AS (
  SELECT
    metric,
    entry_page,
    COUNT(*) AS sessions,
    COUNT(*) FILTER (WHERE bounced) AS bounced
  FROM sessions
  WHERE entry_page IS NOT NULL
  GROUP BY metric, entry_page
),
ranked AS (
  SELECT
    *,
    ROW_NUMBER() OVER (PARTITION BY metric ORDER BY sessions DESC, entry_page) AS place
  FROM pages
)
SELECT
  metric,
  place,
  entry_page,
  sessions,
  bounced,
  CAST(bounced / CAST(sessions AS DOUBLE) AS DECIMAL(5, 4)) AS bounce_rate
FROM ranked
WHERE place <= 10;
