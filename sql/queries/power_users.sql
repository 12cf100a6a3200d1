-- Who are our most engaged people right now?
--
-- The hundred highest scores as of now. Pitfall: a score is as of its user's last event, so scores of different
-- people are compared only when all are brought to one instant: halved with every half-life that has passed.
SELECT
  score.metric, user_id,
  round(score * 0.5 ^ (extract(epoch FROM data_until - score_at) / extract(epoch FROM half_life)), 3) AS score_now,
  sessions_30, orders_30, amount_30, currency
FROM user_engagement AS score
JOIN metric_progress AS progress ON progress.metric = score.metric AND family = 'score'
JOIN (
  SELECT metric, value::interval AS half_life FROM metric_settings WHERE family = 'score' AND setting = 'half-life'
) AS settings ON settings.metric = score.metric
ORDER BY score.metric, score_now DESC, user_id
LIMIT 100;
