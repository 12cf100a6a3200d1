-- Whom should we remind of their cart?
--
-- Carts abandoned within the last seven days and not bought since, by currency the most valuable first:
-- who, what it is worth, how many hours ago. Pitfall: a cart that an order takes up again leaves this list by itself.
SELECT
  metric, cart_id, user_id, currency, items, amount,
  round(extract(epoch FROM data_until - closed_at) / 3600, 1) AS hours_ago
FROM carts
CROSS JOIN (SELECT max(data_until) AS data_until FROM data_until) AS until
WHERE state = 'abandoned' AND closed_at > data_until - interval '7 days'
ORDER BY metric, currency, amount DESC, cart_id
LIMIT 100;
