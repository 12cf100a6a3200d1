-- Which share of people is not lost yet: came back so many days later or at any time after that?
--
-- A row for each number of days: people who have had as many, and the share with a session on that day or a
-- later one. Pitfall: recent people have had less time to return, so each line is over fewer people and the
-- last ones are high by few. A definition with counting: on-or-after keeps the same by cohort.
WITH people_days AS (
  SELECT
    sessions.metric, coalesce(people.user_id, sessions.user_id) AS user_id, max(last_day) AS last_day,
    min((started_at AT TIME ZONE zone)::date) AS first, max((started_at AT TIME ZONE zone)::date) AS last
  FROM sessions
  JOIN metric_progress AS progress ON progress.metric = sessions.metric AND family = 'sessions'
  LEFT JOIN people ON people.id = sessions.user_id
  GROUP BY sessions.metric, coalesce(people.user_id, sessions.user_id)
)
SELECT
  metric, days_since, count(*) AS people, count(*) FILTER (WHERE last >= first + days_since) AS kept,
  round(avg((last >= first + days_since)::int), 4) AS rate
FROM people_days
CROSS JOIN generate_series(1, 7) AS days (days_since)
WHERE first + days_since < last_day
GROUP BY metric, days_since
ORDER BY metric, days_since;
