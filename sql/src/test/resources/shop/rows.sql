-- Eleven days of a small shop as the job would have published them, up to Thursday, 12 March 2026, 11:06 in
-- Berlin. Sessions and carts are written out; the cells are counted from them.

INSERT INTO sink_ledger (sink_id, lineage, fence, last_ckpt, last_ckpt_fence, status, job_id, watermark, committed_at)
VALUES ('shop', gen_random_uuid(), 1, 42, 1, 'LIVE', 'job', '2026-03-12 11:06:02+01', '2026-03-12 11:06:05+01');
INSERT INTO sink_table_owner VALUES ('metric_definitions', 'shop');

INSERT INTO metric_definitions (metric, family, meaning, since, since_checkpoint, until) VALUES
  ('active', 'active-users', E'events except(any,spec(;9"Page Ping";),)\nzone Europe/Berlin\nweeks from MONDAY', NULL, 0, NULL),
  ('carts', 'carts', E'3600000\nEUR\n7776000000\nEurope/Berlin', NULL, 0, NULL),
  ('checkout', 'funnels', E'EVERY spec(;14"Product Viewed";)\nEVERY spec(;13"Product Added";)\nEVERY spec(;15"Order Completed";)\n86400000\nORDERED\nany\nCHAIN\n0\nTAINT\nLATEST\n1\nDAY\nEurope/Berlin', NULL, 0, NULL),
  ('daily', 'retention', E'start any\nreturn any\nperiod day\nperiods 7\ncohort FIRST_TIME\ncounting ON\nmin returns 1\nvalue of start\nzone Europe/Berlin\nweeks from MONDAY', NULL, 0, NULL),
  ('exp', 'experiments', E'exposure spec(;17"Experiment Viewed";)\ngoal order\nspec(;15"Order Completed";)\nvalue properties.total', NULL, 0, NULL),
  ('lifecycle', 'lifecycle', E'events except(any,spec(;9"Page Ping";),)\nzone Europe/Berlin\nweeks from MONDAY', NULL, 0, NULL),
  ('old_funnel', 'funnels', E'EVERY spec(;14"Product Viewed";)\nEVERY spec(;15"Order Completed";)\n86400000\nORDERED\nany\nCHAIN\n0\nTAINT\nLATEST\n1\nDAY\nEurope/Berlin', NULL, 0, '2026-03-01 00:00+01'),
  ('pages', 'paths', E'spec(PAGE ;;)\nproperties.path\n5\nCOLLAPSE\nfrom the first\n1800000\n1000\nany\nINCLUSIVE\n[]\nNOT_ENGAGED\nnone\n10000\n5000\nEurope/Berlin', NULL, 0, NULL),
  ('recs', 'recommendations', E'1800000\n604800000\n604800000\nEUR\nEurope/Berlin', NULL, 0, NULL),
  ('score', 'score', E'half-life 604800000\nweight 10 Order Completed\nweight 1 Product Viewed\ncurrency EUR\ngap 1800000\nany\nINCLUSIVE\n[]\nNOT_ENGAGED\nnone\n10000\n5000\nzone Europe/Berlin\nweeks from MONDAY', NULL, 0, NULL),
  ('sticky', 'stickiness', E'events except(any,spec(;9"Page Ping";),)\ninterval DAY\nmin events 1\nzone Europe/Berlin\nweeks from MONDAY', NULL, 0, NULL),
  ('top_pages', 'content', E'spec(PAGE ;;)\nproperties.path\nDAY\nCOUNT\n1800000\nany\nINCLUSIVE\n[]\nNOT_ENGAGED\nnone\n10000\n5000\nEurope/Berlin', NULL, 0, NULL),
  ('views', 'trends', E'events any\nvalue properties.seconds\nzone Europe/Berlin\nweeks from MONDAY', NULL, 0, NULL),
  ('web', 'sessions', E'any\nnone\n1800000\nINCLUSIVE\n[]\nNOT_ENGAGED\nnone\n10000\n5000\nEurope/Berlin', NULL, 0, NULL);

-- user, start and seconds in Berlin, channel, platform, entry page, exit page, views, whether it is new
INSERT INTO sessions (metric, session_id, user_id, started_at, ended_at, duration_seconds, engaged_seconds, events,
  views, entry_page, exit_page, bounced, new_user, closed, dimensions)
SELECT 'web', id, who, at, at + seconds * interval '1 second', seconds, seconds / 2, views * 2, views, entry, exit,
  seconds = 0, is_new, id <> 's17', jsonb_build_object('channel', channel, 'platform', platform)
FROM (VALUES
  ('s01', 'ann',  '2026-03-02 10:00+01'::timestamptz, 600, 'ads',    'desktop', '/',     '/thanks', 6, true),
  ('s02', 'bob',  '2026-03-02 11:00+01',                0, '(none)', 'mobile',  '/',     '/',       1, true),
  ('s03', 'cyd',  '2026-03-02 23:50+01',              900, 'ads',    'mobile',  '/sale', '/thanks', 5, true),
  ('s04', 'ann',  '2026-03-03 09:00+01',              300, 'mail',   'desktop', '/sale', '/cart',   3, false),
  ('s05', 'dan',  '2026-03-03 12:00+01',              120, 'ads',    'mobile',  '/sale', '/cart',   2, true),
  ('s06', 'ann',  '2026-03-04 10:00+01',              700, '(none)', 'desktop', '/',     '/thanks', 4, false),
  ('s07', 'bob',  '2026-03-05 11:00+01',              600, 'mail',   'mobile',  '/',     '/cart',   3, false),
  ('s08', 'eve',  '2026-03-05 15:00+01',              900, 'ads',    'desktop', '/',     '/thanks', 5, true),
  ('s09', 'ann',  '2026-03-09 10:00+01',               60, 'mail',   'desktop', '/sale', '/sale',   2, false),
  ('s10', 'cyd',  '2026-03-09 14:00+01',              800, '(none)', 'mobile',  '/',     '/thanks', 4, false),
  ('s11', 'fay',  '2026-03-09 16:00+01',                0, 'ads',    'mobile',  '/',     '/',       1, true),
  ('s12', 'ann',  '2026-03-10 10:00+01',              240, '(none)', 'desktop', '/',     '/sale',   2, false),
  ('s13', 'fay',  '2026-03-10 16:00+01',              180, 'ads',    'mobile',  '/sale', '/cart',   2, false),
  ('s14', 'gus',  '2026-03-11 09:00+01',              360, 'mail',   'desktop', '/sale', '/cart',   3, true),
  ('s15', 'bob',  '2026-03-11 20:00+01',               90, '(none)', 'mobile',  '/',     '/sale',   2, false),
  ('s16', 'ann',  '2026-03-12 09:30+01',              720, 'mail',   'desktop', '/',     '/thanks', 4, false),
  ('s17', 'fay',  '2026-03-12 11:00+01',              300, 'ads',    'mobile',  '/sale', '/cart',   2, false),
  ('s00', 'a-17', '2026-02-27 18:00+01',                0, 'ads',    'mobile',  '/',     '/',       1, true)
) AS s (id, who, at, seconds, channel, platform, entry, exit, views, is_new);

-- cart, user, state, currency, pieces, amount, created, closed in Berlin
INSERT INTO carts (metric, cart_id, user_id, state, currency, items, amount, created_at, last_activity_at, closed_at,
  recovered, over_removed, mixed_currencies)
SELECT 'carts', id, who, state, currency, items, amount, created, coalesce(closed, created + interval '3 minutes'),
  closed, id = 'c07', false, false
FROM (VALUES
  ('c01', 'ann', 'purchased', 'EUR', 2,  80, '2026-03-02 10:02+01'::timestamptz, '2026-03-02 10:08+01'::timestamptz),
  ('c02', 'cyd', 'purchased', 'EUR', 1,  40, '2026-03-02 23:55+01', '2026-03-03 00:03+01'),
  ('c03', 'ann', 'purchased', 'EUR', 1,  20, '2026-03-04 10:05+01', '2026-03-04 10:10+01'),
  ('c04', 'dan', 'abandoned', 'EUR', 3, 150, '2026-03-03 12:01+01', '2026-03-03 13:02+01'),
  ('c05', 'eve', 'purchased', 'USD', 1,  60, '2026-03-05 15:03+01', '2026-03-05 15:10+01'),
  ('c06', 'bob', 'emptied',   'EUR', 0,   0, '2026-03-05 11:05+01', '2026-03-05 11:09+01'),
  ('c07', 'cyd', 'purchased', 'EUR', 2, 100, '2026-03-03 00:04+01', '2026-03-09 14:10+01'),
  ('c08', 'gus', 'abandoned', 'EUR', 1,  70, '2026-03-11 09:05+01', '2026-03-11 10:05+01'),
  ('c09', 'ann', 'purchased', 'EUR', 1,  30, '2026-03-12 09:32+01', '2026-03-12 09:40+01'),
  ('c10', 'fay', 'open',      'EUR', 2,  90, '2026-03-12 11:02+01', NULL),
  ('c11', 'eve', 'abandoned', 'USD', 1,  25, '2026-03-05 15:12+01', '2026-03-05 16:12+01')
) AS c (id, who, state, currency, items, amount, created, closed);

INSERT INTO identity_merges (anonymous_id, user_id, claimed_at, contested, events) VALUES
  ('a-17', 'ann', '2026-03-02 10:01+01', false, 2),
  ('a-99', NULL, '2026-03-04 12:00+01', true, 5);

UPDATE carts SET order_id = 'o-' || cart_id, gross = amount, refunded = 0, checkout_at = closed_at - interval '1 minute'
WHERE state = 'purchased';
-- Ten of a hundred were given back.
UPDATE carts SET gross = 110, refunded = 10 WHERE cart_id = 'c07';

UPDATE sessions SET orders = 0, amount = 0;
UPDATE sessions SET orders = o.orders, amount = o.amount, currency = o.currency
FROM (
  SELECT session_id, count(*) AS orders, sum(gross) AS amount, min(carts.currency) AS currency
  FROM sessions JOIN carts ON carts.user_id = sessions.user_id AND closed_at BETWEEN started_at AND ended_at
  WHERE state = 'purchased'
  GROUP BY session_id
) AS o
WHERE o.session_id = sessions.session_id;

-- What follows is counted from the sessions since March and the carts.
CREATE TEMP VIEW days AS
SELECT user_id, (started_at AT TIME ZONE 'Europe/Berlin')::date AS day, dimension, value, sessions.*,
  ((started_at AT TIME ZONE 'Europe/Berlin')::date + 1)::timestamp AT TIME ZONE 'Europe/Berlin'
    <= '2026-03-12 11:06:02+01' AS over
FROM (SELECT session_id, started_at, duration_seconds, engaged_seconds, events, views, bounced, new_user, orders, dimensions,
        user_id AS who FROM sessions WHERE started_at > '2026-03-01') AS sessions
JOIN LATERAL (SELECT who) AS u (user_id) ON true
CROSS JOIN LATERAL (
  VALUES ('', ''), ('channel', dimensions ->> 'channel'), ('platform', dimensions ->> 'platform')
) AS slices (dimension, value);

INSERT INTO active_users (metric, period, bucket, dimension, value, users, complete)
SELECT 'active', 'day', day, dimension, value, count(DISTINCT user_id), bool_and(over)
FROM days GROUP BY day, dimension, value
UNION ALL
SELECT 'active', 'week', date_trunc('week', day), dimension, value, count(DISTINCT user_id),
  date_trunc('week', day) < '2026-03-09'
FROM days GROUP BY date_trunc('week', day), dimension, value
UNION ALL
SELECT 'active', 'month', '2026-03-01', dimension, value, count(DISTINCT user_id), false
FROM days GROUP BY dimension, value
UNION ALL
SELECT 'active', 'rolling_' || length || 'd', last, dimension, value, count(DISTINCT user_id), last < '2026-03-12'
FROM days
CROSS JOIN (VALUES (7), (30)) AS windows (length)
CROSS JOIN LATERAL (SELECT day + generate_series(0, length - 1) AS last) AS ends
GROUP BY length, last, dimension, value;

INSERT INTO session_metrics (metric, period, bucket, dimension, value, sessions, bounced, new_users, events, views,
  duration_seconds, median_duration_seconds, p90_duration_seconds, engaged_seconds, complete, converted, orders)
SELECT 'web', period, bucket, dimension, value, count(*), count(*) FILTER (WHERE bounced),
  count(*) FILTER (WHERE new_user), sum(events), sum(views), sum(duration_seconds),
  percentile_disc(0.5) WITHIN GROUP (ORDER BY duration_seconds),
  percentile_disc(0.9) WITHIN GROUP (ORDER BY duration_seconds), sum(engaged_seconds), bool_and(over),
  count(*) FILTER (WHERE orders > 0), sum(orders)
FROM days
CROSS JOIN LATERAL (
  VALUES ('day', day::timestamp), ('hour', date_trunc('hour', started_at AT TIME ZONE 'UTC'))
) AS buckets (period, bucket)
GROUP BY period, bucket, dimension, value;

-- Of every session as many events as it has views, and its seconds once if there are any.
INSERT INTO trends (metric, period, bucket, dimension, value, events, users, sum, summed_events, complete)
SELECT 'views', period, bucket, dimension, value, sum(views), count(DISTINCT user_id),
  sum(duration_seconds) FILTER (WHERE duration_seconds > 0), count(*) FILTER (WHERE duration_seconds > 0), bool_and(over)
FROM days
CROSS JOIN LATERAL (
  VALUES ('day', day::timestamp), ('hour', date_trunc('hour', started_at AT TIME ZONE 'UTC'))
) AS buckets (period, bucket)
GROUP BY period, bucket, dimension, value;

INSERT INTO lifecycle (metric, period, bucket, dimension, value, new_users, returning_users, resurrecting_users,
  dormant_users, complete)
SELECT 'lifecycle', period, bucket, '', '', count(*) FILTER (WHERE is_active AND first = bucket),
  count(*) FILTER (WHERE is_active AND was_active),
  count(*) FILTER (WHERE is_active AND NOT was_active AND first < bucket),
  count(*) FILTER (WHERE NOT is_active AND was_active),
  CASE period WHEN 'day' THEN bucket < '2026-03-12' ELSE bucket < '2026-03-09' END
FROM (
  SELECT period, bucket, user_id, bool_or(active = bucket) AS is_active,
    bool_or(active = bucket - step) AS was_active, min(active) AS first
  FROM (VALUES ('day', interval '1 day'), ('week', interval '7 days')) AS periods (period, step)
  CROSS JOIN LATERAL (SELECT DISTINCT user_id, date_trunc(period, day::timestamp) AS active FROM days) AS actives
  CROSS JOIN LATERAL generate_series(date_trunc(period, timestamp '2026-03-02'),
    date_trunc(period, timestamp '2026-03-13'), step) AS buckets (bucket)
  GROUP BY period, bucket, user_id
) AS states
WHERE first <= bucket
GROUP BY period, bucket
HAVING bool_or(is_active OR was_active);

INSERT INTO stickiness (metric, period, bucket, active_days, dimension, value, users, complete)
SELECT 'sticky', 'week', week, active_days, '', '', count(*), week < '2026-03-09'
FROM (SELECT user_id, date_trunc('week', day) AS week, count(DISTINCT day) AS active_days FROM days GROUP BY 1, 2) AS w
GROUP BY week, active_days;

INSERT INTO retention (metric, period, cohort, period_index, dimension, value, users, complete)
SELECT 'daily', 'day', first, day - first, dimension, value, count(DISTINCT user_id), bool_and(over)
FROM (
  SELECT DISTINCT ON (user_id, dimension) user_id, dimension, value, day AS first
  FROM days WHERE dimension <> 'platform'
  ORDER BY user_id, dimension, started_at
) AS starts
JOIN (SELECT user_id, day, over FROM days) AS returns USING (user_id)
WHERE day - first <= 7
GROUP BY first, day - first, dimension, value;

INSERT INTO funnels (metric, bucket, dimension, value, step, step_name, users, mean_seconds, median_seconds,
  p90_seconds, complete)
SELECT 'checkout', day, dimension, value, step, name, count(DISTINCT user_id), seconds, seconds, seconds * 2, day < '2026-03-11'
FROM days
CROSS JOIN LATERAL (
  SELECT 1, 'Product Viewed', NULL::integer WHERE true
  UNION ALL
  SELECT 2, 'Product Added', 90 FROM carts c
  WHERE c.user_id = days.user_id AND c.created_at BETWEEN started_at AND started_at + duration_seconds * interval '1 second'
  UNION ALL
  SELECT 3, 'Order Completed', 360 FROM carts c
  WHERE c.user_id = days.user_id AND c.state = 'purchased'
    AND c.created_at >= started_at
    AND c.closed_at BETWEEN started_at AND started_at + duration_seconds * interval '1 second'
) AS steps (step, name, seconds)
WHERE dimension <> 'platform'
GROUP BY day, dimension, value, step, name, seconds;

INSERT INTO cart_metrics (metric, bucket, currency, dimension, value, created, checkouts, purchased, abandoned,
  recovered, emptied, amount_purchased, amount_abandoned, median_seconds_to_purchase)
SELECT 'carts', (created_at AT TIME ZONE 'Europe/Berlin')::date, currency, dimension, value, count(*),
  count(*) FILTER (WHERE state = 'purchased' OR cart_id = 'c08'), count(*) FILTER (WHERE state = 'purchased'),
  count(*) FILTER (WHERE state = 'abandoned'), count(*) FILTER (WHERE recovered),
  count(*) FILTER (WHERE state = 'emptied'), coalesce(sum(amount) FILTER (WHERE state = 'purchased'), 0),
  coalesce(sum(amount) FILTER (WHERE state = 'abandoned'), 0),
  percentile_disc(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM closed_at - created_at)) FILTER (WHERE state = 'purchased')
FROM carts
JOIN LATERAL (
  SELECT dimension, value FROM days
  WHERE days.user_id = carts.user_id AND dimension <> 'platform'
    AND created_at BETWEEN started_at AND started_at + duration_seconds * interval '1 second'
) AS slices ON true
GROUP BY 2, currency, dimension, value;

-- user, score as of their last event, orders and amount of the last 30 days
INSERT INTO user_engagement (metric, user_id, score, score_at, first_seen, last_seen, active_days_30, sessions_30,
  orders_30, amount_30, lifecycle, currency, score_log)
SELECT 'score', who, score, max(ended_at), min(started_at), max(ended_at),
  count(DISTINCT (started_at AT TIME ZONE 'Europe/Berlin')::date), count(*), people.orders, people.amount, state,
  CASE WHEN people.orders > 0 THEN people.currency END,
  ln(score) / ln(2) + extract(epoch FROM max(ended_at)) / (7 * 86400)
FROM (VALUES
  ('ann', 32, 3, 130, 'returning', 'EUR'),
  ('bob', 2, 0, 0, 'resurrecting', 'EUR'),
  ('cyd', 24, 2, 140, 'resurrecting', 'EUR'),
  ('dan', 4, 0, 0, 'new', 'EUR'),
  ('eve', 16, 1, 60, 'new', 'USD'),
  ('fay', 3, 0, 0, 'resurrecting', 'EUR'),
  ('gus', 3, 0, 0, 'new', 'EUR')
) AS people (who, score, orders, amount, state, currency)
JOIN sessions ON user_id = who
GROUP BY who, score, people.orders, people.amount, state, people.currency;

INSERT INTO experiments (metric, experiment, variant, goal, dimension, value, users, converters, sum, sum_squares,
  excluded_users) VALUES
  ('exp', 'button', 'control', 'order', '', '', 1000, 100, 5000, 300000, 2),
  ('exp', 'button', 'green',   'order', '', '', 1010, 140, 7100, 420000, 1),
  ('exp', 'button', 'control', 'order', 'platform', 'mobile', 600, 50, 2000, 100000, 1),
  ('exp', 'button', 'green',   'order', 'platform', 'mobile', 610, 90, 4100, 220000, 1),
  ('exp', 'button', 'control', 'order', 'platform', 'desktop', 400, 50, 3000, 200000, 1),
  ('exp', 'button', 'green',   'order', 'platform', 'desktop', 400, 50, 3000, 200000, 0),
  ('exp', 'header', 'control', 'order', '', '', 1000, 90, 4000, 200000, 0),
  ('exp', 'header', 'tall',    'order', '', '', 800, 80, 3900, 210000, 0);

INSERT INTO experiment_days (metric, experiment, variant, goal, bucket, users, converters, sum, sum_squares,
  excluded_users) VALUES
  ('exp', 'button', 'control', 'order', '2026-03-02', 600, 66, 3300, 200000, 1),
  ('exp', 'button', 'control', 'order', '2026-03-04', 400, 34, 1700, 100000, 1),
  ('exp', 'button', 'green',   'order', '2026-03-02', 610, 80, 4000, 250000, 1),
  ('exp', 'button', 'green',   'order', '2026-03-03', 200, 30, 1500,  80000, 0),
  ('exp', 'button', 'green',   'order', '2026-03-04', 200, 30, 1600,  90000, 0),
  ('exp', 'header', 'control', 'order', '2026-03-05', 1000, 90, 4000, 200000, 0),
  ('exp', 'header', 'tall',    'order', '2026-03-05',  800, 80, 3900, 210000, 0);

INSERT INTO experiment_assignments (metric, experiment, user_id, variant, exposed_at, excluded, goals_reached) VALUES
  ('exp', 'button', 'ann', 'green',   '2026-03-02 10:00+01', false, '["order"]'),
  ('exp', 'button', 'bob', 'control', '2026-03-02 11:00+01', false, '[]'),
  ('exp', 'button', 'cyd', 'control', '2026-03-02 23:50+01', true,  NULL),
  ('exp', 'header', 'ann', 'tall',    '2026-03-05 10:00+01', true,  NULL),
  ('exp', 'header', 'eve', 'control', '2026-03-05 15:00+01', false, '["order"]'),
  ('exp', 'header', 'fay', 'tall',    '2026-03-09 16:00+01', true,  NULL);

-- placement, model, position (0: all), currency, impressions, clicked, conversions, revenue
INSERT INTO recommendations (metric, bucket, placement, model, position, currency, dimension, value, impressions,
  clicks, clicked_impressions, conversions, revenue, unattributed_clicks)
SELECT 'recs', day::date, placement, model, position, currency, '', '', shown, clicked, clicked, bought, revenue, 0
FROM (VALUES
  ('2026-03-02', 'home',   'als@2',    0, '',    100, 9, 0,  0),
  ('2026-03-02', 'home',   'als@2',    1, '',     50, 7, 0,  0),
  ('2026-03-02', 'home',   'als@2',    2, '',     50, 2, 0,  0),
  ('2026-03-02', 'home',   'als@2',    0, 'EUR',   0, 0, 2, 60),
  ('2026-03-02', 'home',   'als@2',    1, 'EUR',   0, 0, 2, 60),
  ('2026-03-02', 'home',   'popular',  0, '',    100, 5, 0,  0),
  ('2026-03-02', 'home',   'popular',  1, '',     50, 3, 0,  0),
  ('2026-03-02', 'home',   'popular',  2, '',     50, 2, 0,  0),
  ('2026-03-02', 'home',   'popular',  0, 'USD',   0, 0, 1, 25),
  ('2026-03-02', 'home',   'popular',  1, 'USD',   0, 0, 1, 25),
  ('2026-03-09', 'home',   'als@2',    0, '',     20, 2, 0,  0),
  ('2026-03-09', 'home',   'als@2',    1, '',     20, 2, 0,  0),
  ('2026-03-02', 'chairs', 'chairs',   0, '',    400, 0, 0,  0),
  ('2026-03-02', 'chairs', 'chairs',   1, '',    400, 0, 0,  0)
) AS r (day, placement, model, position, currency, shown, clicked, bought, revenue);

-- day, rank, page, views, visitors, entries, exits, bounces
INSERT INTO content (metric, bucket, dimension, value, rank, item, views, visitors, entries, exits, bounces)
SELECT 'top_pages', day::date, '', '', rank, item, views, visitors, entries, exits, bounces
FROM (VALUES
  ('2026-03-02', 1, '/',     9, 3, 2, 1, 1),
  ('2026-03-02', 2, '/sale', 4, 2, 1, 0, 0),
  ('2026-03-09', 1, '/sale', 8, 3, 1, 1, 0),
  ('2026-03-09', 2, '/',     5, 3, 2, 1, 1),
  ('2026-03-10', 1, '/sale', 6, 2, 1, 0, 0),
  ('2026-03-10', 2, '/new',  4, 2, 0, 1, 0),
  ('2026-03-12', 1, '/',     3, 2, 1, 0, 0)
) AS c (day, rank, item, views, visitors, entries, exits, bounces);

INSERT INTO paths (metric, bucket, step, source, target, dimension, value, users, transitions) VALUES
  ('pages', '2026-03-09', 1, '/',     '/sale',  '', '', 2, 3),
  ('pages', '2026-03-09', 1, '/',     '(exit)', '', '', 1, 1),
  ('pages', '2026-03-09', 2, '/sale', '/cart',  '', '', 2, 2),
  ('pages', '2026-03-09', 2, '/sale', '(exit)', '', '', 1, 1),
  ('pages', '2026-03-10', 1, '/',     '/sale',  '', '', 1, 1),
  ('pages', '2026-03-10', 1, '/',     '/new',   '', '', 1, 2),
  ('pages', '2026-03-10', 1, '/',     '/sale',  'channel', 'ads', 1, 1);

INSERT INTO input_accounting (topic, partition, next_offset, read, accepted, duplicate, late, rejected, filtered, watermark) VALUES
  ('events', 0, 600, 600, 560, 20, 4, 6, 10, '2026-03-12 11:06:02+01'),
  ('events', 1, 400, 400, 390, 5, 0, 0, 5, '2026-03-12 11:06:30+01');
INSERT INTO input_warnings (topic, code, field, count, first_at, last_at, examples) VALUES
  ('events', 'clock_corrected', 'timestamp', 30, '2026-03-02 10:00+01', '2026-03-12 09:00+01', '[]'),
  ('events', 'unreadable_amount', 'properties.total', 2, '2026-03-05 10:00+01', '2026-03-05 11:00+01', '["n/a"]');
INSERT INTO rejected (topic, partition, "offset", reason, message, original, encoding, original_bytes, append_time) VALUES
  ('events', 0, 17, 'NO_USER', 'neither userId nor anonymousId', '{"type":"track"}', 'utf-8', 16, '2026-03-11 10:00+01'),
  ('events', 0, 18, 'NO_USER', 'neither userId nor anonymousId', '{"type":"page"}', 'utf-8', 15, '2026-03-12 10:00+01'),
  ('events', 0, 90, 'NOT_JSON', 'not JSON at byte 0', '<html>', 'utf-8', 6, '2026-03-12 11:00+01');
INSERT INTO late (topic, partition, "offset", reason, message, original, encoding, original_bytes, append_time) VALUES
  ('events', 0, 40, 'LATE', 'event time 2026-03-01T10:00:00Z is more than the late horizon behind', '{}', 'utf-8', 2, '2026-03-11 10:00+01'),
  ('events', 0, 41, 'LATE', 'event time 2026-03-01T11:00:00Z is more than the late horizon behind', '{}', 'utf-8', 2, '2026-03-11 11:00+01');

-- Two people of Wednesday were heard of on Thursday only, one after the other; one of them was deleted on Tuesday's
-- account. A session went on past midnight. The last row is of a breakdown.
INSERT INTO corrections (hour, table_name, metric, key, column_name, before, after, cause, ckpt, corrected_at) VALUES
  ('2026-03-12 09:00+01', 'active_users', 'active', '{"period": "day", "bucket": "2026-03-11", "dimension": "", "value": ""}',
    'users', 1, 2, 'late', 40, '2026-03-12 09:12:30+01'),
  ('2026-03-12 10:00+01', 'active_users', 'active', '{"period": "day", "bucket": "2026-03-11", "dimension": "", "value": ""}',
    'users', 2, 2, 'late or merge', 41, '2026-03-12 10:40:00+01'),
  ('2026-03-12 10:00+01', 'active_users', 'active', '{"period": "day", "bucket": "2026-03-10", "dimension": "", "value": ""}',
    'users', 3, 2, 'late or deletion', 41, '2026-03-12 10:40:00+01'),
  ('2026-03-12 09:00+01', 'session_metrics', 'web', '{"period": "day", "bucket": "2026-03-11", "dimension": "", "value": ""}',
    'events', 8, 9, 'late or open', 40, '2026-03-12 09:12:30+01'),
  ('2026-03-12 10:00+01', 'session_metrics', 'web', '{"period": "day", "bucket": "2026-03-11", "dimension": "", "value": ""}',
    'events', 9, 8, 'late or deletion or open', 41, '2026-03-12 10:40:00+01'),
  ('2026-03-12 00:00+01', 'session_metrics', 'web', '{"period": "day", "bucket": "2026-03-11", "dimension": "", "value": ""}',
    'duration_seconds', 440, 450, 'late or open', 30, '2026-03-12 00:05:10+01'),
  ('2026-03-12 09:00+01', 'active_users', 'active',
    '{"period": "day", "bucket": "2026-03-11", "dimension": "channel", "value": "mail"}', 'users', NULL, 1, 'late', 40,
    '2026-03-12 09:12:30+01');
