-- What do we sell, day by day?
--
-- A row for each day and currency: orders, revenue, mean order value; zeros on days without an order.
-- Pitfall: the day is that of the purchase (cart_metrics has the day of the cart's creation), and currencies
-- are never added. Refunds lower the day of their purchase.
SELECT metric, day, currency, orders, revenue, mean_order_value, complete
FROM daily_revenue
WHERE day > (SELECT max(data_until AT TIME ZONE zone)::date FROM metric_progress) - 14
ORDER BY metric, day, currency;
