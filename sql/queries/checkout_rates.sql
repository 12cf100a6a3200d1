-- How many carts come to checkout, and how many of those are bought?
--
-- A row for each currency over all carts: created, to checkout, purchased, and both rates.
-- Pitfall: without dimension = '' every cart counts once more for each breakdown.
SELECT
  metric, currency, sum(created) AS created, sum(checkouts) AS checkouts, sum(purchased) AS purchased,
  round(sum(checkouts) / sum(created), 4) AS checkout_rate,
  round(sum(purchased) / nullif(sum(checkouts), 0), 4) AS purchase_rate
FROM cart_metrics
WHERE dimension = ''
GROUP BY metric, currency
ORDER BY metric, currency;
