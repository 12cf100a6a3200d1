-- The views of PostgreSQL, for reading; see docs/views.md. As with the tables, instants come as epoch
-- milliseconds and JSON as text through a subquery.
--
-- Written from the views in the database by CookbookITCase.

-- Rows of active_users by value of a breakdown, without the totals.
CREATE TABLE postgres.active_users_parts (
  `metric` STRING COMMENT 'Id of the definition.',
  `period` STRING COMMENT 'day, week, month, rolling_7d, rolling_30d or rolling_5m.',
  `bucket` TIMESTAMP(3) COMMENT 'First day of a calendar period, last day of a rolling one (2024-01-04), or the last minute, in UTC.',
  `dimension` STRING COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `users` BIGINT COMMENT 'Distinct users.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of the period.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.active_users_parts'
);

-- Carts by the day of their creation and by currency: what became of those that are closed.
CREATE TABLE postgres.cart_abandonment (
  `metric` STRING COMMENT 'Id of the definition.',
  `day` DATE COMMENT 'Day of the carts'' creation, in the zone of the configuration.',
  `currency` STRING COMMENT 'Currency; amounts of different ones are never added.',
  `created` BIGINT COMMENT 'Carts created.',
  `open` BIGINT COMMENT 'Of these, how many are open or in checkout now.',
  `closed` BIGINT COMMENT 'Of these, how many are purchased, abandoned or emptied.',
  `purchased` BIGINT COMMENT 'Of those closed, how many are purchased.',
  `abandoned` BIGINT COMMENT 'Of those closed, how many are abandoned.',
  `emptied` BIGINT COMMENT 'Of those closed, how many are empty.',
  `recovered` BIGINT COMMENT 'Of those purchased, how many had been abandoned before.',
  `abandonment_rate` DECIMAL(38, 12) COMMENT 'Abandoned as a share of closed carts; over several days divide the sums.',
  `amount_purchased` DECIMAL(38, 12) COMMENT 'What was paid for those purchased and not given back, in units of the currency.',
  `amount_abandoned` DECIMAL(38, 12) COMMENT 'What lies in those abandoned, in units of the currency.',
  `amount_abandonment_rate` DECIMAL(38, 12) COMMENT 'Amount abandoned as a share of amounts abandoned and purchased.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the day and no cart of it is open; an order may still recover an abandoned one.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.cart_abandonment'
);

-- Rows as in cart_abandonment by value of a breakdown, without the totals.
CREATE TABLE postgres.cart_abandonment_parts (
  `metric` STRING COMMENT 'Id of the definition.',
  `dimension` STRING COMMENT 'Name of the breakdown.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent, (other) for those beyond the limit.',
  `day` DATE COMMENT 'Day of the carts'' creation, in the zone of the configuration.',
  `currency` STRING COMMENT 'Currency; amounts of different ones are never added.',
  `created` BIGINT COMMENT 'Carts created.',
  `open` BIGINT COMMENT 'Of these, how many are open or in checkout now.',
  `closed` BIGINT COMMENT 'Of these, how many are purchased, abandoned or emptied.',
  `purchased` BIGINT COMMENT 'Of those closed, how many are purchased.',
  `abandoned` BIGINT COMMENT 'Of those closed, how many are abandoned.',
  `emptied` BIGINT COMMENT 'Of those closed, how many are empty.',
  `recovered` BIGINT COMMENT 'Of those purchased, how many had been abandoned before.',
  `abandonment_rate` DECIMAL(38, 12) COMMENT 'Abandoned as a share of closed carts; over several days divide the sums.',
  `amount_purchased` DECIMAL(38, 12) COMMENT 'What was paid for those purchased and not given back, in units of the currency.',
  `amount_abandoned` DECIMAL(38, 12) COMMENT 'What lies in those abandoned, in units of the currency.',
  `amount_abandonment_rate` DECIMAL(38, 12) COMMENT 'Amount abandoned as a share of amounts abandoned and purchased.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the day and no cart of it is open; an order may still recover an abandoned one.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.cart_abandonment_parts'
);

-- Rows of cart_metrics by value of a breakdown, without the totals.
CREATE TABLE postgres.cart_metrics_parts (
  `metric` STRING COMMENT 'Id of the definition.',
  `bucket` DATE COMMENT 'Day of the carts'' creation.',
  `currency` STRING COMMENT 'Currency of the carts.',
  `dimension` STRING COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `created` BIGINT COMMENT 'Carts created.',
  `checkouts` BIGINT COMMENT 'Of these, how many came to checkout.',
  `purchased` BIGINT COMMENT 'Of these, how many are purchased.',
  `abandoned` BIGINT COMMENT 'Of these, how many are abandoned.',
  `recovered` BIGINT COMMENT 'Of those purchased, how many had been abandoned before.',
  `emptied` BIGINT COMMENT 'Of these, how many are empty.',
  `amount_purchased` DECIMAL(38, 12) COMMENT 'What was paid for those purchased and not given back.',
  `amount_abandoned` DECIMAL(38, 12) COMMENT 'What lies in those abandoned.',
  `median_seconds_to_purchase` DECIMAL(38, 12) COMMENT 'Median time from creation to purchase, within 1 %; null without purchase.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the day and no cart of it is open; an order may still recover an abandoned one.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.cart_metrics_parts'
);

-- Rows of content by value of a breakdown, without the totals.
CREATE TABLE postgres.content_parts (
  `metric` STRING COMMENT 'Id of the definition.',
  `bucket` DATE COMMENT 'First day of the day, week or month; 1970-01-01 for all.',
  `dimension` STRING COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `rank` INT COMMENT 'Place of the item, from 1.',
  `item` STRING COMMENT 'What was counted, (none) when absent.',
  `views` BIGINT COMMENT 'Matching events.',
  `visitors` BIGINT COMMENT 'Distinct users of the bucket.',
  `entries` BIGINT COMMENT 'Sessions whose first view it was, in the bucket of the session.',
  `exits` BIGINT COMMENT 'Sessions whose last view it was, in the bucket of the session.',
  `bounces` BIGINT COMMENT 'Sessions that began there and bounced.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of the bucket.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.content_parts'
);

-- The items viewed most, without breakdowns.
CREATE TABLE postgres.content_top (
  `metric` STRING COMMENT 'Id of the definition.',
  `period` STRING COMMENT 'day, week, month or all.',
  `bucket` DATE COMMENT 'First day of the period; 1970-01-01 for all.',
  `rank` INT COMMENT 'Place of the item, from 1.',
  `item` STRING COMMENT 'What was counted, (none) when absent.',
  `views` BIGINT COMMENT 'Matching events.',
  `visitors` BIGINT COMMENT 'Distinct users of the bucket; visitors of items or buckets cannot be added.',
  `entries` BIGINT COMMENT 'Sessions whose first view it was, in the bucket of the session.',
  `exits` BIGINT COMMENT 'Sessions whose last view it was, in the bucket of the session.',
  `bounces` BIGINT COMMENT 'Sessions that began there and bounced.',
  `bounce_rate` DECIMAL(38, 12) COMMENT 'Bounces as a share of entries; null without entries.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of what the row counts; numbers of others still grow.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.content_top'
);

-- Distinct users by day, a row for every day from the first on: no totals beside parts, nobody as 0, no day that is still to come.
CREATE TABLE postgres.daily_active_users (
  `metric` STRING COMMENT 'Id of the definition.',
  `day` DATE COMMENT 'Day in the zone of the configuration.',
  `users` BIGINT COMMENT 'Distinct users of the day, 0 where there were none; null when the definition has no days.',
  `users_7d` BIGINT COMMENT 'Distinct users of the 7 days that end with it; null when the definition has no rolling-7d.',
  `users_30d` BIGINT COMMENT 'Distinct users of the 30 days that end with it; null when the definition has no rolling-30d.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of what the row counts; numbers of others still grow.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.daily_active_users'
);

-- Rows as in daily_active_users by value of a breakdown, without the totals.
CREATE TABLE postgres.daily_active_users_parts (
  `metric` STRING COMMENT 'Id of the definition.',
  `dimension` STRING COMMENT 'Name of the breakdown.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent, (other) for those beyond the limit.',
  `day` DATE COMMENT 'Day in the zone of the configuration.',
  `users` BIGINT COMMENT 'Distinct users of the day, 0 where there were none; null when the definition has no days.',
  `users_7d` BIGINT COMMENT 'Distinct users of the 7 days that end with it; null when the definition has no rolling-7d.',
  `users_30d` BIGINT COMMENT 'Distinct users of the 30 days that end with it; null when the definition has no rolling-30d.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of what the row counts; numbers of others still grow.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.daily_active_users_parts'
);

-- New, returning, resurrecting and dormant users by day, a row for every day from the first on.
CREATE TABLE postgres.daily_lifecycle (
  `metric` STRING COMMENT 'Id of the definition.',
  `day` DATE COMMENT 'Day in the zone of the configuration.',
  `new_users` BIGINT COMMENT 'Users whose first active day ever it is.',
  `returning_users` BIGINT COMMENT 'Users active on it and on the day before.',
  `resurrecting_users` BIGINT COMMENT 'Users active on it and some time before, not on the day before.',
  `dormant_users` BIGINT COMMENT 'Users active on the day before and not on it; on a day that is not complete they may still come.',
  `active_users` BIGINT COMMENT 'New, returning and resurrecting users together.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of what the row counts; numbers of others still grow.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.daily_lifecycle'
);

-- Rows as in daily_lifecycle by value of a breakdown, without the totals.
CREATE TABLE postgres.daily_lifecycle_parts (
  `metric` STRING COMMENT 'Id of the definition.',
  `dimension` STRING COMMENT 'Name of the breakdown.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent, (other) for those beyond the limit.',
  `day` DATE COMMENT 'Day in the zone of the configuration.',
  `new_users` BIGINT COMMENT 'Users whose first active day ever it is.',
  `returning_users` BIGINT COMMENT 'Users active on it and on the day before.',
  `resurrecting_users` BIGINT COMMENT 'Users active on it and some time before, not on the day before.',
  `dormant_users` BIGINT COMMENT 'Users active on the day before and not on it; on a day that is not complete they may still come.',
  `active_users` BIGINT COMMENT 'New, returning and resurrecting users together.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of what the row counts; numbers of others still grow.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.daily_lifecycle_parts'
);

-- Purchases by their day and currency, a row for every day from the first purchase on.
CREATE TABLE postgres.daily_revenue (
  `metric` STRING COMMENT 'Id of the definition.',
  `day` DATE COMMENT 'Day of the purchase, in the zone of the configuration.',
  `currency` STRING COMMENT 'Currency; amounts of different ones are never added.',
  `orders` BIGINT COMMENT 'Carts purchased, 0 where there were none.',
  `items` DECIMAL(38, 12) COMMENT 'Pieces bought.',
  `revenue` DECIMAL(38, 12) COMMENT 'What was paid and not given back since, in units of the currency.',
  `mean_order_value` DECIMAL(38, 12) COMMENT 'Revenue over orders with an amount, to two digits; null without.',
  `orders_without_amount` BIGINT COMMENT 'Orders whose amount could not be read; they are in orders and not in revenue.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of what the row counts; numbers of others still grow.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.daily_revenue'
);

-- Sessions by the day of their start, a row for every day from the first on: no hours and no parts beside them.
CREATE TABLE postgres.daily_sessions (
  `metric` STRING COMMENT 'Id of the definition.',
  `day` DATE COMMENT 'Day in the zone of the configuration.',
  `sessions` BIGINT COMMENT 'Sessions that started on the day, 0 where there were none.',
  `bounced` BIGINT COMMENT 'Those of them that bounced.',
  `bounce_rate` DECIMAL(38, 12) COMMENT 'Share of sessions that bounced; null without sessions.',
  `new_users` BIGINT COMMENT 'Sessions that were a user''s first.',
  `events` BIGINT COMMENT 'Events of the sessions.',
  `views` BIGINT COMMENT 'Page and screen views of the sessions.',
  `duration_seconds` DECIMAL(38, 12) COMMENT 'Sum of the durations, in seconds.',
  `mean_duration_seconds` DECIMAL(38, 12) COMMENT 'Mean duration in seconds, to the millisecond; over several days divide the sums.',
  `median_duration_seconds` DECIMAL(38, 12) COMMENT 'Median duration in seconds, within 1 %; medians of days cannot be averaged.',
  `p90_duration_seconds` DECIMAL(38, 12) COMMENT '90th percentile of the durations in seconds, within 1 %.',
  `engaged_seconds` DECIMAL(38, 12) COMMENT 'Sum of engaged times, in seconds.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of what the row counts; numbers of others still grow.',
  `converted` BIGINT COMMENT 'Sessions in which an order was placed.',
  `conversion_rate` DECIMAL(38, 12) COMMENT 'Share of sessions in which an order was placed; null without sessions.',
  `orders` BIGINT COMMENT 'Orders placed in the sessions.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.daily_sessions'
);

-- Rows as in daily_sessions by value of a breakdown, without the totals.
CREATE TABLE postgres.daily_sessions_parts (
  `metric` STRING COMMENT 'Id of the definition.',
  `dimension` STRING COMMENT 'Name of the breakdown.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent, (other) for those beyond the limit.',
  `day` DATE COMMENT 'Day in the zone of the configuration.',
  `sessions` BIGINT COMMENT 'Sessions that started on the day, 0 where there were none.',
  `bounced` BIGINT COMMENT 'Those of them that bounced.',
  `bounce_rate` DECIMAL(38, 12) COMMENT 'Share of sessions that bounced; null without sessions.',
  `new_users` BIGINT COMMENT 'Sessions that were a user''s first.',
  `events` BIGINT COMMENT 'Events of the sessions.',
  `views` BIGINT COMMENT 'Page and screen views of the sessions.',
  `duration_seconds` DECIMAL(38, 12) COMMENT 'Sum of the durations, in seconds.',
  `mean_duration_seconds` DECIMAL(38, 12) COMMENT 'Mean duration in seconds, to the millisecond; over several days divide the sums.',
  `median_duration_seconds` DECIMAL(38, 12) COMMENT 'Median duration in seconds, within 1 %; medians of days cannot be averaged.',
  `p90_duration_seconds` DECIMAL(38, 12) COMMENT '90th percentile of the durations in seconds, within 1 %.',
  `engaged_seconds` DECIMAL(38, 12) COMMENT 'Sum of engaged times, in seconds.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of what the row counts; numbers of others still grow.',
  `converted` BIGINT COMMENT 'Sessions in which an order was placed.',
  `conversion_rate` DECIMAL(38, 12) COMMENT 'Share of sessions in which an order was placed; null without sessions.',
  `orders` BIGINT COMMENT 'Orders placed in the sessions.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.daily_sessions_parts'
);

-- Events by day, a row for every day from the first on: no other periods and no parts beside them.
CREATE TABLE postgres.daily_trends (
  `metric` STRING COMMENT 'Id of the definition.',
  `day` DATE COMMENT 'Day in the zone of the configuration.',
  `events` BIGINT COMMENT 'Matching events of the day, 0 where there were none.',
  `users` BIGINT COMMENT 'Distinct users with such an event on the day; users of days cannot be added.',
  `events_per_user` DECIMAL(38, 12) COMMENT 'Events over users; null without events.',
  `sum` DECIMAL(38, 12) COMMENT 'Sum of the property; null when no event of the day has it.',
  `summed_events` BIGINT COMMENT 'Those of the events whose property is in the sum.',
  `mean` DECIMAL(38, 12) COMMENT 'Mean of the property, to six digits; over several days divide the sums.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of what the row counts; numbers of others still grow.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.daily_trends'
);

-- Rows as in daily_trends by value of a breakdown, without the totals.
CREATE TABLE postgres.daily_trends_parts (
  `metric` STRING COMMENT 'Id of the definition.',
  `dimension` STRING COMMENT 'Name of the breakdown.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent, (other) for those beyond the limit.',
  `day` DATE COMMENT 'Day in the zone of the configuration.',
  `events` BIGINT COMMENT 'Matching events of the day, 0 where there were none.',
  `users` BIGINT COMMENT 'Distinct users with such an event on the day; users of days cannot be added.',
  `events_per_user` DECIMAL(38, 12) COMMENT 'Events over users; null without events.',
  `sum` DECIMAL(38, 12) COMMENT 'Sum of the property; null when no event of the day has it.',
  `summed_events` BIGINT COMMENT 'Those of the events whose property is in the sum.',
  `mean` DECIMAL(38, 12) COMMENT 'Mean of the property, to six digits; over several days divide the sums.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of what the row counts; numbers of others still grow.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.daily_trends_parts'
);

-- Until when the tables have numbers, and whether they are sound: a row for each deployment.
CREATE TABLE postgres.data_until (
  `deployment` STRING COMMENT 'Name of the deployment that writes the tables.',
  `data_until` AS TO_TIMESTAMP_LTZ(`data_until_millis`, 3) COMMENT 'Until when there are numbers: the watermark, but nothing later than now.',
  `watermark` AS TO_TIMESTAMP_LTZ(`watermark_millis`, 3) COMMENT 'Event time up to which the input was complete at the checkpoint that the tables show.',
  `checkpoint` BIGINT COMMENT 'Checkpoint that the tables show; 0 before the first.',
  `status` STRING COMMENT 'LIVE when all tables are one consistent cut; see sink_ledger.',
  `committed_at` AS TO_TIMESTAMP_LTZ(`committed_at_millis`, 3) COMMENT 'When the last commit was made, by the clock of the database.',
  `data_until_millis` BIGINT,
  `watermark_millis` BIGINT,
  `committed_at_millis` BIGINT
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      "deployment",
      CASE WHEN isfinite("data_until") THEN (extract(epoch FROM "data_until") * 1000)::bigint END AS "data_until_millis",
      CASE WHEN isfinite("watermark") THEN (extract(epoch FROM "watermark") * 1000)::bigint END AS "watermark_millis",
      "checkpoint",
      "status",
      CASE WHEN isfinite("committed_at") THEN (extract(epoch FROM "committed_at") * 1000)::bigint END AS "committed_at_millis"
    FROM ${postgres.schema}.data_until
  ) AS data_until'
);

-- How an experiment develops: for each variant, goal and day, the users who were exposed until then, what they did until now, and the lift over the control. Nobody exposed: the day before goes on.
CREATE TABLE postgres.experiment_curve (
  `metric` STRING COMMENT 'Id of the definition.',
  `experiment` STRING COMMENT 'experiment_id of the exposure.',
  `goal` STRING COMMENT 'Id of the goal in the definition.',
  `variant` STRING COMMENT 'variation_id of the users'' first exposure.',
  `control` STRING COMMENT 'The variant it is compared with: control, baseline or original if there is one, else the first by name.',
  `day` DATE COMMENT 'Day of the first exposure; a row for every day from the experiment''s first to its last.',
  `new_users` BIGINT COMMENT 'Users who were exposed first on the day.',
  `users` BIGINT COMMENT 'Users who were exposed first on the day or before; the same for every goal, so never add them over goals or days.',
  `converters` BIGINT COMMENT 'Those of them who have reached the goal by now, also on a later day.',
  `rate` DOUBLE COMMENT 'Converters as a share of users.',
  `value_sum` DECIMAL(38, 12) COMMENT 'Sum of the users'' values (or number of events), exact; null when a value is too large to be summed.',
  `mean` DOUBLE COMMENT 'Mean value per user, users without the goal included.',
  `excluded_users` BIGINT COMMENT 'Users who saw this variant first, on the day or before, and another one too; they count nowhere else.',
  `rate_lift` DOUBLE COMMENT 'Rate over that of the control, minus 1; null for the control.',
  `rate_lift_low` DOUBLE COMMENT 'Lower bound of the lift''s 95 % interval, which may be looked at at any time.',
  `rate_lift_high` DOUBLE COMMENT 'Upper bound of the lift''s 95 % interval, which may be looked at at any time.',
  `mean_lift` DOUBLE COMMENT 'Mean over that of the control, minus 1; null for the control.',
  `mean_lift_low` DOUBLE COMMENT 'Lower bound of the lift''s 95 % interval, which may be looked at at any time.',
  `mean_lift_high` DOUBLE COMMENT 'Upper bound of the lift''s 95 % interval, which may be looked at at any time.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.experiment_curve'
);

-- Experiments: a row for each variant and goal, with intervals, and compared with the control.
CREATE TABLE postgres.experiment_readout (
  `metric` STRING COMMENT 'Id of the definition.',
  `experiment` STRING COMMENT 'experiment_id of the exposure.',
  `goal` STRING COMMENT 'Id of the goal in the definition.',
  `variant` STRING COMMENT 'variation_id of the users'' first exposure.',
  `control` STRING COMMENT 'The variant it is compared with: control, baseline or original if there is one, else the first by name.',
  `users` BIGINT COMMENT 'Users who saw this variant and no other; the same for every goal, so never add them over goals.',
  `converters` BIGINT COMMENT 'Those of them who reached the goal.',
  `rate` DOUBLE COMMENT 'Converters as a share of users.',
  `rate_low` DOUBLE COMMENT 'Lower bound of the rate''s 95 % interval (Wilson), for one look.',
  `rate_high` DOUBLE COMMENT 'Upper bound of the rate''s 95 % interval (Wilson), for one look.',
  `value_sum` DECIMAL(38, 12) COMMENT 'Sum of the users'' values (or number of events), exact; null when a value is too large to be summed.',
  `mean` DOUBLE COMMENT 'Mean value per user, users without the goal included.',
  `mean_low` DOUBLE COMMENT 'Lower bound of the mean''s 95 % interval (normal), for one look and some hundred users.',
  `mean_high` DOUBLE COMMENT 'Upper bound of the mean''s 95 % interval (normal), for one look and some hundred users.',
  `excluded_users` BIGINT COMMENT 'Users who saw this variant first and another one too; they count nowhere else.',
  `rate_lift` DOUBLE COMMENT 'Rate over that of the control, minus 1; null for the control.',
  `rate_lift_low` DOUBLE COMMENT 'Lower bound of the lift''s 95 % interval, which may be looked at at any time.',
  `rate_lift_high` DOUBLE COMMENT 'Upper bound of the lift''s 95 % interval, which may be looked at at any time.',
  `rate_p_value` DOUBLE COMMENT 'Two-sided p-value of the two-proportion z-test, for one look at the end.',
  `mean_lift` DOUBLE COMMENT 'Mean over that of the control, minus 1; null for the control.',
  `mean_lift_low` DOUBLE COMMENT 'Lower bound of the lift''s 95 % interval, which may be looked at at any time.',
  `mean_lift_high` DOUBLE COMMENT 'Upper bound of the lift''s 95 % interval, which may be looked at at any time.',
  `mean_p_value` DOUBLE COMMENT 'Two-sided p-value of Welch''s test (normal), for one look at the end.',
  `sample_ratio_p_value` DOUBLE COMMENT 'p-value of an even split of users over all variants; null with one variant.',
  `sample_ratio_mismatch` BOOLEAN COMMENT 'Whether that is below 0.001: assignment or recording is broken, do not trust the results.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.experiment_readout'
);

-- Rows as in experiment_readout by value of a breakdown, without the totals.
CREATE TABLE postgres.experiment_readout_parts (
  `metric` STRING COMMENT 'Id of the definition.',
  `dimension` STRING COMMENT 'Name of the breakdown.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent, (other) for those beyond the limit.',
  `experiment` STRING COMMENT 'experiment_id of the exposure.',
  `goal` STRING COMMENT 'Id of the goal in the definition.',
  `variant` STRING COMMENT 'variation_id of the users'' first exposure.',
  `control` STRING COMMENT 'The variant it is compared with: control, baseline or original if there is one, else the first by name.',
  `users` BIGINT COMMENT 'Users who saw this variant and no other; the same for every goal, so never add them over goals.',
  `converters` BIGINT COMMENT 'Those of them who reached the goal.',
  `rate` DOUBLE COMMENT 'Converters as a share of users.',
  `rate_low` DOUBLE COMMENT 'Lower bound of the rate''s 95 % interval (Wilson), for one look.',
  `rate_high` DOUBLE COMMENT 'Upper bound of the rate''s 95 % interval (Wilson), for one look.',
  `value_sum` DECIMAL(38, 12) COMMENT 'Sum of the users'' values (or number of events), exact; null when a value is too large to be summed.',
  `mean` DOUBLE COMMENT 'Mean value per user, users without the goal included.',
  `mean_low` DOUBLE COMMENT 'Lower bound of the mean''s 95 % interval (normal), for one look and some hundred users.',
  `mean_high` DOUBLE COMMENT 'Upper bound of the mean''s 95 % interval (normal), for one look and some hundred users.',
  `excluded_users` BIGINT COMMENT 'Users who saw this variant first and another one too; they count nowhere else.',
  `rate_lift` DOUBLE COMMENT 'Rate over that of the control, minus 1; null for the control.',
  `rate_lift_low` DOUBLE COMMENT 'Lower bound of the lift''s 95 % interval, which may be looked at at any time.',
  `rate_lift_high` DOUBLE COMMENT 'Upper bound of the lift''s 95 % interval, which may be looked at at any time.',
  `rate_p_value` DOUBLE COMMENT 'Two-sided p-value of the two-proportion z-test, for one look at the end.',
  `mean_lift` DOUBLE COMMENT 'Mean over that of the control, minus 1; null for the control.',
  `mean_lift_low` DOUBLE COMMENT 'Lower bound of the lift''s 95 % interval, which may be looked at at any time.',
  `mean_lift_high` DOUBLE COMMENT 'Upper bound of the lift''s 95 % interval, which may be looked at at any time.',
  `mean_p_value` DOUBLE COMMENT 'Two-sided p-value of Welch''s test (normal), for one look at the end.',
  `sample_ratio_p_value` DOUBLE COMMENT 'p-value of an even split of users over all variants; null with one variant.',
  `sample_ratio_mismatch` BOOLEAN COMMENT 'Whether that is below 0.001: assignment or recording is broken, do not trust the results.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.experiment_readout_parts'
);

-- Every pair of variants compared, each as the control of the other: choose with WHERE control = .... Measure conversion: the share of converters, two-proportion z-test; value: the mean per user, Welch's statistic. z and p_value hold for one look at the end; lift_low and lift_high (95 %) at any time, as often as you like.
CREATE TABLE postgres.experiment_results (
  `metric` STRING COMMENT 'Id of the definition.',
  `experiment` STRING COMMENT 'experiment_id of the exposure.',
  `goal` STRING COMMENT 'Id of the goal in the definition.',
  `dimension` STRING COMMENT 'Name of the breakdown.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent, (other) for those beyond the limit.',
  `measure` STRING COMMENT 'conversion (the share of converters) or value (the mean per user).',
  `control` STRING COMMENT 'The variant compared with.',
  `variant` STRING COMMENT 'The variant compared.',
  `control_users` BIGINT COMMENT 'Users of the control.',
  `variant_users` BIGINT COMMENT 'Users of the variant.',
  `control_mean` DOUBLE COMMENT 'Share of converters, or mean per user, of the control.',
  `variant_mean` DOUBLE COMMENT 'Share of converters, or mean per user, of the variant.',
  `difference` DOUBLE COMMENT 'Mean of the variant minus that of the control.',
  `lift` DOUBLE COMMENT 'Mean of the variant over that of the control, minus 1.',
  `z` DOUBLE COMMENT 'The difference in standard errors; for one look at the end.',
  `p_value` DOUBLE COMMENT 'Two-sided p-value of z; for one look at the end.',
  `lift_low` DOUBLE COMMENT 'Lower bound of the lift''s 95 % interval, which may be looked at at any time.',
  `lift_high` DOUBLE COMMENT 'Upper bound of the lift''s 95 % interval, which may be looked at at any time.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.experiment_results'
);

-- Whether users are split evenly over the variants of an experiment (Pearson's chi-squared test). A mismatch (p < 0.001) says that assignment or recording is broken: do not trust the results. For another split use chi_squared_tail.
CREATE TABLE postgres.experiment_sample_ratio (
  `metric` STRING COMMENT 'Id of the definition.',
  `experiment` STRING COMMENT 'experiment_id of the exposure.',
  `dimension` STRING COMMENT 'Name of the breakdown.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent, (other) for those beyond the limit.',
  `variants` INT COMMENT 'How many variants there are.',
  `users` BIGINT COMMENT 'Users of all variants.',
  `chi_squared` DOUBLE COMMENT 'Pearson''s statistic of an even split.',
  `p_value` DOUBLE COMMENT 'The probability of such a split, or one further from even, by chance.',
  `mismatch` BOOLEAN COMMENT 'Whether that is below 0.001.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.experiment_sample_ratio'
);

-- Rows of experiments by value of a breakdown, without the totals.
CREATE TABLE postgres.experiments_parts (
  `metric` STRING COMMENT 'Id of the definition.',
  `experiment` STRING COMMENT 'experiment_id of the exposure.',
  `variant` STRING COMMENT 'variation_id of the user''s first exposure.',
  `goal` STRING COMMENT 'Id of the goal in the definition.',
  `dimension` STRING COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING COMMENT 'Value of the breakdown at the first exposure, (none) when absent; empty for the total.',
  `users` BIGINT COMMENT 'Users who saw this variant and no other; the same for every goal.',
  `converters` BIGINT COMMENT 'Those of them who reached the goal.',
  `sum` DECIMAL(38, 12) COMMENT 'Sum over users of their value (or number of events), exact; null when a user''s value is too large to be summed.',
  `sum_squares` DECIMAL(38, 12) COMMENT 'Sum over users of the square of their value, exact; null with sum.',
  `excluded_users` BIGINT COMMENT 'Users who saw this variant first and another one too; they count nowhere else.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.experiments_parts'
);

-- Funnels with their rates: a row for every step of every bucket, also where nobody came.
CREATE TABLE postgres.funnel_steps (
  `metric` STRING COMMENT 'Id of the definition.',
  `bucket` DATE COMMENT 'First day of the day, week or month of the entry; 1970-01-01 for all.',
  `step` INT COMMENT 'Number of the step, from 1.',
  `step_name` STRING COMMENT 'Name of the step in the definition; null as long as nobody has ever reached it.',
  `users` BIGINT COMMENT 'Distinct users who reached at least this step, 0 where nobody did.',
  `entered` BIGINT COMMENT 'Users of the first step.',
  `rate_from_first` DECIMAL(38, 12) COMMENT 'Users as a share of those of the first step.',
  `rate_from_previous` DECIMAL(38, 12) COMMENT 'Users as a share of those of the step before; null for the first.',
  `dropped` BIGINT COMMENT 'Users of the step before who did not come to this one; null for the first.',
  `drop_off_rate` DECIMAL(38, 12) COMMENT 'These as a share of the step before.',
  `mean_seconds` DECIMAL(38, 12) COMMENT 'Mean time from the step before in seconds, exact; null for the first.',
  `median_seconds` DECIMAL(38, 12) COMMENT 'Median time from the step before in seconds, within 1 %; null for the first.',
  `p90_seconds` DECIMAL(38, 12) COMMENT '90th percentile of the time from the step before in seconds, within 1 %; null for the first.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of the bucket and the window after it.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.funnel_steps'
);

-- Rows as in funnel_steps by value of a breakdown, without the totals.
CREATE TABLE postgres.funnel_steps_parts (
  `metric` STRING COMMENT 'Id of the definition.',
  `dimension` STRING COMMENT 'Name of the breakdown.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent, (other) for those beyond the limit.',
  `bucket` DATE COMMENT 'First day of the day, week or month of the entry; 1970-01-01 for all.',
  `step` INT COMMENT 'Number of the step, from 1.',
  `step_name` STRING COMMENT 'Name of the step in the definition; null as long as nobody has ever reached it.',
  `users` BIGINT COMMENT 'Distinct users who reached at least this step, 0 where nobody did.',
  `entered` BIGINT COMMENT 'Users of the first step.',
  `rate_from_first` DECIMAL(38, 12) COMMENT 'Users as a share of those of the first step.',
  `rate_from_previous` DECIMAL(38, 12) COMMENT 'Users as a share of those of the step before; null for the first.',
  `dropped` BIGINT COMMENT 'Users of the step before who did not come to this one; null for the first.',
  `drop_off_rate` DECIMAL(38, 12) COMMENT 'These as a share of the step before.',
  `mean_seconds` DECIMAL(38, 12) COMMENT 'Mean time from the step before in seconds, exact; null for the first.',
  `median_seconds` DECIMAL(38, 12) COMMENT 'Median time from the step before in seconds, within 1 %; null for the first.',
  `p90_seconds` DECIMAL(38, 12) COMMENT '90th percentile of the time from the step before in seconds, within 1 %; null for the first.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of the bucket and the window after it.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.funnel_steps_parts'
);

-- Rows of funnels by value of a breakdown, without the totals.
CREATE TABLE postgres.funnels_parts (
  `metric` STRING COMMENT 'Id of the definition.',
  `bucket` DATE COMMENT 'First day of the day, week or month of the entry; 1970-01-01 for all.',
  `dimension` STRING COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `step` INT COMMENT 'Number of the step, from 1.',
  `step_name` STRING COMMENT 'Name of the step in the definition.',
  `users` BIGINT COMMENT 'Distinct users who reached at least this step.',
  `mean_seconds` DECIMAL(38, 12) COMMENT 'Mean time from the previous step; null for the first step.',
  `median_seconds` DECIMAL(38, 12) COMMENT 'Median time from the previous step, within 1 %; null for the first step.',
  `p90_seconds` DECIMAL(38, 12) COMMENT '90th percentile of the time from the previous step, within 1 %; null for the first step.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of the bucket and the window after it.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.funnels_parts'
);

-- Rows of lifecycle by value of a breakdown, without the totals.
CREATE TABLE postgres.lifecycle_parts (
  `metric` STRING COMMENT 'Id of the definition.',
  `period` STRING COMMENT 'day, week or month.',
  `bucket` TIMESTAMP(3) COMMENT 'First day of the period.',
  `dimension` STRING COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `new_users` BIGINT COMMENT 'Users for whom it is the first active period ever.',
  `returning_users` BIGINT COMMENT 'Users active in it and in the period before.',
  `resurrecting_users` BIGINT COMMENT 'Users active in it and some time before, not in the period before.',
  `dormant_users` BIGINT COMMENT 'Users active in the period before and not in it.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of the period.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.lifecycle_parts'
);

-- How far each metric has counted, and in which zone its days are.
CREATE TABLE postgres.metric_progress (
  `metric` STRING COMMENT 'Id of the definition.',
  `family` STRING COMMENT 'Family of the definition, as under metrics in the configuration.',
  `zone` STRING COMMENT 'Time zone of its days as AT TIME ZONE takes it: (started_at AT TIME ZONE zone)::date; null where it has no days.',
  `since` AS TO_TIMESTAMP_LTZ(`since_millis`, 3) COMMENT 'Event time from which all is counted; null for from the first event on.',
  `until` AS TO_TIMESTAMP_LTZ(`until_millis`, 3) COMMENT 'Event time up to which it was counted; null while it is.',
  `watermark` AS TO_TIMESTAMP_LTZ(`watermark_millis`, 3) COMMENT 'Event time up to which it has counted everything.',
  `data_until` AS TO_TIMESTAMP_LTZ(`data_until_millis`, 3) COMMENT 'Until when there are numbers: the watermark, but nothing later than now.',
  `last_day` DATE COMMENT 'The day of data_until in the zone; null when the input has ended.',
  `since_millis` BIGINT,
  `until_millis` BIGINT,
  `watermark_millis` BIGINT,
  `data_until_millis` BIGINT
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '(
    SELECT
      "metric",
      "family",
      "zone",
      CASE WHEN isfinite("since") THEN (extract(epoch FROM "since") * 1000)::bigint END AS "since_millis",
      CASE WHEN isfinite("until") THEN (extract(epoch FROM "until") * 1000)::bigint END AS "until_millis",
      CASE WHEN isfinite("watermark") THEN (extract(epoch FROM "watermark") * 1000)::bigint END AS "watermark_millis",
      CASE WHEN isfinite("data_until") THEN (extract(epoch FROM "data_until") * 1000)::bigint END AS "data_until_millis",
      "last_day"
    FROM ${postgres.schema}.metric_progress
  ) AS metric_progress'
);

-- What the metrics mean, setting by setting, to be read by people; metric_definitions has it as it is compared.
CREATE TABLE postgres.metric_settings (
  `metric` STRING COMMENT 'Id of the definition.',
  `family` STRING COMMENT 'Family of the definition, as under metrics in the configuration.',
  `position` INT COMMENT 'Place of the setting, from 1.',
  `setting` STRING COMMENT 'Name of the setting.',
  `value` STRING COMMENT 'The setting: times as intervals, matchers as one says them.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.metric_settings'
);

-- Which item follows which, with shares, without breakdowns.
CREATE TABLE postgres.path_steps (
  `metric` STRING COMMENT 'Id of the definition.',
  `day` DATE COMMENT 'Day of the session''s start, in the zone of the configuration.',
  `step` INT COMMENT 'Position of the source in the path, from 1.',
  `source` STRING COMMENT 'The item at that position, (none) when absent.',
  `target` STRING COMMENT 'The item after it; (exit) when the session ended there.',
  `transitions` BIGINT COMMENT 'Sessions that made the transition.',
  `users` BIGINT COMMENT 'Distinct users of the day; users of steps or days cannot be added.',
  `share_of_source` DECIMAL(38, 12) COMMENT 'Transitions as a share of all from that item at that step.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of what the row counts; numbers of others still grow.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.path_steps'
);

-- Rows of paths by value of a breakdown, without the totals.
CREATE TABLE postgres.paths_parts (
  `metric` STRING COMMENT 'Id of the definition.',
  `bucket` DATE COMMENT 'Day of the session''s start.',
  `step` INT COMMENT 'Position of the source in the path, from 1.',
  `source` STRING COMMENT 'The item at that position, (none) when absent.',
  `target` STRING COMMENT 'The item after it; (exit) when the session ended there.',
  `dimension` STRING COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `users` BIGINT COMMENT 'Distinct users of the day.',
  `transitions` BIGINT COMMENT 'Sessions that made the transition.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of the day; sessions that are still open may still change it.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.paths_parts'
);

-- Who is behind an anonymous id, for facts from before the time that a claim restates: coalesce(people.user_id, sessions.user_id) with a left join on people.id = sessions.user_id.
CREATE TABLE postgres.people (
  `id` STRING COMMENT 'An anonymous id that somebody has claimed.',
  `user_id` STRING COMMENT 'Who is behind it.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.people'
);

-- Recommendations and lists by placement, model and position with their rates: all currencies together, without breakdowns.
CREATE TABLE postgres.recommendation_position_rates (
  `metric` STRING COMMENT 'Id of the definition.',
  `day` DATE COMMENT 'Day of the impression; of the click where that belongs to none.',
  `kind` STRING COMMENT 'list for lists of products, which have their name as placement and as model; else recommendation.',
  `placement` STRING COMMENT 'placement_id, or list_id; (none) when absent.',
  `model` STRING COMMENT 'model_id, or model_id@model_version, or list_id; (none) when absent.',
  `position` INT COMMENT 'Position of the item, from 1.',
  `impressions` BIGINT COMMENT 'Items shown; repeats do not count.',
  `clicks` BIGINT COMMENT 'Clicks that belong to an impression.',
  `clicked_impressions` BIGINT COMMENT 'Impressions with at least one click.',
  `click_rate` DECIMAL(38, 12) COMMENT 'Clicked impressions as a share of impressions; null without impressions.',
  `conversions` BIGINT COMMENT 'Order lines of a clicked item, over all currencies.',
  `conversion_rate` DECIMAL(38, 12) COMMENT 'Conversions over clicked impressions; more than 1 when orders hold several lines of an item.',
  `unattributed_clicks` BIGINT COMMENT 'Clicks that belong to no impression, by the day of the click.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the day and the windows for a click and an order after it.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.recommendation_position_rates'
);

-- Recommendations and lists by placement and model with their rates: all positions and currencies together, without breakdowns.
CREATE TABLE postgres.recommendation_rates (
  `metric` STRING COMMENT 'Id of the definition.',
  `day` DATE COMMENT 'Day of the impression; of the click where that belongs to none.',
  `kind` STRING COMMENT 'list for lists of products, which have their name as placement and as model; else recommendation.',
  `placement` STRING COMMENT 'placement_id, or list_id; (none) when absent.',
  `model` STRING COMMENT 'model_id, or model_id@model_version, or list_id; (none) when absent.',
  `impressions` BIGINT COMMENT 'Items shown; repeats do not count.',
  `clicks` BIGINT COMMENT 'Clicks that belong to an impression.',
  `clicked_impressions` BIGINT COMMENT 'Impressions with at least one click.',
  `click_rate` DECIMAL(38, 12) COMMENT 'Clicked impressions as a share of impressions; null without impressions.',
  `conversions` BIGINT COMMENT 'Order lines of a clicked item, over all currencies.',
  `conversion_rate` DECIMAL(38, 12) COMMENT 'Conversions over clicked impressions; more than 1 when orders hold several lines of an item.',
  `unattributed_clicks` BIGINT COMMENT 'Clicks that belong to no impression, by the day of the click.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the day and the windows for a click and an order after it.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.recommendation_rates'
);

-- Revenue of recommendations and lists by placement, model and currency: all positions together, without breakdowns.
CREATE TABLE postgres.recommendation_revenue (
  `metric` STRING COMMENT 'Id of the definition.',
  `day` DATE COMMENT 'Day of the impression.',
  `kind` STRING COMMENT 'list for lists of products, which have their name as placement and as model; else recommendation.',
  `placement` STRING COMMENT 'placement_id, or list_id; (none) when absent.',
  `model` STRING COMMENT 'model_id, or model_id@model_version, or list_id; (none) when absent.',
  `currency` STRING COMMENT 'Currency; amounts of different ones are never added.',
  `conversions` BIGINT COMMENT 'Order lines of a clicked item with a price.',
  `revenue` DECIMAL(38, 12) COMMENT 'Price by quantity of these lines, in units of the currency.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.recommendation_revenue'
);

-- Rows of recommendations by position, without the total over positions and without breakdowns.
CREATE TABLE postgres.recommendations_by_position (
  `metric` STRING COMMENT 'Id of the definition.',
  `bucket` DATE COMMENT 'Day of the impression; of the click where that belongs to none.',
  `placement` STRING COMMENT 'placement_id, or list_id; (none) when absent.',
  `model` STRING COMMENT 'model_id, or model_id@model_version, or list_id; (none) when absent.',
  `position` INT COMMENT 'Position of the item, from 1; 0 for the total over positions.',
  `currency` STRING COMMENT 'Currency of the revenue; empty for everything but conversions with a price.',
  `dimension` STRING COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `impressions` BIGINT COMMENT 'Items shown; repeats do not count.',
  `clicks` BIGINT COMMENT 'Clicks that belong to an impression.',
  `clicked_impressions` BIGINT COMMENT 'Impressions with at least one click.',
  `conversions` BIGINT COMMENT 'Order lines of a clicked item, each at the impression clicked last.',
  `revenue` DECIMAL(38, 12) COMMENT 'Price by quantity of these lines.',
  `unattributed_clicks` BIGINT COMMENT 'Clicks that belong to no impression.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the day and the windows for a click and an order after it.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.recommendations_by_position'
);

-- Rows of recommendations by value of a breakdown, without the totals.
CREATE TABLE postgres.recommendations_parts (
  `metric` STRING COMMENT 'Id of the definition.',
  `bucket` DATE COMMENT 'Day of the impression; of the click where that belongs to none.',
  `placement` STRING COMMENT 'placement_id, or list_id; (none) when absent.',
  `model` STRING COMMENT 'model_id, or model_id@model_version, or list_id; (none) when absent.',
  `position` INT COMMENT 'Position of the item, from 1; 0 for the total over positions.',
  `currency` STRING COMMENT 'Currency of the revenue; empty for everything but conversions with a price.',
  `dimension` STRING COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `impressions` BIGINT COMMENT 'Items shown; repeats do not count.',
  `clicks` BIGINT COMMENT 'Clicks that belong to an impression.',
  `clicked_impressions` BIGINT COMMENT 'Impressions with at least one click.',
  `conversions` BIGINT COMMENT 'Order lines of a clicked item, each at the impression clicked last.',
  `revenue` DECIMAL(38, 12) COMMENT 'Price by quantity of these lines.',
  `unattributed_clicks` BIGINT COMMENT 'Clicks that belong to no impression.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the day and the windows for a click and an order after it.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.recommendations_parts'
);

-- Retention with its rates: a row for every cohort and every period that has begun, also where nobody returned.
CREATE TABLE postgres.retention_grid (
  `metric` STRING COMMENT 'Id of the definition.',
  `period` STRING COMMENT 'hour, day, week or month.',
  `cohort` TIMESTAMP(3) COMMENT 'First day of the cohort''s period, or its hour in UTC.',
  `period_index` INT COMMENT 'Periods since the cohort; 0 is the cohort itself. Periods that have not begun have no row.',
  `users` BIGINT COMMENT 'Users of the cohort who returned then, 0 where nobody did; at 0 its size.',
  `cohort_users` BIGINT COMMENT 'Size of the cohort.',
  `rate` DECIMAL(38, 12) COMMENT 'Users as a share of the cohort; over several cohorts divide the sums.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of what the row counts; numbers of others still grow.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.retention_grid'
);

-- Rows as in retention_grid by value of a breakdown, without the totals.
CREATE TABLE postgres.retention_grid_parts (
  `metric` STRING COMMENT 'Id of the definition.',
  `period` STRING COMMENT 'hour, day, week or month.',
  `dimension` STRING COMMENT 'Name of the breakdown.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent, (other) for those beyond the limit.',
  `cohort` TIMESTAMP(3) COMMENT 'First day of the cohort''s period, or its hour in UTC.',
  `period_index` INT COMMENT 'Periods since the cohort; 0 is the cohort itself. Periods that have not begun have no row.',
  `users` BIGINT COMMENT 'Users of the cohort who returned then, 0 where nobody did; at 0 its size.',
  `cohort_users` BIGINT COMMENT 'Size of the cohort.',
  `rate` DECIMAL(38, 12) COMMENT 'Users as a share of the cohort; over several cohorts divide the sums.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of what the row counts; numbers of others still grow.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.retention_grid_parts'
);

-- Rows of retention by value of a breakdown, without the totals.
CREATE TABLE postgres.retention_parts (
  `metric` STRING COMMENT 'Id of the definition.',
  `period` STRING COMMENT 'hour, day, week or month.',
  `cohort` TIMESTAMP(3) COMMENT 'First day of the cohort''s period (2024-01-04), or its hour, in UTC.',
  `period_index` INT COMMENT 'Periods since the cohort; 0 is the cohort itself.',
  `dimension` STRING COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `users` BIGINT COMMENT 'Users of the cohort who returned then; at 0 its size.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of what the row counts.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.retention_parts'
);

-- Rows of session_metrics by value of a breakdown, without the totals.
CREATE TABLE postgres.session_metrics_parts (
  `metric` STRING COMMENT 'Id of the definition.',
  `period` STRING COMMENT 'hour or day.',
  `bucket` TIMESTAMP(3) COMMENT 'The hour (2024-01-04T11:00:00Z) or day (2024-01-04) in which the sessions started.',
  `dimension` STRING COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `sessions` BIGINT COMMENT 'Sessions started.',
  `bounced` BIGINT COMMENT 'Those of them that bounced.',
  `new_users` BIGINT COMMENT 'Those of them that were a user''s first.',
  `events` BIGINT COMMENT 'Events of the sessions.',
  `views` BIGINT COMMENT 'Views of the sessions.',
  `duration_seconds` DECIMAL(38, 12) COMMENT 'Sum of their durations.',
  `median_duration_seconds` DECIMAL(38, 12) COMMENT 'Median duration, within 1 %.',
  `p90_duration_seconds` DECIMAL(38, 12) COMMENT '90th percentile of the durations, within 1 %.',
  `engaged_seconds` DECIMAL(38, 12) COMMENT 'Sum of their engaged times.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of the period.',
  `converted` BIGINT COMMENT 'Those of the sessions in which an order was placed.',
  `orders` BIGINT COMMENT 'Orders placed in the sessions, repeats not counted.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.session_metrics_parts'
);

-- Users active on at least so many days of the period; a number of days that nobody had exactly has no row.
CREATE TABLE postgres.stickiness_at_least (
  `metric` STRING COMMENT 'Id of the definition.',
  `period` STRING COMMENT 'day, week, month or rolling_30d.',
  `bucket` TIMESTAMP(3) COMMENT 'First day of a calendar period, last day of a rolling one.',
  `active_days` INT COMMENT 'Active days of the period (or hours, weeks), from 1.',
  `dimension` STRING COMMENT 'Name of the breakdown.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent, (other) for those beyond the limit.',
  `users` DECIMAL(38, 12) COMMENT 'Users active on at least so many.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of what the row counts; numbers of others still grow.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.stickiness_at_least'
);

-- Rows of stickiness by value of a breakdown, without the totals.
CREATE TABLE postgres.stickiness_parts (
  `metric` STRING COMMENT 'Id of the definition.',
  `period` STRING COMMENT 'day, week, month or rolling_30d.',
  `bucket` TIMESTAMP(3) COMMENT 'First day of a calendar period, last day of a rolling one.',
  `active_days` INT COMMENT 'Active days of the period (or hours, weeks), from 1.',
  `dimension` STRING COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `users` BIGINT COMMENT 'Users active on exactly so many.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of the period.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.stickiness_parts'
);

-- Mean daily active users of a week, month or rolling window over its active users (DAU/MAU). A day without users counts as 0.
CREATE TABLE postgres.stickiness_ratio (
  `metric` STRING COMMENT 'Id of the definition.',
  `period` STRING COMMENT 'week, month, rolling_7d or rolling_30d.',
  `bucket` TIMESTAMP(3) COMMENT 'First day of a calendar period, last day of a rolling one.',
  `dimension` STRING COMMENT 'Name of the breakdown.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent, (other) for those beyond the limit.',
  `daily_users_sum` DECIMAL(38, 12) COMMENT 'Sum of the distinct users of each day of the period; null when the definition has no days.',
  `days` INT COMMENT 'Days of the period, those without users included.',
  `users` BIGINT COMMENT 'Distinct users of the period.',
  `ratio` DECIMAL(38, 12) COMMENT 'Mean daily users over the users of the period, from 0 to 1; null without users, and when the definition has no days.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of what the row counts; numbers of others still grow.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.stickiness_ratio'
);

-- Rows of trends by value of a breakdown, without the totals.
CREATE TABLE postgres.trends_parts (
  `metric` STRING COMMENT 'Id of the definition.',
  `period` STRING COMMENT 'hour, day, week or month.',
  `bucket` TIMESTAMP(3) COMMENT 'The hour (2024-01-04T11:00:00Z), or the first day of the period (2024-01-04).',
  `dimension` STRING COMMENT 'Name of the breakdown; empty for the total.',
  `value` STRING COMMENT 'Value of the breakdown, (none) when absent; empty for the total.',
  `events` BIGINT COMMENT 'Matching events.',
  `users` BIGINT COMMENT 'Distinct users with such an event in the bucket; users of buckets cannot be added.',
  `sum` DECIMAL(38, 12) COMMENT 'Sum of the property, exact to a millionth; null when no event has it.',
  `summed_events` BIGINT COMMENT 'Those of the events whose property is in the sum; the mean is sum / summed_events.',
  `complete` BOOLEAN COMMENT 'Whether the watermark has passed the end of the period.'
) WITH (
  'connector' = 'jdbc',
  'url' = '${postgres.url}',
  'username' = '${postgres.user}',
  'password' = '${postgres.password}',
  'table-name' = '${postgres.schema}.trends_parts'
);
