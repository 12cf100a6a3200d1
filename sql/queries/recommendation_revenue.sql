-- What do recommendations earn for a thousand impressions?
--
-- A row for each placement, model and currency: revenue, impressions of all users, revenue for a thousand.
-- Pitfall: impressions have no currency, so those of all users are below each; currencies are never added.
SELECT
  revenue.metric, revenue.placement, revenue.model, currency, revenue, impressions,
  round(revenue * 1000 / nullif(impressions, 0), 2) AS revenue_per_thousand
FROM (
  SELECT metric, placement, model, currency, sum(revenue) AS revenue
  FROM recommendation_revenue GROUP BY metric, placement, model, currency
) AS revenue
JOIN (
  SELECT metric, placement, model, sum(impressions) AS impressions
  FROM recommendation_rates GROUP BY metric, placement, model
) AS shown USING (metric, placement, model)
ORDER BY revenue.metric, revenue_per_thousand DESC, revenue.placement, revenue.model;
