-- The input: the events topic, Segment records in JSON, as they arrive.
--
-- event_time is the time that the record claims: `timestamp`, else `originalTimestamp`, else when the
-- broker appended it. Times are read only in ISO 8601 with Z; others are NULL, and move no watermark: they
-- say nothing of how far the others have come. What else the job does to events is not done here: it
-- corrects the clocks of devices, drops duplicates, keeps late events apart and rejects what is no event.
-- Records that are not JSON are skipped.
CREATE TABLE kafka.events (
  `messageId` STRING,
  `type` STRING,
  `anonymousId` STRING,
  `userId` STRING,
  `event` STRING,
  `name` STRING,
  `timestamp` TIMESTAMP_LTZ(3),
  `originalTimestamp` TIMESTAMP_LTZ(3),
  `sentAt` TIMESTAMP_LTZ(3),
  `receivedAt` TIMESTAMP_LTZ(3),
  `properties` STRING COMMENT 'JSON; take it apart with JSON_VALUE(properties, ''$.price'')',
  `traits` STRING COMMENT 'JSON',
  `context` STRING COMMENT 'JSON',
  `topic` STRING NOT NULL METADATA VIRTUAL,
  `partition` INT NOT NULL METADATA VIRTUAL,
  `offset` BIGINT NOT NULL METADATA VIRTUAL,
  `append_time` TIMESTAMP_LTZ(3) NOT NULL METADATA FROM 'timestamp' VIRTUAL,
  `event_time` AS COALESCE(`timestamp`, `originalTimestamp`, `append_time`),
  WATERMARK FOR `event_time` AS COALESCE(`timestamp`, `originalTimestamp`) - INTERVAL '${events.out-of-orderness}' DAY TO SECOND(3)
) WITH (
  'connector' = 'kafka',
  'topic' = '${events.topics}',
  'properties.bootstrap.servers' = '${events.brokers}',${events.properties}
  'scan.startup.mode' = 'earliest-offset',
  'scan.watermark.idle-timeout' = '${events.idle-after}',
  'format' = 'json',
  'json.ignore-parse-errors' = 'true',
  'json.timestamp-format.standard' = 'ISO-8601'
);
