-- The output tables in PostgreSQL, for reading: each scan shows one state of the table.
--
-- The connector knows neither instants (timestamptz) nor JSON (jsonb) and cannot quote a column
-- called offset; buckets that are days in some rows and hours or minutes in others are text here, as in
-- the topics. Where a table has one of these, 'table-name' is a subquery, which the connector
-- pastes after FROM: instants come as epoch milliseconds, and the published column is computed from
-- the helper column at the end of the table.
--
-- Written from the definitions of the tables by TableTextsTest.

-- What became of every input record, by partition: read = accepted + duplicate + late + rejected + filtered.
CREATE TABLE postgres.input_accounting (
  `topic` STRING NOT NULL COMMENT 'Topic, or the name of the input of a bounded run.',
  `partition` INT NOT NULL COMMENT 'Partition.',
  `next_offset` BIGINT COMMENT 'The offset after the last record read.',
  `read` BIGINT COMMENT 'Records read.',
  `accepted` BIGINT COMMENT 'Events that some definition uses.',
  `duplicate` BIGINT COMMENT 'Repeats of an event.',
  `late` BIGINT COMMENT 'Events beyond the late horizon.',
  `rejected` BIGINT COMMENT 'Records that are no valid event.',
  `filtered` BIGINT COMMENT 'Events that no definition uses.',
  `watermark` AS TO_TIMESTAMP_LTZ(`watermark_millis`, 3) COMMENT 'Event time up to which the partition is complete.',
  `watermark_millis` BIGINT,
  PRIMARY KEY (`topic`, `partition`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      "topic",
      "partition",
      "next_offset",
      "read",
      "accepted",
      "duplicate",
      "late",
      "rejected",
      "filtered",
      CASE WHEN isfinite("watermark") THEN (extract(epoch FROM "watermark") * 1000)::bigint END AS "watermark_millis"
    FROM ${postgres.schema}.input_accounting
  ) AS input_accounting'
);

-- What is odd about input records that are events all the same, and what was done.
CREATE TABLE postgres.input_warnings (
  `topic` STRING NOT NULL COMMENT 'Topic, or the name of the input of a bounded run.',
  `code` STRING NOT NULL COMMENT 'What is odd.',
  `field` STRING NOT NULL COMMENT 'Path of the value that is odd.',
  `count` BIGINT COMMENT 'Records.',
  `first_at` AS TO_TIMESTAMP_LTZ(`first_at_millis`, 3) COMMENT 'The earliest event time of such a record.',
  `last_at` AS TO_TIMESTAMP_LTZ(`last_at_millis`, 3) COMMENT 'The latest event time of such a record.',
  `examples` STRING COMMENT 'Up to three odd values, of fields that tell nothing of a person.',
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
      "topic",
      "code",
      "field",
      "count",
      CASE WHEN isfinite("first_at") THEN (extract(epoch FROM "first_at") * 1000)::bigint END AS "first_at_millis",
      CASE WHEN isfinite("last_at") THEN (extract(epoch FROM "last_at") * 1000)::bigint END AS "last_at_millis",
      "examples"::text AS "examples"
    FROM ${postgres.schema}.input_warnings
  ) AS input_warnings'
);

-- Records that could not be understood.
CREATE TABLE postgres.rejected (
  `topic` STRING NOT NULL COMMENT 'Where the record came from.',
  `partition` INT NOT NULL COMMENT 'Partition.',
  `offset` AS `record_offset` COMMENT 'Offset.',
  `reason` STRING COMMENT 'Code of the reason.',
  `message` STRING COMMENT 'The reason in words.',
  `original` STRING COMMENT 'The first 64 KiB of the original as text, or base64; of POISON most often null: it is at its topic, partition and offset.',
  `encoding` STRING COMMENT 'How original is written: utf-8 or base64.',
  `original_bytes` BIGINT COMMENT 'How many bytes the whole original has.',
  `original_sha256` STRING COMMENT 'SHA-256 of the whole original, in hexadecimal.',
  `append_time` AS TO_TIMESTAMP_LTZ(`append_time_millis`, 3) COMMENT 'When the broker appended the record.',
  `file` STRING COMMENT 'File of a bounded run.',
  `line` BIGINT COMMENT 'Line in that file, from 1.',
  `record_offset` BIGINT NOT NULL,
  `append_time_millis` BIGINT,
  PRIMARY KEY (`topic`, `partition`, `record_offset`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      "topic",
      "partition",
      "offset" AS "record_offset",
      "reason",
      "message",
      "original",
      "encoding",
      "original_bytes",
      "original_sha256",
      CASE WHEN isfinite("append_time") THEN (extract(epoch FROM "append_time") * 1000)::bigint END AS "append_time_millis",
      "file",
      "line"
    FROM ${postgres.schema}.rejected
  ) AS rejected'
);

-- Events too old to correct anything.
CREATE TABLE postgres.late (
  `topic` STRING NOT NULL COMMENT 'Where the record came from.',
  `partition` INT NOT NULL COMMENT 'Partition.',
  `offset` AS `record_offset` COMMENT 'Offset.',
  `reason` STRING COMMENT 'Code of the reason.',
  `message` STRING COMMENT 'The reason in words.',
  `original` STRING COMMENT 'The first 64 KiB of the original as text, or base64; of POISON most often null: it is at its topic, partition and offset.',
  `encoding` STRING COMMENT 'How original is written: utf-8 or base64.',
  `original_bytes` BIGINT COMMENT 'How many bytes the whole original has.',
  `original_sha256` STRING COMMENT 'SHA-256 of the whole original, in hexadecimal.',
  `append_time` AS TO_TIMESTAMP_LTZ(`append_time_millis`, 3) COMMENT 'When the broker appended the record.',
  `file` STRING COMMENT 'File of a bounded run.',
  `line` BIGINT COMMENT 'Line in that file, from 1.',
  `record_offset` BIGINT NOT NULL,
  `append_time_millis` BIGINT,
  PRIMARY KEY (`topic`, `partition`, `record_offset`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      "topic",
      "partition",
      "offset" AS "record_offset",
      "reason",
      "message",
      "original",
      "encoding",
      "original_bytes",
      "original_sha256",
      CASE WHEN isfinite("append_time") THEN (extract(epoch FROM "append_time") * 1000)::bigint END AS "append_time_millis",
      "file",
      "line"
    FROM ${postgres.schema}.late
  ) AS late'
);

-- What the metrics of the other tables mean, and since when.
CREATE TABLE postgres.metric_definitions (
  `metric` STRING NOT NULL COMMENT 'Id of the definition.',
  `family` STRING NOT NULL COMMENT 'Family of the definition, as under metrics in the configuration.',
  `meaning` STRING COMMENT 'All settings that change its numbers, a line each.',
  `since` AS TO_TIMESTAMP_LTZ(`since_millis`, 3) COMMENT 'Event time from which all is counted; null for from the first event on. Buckets that began before are never complete.',
  `since_checkpoint` BIGINT COMMENT 'Checkpoint of the job that it was put in after; 0 for the first start.',
  `until` AS TO_TIMESTAMP_LTZ(`until_millis`, 3) COMMENT 'Event time up to which it was counted; null while it is.',
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
      "metric",
      "family",
      "meaning",
      CASE WHEN isfinite("since") THEN (extract(epoch FROM "since") * 1000)::bigint END AS "since_millis",
      "since_checkpoint",
      CASE WHEN isfinite("until") THEN (extract(epoch FROM "until") * 1000)::bigint END AS "until_millis"
    FROM ${postgres.schema}.metric_definitions
  ) AS metric_definitions'
);

-- Anonymous ids that users have claimed, and whose they are.
CREATE TABLE postgres.identity_merges (
  `anonymous_id` STRING NOT NULL COMMENT 'The anonymous id.',
  `user_id` STRING COMMENT 'The user it belongs to; null when it belongs to nobody because too many claimed it.',
  `claimed_at` AS TO_TIMESTAMP_LTZ(`claimed_at_millis`, 3) COMMENT 'Event time of the claim by which it belongs to them.',
  `contested` BOOLEAN COMMENT 'Whether more than one user has claimed it.',
  `events` BIGINT COMMENT 'Events that had counted under the anonymous id itself.',
  `claimed_at_millis` BIGINT,
  PRIMARY KEY (`anonymous_id`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      "anonymous_id",
      "user_id",
      CASE WHEN isfinite("claimed_at") THEN (extract(epoch FROM "claimed_at") * 1000)::bigint END AS "claimed_at_millis",
      "contested",
      "events"
    FROM ${postgres.schema}.identity_merges
  ) AS identity_merges'
);

-- Requests to delete somebody that were carried out.
CREATE TABLE postgres.deletions (
  `request_id` STRING NOT NULL COMMENT 'The id that the request gave itself.',
  `subject_hash` STRING COMMENT 'SHA-256 of the id that was deleted, in hexadecimal.',
  `requested_at` AS TO_TIMESTAMP_LTZ(`requested_at_millis`, 3) COMMENT 'What happened before this instant never counts again.',
  `rows` STRING COMMENT 'How many rows left each table, where the sink knows; else null.',
  `requested_at_millis` BIGINT,
  PRIMARY KEY (`request_id`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      "request_id",
      "subject_hash",
      CASE WHEN isfinite("requested_at") THEN (extract(epoch FROM "requested_at") * 1000)::bigint END AS "requested_at_millis",
      "rows"::text AS "rows"
    FROM ${postgres.schema}.deletions
  ) AS deletions'
);

-- Distinct users with at least one matching event in a calendar or rolling period.
CREATE TABLE postgres.active_users (
  `metric` STRING NOT NULL COMMENT 'Id of the definition.',
  `period` STRING NOT NULL COMMENT 'day, week, month, rolling_7d, rolling_30d or rolling_5m.',
  `bucket` STRING NOT NULL COMMENT 'First day of a calendar period, last day of a rolling one (2024-01-04), or the last minute, in UTC.',
  `dimension` STRING NOT NULL COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING NOT NULL COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `users` BIGINT COMMENT 'Distinct users.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of the period.',
  PRIMARY KEY (`metric`, `period`, `bucket`, `dimension`, `value`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      "metric",
      "period",
      CASE WHEN "period" IN (''hour'', ''rolling_5m'') THEN to_char("bucket", ''YYYY-MM-DD"T"HH24:MI:SS"Z"'') ELSE to_char("bucket", ''YYYY-MM-DD'') END AS "bucket",
      "dimension",
      "value",
      "users",
      "complete"
    FROM ${postgres.schema}.active_users
  ) AS active_users'
);

-- One row per session, corrected as it grows.
CREATE TABLE postgres.sessions (
  `metric` STRING NOT NULL COMMENT 'Id of the definition.',
  `session_id` STRING NOT NULL COMMENT 'Stable for the same data.',
  `user_id` STRING COMMENT 'Canonical id of the user.',
  `started_at` AS TO_TIMESTAMP_LTZ(`started_at_millis`, 3) COMMENT 'Time of the first event.',
  `ended_at` AS TO_TIMESTAMP_LTZ(`ended_at_millis`, 3) COMMENT 'Time of the last event.',
  `duration_seconds` DECIMAL(38, 3) COMMENT 'Last minus first event.',
  `engaged_seconds` DECIMAL(38, 3) COMMENT 'Reported engagement time, else derived from page pings.',
  `events` BIGINT COMMENT 'Events of the session.',
  `views` BIGINT COMMENT 'Page and screen views.',
  `entry_page` STRING COMMENT 'First page or screen; null without any.',
  `exit_page` STRING COMMENT 'Last page or screen; null without any.',
  `bounced` BOOLEAN COMMENT 'Whether the session was not engaged.',
  `new_user` BOOLEAN COMMENT 'Whether it is the user''s first session.',
  `closed` BOOLEAN COMMENT 'Whether the watermark has passed the last event by more than the gap.',
  `dimensions` STRING COMMENT 'Value of each breakdown by its name.',
  `orders` BIGINT COMMENT 'Orders placed in it, repeats not counted; null for a session that began before orders were counted.',
  `amount` DECIMAL(38, 6) COMMENT 'What its orders amount to, refunds not taken off; null where they are in several currencies.',
  `currency` STRING COMMENT 'Currency of its orders; null without any, and where they are in several.',
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
      "metric",
      "session_id",
      "user_id",
      CASE WHEN isfinite("started_at") THEN (extract(epoch FROM "started_at") * 1000)::bigint END AS "started_at_millis",
      CASE WHEN isfinite("ended_at") THEN (extract(epoch FROM "ended_at") * 1000)::bigint END AS "ended_at_millis",
      "duration_seconds",
      "engaged_seconds",
      "events",
      "views",
      "entry_page",
      "exit_page",
      "bounced",
      "new_user",
      "closed",
      "dimensions"::text AS "dimensions",
      "orders",
      "amount",
      "currency"
    FROM ${postgres.schema}.sessions
  ) AS sessions'
);

-- Sums over sessions by the hour or day of their start.
CREATE TABLE postgres.session_metrics (
  `metric` STRING NOT NULL COMMENT 'Id of the definition.',
  `period` STRING NOT NULL COMMENT 'hour or day.',
  `bucket` STRING NOT NULL COMMENT 'The hour (2024-01-04T11:00:00Z) or day (2024-01-04) in which the sessions started.',
  `dimension` STRING NOT NULL COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING NOT NULL COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `sessions` BIGINT COMMENT 'Sessions started.',
  `bounced` BIGINT COMMENT 'Those of them that bounced.',
  `new_users` BIGINT COMMENT 'Those of them that were a user''s first.',
  `events` BIGINT COMMENT 'Events of the sessions.',
  `views` BIGINT COMMENT 'Views of the sessions.',
  `duration_seconds` DECIMAL(38, 3) COMMENT 'Sum of their durations.',
  `median_duration_seconds` DECIMAL(38, 3) COMMENT 'Median duration, within 1 %.',
  `p90_duration_seconds` DECIMAL(38, 3) COMMENT '90th percentile of the durations, within 1 %.',
  `engaged_seconds` DECIMAL(38, 3) COMMENT 'Sum of their engaged times.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of the period.',
  `converted` BIGINT COMMENT 'Those of the sessions in which an order was placed.',
  `orders` BIGINT COMMENT 'Orders placed in the sessions, repeats not counted.',
  PRIMARY KEY (`metric`, `period`, `bucket`, `dimension`, `value`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      "metric",
      "period",
      CASE WHEN "period" IN (''hour'', ''rolling_5m'') THEN to_char("bucket", ''YYYY-MM-DD"T"HH24:MI:SS"Z"'') ELSE to_char("bucket", ''YYYY-MM-DD'') END AS "bucket",
      "dimension",
      "value",
      "sessions",
      "bounced",
      "new_users",
      "events",
      "views",
      "duration_seconds",
      "median_duration_seconds",
      "p90_duration_seconds",
      "engaged_seconds",
      "complete",
      "converted",
      "orders"
    FROM ${postgres.schema}.session_metrics
  ) AS session_metrics'
);

-- Users who are new, return, come back after a pause, or stay away, by calendar period.
CREATE TABLE postgres.lifecycle (
  `metric` STRING NOT NULL COMMENT 'Id of the definition.',
  `period` STRING NOT NULL COMMENT 'day, week or month.',
  `bucket` STRING NOT NULL COMMENT 'First day of the period.',
  `dimension` STRING NOT NULL COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING NOT NULL COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `new_users` BIGINT COMMENT 'Users for whom it is the first active period ever.',
  `returning_users` BIGINT COMMENT 'Users active in it and in the period before.',
  `resurrecting_users` BIGINT COMMENT 'Users active in it and some time before, not in the period before.',
  `dormant_users` BIGINT COMMENT 'Users active in the period before and not in it.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of the period.',
  PRIMARY KEY (`metric`, `period`, `bucket`, `dimension`, `value`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      "metric",
      "period",
      CASE WHEN "period" IN (''hour'', ''rolling_5m'') THEN to_char("bucket", ''YYYY-MM-DD"T"HH24:MI:SS"Z"'') ELSE to_char("bucket", ''YYYY-MM-DD'') END AS "bucket",
      "dimension",
      "value",
      "new_users",
      "returning_users",
      "resurrecting_users",
      "dormant_users",
      "complete"
    FROM ${postgres.schema}.lifecycle
  ) AS lifecycle'
);

-- Users by the number of days (hours, weeks) of a period on which they were active.
CREATE TABLE postgres.stickiness (
  `metric` STRING NOT NULL COMMENT 'Id of the definition.',
  `period` STRING NOT NULL COMMENT 'day, week, month or rolling_30d.',
  `bucket` STRING NOT NULL COMMENT 'First day of a calendar period, last day of a rolling one.',
  `active_days` INT NOT NULL COMMENT 'Active days of the period (or hours, weeks), from 1.',
  `dimension` STRING NOT NULL COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING NOT NULL COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `users` BIGINT COMMENT 'Users active on exactly so many.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of the period.',
  PRIMARY KEY (`metric`, `period`, `bucket`, `active_days`, `dimension`, `value`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      "metric",
      "period",
      CASE WHEN "period" IN (''hour'', ''rolling_5m'') THEN to_char("bucket", ''YYYY-MM-DD"T"HH24:MI:SS"Z"'') ELSE to_char("bucket", ''YYYY-MM-DD'') END AS "bucket",
      "active_days",
      "dimension",
      "value",
      "users",
      "complete"
    FROM ${postgres.schema}.stickiness
  ) AS stickiness'
);

-- Users of a cohort who returned, by periods since.
CREATE TABLE postgres.retention (
  `metric` STRING NOT NULL COMMENT 'Id of the definition.',
  `period` STRING NOT NULL COMMENT 'hour, day, week or month.',
  `cohort` STRING NOT NULL COMMENT 'First day of the cohort''s period (2024-01-04), or its hour, in UTC.',
  `period_index` INT NOT NULL COMMENT 'Periods since the cohort; 0 is the cohort itself.',
  `dimension` STRING NOT NULL COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING NOT NULL COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `users` BIGINT COMMENT 'Users of the cohort who returned then; at 0 its size.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of what the row counts.',
  PRIMARY KEY (`metric`, `period`, `cohort`, `period_index`, `dimension`, `value`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      "metric",
      "period",
      CASE WHEN "period" IN (''hour'', ''rolling_5m'') THEN to_char("cohort", ''YYYY-MM-DD"T"HH24:MI:SS"Z"'') ELSE to_char("cohort", ''YYYY-MM-DD'') END AS "cohort",
      "period_index",
      "dimension",
      "value",
      "users",
      "complete"
    FROM ${postgres.schema}.retention
  ) AS retention'
);

-- Users who reached each step of a funnel, by the bucket of their entry.
CREATE TABLE postgres.funnels (
  `metric` STRING NOT NULL COMMENT 'Id of the definition.',
  `bucket` DATE NOT NULL COMMENT 'First day of the day, week or month of the entry; 1970-01-01 for all.',
  `dimension` STRING NOT NULL COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING NOT NULL COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `step` INT NOT NULL COMMENT 'Number of the step, from 1.',
  `step_name` STRING COMMENT 'Name of the step in the definition.',
  `users` BIGINT COMMENT 'Distinct users who reached at least this step.',
  `mean_seconds` DECIMAL(38, 3) COMMENT 'Mean time from the previous step; null for the first step.',
  `median_seconds` DECIMAL(38, 3) COMMENT 'Median time from the previous step, within 1 %; null for the first step.',
  `p90_seconds` DECIMAL(38, 3) COMMENT '90th percentile of the time from the previous step, within 1 %; null for the first step.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of the bucket and the window after it.',
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
  `metric` STRING NOT NULL COMMENT 'Id of the definition.',
  `experiment` STRING NOT NULL COMMENT 'experiment_id of the exposure.',
  `variant` STRING NOT NULL COMMENT 'variation_id of the user''s first exposure.',
  `goal` STRING NOT NULL COMMENT 'Id of the goal in the definition.',
  `dimension` STRING NOT NULL COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING NOT NULL COMMENT 'Value of the breakdown at the first exposure, (none) when absent; empty for the total.',
  `users` BIGINT COMMENT 'Users who saw this variant and no other; the same for every goal.',
  `converters` BIGINT COMMENT 'Those of them who reached the goal.',
  `sum` DECIMAL(38, 12) COMMENT 'Sum over users of their value (or number of events), exact; null when a user''s value is too large to be summed.',
  `sum_squares` DECIMAL(38, 12) COMMENT 'Sum over users of the square of their value, exact; null with sum.',
  `excluded_users` BIGINT COMMENT 'Users who saw this variant first and another one too; they count nowhere else.',
  PRIMARY KEY (`metric`, `experiment`, `variant`, `goal`, `dimension`, `value`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.experiments'
);

-- Users of a variant by the day of their first exposure, and what they did for a goal from then on.
CREATE TABLE postgres.experiment_days (
  `metric` STRING NOT NULL COMMENT 'Id of the definition.',
  `experiment` STRING NOT NULL COMMENT 'experiment_id of the exposure.',
  `variant` STRING NOT NULL COMMENT 'variation_id of the user''s first exposure.',
  `goal` STRING NOT NULL COMMENT 'Id of the goal in the definition.',
  `bucket` DATE NOT NULL COMMENT 'Day of the user''s first exposure.',
  `users` BIGINT COMMENT 'Users who saw this variant first on this day, and no other; the same for every goal.',
  `converters` BIGINT COMMENT 'Those of them who reached the goal.',
  `sum` DECIMAL(38, 12) COMMENT 'Sum over users of their value (or number of events), exact; null when a user''s value is too large to be summed.',
  `sum_squares` DECIMAL(38, 12) COMMENT 'Sum over users of the square of their value, exact; null with sum.',
  `excluded_users` BIGINT COMMENT 'Users who saw this variant first and another one too; they count nowhere else.',
  PRIMARY KEY (`metric`, `experiment`, `variant`, `goal`, `bucket`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.experiment_days'
);

-- A row per user and experiment: which variant they saw first, since when, and which goals they have reached.
CREATE TABLE postgres.experiment_assignments (
  `metric` STRING NOT NULL COMMENT 'Id of the definition.',
  `experiment` STRING NOT NULL COMMENT 'experiment_id of the exposure.',
  `user_id` STRING NOT NULL COMMENT 'Canonical id of the user.',
  `variant` STRING COMMENT 'variation_id of the user''s first exposure.',
  `exposed_at` AS TO_TIMESTAMP_LTZ(`exposed_at_millis`, 3) COMMENT 'The user''s first exposure.',
  `excluded` BOOLEAN COMMENT 'Whether the user has seen another variant too, and so counts for none.',
  `goals_reached` STRING COMMENT 'Array of the ids of the goals that the user reached from the first exposure on, in the order of the definition; null for who is excluded.',
  `exposed_at_millis` BIGINT,
  PRIMARY KEY (`metric`, `experiment`, `user_id`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      "metric",
      "experiment",
      "user_id",
      "variant",
      CASE WHEN isfinite("exposed_at") THEN (extract(epoch FROM "exposed_at") * 1000)::bigint END AS "exposed_at_millis",
      "excluded",
      "goals_reached"::text AS "goals_reached"
    FROM ${postgres.schema}.experiment_assignments
  ) AS experiment_assignments'
);

-- A row per user: a score that fades, and a profile of the 30 days up to their last event.
CREATE TABLE postgres.user_engagement (
  `metric` STRING NOT NULL COMMENT 'Id of the definition.',
  `user_id` STRING NOT NULL COMMENT 'Canonical id of the user.',
  `score` DECIMAL(38, 12) COMMENT 'Weights of the user''s events, halved with every half-life that passed until score_at; six digits after the point.',
  `score_at` AS TO_TIMESTAMP_LTZ(`score_at_millis`, 3) COMMENT 'The user''s last event: the score is as of then.',
  `first_seen` AS TO_TIMESTAMP_LTZ(`first_seen_millis`, 3) COMMENT 'The user''s first event of any kind.',
  `last_seen` AS TO_TIMESTAMP_LTZ(`last_seen_millis`, 3) COMMENT 'The user''s last event of any kind.',
  `active_days_30` BIGINT COMMENT 'Days with an event other than a page ping, of the 30 calendar days that end with that of the last event.',
  `sessions_30` BIGINT COMMENT 'Sessions that started in these days.',
  `orders_30` BIGINT COMMENT 'Orders in these days, in the currency with most of them.',
  `amount_30` DECIMAL(38, 6) COMMENT 'What these orders came to.',
  `lifecycle` STRING COMMENT 'new, returning or resurrecting on the day of the last event; null when there was nothing but page pings on it.',
  `currency` STRING COMMENT 'Of orders_30 and amount_30; null without orders.',
  `score_log` DOUBLE COMMENT 'Logarithm to the base 2 of the score, plus the half-lives from 1970-01-01 UTC to score_at: orders users by their score at any common instant; null when the score is not above 0.',
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
      "metric",
      "user_id",
      "score",
      CASE WHEN isfinite("score_at") THEN (extract(epoch FROM "score_at") * 1000)::bigint END AS "score_at_millis",
      CASE WHEN isfinite("first_seen") THEN (extract(epoch FROM "first_seen") * 1000)::bigint END AS "first_seen_millis",
      CASE WHEN isfinite("last_seen") THEN (extract(epoch FROM "last_seen") * 1000)::bigint END AS "last_seen_millis",
      "active_days_30",
      "sessions_30",
      "orders_30",
      "amount_30",
      "lifecycle",
      "currency",
      "score_log"
    FROM ${postgres.schema}.user_engagement
  ) AS user_engagement'
);

-- Which item follows which, step by step, within sessions.
CREATE TABLE postgres.paths (
  `metric` STRING NOT NULL COMMENT 'Id of the definition.',
  `bucket` DATE NOT NULL COMMENT 'Day of the session''s start.',
  `step` INT NOT NULL COMMENT 'Position of the source in the path, from 1.',
  `source` STRING NOT NULL COMMENT 'The item at that position, (none) when absent.',
  `target` STRING NOT NULL COMMENT 'The item after it; (exit) when the session ended there.',
  `dimension` STRING NOT NULL COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING NOT NULL COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `users` BIGINT COMMENT 'Distinct users of the day.',
  `transitions` BIGINT COMMENT 'Sessions that made the transition.',
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
  `metric` STRING NOT NULL COMMENT 'Id of the definition.',
  `bucket` DATE NOT NULL COMMENT 'Day of the impression; of the click where that belongs to none.',
  `placement` STRING NOT NULL COMMENT 'placement_id, or list_id; (none) when absent.',
  `model` STRING NOT NULL COMMENT 'model_id, or model_id@model_version, or list_id; (none) when absent.',
  `position` INT NOT NULL COMMENT 'Position of the item, from 1; 0 for the total over positions.',
  `currency` STRING NOT NULL COMMENT 'Currency of the revenue; empty for everything but conversions with a price.',
  `dimension` STRING NOT NULL COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING NOT NULL COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `impressions` BIGINT COMMENT 'Items shown; repeats do not count.',
  `clicks` BIGINT COMMENT 'Clicks that belong to an impression.',
  `clicked_impressions` BIGINT COMMENT 'Impressions with at least one click.',
  `conversions` BIGINT COMMENT 'Order lines of a clicked item, each at the impression clicked last.',
  `revenue` DECIMAL(38, 6) COMMENT 'Price by quantity of these lines.',
  `unattributed_clicks` BIGINT COMMENT 'Clicks that belong to no impression.',
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
  `metric` STRING NOT NULL COMMENT 'Id of the definition.',
  `cart_id` STRING NOT NULL COMMENT 'The cart_id of its events, or one made of its first event; of one user.',
  `user_id` STRING NOT NULL COMMENT 'Canonical id of the user.',
  `state` STRING COMMENT 'open, checkout, purchased, abandoned or emptied.',
  `currency` STRING COMMENT 'Currency of the amount.',
  `items` DECIMAL(38, 12) COMMENT 'Pieces in all lines; once purchased, those that were bought.',
  `amount` DECIMAL(38, 6) COMMENT 'What the lines in the currency cost; once purchased, what was paid and not given back.',
  `created_at` AS TO_TIMESTAMP_LTZ(`created_at_millis`, 3) COMMENT 'Time of the first event.',
  `last_activity_at` AS TO_TIMESTAMP_LTZ(`last_activity_at_millis`, 3) COMMENT 'Time of the last event that changed it, refunds aside.',
  `closed_at` AS TO_TIMESTAMP_LTZ(`closed_at_millis`, 3) COMMENT 'When it was purchased, abandoned or emptied; null while it is open or in checkout.',
  `recovered` BOOLEAN COMMENT 'Whether it was abandoned before it was purchased.',
  `over_removed` BOOLEAN COMMENT 'Whether more was removed than there was.',
  `mixed_currencies` BOOLEAN COMMENT 'Whether a line or refund in another currency stayed out of the amount.',
  `order_id` STRING COMMENT 'Id of the order that purchased it; null without one, and for older rows.',
  `gross` DECIMAL(38, 6) COMMENT 'What was paid, whether given back or not; null unless it is purchased and that is known.',
  `refunded` DECIMAL(38, 6) COMMENT 'What of it was given back; gross and amount differ by it. Null as gross.',
  `checkout_at` AS TO_TIMESTAMP_LTZ(`checkout_at_millis`, 3) COMMENT 'When it first came to checkout; null when it did not, or is not known to.',
  `created_at_millis` BIGINT,
  `last_activity_at_millis` BIGINT,
  `closed_at_millis` BIGINT,
  `checkout_at_millis` BIGINT,
  PRIMARY KEY (`metric`, `cart_id`, `user_id`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      "metric",
      "cart_id",
      "user_id",
      "state",
      "currency",
      "items",
      "amount",
      CASE WHEN isfinite("created_at") THEN (extract(epoch FROM "created_at") * 1000)::bigint END AS "created_at_millis",
      CASE WHEN isfinite("last_activity_at") THEN (extract(epoch FROM "last_activity_at") * 1000)::bigint END AS "last_activity_at_millis",
      CASE WHEN isfinite("closed_at") THEN (extract(epoch FROM "closed_at") * 1000)::bigint END AS "closed_at_millis",
      "recovered",
      "over_removed",
      "mixed_currencies",
      "order_id",
      "gross",
      "refunded",
      CASE WHEN isfinite("checkout_at") THEN (extract(epoch FROM "checkout_at") * 1000)::bigint END AS "checkout_at_millis"
    FROM ${postgres.schema}.carts
  ) AS carts'
);

-- Carts by the day of their creation and by currency.
CREATE TABLE postgres.cart_metrics (
  `metric` STRING NOT NULL COMMENT 'Id of the definition.',
  `bucket` DATE NOT NULL COMMENT 'Day of the carts'' creation.',
  `currency` STRING NOT NULL COMMENT 'Currency of the carts.',
  `dimension` STRING NOT NULL COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING NOT NULL COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `created` BIGINT COMMENT 'Carts created.',
  `checkouts` BIGINT COMMENT 'Of these, how many came to checkout.',
  `purchased` BIGINT COMMENT 'Of these, how many are purchased.',
  `abandoned` BIGINT COMMENT 'Of these, how many are abandoned.',
  `recovered` BIGINT COMMENT 'Of those purchased, how many had been abandoned before.',
  `emptied` BIGINT COMMENT 'Of these, how many are empty.',
  `amount_purchased` DECIMAL(38, 6) COMMENT 'What was paid for those purchased and not given back.',
  `amount_abandoned` DECIMAL(38, 6) COMMENT 'What lies in those abandoned.',
  `median_seconds_to_purchase` DECIMAL(38, 3) COMMENT 'Median time from creation to purchase, within 1 %; null without purchase.',
  PRIMARY KEY (`metric`, `bucket`, `currency`, `dimension`, `value`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.cart_metrics'
);

-- The items viewed most, ranked by views, then visitors, then item.
CREATE TABLE postgres.content (
  `metric` STRING NOT NULL COMMENT 'Id of the definition.',
  `bucket` DATE NOT NULL COMMENT 'First day of the day, week or month; 1970-01-01 for all.',
  `dimension` STRING NOT NULL COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING NOT NULL COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `rank` INT NOT NULL COMMENT 'Place of the item, from 1.',
  `item` STRING COMMENT 'What was counted, (none) when absent.',
  `views` BIGINT COMMENT 'Matching events.',
  `visitors` BIGINT COMMENT 'Distinct users of the bucket.',
  `entries` BIGINT COMMENT 'Sessions whose first view it was, in the bucket of the session.',
  `exits` BIGINT COMMENT 'Sessions whose last view it was, in the bucket of the session.',
  `bounces` BIGINT COMMENT 'Sessions that began there and bounced.',
  PRIMARY KEY (`metric`, `bucket`, `dimension`, `value`, `rank`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.content'
);

-- How often something happened, and what a property adds up to.
CREATE TABLE postgres.trends (
  `metric` STRING NOT NULL COMMENT 'Id of the definition.',
  `period` STRING NOT NULL COMMENT 'hour, day, week or month.',
  `bucket` STRING NOT NULL COMMENT 'The hour (2024-01-04T11:00:00Z), or the first day of the period (2024-01-04).',
  `dimension` STRING NOT NULL COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING NOT NULL COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `events` BIGINT COMMENT 'Matching events.',
  `users` BIGINT COMMENT 'Distinct users with such an event in the bucket; users of buckets cannot be added.',
  `sum` DECIMAL(38, 12) COMMENT 'Sum of the property, exact to a millionth; null when no event has it.',
  `summed_events` BIGINT COMMENT 'Those of the events whose property is in the sum; the mean is sum / summed_events.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of the period.',
  PRIMARY KEY (`metric`, `period`, `bucket`, `dimension`, `value`) NOT ENFORCED
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      "metric",
      "period",
      CASE WHEN "period" IN (''hour'', ''rolling_5m'') THEN to_char("bucket", ''YYYY-MM-DD"T"HH24:MI:SS"Z"'') ELSE to_char("bucket", ''YYYY-MM-DD'') END AS "bucket",
      "dimension",
      "value",
      "events",
      "users",
      "sum",
      "summed_events",
      "complete"
    FROM ${postgres.schema}.trends
  ) AS trends'
);
