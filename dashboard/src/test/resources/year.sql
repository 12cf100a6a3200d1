-- A year of a shop with a million users, to measure how long views take; by no test. About 8 million rows:
--   psql -v ON_ERROR_STOP=1 -c 'SET search_path TO engagement' -f shop.sql -f year.sql
-- after a start of the job, or TestShop.publish(), has made the tables. The year ends with the shop's cut.
INSERT INTO user_engagement (metric, user_id, score, score_at, first_seen, last_seen, active_days_30, sessions_30, orders_30, amount_30, lifecycle, currency)
SELECT 'score', 'u' || n, random() * 100, seen, seen - interval '90 days', seen, 1 + n % 20, 1 + n % 40, n % 3, n % 3 * 20, 'returning', 'EUR'
FROM generate_series(1, 1000000) AS n, LATERAL (SELECT timestamptz '2026-03-04Z' - power(random(), 2) * interval '365 days' AS seen) AS visits;
UPDATE user_engagement SET score_log = ln(score) / ln(2) + extract(epoch FROM score_at) / (7 * 86400);

INSERT INTO sessions (metric, session_id, user_id, started_at, ended_at, duration_seconds, engaged_seconds, events, views, entry_page, exit_page, bounced, new_user, closed, dimensions)
SELECT 'web', 'year' || n, 'u' || 1 + n % 1000000, start, start + interval '5 minutes', 300, 30, 9, 4, '/', '/cart', false, false, true, '{"channel": "mail"}'
FROM generate_series(1, 2000000) AS n, LATERAL (SELECT timestamptz '2025-03-04Z' + n * interval '15.7 seconds' AS start) AS visits;
INSERT INTO carts (metric, cart_id, user_id, state, currency, items, amount, created_at, last_activity_at, closed_at, recovered, over_removed, mixed_currencies)
SELECT 'carts', 'year' || n, 'u' || 1 + n % 1000000, CASE n % 3 WHEN 0 THEN 'purchased' ELSE 'abandoned' END, 'EUR', 2, 99.5, start, start, start, false, false, false
FROM generate_series(1, 500000) AS n, LATERAL (SELECT timestamptz '2025-03-04Z' + n * interval '63 seconds' AS start) AS visits;

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

INSERT INTO rejected (topic, partition, "offset", reason, message, original, append_time)
SELECT 'events', n % 12, 1000 + n, 'NOT_JSON', 'not JSON', repeat('x', 700), timestamptz '2025-03-04Z' + n * interval '314 seconds' FROM generate_series(1, 100000) AS n;
INSERT INTO late (topic, partition, "offset", reason, message, original, append_time)
SELECT 'events', n % 12, 1000 + n, 'LATE', 'too old', repeat('x', 700), timestamptz '2025-03-04Z' + n * interval '314 seconds' FROM generate_series(1, 100000) AS n;
INSERT INTO sink_ledger_history (sink_id, event, lineage, fence, last_ckpt, last_ckpt_fence, last_commit, watermark, counts, status, job_id, at)
SELECT 'shop', 'COMMIT', '00000000-0000-0000-0000-000000000001', 1, n, 1, n, timestamptz '2026-03-04 11:06:02Z' - (10000 - n) * interval '10 s', '{}', 'LIVE', 'job',
  timestamptz '2026-03-04 11:06:04Z' - (10000 - n) * interval '10 s' FROM generate_series(1, 9900) AS n;
ANALYZE;
