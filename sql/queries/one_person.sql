-- What did this person do?
--
-- Sessions and carts of one person, the latest first, those before they signed in included.
-- Pitfall: put the id in both places; people holds the anonymous ids that they have claimed.
WITH ids AS (
  SELECT 'ann' AS id UNION SELECT id FROM people WHERE user_id = 'ann'
)
SELECT started_at AT TIME ZONE zone AS at, 'session' AS what, entry_page || ' to ' || exit_page AS detail, NULL AS amount, user_id
FROM sessions
JOIN ids ON ids.id = sessions.user_id
JOIN metric_progress AS progress ON progress.metric = sessions.metric AND family = 'sessions'
UNION ALL
SELECT created_at AT TIME ZONE zone, 'cart ' || state, items || ' pieces', amount || ' ' || currency, user_id
FROM carts
JOIN ids ON ids.id = carts.user_id
JOIN metric_progress AS progress ON progress.metric = carts.metric AND family = 'carts'
ORDER BY at DESC;
