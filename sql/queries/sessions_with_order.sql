-- Which share of sessions leads to an order, and to how much?
--
-- A row for each channel and currency: sessions, those in which a cart was purchased, the share, and what was
-- paid. Pitfall: one amount for each currency; channels that led to no order have zeros, and a join of sessions
-- and orders would leave them out.
WITH orders AS (
  SELECT sessions.metric, session_id, currency, coalesce(sum(amount), 0) AS amount
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
  metric, channel, all_sessions, currency, count(amount) AS with_order,
  round(count(amount)::numeric / all_sessions, 4) AS share, coalesce(sum(amount), 0) AS amount
FROM visits
JOIN (SELECT DISTINCT metric, currency FROM orders) AS currencies USING (metric)
LEFT JOIN orders USING (metric, session_id, currency)
GROUP BY metric, channel, all_sessions, currency
ORDER BY metric, channel, currency;
