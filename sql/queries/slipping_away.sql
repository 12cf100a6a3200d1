-- Which good customers are we losing?
--
-- People who bought and have not been here for seven days or more, the most engaged first.
-- Pitfall: profiles are as of the last event, so days are counted up to data_until, not within the profile.
SELECT
  score.metric, user_id, orders_30, amount_30, currency, (last_seen AT TIME ZONE zone)::date AS last_seen,
  last_day - (last_seen AT TIME ZONE zone)::date AS days_away
FROM user_engagement AS score
JOIN metric_progress AS progress ON progress.metric = score.metric AND family = 'score'
WHERE orders_30 > 0 AND last_day - (last_seen AT TIME ZONE zone)::date >= 7
ORDER BY score.metric, score_log DESC NULLS LAST, user_id
LIMIT 100;
