-- The output tables as compacted topics: upserts by key, deletions as tombstones.
--
-- Changes arrive with every checkpoint of the job. A query over them runs on and on; to stop at what
-- is there now: SELECT ... FROM sessions /*+ OPTIONS('scan.bounded.mode' = 'latest-offset') */.

-- Distinct users with at least one matching event in a calendar or rolling period.
CREATE TABLE kafka.active_users (
  `metric` STRING NOT NULL,
  `period` STRING NOT NULL,
  `bucket` STRING NOT NULL,
  `dimension` STRING NOT NULL,
  `value` STRING NOT NULL,
  `users` BIGINT,
  `complete` BOOLEAN,
  PRIMARY KEY (`metric`, `period`, `bucket`, `dimension`, `value`) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = '${kafka.prefix}active_users',
  'properties.bootstrap.servers' = '${kafka.brokers}',${kafka.properties}
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'json',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.fields-include' = 'EXCEPT_KEY'
);

-- One row per session, corrected as it grows.
CREATE TABLE kafka.sessions (
  `metric` STRING NOT NULL,
  `session_id` STRING NOT NULL,
  `user_id` STRING,
  `started_at` TIMESTAMP_LTZ(3),
  `ended_at` TIMESTAMP_LTZ(3),
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
  PRIMARY KEY (`metric`, `session_id`) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = '${kafka.prefix}sessions',
  'properties.bootstrap.servers' = '${kafka.brokers}',${kafka.properties}
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'json',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.fields-include' = 'EXCEPT_KEY'
);

-- Sums over sessions by the hour or day of their start.
CREATE TABLE kafka.session_metrics (
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
  'connector' = 'upsert-kafka',
  'topic' = '${kafka.prefix}session_metrics',
  'properties.bootstrap.servers' = '${kafka.brokers}',${kafka.properties}
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'json',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.fields-include' = 'EXCEPT_KEY'
);

-- What the metrics of the other tables mean, and since when.
CREATE TABLE kafka.metric_definitions (
  `metric` STRING NOT NULL,
  `family` STRING NOT NULL,
  `meaning` STRING,
  `since` TIMESTAMP_LTZ(3),
  `since_checkpoint` BIGINT,
  `until` TIMESTAMP_LTZ(3),
  PRIMARY KEY (`metric`, `family`) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = '${kafka.prefix}metric_definitions',
  'properties.bootstrap.servers' = '${kafka.brokers}',${kafka.properties}
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'json',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.fields-include' = 'EXCEPT_KEY'
);

-- What became of every record, by partition: read is the sum of the five after it.
CREATE TABLE kafka.input_accounting (
  `topic` STRING NOT NULL,
  `partition` INT NOT NULL,
  `next_offset` BIGINT,
  `read` BIGINT,
  `accepted` BIGINT,
  `duplicate` BIGINT,
  `late` BIGINT,
  `rejected` BIGINT,
  `filtered` BIGINT,
  `watermark` TIMESTAMP_LTZ(3),
  PRIMARY KEY (`topic`, `partition`) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = '${kafka.prefix}input_accounting',
  'properties.bootstrap.servers' = '${kafka.brokers}',${kafka.properties}
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'json',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.fields-include' = 'EXCEPT_KEY'
);

-- What is odd about input records, by topic, code and field: docs/input.md.
CREATE TABLE kafka.input_warnings (
  `topic` STRING NOT NULL,
  `code` STRING NOT NULL,
  `field` STRING NOT NULL,
  `count` BIGINT,
  `first_at` TIMESTAMP_LTZ(3),
  `last_at` TIMESTAMP_LTZ(3),
  `examples` STRING COMMENT 'JSON array of strings',
  PRIMARY KEY (`topic`, `code`, `field`) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = '${kafka.prefix}input_warnings',
  'properties.bootstrap.servers' = '${kafka.brokers}',${kafka.properties}
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'json',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.fields-include' = 'EXCEPT_KEY'
);

-- Records that could not be understood.
CREATE TABLE kafka.rejected (
  `topic` STRING NOT NULL,
  `partition` INT NOT NULL,
  `offset` BIGINT NOT NULL,
  `reason` STRING,
  `message` STRING,
  `original` STRING,
  `encoding` STRING,
  `original_bytes` BIGINT,
  `original_sha256` STRING,
  `append_time` TIMESTAMP_LTZ(3),
  `file` STRING,
  `line` BIGINT,
  PRIMARY KEY (`topic`, `partition`, `offset`) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = '${kafka.prefix}rejected',
  'properties.bootstrap.servers' = '${kafka.brokers}',${kafka.properties}
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'json',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.fields-include' = 'EXCEPT_KEY'
);

-- Events too old to correct anything.
CREATE TABLE kafka.late (
  `topic` STRING NOT NULL,
  `partition` INT NOT NULL,
  `offset` BIGINT NOT NULL,
  `reason` STRING,
  `message` STRING,
  `original` STRING,
  `encoding` STRING,
  `original_bytes` BIGINT,
  `original_sha256` STRING,
  `append_time` TIMESTAMP_LTZ(3),
  `file` STRING,
  `line` BIGINT,
  PRIMARY KEY (`topic`, `partition`, `offset`) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = '${kafka.prefix}late',
  'properties.bootstrap.servers' = '${kafka.brokers}',${kafka.properties}
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'json',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.fields-include' = 'EXCEPT_KEY'
);

-- Users who reached each step of a funnel, by the bucket of their entry.
CREATE TABLE kafka.funnels (
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
  'connector' = 'upsert-kafka',
  'topic' = '${kafka.prefix}funnels',
  'properties.bootstrap.servers' = '${kafka.brokers}',${kafka.properties}
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'json',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.fields-include' = 'EXCEPT_KEY'
);

-- Users of a variant, and what they did for a goal from their first exposure on.
CREATE TABLE kafka.experiments (
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
  'connector' = 'upsert-kafka',
  'topic' = '${kafka.prefix}experiments',
  'properties.bootstrap.servers' = '${kafka.brokers}',${kafka.properties}
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'json',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.fields-include' = 'EXCEPT_KEY'
);

-- A row per user: a score that fades, and a profile of the 30 days up to their last event.
CREATE TABLE kafka.user_engagement (
  `metric` STRING NOT NULL,
  `user_id` STRING NOT NULL,
  `score` DECIMAL(38, 12),
  `score_at` TIMESTAMP_LTZ(3),
  `first_seen` TIMESTAMP_LTZ(3),
  `last_seen` TIMESTAMP_LTZ(3),
  `active_days_30` BIGINT,
  `sessions_30` BIGINT,
  `orders_30` BIGINT,
  `amount_30` DECIMAL(24, 6),
  `lifecycle` STRING,
  `currency` STRING,
  PRIMARY KEY (`metric`, `user_id`) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = '${kafka.prefix}user_engagement',
  'properties.bootstrap.servers' = '${kafka.brokers}',${kafka.properties}
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'json',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.fields-include' = 'EXCEPT_KEY'
);

-- Users who are new, return, come back after a pause, or stay away, by calendar period.
CREATE TABLE kafka.lifecycle (
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
  'connector' = 'upsert-kafka',
  'topic' = '${kafka.prefix}lifecycle',
  'properties.bootstrap.servers' = '${kafka.brokers}',${kafka.properties}
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'json',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.fields-include' = 'EXCEPT_KEY'
);

-- Users by the number of days (hours, weeks) of a period on which they were active.
CREATE TABLE kafka.stickiness (
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
  'connector' = 'upsert-kafka',
  'topic' = '${kafka.prefix}stickiness',
  'properties.bootstrap.servers' = '${kafka.brokers}',${kafka.properties}
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'json',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.fields-include' = 'EXCEPT_KEY'
);

-- Users of a cohort who returned, by periods since.
CREATE TABLE kafka.retention (
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
  'connector' = 'upsert-kafka',
  'topic' = '${kafka.prefix}retention',
  'properties.bootstrap.servers' = '${kafka.brokers}',${kafka.properties}
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'json',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.fields-include' = 'EXCEPT_KEY'
);

-- Which item follows which, step by step, within sessions.
CREATE TABLE kafka.paths (
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
  'connector' = 'upsert-kafka',
  'topic' = '${kafka.prefix}paths',
  'properties.bootstrap.servers' = '${kafka.brokers}',${kafka.properties}
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'json',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.fields-include' = 'EXCEPT_KEY'
);

-- Impressions, clicks and conversions of recommended items.
CREATE TABLE kafka.recommendations (
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
  'connector' = 'upsert-kafka',
  'topic' = '${kafka.prefix}recommendations',
  'properties.bootstrap.servers' = '${kafka.brokers}',${kafka.properties}
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'json',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.fields-include' = 'EXCEPT_KEY'
);

-- One row per cart, corrected as it changes.
CREATE TABLE kafka.carts (
  `metric` STRING NOT NULL,
  `cart_id` STRING NOT NULL,
  `user_id` STRING NOT NULL,
  `state` STRING,
  `currency` STRING,
  `items` DECIMAL(38, 12),
  `amount` DECIMAL(24, 6),
  `created_at` TIMESTAMP_LTZ(3),
  `last_activity_at` TIMESTAMP_LTZ(3),
  `closed_at` TIMESTAMP_LTZ(3),
  `recovered` BOOLEAN,
  `over_removed` BOOLEAN,
  `mixed_currencies` BOOLEAN,
  PRIMARY KEY (`metric`, `cart_id`, `user_id`) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = '${kafka.prefix}carts',
  'properties.bootstrap.servers' = '${kafka.brokers}',${kafka.properties}
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'json',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.fields-include' = 'EXCEPT_KEY'
);

-- Carts by the day of their creation and by currency.
CREATE TABLE kafka.cart_metrics (
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
  'connector' = 'upsert-kafka',
  'topic' = '${kafka.prefix}cart_metrics',
  'properties.bootstrap.servers' = '${kafka.brokers}',${kafka.properties}
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'json',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.fields-include' = 'EXCEPT_KEY'
);

-- The items viewed most, ranked.
CREATE TABLE kafka.content (
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
  'connector' = 'upsert-kafka',
  'topic' = '${kafka.prefix}content',
  'properties.bootstrap.servers' = '${kafka.brokers}',${kafka.properties}
  'properties.isolation.level' = 'read_committed',
  'key.format' = 'json',
  'value.format' = 'json',
  'value.json.timestamp-format.standard' = 'ISO-8601',
  'value.fields-include' = 'EXCEPT_KEY'
);
