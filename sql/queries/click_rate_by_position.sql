-- How fast do clicks fall from the first place to those below?
--
-- A row for each placement and position of recommendations: impressions, the share clicked. Pitfall: in the
-- table, position 0 is the total over positions, and lists of products stand beside recommendations (kind).
SELECT
  metric, placement, position, sum(impressions) AS impressions, sum(clicked_impressions) AS clicked,
  round(sum(clicked_impressions) / nullif(sum(impressions), 0), 4) AS click_rate
FROM recommendation_position_rates
WHERE kind = 'recommendation'
GROUP BY metric, placement, position
ORDER BY metric, placement, position;
