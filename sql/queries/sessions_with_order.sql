-- Which share of sessions leads to an order, and to how much?
--
-- A row for each channel and currency: closed sessions, those in which something was ordered, the share, and what was
-- ordered, refunds not taken off. Pitfall: one amount for each currency; channels that led to no order have zeros;
-- orders of a session in several currencies have no amount and are under (several).
WITH visits AS (
  SELECT metric, dimensions ->> 'channel' AS channel, orders, amount,
    CASE WHEN orders > 0 THEN coalesce(currency, '(several)') END AS currency,
    count(*) OVER (PARTITION BY metric, dimensions ->> 'channel') AS all_sessions
  FROM sessions
  WHERE closed AND orders IS NOT NULL
)
SELECT
  metric, channel, all_sessions, currencies.currency, count(visits.currency) AS with_order,
  round(count(visits.currency)::numeric / all_sessions, 4) AS share,
  coalesce(sum(visits.orders) FILTER (WHERE visits.currency IS NOT NULL), 0) AS orders,
  CASE WHEN currencies.currency <> '(several)'
    THEN coalesce(sum(amount) FILTER (WHERE visits.currency IS NOT NULL), 0) END AS amount
FROM (SELECT DISTINCT metric, channel, all_sessions FROM visits) AS channels
JOIN (SELECT DISTINCT metric, currency FROM visits WHERE currency IS NOT NULL) AS currencies USING (metric)
LEFT JOIN visits USING (metric, channel, all_sessions, currency)
GROUP BY metric, channel, all_sessions, currencies.currency
ORDER BY metric, channel, currencies.currency;
