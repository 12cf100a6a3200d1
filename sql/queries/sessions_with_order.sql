-- Which share of sessions leads to an order, and to how much?
--
-- A row for each channel and currency: sessions, those in which a cart was purchased, the share, and what was
-- paid. Pitfall: one amount for each currency; sessions without an order have none and are counted once, in
-- the column for all.
WITH orders AS (
  SELECT sessions.metric, session_id, currency, sum(amount) AS amount
  FROM sessions
  JOIN carts ON carts.user_id = sessions.user_id AND state = 'purchased' AND closed_at BETWEEN started_at AND ended_at
  GROUP BY sessions.metric, session_id, currency
),
visits AS (
  SELECT metric, session_id, dimensions ->> 'channel' AS channel,
    count(*) OVER (PARTITION BY metric, dimensions ->> 'channel') AS all_sessions
  FROM sessions
  WHERE closed
)
SELECT
  metric, channel, all_sessions, currency, count(*) AS with_order,
  round(count(*)::numeric / all_sessions, 4) AS share, sum(amount) AS amount
FROM visits
JOIN orders USING (metric, session_id)
GROUP BY metric, channel, all_sessions, currency
ORDER BY metric, channel, currency;
