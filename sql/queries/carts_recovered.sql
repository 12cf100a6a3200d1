-- How many abandoned carts come back?
--
-- A row for each currency: carts that were ever abandoned, how many of them were bought after all, the share,
-- and what they brought. Pitfall: abandoned counts carts as they stand now; recovered ones are purchased.
SELECT
  metric, currency, count(*) AS ever_abandoned, count(*) FILTER (WHERE recovered) AS recovered,
  round(avg(recovered::int), 4) AS recovery_rate, coalesce(sum(amount) FILTER (WHERE recovered), 0) AS amount_recovered
FROM carts
WHERE state = 'abandoned' OR recovered
GROUP BY metric, currency
ORDER BY metric, currency;
