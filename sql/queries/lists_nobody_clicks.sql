-- Which lists of products are shown a lot and never clicked?
--
-- Lists with more than 100 impressions over the last 28 days, those with the lowest click rate first.
SELECT metric, placement AS list, sum(impressions) AS impressions, sum(clicked_impressions) AS clicked,
  round(sum(clicked_impressions) / sum(impressions), 4) AS click_rate
FROM recommendation_rates
WHERE kind = 'list' AND day > (SELECT max(data_until AT TIME ZONE zone)::date FROM metric_progress) - 28
GROUP BY metric, placement
HAVING sum(impressions) > 100
ORDER BY metric, click_rate, impressions DESC, list
LIMIT 20;
