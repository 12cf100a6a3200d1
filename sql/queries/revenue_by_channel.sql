-- Which channel brought the session in which people bought?
--
-- A row for each channel and currency: orders and revenue by the session of the purchase (last touch).
-- Pitfall: orders that lie in no session, such as those a server sends, are under (no session). With several
-- definitions of sessions or carts choose one of each, or an order counts for every pair.
SELECT
  carts.metric, coalesce(dimensions ->> 'channel', '(no session)') AS channel, carts.currency,
  count(*) AS orders, sum(carts.amount) AS revenue
FROM carts
LEFT JOIN sessions ON sessions.user_id = carts.user_id AND closed_at BETWEEN started_at AND ended_at
WHERE state = 'purchased'
GROUP BY carts.metric, channel, carts.currency
ORDER BY carts.metric, revenue DESC, channel;
