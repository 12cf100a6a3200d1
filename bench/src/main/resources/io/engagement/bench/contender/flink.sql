CREATE TABLE events (
  `event` STRING,
  `userId` STRING,
  `anonymousId` STRING,
  `timestamp` TIMESTAMP_LTZ(3),
  `receivedAt` TIMESTAMP_LTZ(3),
  -- A clock that is wrong comes without timestamp.
  `happened_at` AS COALESCE(`timestamp`, `receivedAt`),
  `user_id` AS COALESCE(`userId`, `anonymousId`),
  WATERMARK FOR `happened_at` AS `happened_at` - INTERVAL '10' SECOND
) WITH (
  'connector' = 'kafka',
  'topic' = '${topic}',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.group.id' = '${name}',
  'properties.isolation.level' = 'read_committed',
  'scan.startup.mode' = 'earliest-offset',
  'scan.bounded.mode' = 'latest-offset',
  'format' = 'json',
  'json.timestamp-format.standard' = 'ISO-8601'
);

CREATE TABLE daily_users (
  active_on STRING NOT NULL,
  users BIGINT,
  PRIMARY KEY (active_on) NOT ENFORCED
) WITH (
  'connector' = 'upsert-kafka',
  'topic' = '${name}.daily_users',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.transaction.timeout.ms' = '900000',
  'key.format' = 'json',
  'value.format' = 'json',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = '${name}-daily-users'
);

CREATE TABLE sessions (
  user_id STRING,
  started_at TIMESTAMP(3),
  ended_at TIMESTAMP(3),
  events BIGINT
) WITH (
  'connector' = 'kafka',
  'topic' = '${name}.sessions',
  'properties.bootstrap.servers' = '${brokers}',
  'properties.transaction.timeout.ms' = '900000',
  'format' = 'json',
  'sink.delivery-guarantee' = 'exactly-once',
  'sink.transactional-id-prefix' = '${name}-sessions'
);

INSERT INTO daily_users
SELECT DATE_FORMAT(happened_at, 'yyyy-MM-dd'), COUNT(DISTINCT user_id)
FROM events
WHERE `event` IS NULL OR `event` <> 'Page Ping'
GROUP BY DATE_FORMAT(happened_at, 'yyyy-MM-dd');

INSERT INTO sessions
SELECT user_id, CAST(MIN(happened_at) AS TIMESTAMP(3)), CAST(MAX(happened_at) AS TIMESTAMP(3)), COUNT(*)
FROM SESSION(TABLE events PARTITION BY user_id, DESCRIPTOR(happened_at), INTERVAL '30' MINUTES)
GROUP BY user_id, window_start, window_end;
