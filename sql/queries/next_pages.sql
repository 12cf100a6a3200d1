-- Where do people go from the first page of a session?
--
-- A row for each first page and each page that follows, over the last 28 days: sessions and their share.
-- Pitfall: shares over several days are sums divided by sums; (exit) is the end of the session.
SELECT
  metric, source, target, sum(transitions) AS sessions,
  round(sum(transitions) / sum(sum(transitions)) OVER (PARTITION BY metric, source), 4) AS share
FROM path_steps
WHERE step = 1 AND day > (SELECT max(data_until AT TIME ZONE zone)::date FROM metric_progress) - 28
GROUP BY metric, source, target
ORDER BY metric, source, sessions DESC, target;
