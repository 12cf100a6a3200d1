-- How much money do carts leave behind, who comes to checkout and who does not, day by day?
--
-- The last 14 days on which carts were made: how many carts, the shares that came to checkout, were
-- purchased and were abandoned, how many of the purchased ones had been abandoned before, and what
-- lies in abandoned carts beside what was sold; a row per currency, as amounts of different ones are
-- never added. Carts that are still open are in none of the shares' numerators. Illustrates: rates
-- from their numerators and denominators, which may also be added up over days; it runs live over the
-- topics as well: an abandonment that an order takes back corrects its day.
-- Needs: carts.
WITH carts_by_day AS (
  SELECT *
  FROM cart_metrics
  WHERE dimension = ''
),
latest AS (
  SELECT metric, MAX(bucket) AS bucket FROM carts_by_day GROUP BY metric
)
SELECT
  carts_by_day.metric,
  carts_by_day.bucket AS `day`,
  carts_by_day.currency,
  carts_by_day.created,
  CAST(carts_by_day.checkouts / CAST(carts_by_day.created AS DOUBLE) AS DECIMAL(5, 4)) AS checkout_rate,
  CAST(carts_by_day.purchased / CAST(carts_by_day.created AS DOUBLE) AS DECIMAL(5, 4)) AS purchase_rate,
  CAST(carts_by_day.abandoned / CAST(carts_by_day.created AS DOUBLE) AS DECIMAL(5, 4)) AS abandonment_rate,
  carts_by_day.recovered,
  CAST(carts_by_day.amount_purchased AS DECIMAL(18, 2)) AS sold,
  CAST(carts_by_day.amount_abandoned AS DECIMAL(18, 2)) AS left_behind,
  CAST(carts_by_day.median_seconds_to_purchase AS DECIMAL(18, 1)) AS median_seconds_to_purchase
FROM carts_by_day
JOIN latest ON latest.metric = carts_by_day.metric
WHERE carts_by_day.bucket > latest.bucket - INTERVAL '14' DAY;
