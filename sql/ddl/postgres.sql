-- The output tables in PostgreSQL, for reading: each scan shows one state of the table.
--
-- The connector knows neither instants (timestamptz) nor JSON (jsonb) and cannot quote a column
-- called offset; buckets that are days in some rows and hours or minutes in others are text here, as in
-- the topics. Where a table has one of these, 'table-name' is a subquery, which the connector
-- pastes after FROM: instants come as epoch milliseconds, and the published column is computed from
-- the helper column at the end of the table.

-- Distinct users with at least one matching event in a calendar or rolling period.
CREATE TABLE postgres.active_users (
  `metric` STRING NOT NULL,
  `period` STRING NOT NULL,
  `bucket` STRING NOT NULL,
  `dimension` STRING NOT NULL,
  `value` STRING NOT NULL,
  `users` BIGINT,
  `complete` BOOLEAN,
  PRIMARY KEY (`metric`, `period`, `bucket`, `dimension`, `value`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      metric,
      period,
      CASE WHEN period IN (''hour'', ''rolling_5m'') THEN to_char(bucket, ''YYYY-MM-DD"T"HH24:MI:SS"Z"'') ELSE to_char(bucket, ''YYYY-MM-DD'') END AS bucket,
      dimension,
      "value",
      users,
      complete
    FROM ${postgres.schema}.active_users
  ) AS active_users'
);

-- One row per session, corrected as it grows.
CREATE TABLE postgres.sessions (
  `metric` STRING NOT NULL,
  `session_id` STRING NOT NULL,
  `user_id` STRING,
  `started_at` AS TO_TIMESTAMP_LTZ(`started_at_millis`, 3),
  `ended_at` AS TO_TIMESTAMP_LTZ(`ended_at_millis`, 3),
  `duration_seconds` DECIMAL(18, 3),
  `engaged_seconds` DECIMAL(18, 3),
  `events` BIGINT,
  `views` BIGINT,
  `entry_page` STRING,
  `exit_page` STRING,
  `bounced` BOOLEAN,
  `new_user` BOOLEAN,
  `closed` BOOLEAN,
  `dimensions` STRING COMMENT 'JSON object: breakdown name to value',
  `started_at_millis` BIGINT,
  `ended_at_millis` BIGINT,
  PRIMARY KEY (`metric`, `session_id`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      metric, session_id, user_id, duration_seconds, engaged_seconds, events,
      views, entry_page, exit_page, bounced, new_user, closed,
      dimensions::text AS dimensions,
      CASE WHEN isfinite(started_at) THEN (extract(epoch FROM started_at) * 1000)::bigint END AS started_at_millis,
      CASE WHEN isfinite(ended_at) THEN (extract(epoch FROM ended_at) * 1000)::bigint END AS ended_at_millis
    FROM ${postgres.schema}.sessions
  ) AS sessions'
);

-- Sums over sessions by the hour or day of their start.
CREATE TABLE postgres.session_metrics (
  `metric` STRING NOT NULL,
  `period` STRING NOT NULL,
  `bucket` STRING NOT NULL,
  `dimension` STRING NOT NULL,
  `value` STRING NOT NULL,
  `sessions` BIGINT,
  `bounced` BIGINT,
  `new_users` BIGINT,
  `events` BIGINT,
  `views` BIGINT,
  `duration_seconds` DECIMAL(18, 3),
  `median_duration_seconds` DECIMAL(18, 3),
  `p90_duration_seconds` DECIMAL(18, 3),
  `engaged_seconds` DECIMAL(18, 3),
  `complete` BOOLEAN,
  PRIMARY KEY (`metric`, `period`, `bucket`, `dimension`, `value`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      metric,
      period,
      CASE WHEN period IN (''hour'', ''rolling_5m'') THEN to_char(bucket, ''YYYY-MM-DD"T"HH24:MI:SS"Z"'') ELSE to_char(bucket, ''YYYY-MM-DD'') END AS bucket,
      dimension,
      "value",
      sessions,
      bounced,
      new_users,
      events,
      views,
      duration_seconds,
      median_duration_seconds,
      p90_duration_seconds,
      engaged_seconds,
      complete
    FROM ${postgres.schema}.session_metrics
  ) AS session_metrics'
);

-- What the metrics of the other tables mean, and since when.
CREATE TABLE postgres.metric_definitions (
  `metric` STRING NOT NULL,
  `family` STRING NOT NULL,
  `meaning` STRING,
  `since` AS TO_TIMESTAMP_LTZ(`since_millis`, 3),
  `since_checkpoint` BIGINT,
  `until` AS TO_TIMESTAMP_LTZ(`until_millis`, 3),
  `since_millis` BIGINT,
  `until_millis` BIGINT,
  PRIMARY KEY (`metric`, `family`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      metric, family, meaning, since_checkpoint,
      CASE WHEN isfinite(since) THEN (extract(epoch FROM since) * 1000)::bigint END AS since_millis,
      CASE WHEN isfinite(until) THEN (extract(epoch FROM until) * 1000)::bigint END AS until_millis
    FROM ${postgres.schema}.metric_definitions
  ) AS metric_definitions'
);

-- What became of every record, by partition: read is the sum of the five after it.
CREATE TABLE postgres.input_accounting (
  `topic` STRING NOT NULL,
  `partition` INT NOT NULL,
  `next_offset` BIGINT,
  `read` BIGINT,
  `accepted` BIGINT,
  `duplicate` BIGINT,
  `late` BIGINT,
  `rejected` BIGINT,
  `filtered` BIGINT,
  `watermark` AS TO_TIMESTAMP_LTZ(`watermark_millis`, 3),
  `watermark_millis` BIGINT,
  PRIMARY KEY (`topic`, `partition`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT *,
      CASE WHEN isfinite(watermark) THEN (extract(epoch FROM watermark) * 1000)::bigint END AS watermark_millis
    FROM ${postgres.schema}.input_accounting
  ) AS input_accounting'
);

-- What is odd about input records, by topic, code and field: docs/input.md.
CREATE TABLE postgres.input_warnings (
  `topic` STRING NOT NULL,
  `code` STRING NOT NULL,
  `field` STRING NOT NULL,
  `count` BIGINT,
  `first_at` AS TO_TIMESTAMP_LTZ(`first_at_millis`, 3),
  `last_at` AS TO_TIMESTAMP_LTZ(`last_at_millis`, 3),
  `examples` STRING COMMENT 'JSON array of strings',
  `first_at_millis` BIGINT,
  `last_at_millis` BIGINT,
  PRIMARY KEY (`topic`, `code`, `field`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      topic, code, field, "count", examples::text AS examples,
      CASE WHEN isfinite(first_at) THEN (extract(epoch FROM first_at) * 1000)::bigint END AS first_at_millis,
      CASE WHEN isfinite(last_at) THEN (extract(epoch FROM last_at) * 1000)::bigint END AS last_at_millis
    FROM ${postgres.schema}.input_warnings
  ) AS input_warnings'
);

-- Records that could not be understood.
CREATE TABLE postgres.rejected (
  `topic` STRING NOT NULL,
  `partition` INT NOT NULL,
  `offset` AS `record_offset`,
  `reason` STRING,
  `message` STRING,
  `original` STRING,
  `encoding` STRING,
  `original_bytes` BIGINT,
  `original_sha256` STRING,
  `append_time` AS TO_TIMESTAMP_LTZ(`append_time_millis`, 3),
  `file` STRING,
  `line` BIGINT,
  `record_offset` BIGINT NOT NULL,
  `append_time_millis` BIGINT,
  PRIMARY KEY (`topic`, `partition`, `record_offset`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT *,
      "offset" AS record_offset,
      CASE WHEN isfinite(append_time) THEN (extract(epoch FROM append_time) * 1000)::bigint END AS append_time_millis
    FROM ${postgres.schema}.rejected
  ) AS rejected'
);

-- Events too old to correct anything.
CREATE TABLE postgres.late (
  `topic` STRING NOT NULL,
  `partition` INT NOT NULL,
  `offset` AS `record_offset`,
  `reason` STRING,
  `message` STRING,
  `original` STRING,
  `encoding` STRING,
  `original_bytes` BIGINT,
  `original_sha256` STRING,
  `append_time` AS TO_TIMESTAMP_LTZ(`append_time_millis`, 3),
  `file` STRING,
  `line` BIGINT,
  `record_offset` BIGINT NOT NULL,
  `append_time_millis` BIGINT,
  PRIMARY KEY (`topic`, `partition`, `record_offset`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT *,
      "offset" AS record_offset,
      CASE WHEN isfinite(append_time) THEN (extract(epoch FROM append_time) * 1000)::bigint END AS append_time_millis
    FROM ${postgres.schema}.late
  ) AS late'
);

-- Users who reached each step of a funnel, by the bucket of their entry.
CREATE TABLE postgres.funnels (
  `metric` STRING NOT NULL,
  `bucket` DATE NOT NULL,
  `dimension` STRING NOT NULL,
  `value` STRING NOT NULL,
  `step` INT NOT NULL,
  `step_name` STRING,
  `users` BIGINT,
  `mean_seconds` DECIMAL(18, 3),
  `median_seconds` DECIMAL(18, 3),
  `p90_seconds` DECIMAL(18, 3),
  `complete` BOOLEAN,
  PRIMARY KEY (`metric`, `bucket`, `dimension`, `value`, `step`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.funnels'
);

-- Users of a variant, and what they did for a goal from their first exposure on.
CREATE TABLE postgres.experiments (
  `metric` STRING NOT NULL,
  `experiment` STRING NOT NULL,
  `variant` STRING NOT NULL,
  `goal` STRING NOT NULL,
  `dimension` STRING NOT NULL,
  `value` STRING NOT NULL,
  `users` BIGINT,
  `converters` BIGINT,
  `sum` DECIMAL(38, 12),
  `sum_squares` DECIMAL(38, 12),
  `excluded_users` BIGINT,
  PRIMARY KEY (`metric`, `experiment`, `variant`, `goal`, `dimension`, `value`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.experiments'
);

-- A row per user: a score that fades, and a profile of the 30 days up to their last event.
CREATE TABLE postgres.user_engagement (
  `metric` STRING NOT NULL,
  `user_id` STRING NOT NULL,
  `score` DECIMAL(38, 12),
  `score_at` AS TO_TIMESTAMP_LTZ(`score_at_millis`, 3),
  `first_seen` AS TO_TIMESTAMP_LTZ(`first_seen_millis`, 3),
  `last_seen` AS TO_TIMESTAMP_LTZ(`last_seen_millis`, 3),
  `active_days_30` BIGINT,
  `sessions_30` BIGINT,
  `orders_30` BIGINT,
  `amount_30` DECIMAL(24, 6),
  `lifecycle` STRING,
  `currency` STRING,
  `score_at_millis` BIGINT,
  `first_seen_millis` BIGINT,
  `last_seen_millis` BIGINT,
  PRIMARY KEY (`metric`, `user_id`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      metric, user_id, score, active_days_30, sessions_30, orders_30, amount_30, lifecycle, currency,
      CASE WHEN isfinite(score_at) THEN (extract(epoch FROM score_at) * 1000)::bigint END AS score_at_millis,
      CASE WHEN isfinite(first_seen) THEN (extract(epoch FROM first_seen) * 1000)::bigint END AS first_seen_millis,
      CASE WHEN isfinite(last_seen) THEN (extract(epoch FROM last_seen) * 1000)::bigint END AS last_seen_millis
    FROM ${postgres.schema}.user_engagement
  ) AS user_engagement'
);

-- Users who are new, return, come back after a pause, or stay away, by calendar period.
CREATE TABLE postgres.lifecycle (
  `metric` STRING NOT NULL,
  `period` STRING NOT NULL,
  `bucket` STRING NOT NULL,
  `dimension` STRING NOT NULL,
  `value` STRING NOT NULL,
  `new_users` BIGINT,
  `returning_users` BIGINT,
  `resurrecting_users` BIGINT,
  `dormant_users` BIGINT,
  `complete` BOOLEAN,
  PRIMARY KEY (`metric`, `period`, `bucket`, `dimension`, `value`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      metric,
      period,
      CASE WHEN period IN (''hour'', ''rolling_5m'') THEN to_char(bucket, ''YYYY-MM-DD"T"HH24:MI:SS"Z"'') ELSE to_char(bucket, ''YYYY-MM-DD'') END AS bucket,
      dimension,
      "value",
      new_users,
      returning_users,
      resurrecting_users,
      dormant_users,
      complete
    FROM ${postgres.schema}.lifecycle
  ) AS lifecycle'
);

-- Users by the number of days (hours, weeks) of a period on which they were active.
CREATE TABLE postgres.stickiness (
  `metric` STRING NOT NULL,
  `period` STRING NOT NULL,
  `bucket` STRING NOT NULL,
  `active_days` INT NOT NULL,
  `dimension` STRING NOT NULL,
  `value` STRING NOT NULL,
  `users` BIGINT,
  `complete` BOOLEAN,
  PRIMARY KEY (`metric`, `period`, `bucket`, `active_days`, `dimension`, `value`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      metric,
      period,
      CASE WHEN period IN (''hour'', ''rolling_5m'') THEN to_char(bucket, ''YYYY-MM-DD"T"HH24:MI:SS"Z"'') ELSE to_char(bucket, ''YYYY-MM-DD'') END AS bucket,
      active_days,
      dimension,
      "value",
      users,
      complete
    FROM ${postgres.schema}.stickiness
  ) AS stickiness'
);

-- Users of a cohort who returned, by periods since.
CREATE TABLE postgres.retention (
  `metric` STRING NOT NULL,
  `period` STRING NOT NULL,
  `cohort` STRING NOT NULL,
  `period_index` INT NOT NULL,
  `dimension` STRING NOT NULL,
  `value` STRING NOT NULL,
  `users` BIGINT,
  `complete` BOOLEAN,
  PRIMARY KEY (`metric`, `period`, `cohort`, `period_index`, `dimension`, `value`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      metric,
      period,
      CASE WHEN period IN (''hour'', ''rolling_5m'') THEN to_char(cohort, ''YYYY-MM-DD"T"HH24:MI:SS"Z"'') ELSE to_char(cohort, ''YYYY-MM-DD'') END AS cohort,
      period_index,
      dimension,
      "value",
      users,
      complete
    FROM ${postgres.schema}.retention
  ) AS retention'
);

-- Which item follows which, step by step, within sessions.
CREATE TABLE postgres.paths (
  `metric` STRING NOT NULL,
  `bucket` DATE NOT NULL,
  `step` INT NOT NULL,
  `source` STRING NOT NULL,
  `target` STRING NOT NULL,
  `dimension` STRING NOT NULL,
  `value` STRING NOT NULL,
  `users` BIGINT,
  `transitions` BIGINT,
  PRIMARY KEY (`metric`, `bucket`, `step`, `source`, `target`, `dimension`, `value`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.paths'
);

-- Impressions, clicks and conversions of recommended items.
CREATE TABLE postgres.recommendations (
  `metric` STRING NOT NULL,
  `bucket` DATE NOT NULL,
  `placement` STRING NOT NULL,
  `model` STRING NOT NULL,
  `position` INT NOT NULL,
  `currency` STRING NOT NULL,
  `dimension` STRING NOT NULL,
  `value` STRING NOT NULL,
  `impressions` BIGINT,
  `clicks` BIGINT,
  `clicked_impressions` BIGINT,
  `conversions` BIGINT,
  `revenue` DECIMAL(24, 6),
  `unattributed_clicks` BIGINT,
  PRIMARY KEY (`metric`, `bucket`, `placement`, `model`, `position`, `currency`, `dimension`, `value`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.recommendations'
);

-- One row per cart, corrected as it changes.
CREATE TABLE postgres.carts (
  `metric` STRING NOT NULL,
  `cart_id` STRING NOT NULL,
  `user_id` STRING NOT NULL,
  `state` STRING,
  `currency` STRING,
  `items` DECIMAL(38, 12),
  `amount` DECIMAL(24, 6),
  `created_at` AS TO_TIMESTAMP_LTZ(`created_at_millis`, 3),
  `last_activity_at` AS TO_TIMESTAMP_LTZ(`last_activity_at_millis`, 3),
  `closed_at` AS TO_TIMESTAMP_LTZ(`closed_at_millis`, 3),
  `recovered` BOOLEAN,
  `over_removed` BOOLEAN,
  `mixed_currencies` BOOLEAN,
  `created_at_millis` BIGINT,
  `last_activity_at_millis` BIGINT,
  `closed_at_millis` BIGINT,
  PRIMARY KEY (`metric`, `cart_id`, `user_id`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      metric, cart_id, user_id, state, currency, items, amount, recovered,
      over_removed, mixed_currencies,
      CASE WHEN isfinite(created_at) THEN (extract(epoch FROM created_at) * 1000)::bigint END AS created_at_millis,
      CASE WHEN isfinite(last_activity_at) THEN (extract(epoch FROM last_activity_at) * 1000)::bigint END AS last_activity_at_millis,
      CASE WHEN isfinite(closed_at) THEN (extract(epoch FROM closed_at) * 1000)::bigint END AS closed_at_millis
    FROM ${postgres.schema}.carts
  ) AS carts'
);

-- Carts by the day of their creation and by currency.
CREATE TABLE postgres.cart_metrics (
  `metric` STRING NOT NULL,
  `bucket` DATE NOT NULL,
  `currency` STRING NOT NULL,
  `dimension` STRING NOT NULL,
  `value` STRING NOT NULL,
  `created` BIGINT,
  `checkouts` BIGINT,
  `purchased` BIGINT,
  `abandoned` BIGINT,
  `recovered` BIGINT,
  `emptied` BIGINT,
  `amount_purchased` DECIMAL(24, 6),
  `amount_abandoned` DECIMAL(24, 6),
  `median_seconds_to_purchase` DECIMAL(18, 3),
  PRIMARY KEY (`metric`, `bucket`, `currency`, `dimension`, `value`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.cart_metrics'
);

-- The items viewed most, ranked.
CREATE TABLE postgres.content (
  `metric` STRING NOT NULL,
  `bucket` DATE NOT NULL,
  `dimension` STRING NOT NULL,
  `value` STRING NOT NULL,
  `rank` INT NOT NULL,
  `item` STRING,
  `views` BIGINT,
  `visitors` BIGINT,
  `entries` BIGINT,
  `exits` BIGINT,
  `bounces` BIGINT,
  PRIMARY KEY (`metric`, `bucket`, `dimension`, `value`, `rank`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.content'
);
