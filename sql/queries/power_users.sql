-- Who are our most engaged people right now?
--
-- The hundred highest scores of each definition, as of now. Pitfall: a score is as of its user's last event, so scores
-- of different people are compared only when all are brought to one instant, as score_log does: now it is worth
-- 2 ^ (score_log - half-lives from 1970 to now).
SELECT
  progress.metric, user_id,
  round((2 ^ (score_log - extract(epoch FROM data_until) / extract(epoch FROM half_life)))::numeric, 3) AS score_now,
  sessions_30, orders_30, amount_30, currency
FROM metric_progress AS progress
JOIN (
  SELECT metric, value::interval AS half_life FROM metric_settings WHERE family = 'score' AND setting = 'half-life'
) AS settings ON settings.metric = progress.metric
CROSS JOIN LATERAL (
  SELECT * FROM user_engagement WHERE metric = progress.metric ORDER BY score_log DESC NULLS LAST, user_id LIMIT 100
) AS score
WHERE family = 'score'
ORDER BY progress.metric, score_log DESC NULLS LAST, user_id;
