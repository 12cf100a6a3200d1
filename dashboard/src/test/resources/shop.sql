-- A shop of few people, as a job would have published it: complete to 2026-03-04 11:06:02 in UTC. One
-- value of each breakdown, one item and one user are as hostile as texts can be. Of web2 and carts2 there is
-- nothing any more since the second of March.
INSERT INTO metric_definitions (metric, family, meaning, since_checkpoint) VALUES
  ('active', 'active-users', E'events except(any,spec(;9"Page Ping";),)\nzone UTC\nweeks from MONDAY', 0),
  ('now', 'active-users', E'events except(any,spec(;9"Page Ping";),)\nzone UTC\nweeks from MONDAY', 0),
  ('carts', 'carts', E'3600000\nUSD\n7776000000\nUTC', 0),
  ('carts2', 'carts', E'3600000\nUSD\n7776000000\nUTC', 0),
  ('web2', 'sessions', E'any\nnone\n1800000\nINCLUSIVE\n[]\nNOT_ENGAGED\nnone\n10000\n5000\nUTC', 0),
  ('top', 'content', E'spec(PAGE ;;)\nproperties.path\nDAY\nCOUNT\n1800000\nany\nINCLUSIVE\n[]\nNOT_ENGAGED\nnone\n10000\n5000\nUTC', 0),
  ('exp', 'experiments', E'exposure spec(;17"Experiment Viewed"17"Viewed Experiment"17"experiment_viewed";)\ngoal order\nspec(;15"Order Completed";)\nvalue properties.total', 0),
  ('checkout', 'funnels', E'EVERY spec(;14"Product Viewed";)\nEVERY spec(;13"Product Added";)\nEVERY spec(;16"Checkout Started";)\nEVERY spec(;15"Order Completed";)\n86400000\nORDERED\nany\nCHAIN\n0\nTAINT\nLATEST\n1\nDAY\nUTC', 0),
  ('life', 'lifecycle', E'events except(any,spec(;9"Page Ping";),)\nzone UTC\nweeks from MONDAY', 0),
  ('pages', 'paths', E'spec(PAGE ;;)\ncontext.page.path\n5\nCOLLAPSE\nfrom the first\n1800000\n1000\nany\nINCLUSIVE\n[]\nNOT_ENGAGED\nnone\n10000\n5000\nUTC', 0),
  ('recs', 'recommendations', E'1800000\n604800000\n604800000\nUSD\nUTC', 0),
  ('daily', 'retention', E'start any\nreturn any\nperiod day\nperiods 7\ncohort FIRST_TIME\ncounting ON\nmin returns 1\nzone UTC\nweeks from MONDAY', 0),
  ('score', 'score', E'half-life 604800000\nweight 10 Order Completed\nweight 3 Product Added\nweight 1 Product Viewed\ncurrency USD\ngap 1800000\nany\nINCLUSIVE\n[]\nNOT_ENGAGED\nnone\n10000\n5000\nzone UTC\nweeks from MONDAY', 0),
  ('added', 'trends', E'events spec(;13"Product Added";)\nvalue properties.quantity\nzone UTC\nweeks from MONDAY', 0),
  ('web', 'sessions', E'any\nnone\n1800000\nINCLUSIVE\n[]\nNOT_ENGAGED\nnone\n10000\n5000\nUTC', 0),
  ('sticky', 'stickiness', E'events except(any,spec(;9"Page Ping";),)\ninterval DAY\nmin events 1\nzone UTC\nweeks from MONDAY', 0);

INSERT INTO active_users (metric, period, bucket, dimension, value, users, complete)
SELECT 'active', period, day, dimension, value, users * factor, day < '2026-03-04'
FROM (VALUES ('day', 1), ('rolling_7d', 3), ('rolling_30d', 5)) AS periods (period, factor),
  generate_series(timestamp '2026-02-20', '2026-03-04', '1 day') AS day,
  (VALUES ('', '', 40), ('channel', 'mail', 25), ('channel', E'<img src=x onerror=alert(1)>\u202E', 20)) AS cells (dimension, value, users);
INSERT INTO active_users (metric, period, bucket, dimension, value, users, complete)
SELECT 'now', 'rolling_5m', minute, '', '', 7, minute < '2026-03-04 11:06'
FROM generate_series(timestamp '2026-03-04 09:00', '2026-03-04 11:10', '1 minute') AS minute
WHERE minute <> '2026-03-04 10:30';
INSERT INTO active_users (metric, period, bucket, dimension, value, users, complete) VALUES
  ('active', 'month', '2026-02-01', '', '', 300, true), ('active', 'month', '2026-03-01', '', '', 90, false),
  ('now', 'week', '2026-02-23', '', '', 70, true), ('now', 'rolling_7d', '2026-03-03', '', '', 60, true);

INSERT INTO session_metrics (metric, period, bucket, dimension, value, sessions, bounced, new_users, events, views,
  duration_seconds, median_duration_seconds, p90_duration_seconds, engaged_seconds, complete)
SELECT 'web', 'day', day, '', '', 50, 10, 5, 400, 200, 5000.5, 60.25, 300, 2500, day < '2026-03-04'
FROM generate_series(timestamp '2026-02-20', '2026-03-04', '1 day') AS day
UNION ALL
SELECT 'web', 'hour', hour, '', '', 2, 1, 0, 16, 8, 200, 60, 300, 100, hour < '2026-03-04 11:00'
FROM generate_series(timestamp '2026-02-20', '2026-03-04 11:00', '1 hour') AS hour
UNION ALL
SELECT 'web2', period, bucket, '', '', 8, 2, 0, 16, 8, 200, 60, 300, 100, true
FROM (VALUES ('day', timestamp '2026-03-01'), ('hour', '2026-03-01 09:00'), ('day', '2026-03-02'), ('hour', '2026-03-02 09:00'))
  AS rows (period, bucket);

INSERT INTO trends (metric, period, bucket, dimension, value, events, users, sum, summed_events, complete)
SELECT 'added', period, bucket, dimension, value, events, users, sum, summed, complete
FROM (
  SELECT 'day' AS period, day AS bucket, day < '2026-03-04' AS complete
  FROM generate_series(timestamp '2026-02-20', '2026-03-04', '1 day') AS day WHERE day <> '2026-02-24'
  UNION ALL
  SELECT 'hour', hour, hour < '2026-03-04 11:00'
  FROM generate_series(timestamp '2026-03-01', '2026-03-04 11:00', '1 hour') AS hour
  UNION ALL
  VALUES ('week', timestamp '2026-02-16', true), ('week', '2026-02-23', true), ('week', '2026-03-02', false)
) AS buckets,
  (VALUES ('', '', 30, 20, 45.25, 25), ('channel', 'mail', 10, 8, 20, 9),
    ('channel', E'<img src=x onerror=alert(1)>\u202E', 20, 12, 25.25, 16)) AS cells (dimension, value, events, users, sum, summed);

INSERT INTO lifecycle (metric, period, bucket, dimension, value, new_users, returning_users, resurrecting_users, dormant_users, complete)
SELECT 'life', 'day', day, '', '', 5, 30, 5, 5, day < '2026-03-04'
FROM generate_series(timestamp '2026-02-20', '2026-03-04', '1 day') AS day;
INSERT INTO stickiness (metric, period, bucket, active_days, dimension, value, users, complete)
VALUES ('sticky', 'week', '2026-02-23', 1, '', '', 30, true), ('sticky', 'week', '2026-02-23', 3, '', '', 10, true),
  ('sticky', 'week', '2026-03-02', 1, '', '', 50, false);

-- Nobody of the second cohort came on its first day after: no row.
INSERT INTO retention (metric, period, cohort, period_index, dimension, value, users, complete) VALUES
  ('daily', 'day', '2026-03-01', 0, '', '', 10, true), ('daily', 'day', '2026-03-01', 1, '', '', 4, true),
  ('daily', 'day', '2026-03-01', 2, '', '', 3, true), ('daily', 'day', '2026-03-01', 3, '', '', 1, false),
  ('daily', 'day', '2026-03-02', 0, '', '', 8, true), ('daily', 'day', '2026-03-02', 2, '', '', 2, false),
  ('daily', 'day', '2026-03-04', 0, '', '', 6, false);

INSERT INTO funnels (metric, bucket, dimension, value, step, step_name, users, mean_seconds, median_seconds, p90_seconds, complete)
SELECT 'checkout', day, '', '', step, name, users, seconds, seconds, seconds, day < date '2026-03-03'
FROM (VALUES (date '2026-03-01'), (date '2026-03-04')) AS days (day),
  (VALUES (1, 'Product Viewed', 20, NULL), (2, '=HYPERLINK("http://x")', 8, 30.5), (3, 'Order Completed', 2, 61)) AS steps (step, name, users, seconds);

INSERT INTO experiments (metric, experiment, variant, goal, dimension, value, users, converters, sum, sum_squares, excluded_users) VALUES
  ('exp', 'layout', 'a', 'order', '', '', 10, 4, 80, 1600, 0), ('exp', 'layout', 'Original', 'order', '', '', 12, 3, 60, 1200, 0),
  ('exp', 'button', 'control', 'order', '', '', 1000, 40, 800, 30000, 3), ('exp', 'button', 'blue', 'order', '', '', 1010, 120, 2500, 90000, 1);

INSERT INTO experiment_days (metric, experiment, variant, goal, bucket, users, converters, sum, sum_squares, excluded_users) VALUES
  ('exp', 'button', 'control', 'order', '2026-03-02', 600, 20, 400, 15000, 3), ('exp', 'button', 'blue', 'order', '2026-03-02', 600, 70, 1500, 50000, 1),
  ('exp', 'button', 'control', 'order', '2026-03-03', 400, 20, 400, 15000, 0), ('exp', 'button', 'blue', 'order', '2026-03-03', 410, 50, 1000, 40000, 0);

INSERT INTO experiment_assignments (metric, experiment, user_id, variant, exposed_at, excluded, goals_reached) VALUES
  ('exp', 'button', 'ann', 'blue', '2026-02-25 11:00:00Z', false, '["order", "view"]'),
  ('exp', 'layout', 'ann', 'a', '2026-02-24 11:00:00Z', false, '[]'),
  ('exp', 'layout', E'"><script>alert(1)</script>\\u0000', E'<img src=x onerror=alert(1)>\u202E', '2026-02-24Z', true, NULL),
  ('exp', 'header', 'ann', 'tall', '2026-02-23 11:00:00Z', true, NULL);

INSERT INTO user_engagement (metric, user_id, score, score_at, first_seen, last_seen, active_days_30, sessions_30, orders_30, amount_30, lifecycle, currency) VALUES
  ('score', 'ann', 8, '2026-02-25 11:06:02Z', '2026-01-01Z', '2026-02-25 11:06:02Z', 9, 12, 2, 99.5, 'returning', 'EUR'),
  ('score', E'"><script>alert(1)</script>\\u0000', 80, '2026-02-26Z', '2026-01-01Z', '2026-02-26Z', 20, 40, 0, 0, 'returning', NULL),
  ('score', 'here', 90, '2026-03-04Z', '2026-01-01Z', '2026-03-04Z', 20, 40, 0, 0, 'returning', NULL);
UPDATE user_engagement SET score_log = ln(score) / ln(2) + extract(epoch FROM score_at) / (7 * 86400);
INSERT INTO sessions (metric, session_id, user_id, started_at, ended_at, duration_seconds, engaged_seconds, events, views, entry_page, exit_page, bounced, new_user, closed, dimensions) VALUES
  ('web', 's1', 'ann', '2026-02-25 11:00:00Z', '2026-02-25 11:06:02Z', 362, 30, 9, 4, '/', '/cart', false, false, true, '{"channel": "mail"}');
INSERT INTO carts (metric, cart_id, user_id, state, currency, items, amount, created_at, last_activity_at, closed_at, recovered, over_removed, mixed_currencies) VALUES
  ('carts', 'c1', 'ann', 'purchased', 'EUR', 2, 99.5, '2026-02-25 11:01:00Z', '2026-02-25 11:06:02Z', '2026-02-25 11:06:02Z', false, false, false);
INSERT INTO identity_merges (anonymous_id, user_id, claimed_at, contested, events) VALUES ('device', 'ann', '2026-02-25Z', false, 3);

INSERT INTO paths (metric, bucket, step, source, target, dimension, value, users, transitions)
SELECT 'pages', date '2026-03-04', step, 'page' || source, CASE target WHEN 9 THEN '(exit)' ELSE 'page' || target END, '', '', 1, source + target
FROM generate_series(1, 3) AS step, generate_series(1, 9) AS source, generate_series(1, 9) AS target WHERE source <> target;

INSERT INTO recommendations (metric, bucket, placement, model, position, currency, dimension, value, impressions, clicks, clicked_impressions, conversions, revenue, unattributed_clicks)
SELECT 'recs', date '2026-03-04', 'home', 'm1@2', position, '', '', '', 100, 6, 5, 0, 0, 1 FROM generate_series(0, 2) AS position
UNION ALL SELECT 'recs', date '2026-03-04', 'search', 'search', position, '', '', '', 900, 0, 0, 0, 0, 0 FROM generate_series(0, 1) AS position
UNION ALL SELECT 'recs', date '2026-02-20', 'home', 'm0', 0, '', '', '', 50, 1, 1, 0, 0, 0
UNION ALL SELECT 'recs', date '2026-03-04', 'home', 'm1@2', 0, 'EUR', '', '', 0, 0, 0, 2, 39.98, 0;

INSERT INTO cart_metrics (metric, bucket, currency, dimension, value, created, checkouts, purchased, abandoned, recovered, emptied, amount_purchased, amount_abandoned, median_seconds_to_purchase)
SELECT 'carts', day::date, currency, '', '', 10, 6, 3, 4, 1, 1, 150.25, 90, 600
FROM generate_series(date '2026-02-20', '2026-03-04', '1 day') AS day, (VALUES ('EUR'), ('USD')) AS currencies (currency)
UNION ALL SELECT 'carts2', date '2026-03-02', 'EUR', '', '', 5, 2, 2, 3, 0, 0, 20, 30, 600;

INSERT INTO content (metric, bucket, dimension, value, rank, item, views, visitors, entries, exits, bounces) VALUES
  ('top', '2026-03-03', '', '', 1, '/home', 80, 30, 20, 10, 5), ('top', '2026-03-04', '', '', 1, '/home', 90, 40, 30, 20, 5), ('top', '2026-03-04', '', '', 2, E'@SUM(A1)\u2028\u202E', 9, 4, 0, 2, 0);

INSERT INTO input_accounting (topic, partition, next_offset, read, accepted, duplicate, late, rejected, filtered, watermark) VALUES
  ('events', 0, 1000, 1000, 960, 20, 5, 10, 5, '2026-03-04 11:06:02Z'), ('events', 1, 500, 500, 490, 10, 0, 0, 0, NULL), ('events', 2, 9, 9, 9, 0, 0, 0, 0, 'infinity');
INSERT INTO input_warnings (topic, code, field, count, first_at, last_at, examples) VALUES
  ('events', 'unreadable_amount', 'properties.total', 12, '2026-03-01Z', '2026-03-04Z', '["=1+1", "\u202e"]');
INSERT INTO corrections (hour, table_name, metric, key, column_name, before, after, cause, ckpt, corrected_at, commit_seq) VALUES
  ('2026-03-04 10:00Z', 'active_users', 'active', '{"period": "day", "bucket": "2026-03-02", "dimension": "", "value": ""}', 'users', 12344, 12345, 'late', 39, '2026-03-04 10:05Z', 39),
  ('2026-03-04 10:00Z', 'active_users', 'active', '{"period": "day", "bucket": "2026-03-02", "dimension": "channel", "value": "<b>mail</b>"}', 'users', NULL, 1, 'late or merge', 39, '2026-03-04 10:05Z', 39),
  ('2026-03-03 23:00Z', 'retention', 'daily', '{"period": "day", "cohort": "2026-03-01", "period_index": 1, "dimension": "", "value": ""}', 'users', 5, 4, 'deletion', 30, '2026-03-03 23:30Z', 30),
  ('2026-02-10 10:00Z', 'active_users', 'active', '{"period": "day", "bucket": "2026-02-01", "dimension": "", "value": ""}', 'users', 9, 8, 'merge', 2, '2026-02-10 10:05Z', 2);
INSERT INTO rejected (topic, partition, "offset", reason, message, original, append_time) VALUES
  ('events', 0, 17, 'NOT_JSON', 'not JSON', E'{"a":"\\u0000</script><script>alert(1)</script>"', '2026-03-04 10:00Z'),
  ('events', 0, 16, 'MISSING_USER', 'no user', '{"passWord" : "hunt\"er2", "api_key":12345,"x":1,"token":"cut of', '2026-03-04 09:00Z');
INSERT INTO late (topic, partition, "offset", reason, message, original, append_time) VALUES
  ('events', 0, 18, 'LATE', 'too old', '=cmd|'' /C calc''!A0', '2026-03-04 10:00Z');

INSERT INTO sink_ledger (sink_id, lineage, fence, last_ckpt, last_ckpt_fence, last_commit, highest_commit, watermark, status, job_id, committed_at)
VALUES ('shop', '00000000-0000-0000-0000-000000000001', 1, 41, 1, 40, 40, '2026-03-04 11:06:02Z', 'LIVE', 'job', '2026-03-04 11:06:04Z');
INSERT INTO sink_table_owner (table_name, sink_id) VALUES ('metric_definitions', 'shop');
INSERT INTO sink_ledger_history (sink_id, event, lineage, fence, last_ckpt, last_ckpt_fence, last_commit, watermark, counts, status, job_id, at)
SELECT 'shop', 'COMMIT', '00000000-0000-0000-0000-000000000001', 1, n, 1, n, timestamptz '2026-03-04 11:06:02Z' - (40 - n) * interval '10 s', '{}', 'LIVE', 'job',
  timestamptz '2026-03-04 11:06:04Z' - (40 - n) * interval '10 s' FROM generate_series(1, 40) AS n;
