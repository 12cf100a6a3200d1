-- Which share of carts is left behind, and how much money lies in them?
--
-- A row for each day of the carts' creation and currency: closed carts, the share of them that is abandoned,
-- and the same by amount. Pitfall: carts that are still open are no purchases and no abandonments; counted
-- among all, they make today look twice as good.
SELECT metric, day, currency, open, closed, abandoned, abandonment_rate, amount_abandoned, amount_abandonment_rate, complete
FROM cart_abandonment
WHERE day > (SELECT max(data_until AT TIME ZONE zone)::date FROM metric_progress) - 14
ORDER BY metric, day, currency;
