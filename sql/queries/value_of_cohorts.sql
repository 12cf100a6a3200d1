-- What is a new person worth in their first week?
--
-- A row for each week of first sessions and currency: people, how many bought within seven days, what they
-- paid, and that for each person; zeros where nobody bought. Only people who have had seven days.
-- Pitfall: people of the latest weeks who have not had the time would make these look poor.
WITH firsts AS (
  SELECT sessions.metric, coalesce(people.user_id, sessions.user_id) AS user_id, min(started_at) AS first_at,
    max(zone) AS zone, max(data_until) AS data_until
  FROM sessions
  JOIN metric_progress AS progress ON progress.metric = sessions.metric AND family = 'sessions'
  LEFT JOIN people ON people.id = sessions.user_id
  GROUP BY sessions.metric, coalesce(people.user_id, sessions.user_id)
),
cohorts AS (
  SELECT *, date_trunc('week', first_at AT TIME ZONE zone)::date AS week,
    count(*) OVER (PARTITION BY metric, date_trunc('week', first_at AT TIME ZONE zone)) AS people
  FROM firsts
  WHERE first_at < data_until - interval '7 days'
)
SELECT
  cohorts.metric, week, people, currencies.currency, count(DISTINCT carts.user_id) AS buyers, coalesce(sum(amount), 0) AS revenue,
  round(coalesce(sum(amount), 0) / people, 2) AS revenue_per_person
FROM cohorts
CROSS JOIN (SELECT DISTINCT currency FROM carts WHERE state = 'purchased') AS currencies
LEFT JOIN (SELECT user_id, currency, amount, closed_at FROM carts WHERE state = 'purchased') AS carts
  ON carts.user_id = cohorts.user_id AND carts.currency = currencies.currency
  AND closed_at BETWEEN first_at AND first_at + interval '7 days'
GROUP BY cohorts.metric, week, people, currencies.currency
ORDER BY cohorts.metric, week, currencies.currency;
