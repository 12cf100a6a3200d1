-- Of the people whom a channel brought, which share came back at all, by whatever way?
--
-- A row for each channel of first sessions: people, how many of them had another session on a later day within
-- seven days, and their share. Only people who have had these seven days.
-- Pitfall: sessions of an anonymous id that somebody claimed later are theirs (people).
WITH visits AS (
  SELECT
    sessions.metric, coalesce(people.user_id, sessions.user_id) AS user_id, dimensions ->> 'channel' AS channel,
    (started_at AT TIME ZONE zone)::date AS day, last_day, started_at
  FROM sessions
  JOIN metric_progress AS progress ON progress.metric = sessions.metric AND family = 'sessions'
  LEFT JOIN people ON people.id = sessions.user_id
),
firsts AS (
  SELECT DISTINCT ON (metric, user_id) metric, user_id, channel, day
  FROM visits
  ORDER BY metric, user_id, started_at
)
SELECT
  firsts.metric, firsts.channel, count(DISTINCT user_id) AS people,
  count(DISTINCT user_id) FILTER (WHERE visits.day BETWEEN firsts.day + 1 AND firsts.day + 7) AS returned,
  round(count(DISTINCT user_id) FILTER (WHERE visits.day BETWEEN firsts.day + 1 AND firsts.day + 7)::numeric
    / count(DISTINCT user_id), 4) AS rate
FROM firsts
JOIN visits USING (metric, user_id)
WHERE firsts.day + 7 < last_day
GROUP BY firsts.metric, firsts.channel
ORDER BY firsts.metric, people DESC, firsts.channel;
