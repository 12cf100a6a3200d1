-- A year of a shop with a million users, after shop.sql: some 14 million rows, for YearITCase. The year ends
-- with the shop's cut.
INSERT INTO user_engagement (metric, user_id, score, score_at, first_seen, last_seen, active_days_30, sessions_30, orders_30, amount_30, lifecycle, currency)
SELECT 'score', 'u' || n, random() * 100, seen, seen - interval '90 days', seen, 1 + n % 20, 1 + n % 40, n % 3, n % 3 * 20, 'returning', 'EUR'
FROM generate_series(1, 1000000) AS n, LATERAL (SELECT timestamptz '2026-03-04Z' - power(n * 0 + random(), 2) * interval '365 days' AS seen) AS visits;
UPDATE user_engagement SET score_log = ln(score) / ln(2) + extract(epoch FROM score_at) / (7 * 86400);

INSERT INTO sessions (metric, session_id, user_id, started_at, ended_at, duration_seconds, engaged_seconds, events, views, entry_page, exit_page, bounced, new_user, closed, dimensions)
SELECT 'web', 'year' || n, 'u' || 1 + n % 1000000, start, start + interval '5 minutes', 300, 30, 9, 4, '/', '/cart', false, false, true, '{"channel": "mail"}'
FROM generate_series(1, 2000000) AS n, LATERAL (SELECT timestamptz '2025-03-04Z' + n * interval '15.7 seconds' AS start) AS visits;
INSERT INTO carts (metric, cart_id, user_id, state, currency, items, amount, created_at, last_activity_at, closed_at, recovered, over_removed, mixed_currencies,
  order_id, gross, refunded, checkout_at)
SELECT 'carts', 'year' || n, 'u' || 1 + n % 1000000, CASE WHEN bought THEN 'purchased' ELSE 'abandoned' END, 'EUR', 2, 99.5, start, start, start, false, false, false,
  CASE WHEN bought THEN 'order' || n END, CASE WHEN bought THEN 99.5 END, CASE WHEN bought THEN 0 END, CASE WHEN bought THEN start END
FROM generate_series(1, 2000000) AS n, LATERAL (SELECT timestamptz '2025-03-04Z' + n * interval '15.7 seconds' AS start, n % 3 = 0 AS bought) AS visits;

-- Who saw which variant, and three devices for ten people.
INSERT INTO experiment_assignments (metric, experiment, user_id, variant, exposed_at, excluded, goals_reached)
SELECT 'exp', experiment, 'u' || n, CASE n % 2 WHEN 0 THEN 'control' ELSE 'blue' END, timestamptz '2026-01-01Z' + n * interval '5 seconds', false,
  CASE n % 10 WHEN 0 THEN jsonb '["order"]' ELSE jsonb '[]' END
FROM generate_series(1, 1000000) AS n, (VALUES ('button'), ('header')) AS experiments (experiment);
INSERT INTO experiment_days (metric, experiment, variant, goal, bucket, users, converters, sum, sum_squares, excluded_users)
SELECT 'exp', 'year' || experiment, variant, goal, date '2026-02-28' - day, 1000, 100, 2000, 90000, 1
FROM generate_series(1, 10) AS experiment, (VALUES ('control'), ('blue'), ('green')) AS variants (variant), (VALUES ('order'), ('view')) AS goals (goal),
  generate_series(0, 364) AS day;
INSERT INTO experiments (metric, experiment, variant, goal, dimension, value, users, converters, sum, sum_squares, excluded_users)
SELECT metric, experiment, variant, goal, CASE value WHEN '' THEN '' ELSE 'channel' END, value, sum(users), sum(converters), sum(sum), sum(sum_squares), sum(excluded_users)
FROM experiment_days, (VALUES (''), ('mail'), ('ads'), ('(none)')) AS cells (value) WHERE experiment LIKE 'year%'
GROUP BY metric, experiment, variant, goal, value;
INSERT INTO identity_merges (anonymous_id, user_id, claimed_at, contested, events)
SELECT 'device' || n, 'u' || n * 3, timestamptz '2025-03-04Z' + n * interval '100 seconds', n % 50 = 0, n % 20 FROM generate_series(1, 300000) AS n;

-- Forty pages, at each of them ten ways to go on; three channels beside the total.
INSERT INTO paths (metric, bucket, step, source, target, dimension, value, users, transitions)
SELECT 'pages', date '2026-03-03' - day, step, '/page/' || source, CASE target WHEN 0 THEN '(exit)' ELSE '/page/' || (source + target * 7) % 40 END,
  CASE value WHEN '' THEN '' ELSE 'channel' END, value, 5, 1 + (source * target) % 17
FROM generate_series(0, 364) AS day, generate_series(1, 4) AS step, generate_series(0, 39) AS source, generate_series(0, 9) AS target,
  (VALUES (''), ('mail'), ('ads'), ('(none)')) AS cells (value);

-- Ten placements of three models each, ten positions.
INSERT INTO recommendations (metric, bucket, placement, model, position, currency, dimension, value, impressions, clicks, clicked_impressions, conversions, revenue, unattributed_clicks)
SELECT 'recs', date '2026-03-03' - day, 'place' || placement, 'model' || model, position, currency, CASE value WHEN '' THEN '' ELSE 'channel' END, value,
  CASE currency WHEN '' THEN 1000 ELSE 0 END, CASE currency WHEN '' THEN 60 ELSE 0 END, CASE currency WHEN '' THEN 50 ELSE 0 END,
  CASE currency WHEN '' THEN 0 ELSE 2 END, CASE currency WHEN '' THEN 0 ELSE 39.98 END, 1
FROM generate_series(0, 364) AS day, generate_series(0, 9) AS placement, generate_series(0, 2) AS model, generate_series(0, 10) AS position,
  (VALUES (''), ('EUR')) AS currencies (currency), (VALUES (''), ('mail'), ('ads'), ('(none)')) AS cells (value);

INSERT INTO retention (metric, period, cohort, period_index, dimension, value, users, complete)
SELECT 'daily', 'day', cohort, index, CASE value WHEN '' THEN '' ELSE 'channel' END, value, 3000 / (1 + index), true
FROM generate_series(timestamp '2025-03-04', '2026-02-20', '1 day') AS cohort, generate_series(0, 7) AS index,
  (VALUES (''), ('mail'), ('ads'), ('(none)'), ('app'), ('affiliate'), ('social'), ('search')) AS cells (value)
WHERE cohort + index * interval '1 day' < '2026-02-21';

INSERT INTO active_users (metric, period, bucket, dimension, value, users, complete)
SELECT 'active', period, day, CASE value WHEN '' THEN '' ELSE 'channel' END, value, 9000 * factor, true
FROM (VALUES ('day', 1), ('rolling_7d', 3), ('rolling_30d', 5)) AS periods (period, factor),
  generate_series(timestamp '2025-03-04', '2026-02-19', '1 day') AS day, (VALUES (''), ('ads'), ('app'), ('search')) AS cells (value);
INSERT INTO active_users (metric, period, bucket, dimension, value, users, complete)
SELECT 'now', 'rolling_5m', minute, '', '', 7, true FROM generate_series(timestamp '2025-03-04', '2026-03-04 08:59', '1 minute') AS minute;
INSERT INTO session_metrics (metric, period, bucket, dimension, value, sessions, bounced, new_users, events, views,
  duration_seconds, median_duration_seconds, p90_duration_seconds, engaged_seconds, complete)
SELECT 'web', period, bucket, CASE value WHEN '' THEN '' ELSE 'channel' END, value, 50, 10, 5, 400, 200, 5000.5, 60.25, 300, 2500, true
FROM (SELECT 'hour' AS period, hour AS bucket FROM generate_series(timestamp '2025-03-04', '2026-02-19 23:00', '1 hour') AS hour
    UNION ALL SELECT 'day', day FROM generate_series(timestamp '2025-03-04', '2026-02-19', '1 day') AS day) AS buckets,
  (VALUES (''), ('ads'), ('app'), ('search')) AS cells (value);
INSERT INTO cart_metrics (metric, bucket, currency, dimension, value, created, checkouts, purchased, abandoned, recovered, emptied, amount_purchased, amount_abandoned, median_seconds_to_purchase)
SELECT 'carts', day::date, currency, CASE value WHEN '' THEN '' ELSE 'channel' END, value, 10, 6, 4, 5, 1, 1, 150.25, 90, 600
FROM generate_series(date '2025-03-04', '2026-02-19', '1 day') AS day, (VALUES ('EUR'), ('USD')) AS currencies (currency),
  (VALUES (''), ('ads'), ('app'), ('search')) AS cells (value);
INSERT INTO funnels (metric, bucket, dimension, value, step, step_name, users, mean_seconds, median_seconds, p90_seconds, complete)
SELECT 'checkout', day::date, CASE value WHEN '' THEN '' ELSE 'channel' END, value, step, 'step' || step, 4000 / step, 30, 20, 90, true
FROM generate_series(date '2025-03-04', '2026-02-19', '1 day') AS day, generate_series(1, 4) AS step,
  (VALUES (''), ('ads'), ('app'), ('search')) AS cells (value);
INSERT INTO content (metric, bucket, dimension, value, rank, item, views, visitors, entries, exits, bounces)
SELECT 'top', date '2026-03-02' - day, CASE value WHEN '' THEN '' ELSE 'channel' END, value, rank, '/page/' || rank, 1000 / rank, 900 / rank, 10, 10, 5
FROM generate_series(0, 364) AS day, generate_series(1, 100) AS rank, (VALUES (''), ('ads'), ('app'), ('search')) AS cells (value);

INSERT INTO trends (metric, period, bucket, dimension, value, events, users, sum, summed_events, complete)
SELECT 'added', period, bucket, CASE value WHEN '' THEN '' ELSE 'channel' END, value, 300, 200, 4500.25, 250, true
FROM (SELECT 'hour' AS period, hour AS bucket FROM generate_series(timestamp '2025-03-04', '2026-02-19 23:00', '1 hour') AS hour
    UNION ALL SELECT 'day', day FROM generate_series(timestamp '2025-03-04', '2026-02-19', '1 day') AS day
    UNION ALL SELECT 'week', week FROM generate_series(timestamp '2025-03-03', '2026-02-09', '7 days') AS week
    UNION ALL SELECT 'month', month FROM generate_series(timestamp '2025-04-01', '2026-01-01', '1 month') AS month) AS buckets,
  (VALUES (''), ('ads'), ('app'), ('search'), ('mail')) AS cells (value);
INSERT INTO lifecycle (metric, period, bucket, dimension, value, new_users, returning_users, resurrecting_users, dormant_users, complete)
SELECT 'life', 'day', day, CASE value WHEN '' THEN '' ELSE 'channel' END, value, 500, 3000, 500, 500, true
FROM generate_series(timestamp '2025-03-04', '2026-02-19', '1 day') AS day, (VALUES (''), ('ads'), ('app'), ('search')) AS cells (value);
INSERT INTO stickiness (metric, period, bucket, active_days, dimension, value, users, complete)
SELECT 'sticky', period, bucket, active, CASE value WHEN '' THEN '' ELSE 'channel' END, value, 3000 / active, true
FROM (SELECT 'rolling_30d' AS period, day AS bucket, 30 AS most FROM generate_series(timestamp '2025-03-04', '2026-02-19', '1 day') AS day
    UNION ALL SELECT 'week', week, 7 FROM generate_series(timestamp '2025-03-03', '2026-02-16', '7 days') AS week) AS buckets,
  generate_series(1, most) AS active, (VALUES (''), ('ads'), ('app'), ('search')) AS cells (value);

-- A month of late events.
INSERT INTO corrections (hour, table_name, metric, key, column_name, before, after, cause, ckpt, corrected_at, commit_seq)
SELECT date_trunc('hour', at), 'active_users', 'active', jsonb_build_object('period', 'day', 'bucket', (at - interval '1 day')::date, 'dimension', 'channel', 'value', 'v' || n % 40),
  'users', 100, 101, 'late', 5000 + n / 40, at, n / 40
FROM generate_series(1, 30000) AS n, LATERAL (SELECT timestamptz '2026-02-01Z' + n / 40 * interval '1 hour' AS at) AS moments;

INSERT INTO rejected (topic, partition, "offset", reason, message, original, append_time)
SELECT 'events', n % 12, 1000 + n, 'NOT_JSON', 'not JSON', repeat('x', 700), timestamptz '2025-03-04Z' + n * interval '314 seconds' FROM generate_series(1, 100000) AS n;
INSERT INTO late (topic, partition, "offset", reason, message, original, append_time)
SELECT 'events', n % 12, 1000 + n, 'LATE', 'too old', repeat('x', 700), timestamptz '2025-03-04Z' + n * interval '314 seconds' FROM generate_series(1, 100000) AS n;
INSERT INTO sink_ledger_history (sink_id, event, lineage, fence, last_ckpt, last_ckpt_fence, last_commit, watermark, counts, status, job_id, at)
SELECT 'shop', 'COMMIT', '00000000-0000-0000-0000-000000000001', 1, n, 1, n, timestamptz '2026-03-04 11:06:02Z' - (10000 - n) * interval '10 s', '{}', 'LIVE', 'job',
  timestamptz '2026-03-04 11:06:04Z' - (10000 - n) * interval '10 s' FROM generate_series(1, 9900) AS n;
ANALYZE;
