-- Which model recommends better?
--
-- A row for each placement and model: impressions, the share clicked with its 95 % interval (Wilson), the share
-- of clicked that was bought. Pitfall: where the intervals overlap much, the difference may be chance; models
-- that were shown on different days or positions cannot be compared.
SELECT
  metric, placement, model, impressions, clicked, round(rate, 4) AS click_rate,
  round((rate + 1.92 / impressions - 1.96 * sqrt(rate * (1 - rate) / impressions + 0.96 / impressions ^ 2)) / (1 + 3.84 / impressions), 4) AS low,
  round((rate + 1.92 / impressions + 1.96 * sqrt(rate * (1 - rate) / impressions + 0.96 / impressions ^ 2)) / (1 + 3.84 / impressions), 4) AS high,
  round(conversions / nullif(clicked, 0), 4) AS conversion_rate
FROM (
  SELECT metric, placement, model, sum(impressions) AS impressions, sum(clicked_impressions) AS clicked,
    sum(conversions) AS conversions, sum(clicked_impressions) / nullif(sum(impressions), 0) AS rate
  FROM recommendation_rates
  WHERE kind = 'recommendation'
  GROUP BY metric, placement, model
) AS sums
ORDER BY metric, placement, click_rate DESC, model;
