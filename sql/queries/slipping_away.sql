-- Which good customers are we losing?
--
-- People who bought and have not been here for seven days or more, the hundred most engaged of each definition.
-- Pitfall: profiles are as of the last event, so days are counted up to data_until, not within the profile.
SELECT
  progress.metric, user_id, orders_30, amount_30, currency, (last_seen AT TIME ZONE zone)::date AS last_seen,
  last_day - (last_seen AT TIME ZONE zone)::date AS days_away
FROM metric_progress AS progress
CROSS JOIN LATERAL (
  SELECT * FROM user_engagement
  WHERE metric = progress.metric AND orders_30 > 0 AND last_day - (last_seen AT TIME ZONE zone)::date >= 7
  ORDER BY score_log DESC NULLS LAST, user_id LIMIT 100
) AS score
WHERE family = 'score'
ORDER BY progress.metric, score_log DESC NULLS LAST, user_id;
