-- Does revenue come from new buyers or from those who bought before?
--
-- A row for each week and currency: orders and revenue of first and of further purchases.
-- Pitfall: a first purchase is the first among the carts that are kept in the table.
WITH orders AS (
  SELECT
    carts.metric, currency, amount, date_trunc('week', closed_at AT TIME ZONE zone)::date AS week,
    row_number() OVER (PARTITION BY carts.metric, user_id ORDER BY closed_at) = 1 AS is_first
  FROM carts
  JOIN metric_progress AS progress ON progress.metric = carts.metric AND family = 'carts'
  WHERE state = 'purchased'
)
SELECT
  metric, week, currency,
  count(*) FILTER (WHERE is_first) AS first_orders, count(*) FILTER (WHERE NOT is_first) AS further_orders,
  coalesce(sum(amount) FILTER (WHERE is_first), 0) AS first_revenue,
  coalesce(sum(amount) FILTER (WHERE NOT is_first), 0) AS further_revenue
FROM orders
GROUP BY metric, week, currency
ORDER BY metric, week, currency;
