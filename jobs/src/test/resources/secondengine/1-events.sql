-- From records as they arrived to the events that count: times, users, lateness, repeats.
-- Reads raw(arrival, line).

CREATE MACRO identifier(raw) AS
  CASE
    WHEN trim(raw, e' \t\r\n') = '' THEN NULL
    WHEN lower(trim(raw, e' \t\r\n')) IN (
      'null', 'nil', 'none', 'undefined', 'anonymous', 'guest', 'unknown', '0', '-1', 'nan',
      '[object object]', 'true', 'false', 'not_authenticated', 'id', 'distinct_id', 'email') THEN NULL
    ELSE trim(raw, e' \t\r\n')
  END;

-- ISO 8601, or a number of milliseconds.
CREATE MACRO millis(json) AS
  CASE
    WHEN json_type(json) = 'VARCHAR' THEN epoch_ms(CAST(json ->> '$' AS TIMESTAMP))
    WHEN json_type(json) <> 'NULL' THEN CAST(json ->> '$' AS BIGINT)
  END;

CREATE MACRO dimension_value(json) AS
  left(coalesce(nullif(json ->> '$', ''), '(none)'), 256);

CREATE MACRO local_day(millis) AS
  CAST((epoch_ms(millis) AT TIME ZONE 'UTC') AT TIME ZONE 'America/New_York' AS DATE);

CREATE TABLE decoded AS
WITH
  shaped AS (
    SELECT
      arrival,
      json_transform(line, '{
        "type": "VARCHAR", "event": "VARCHAR", "name": "VARCHAR",
        "userId": "VARCHAR", "anonymousId": "VARCHAR", "messageId": "VARCHAR",
        "timestamp": "JSON", "originalTimestamp": "JSON", "sentAt": "JSON", "receivedAt": "JSON",
        "context": {"device": {"type": "JSON"}, "campaign": {"source": "JSON"}},
        "properties": "JSON"}') AS record
    FROM raw
  ),
  members AS (
    SELECT
      arrival,
      record.type AS type,
      CASE
        WHEN record.type = 'track' THEN record.event
        WHEN record.type IN ('page', 'screen') THEN record.name
      END AS name,
      coalesce(identifier(record.userId), identifier(record.anonymousId)) AS person,
      identifier(record.messageId) AS message_id,
      millis(record.timestamp) AS stamped,
      millis(record.originalTimestamp) AS original,
      millis(record.sentAt) AS sent,
      millis(record.receivedAt) AS received,
      dimension_value(record.context.device.type) AS platform,
      dimension_value(record.context.campaign.source) AS channel,
      dimension_value(record.properties -> '$.status') AS status,
      record.properties AS properties
    FROM shaped
  ),
  timed AS (
    SELECT
      *,
      CASE
        WHEN stamped IS NOT NULL AND original IS NOT NULL THEN stamped
        WHEN abs(received - sent) >= 60000 THEN received - (sent - coalesce(stamped, original))
        ELSE coalesce(stamped, original)
      END AS claimed
    FROM members
  )
SELECT
  * EXCLUDE (stamped, original, sent, received, claimed),
  CASE WHEN claimed > received + 300000 THEN received ELSE claimed END AS t
FROM timed;

-- The bounded run of one partition: a record is judged by what was read before it.
CREATE TABLE judged AS
WITH
  watermarked AS (
    SELECT
      *,
      max(t) OVER (ORDER BY arrival ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        - 10000 AS watermark
    FROM decoded
  ),
  in_time AS (
    SELECT *, coalesce(t < watermark - 3 * 86400000, false) AS late FROM watermarked
  )
SELECT
  *,
  NOT late AND row_number() OVER (PARTITION BY person, message_id, late ORDER BY arrival) > 1 AS repeated
FROM in_time;

-- A user's events are ordered by event time, equal times by message id: n is that order.
CREATE TABLE events AS
SELECT
  row_number() OVER (ORDER BY person, t, message_id) AS n,
  person,
  t,
  local_day(t) AS day,
  type,
  name,
  type IN ('page', 'screen') AS is_view,
  platform,
  channel,
  status,
  properties
FROM judged
WHERE NOT late AND NOT repeated;

DROP TABLE decoded;

-- Every event once in the total and once under each value of its own.
CREATE VIEW sliced AS
SELECT e.*, s.slice.dimension AS dimension, s.slice.value AS value
FROM
  events AS e,
  LATERAL (
    SELECT unnest([
      {'dimension': '', 'value': ''},
      {'dimension': 'platform', 'value': e.platform},
      {'dimension': 'channel', 'value': e.channel},
      {'dimension': 'status', 'value': e.status}]) AS slice
  ) AS s;

CREATE SCHEMA answers;

CREATE TABLE answers.accounting AS
SELECT
  count(*) AS read,
  count(*) FILTER (WHERE NOT late AND NOT repeated) AS accepted,
  count(*) FILTER (WHERE repeated) AS duplicate,
  count(*) FILTER (WHERE late) AS late
FROM judged;

DROP TABLE judged;
