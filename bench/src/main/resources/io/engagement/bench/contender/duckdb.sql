CREATE TABLE events AS
SELECT
  coalesce(userId, anonymousId) AS user_id,
  -- A clock that is wrong comes without timestamp.
  coalesce("timestamp", receivedAt)::TIMESTAMP AS happened_at,
  type,
  coalesce(event, name) AS event,
  coalesce(context.device.type, '(none)') AS platform,
  coalesce(context.campaign.source, '(none)') AS channel,
  coalesce(context.location.country, '(none)') AS country,
  coalesce(properties.path, context.page.path) AS path,
  properties.product_id AS product_id
FROM read_json('${file}', format = 'newline_delimited', columns = {
  userId: 'VARCHAR',
  anonymousId: 'VARCHAR',
  "timestamp": 'VARCHAR',
  receivedAt: 'VARCHAR',
  type: 'VARCHAR',
  event: 'VARCHAR',
  name: 'VARCHAR',
  context: 'STRUCT(device STRUCT(type VARCHAR), campaign STRUCT(source VARCHAR), location STRUCT(country VARCHAR), page STRUCT(path VARCHAR))',
  properties: 'STRUCT(path VARCHAR, product_id VARCHAR)'
});

CREATE TABLE active_users AS
WITH days AS (
  SELECT DISTINCT user_id, date_trunc('day', happened_at) AS day, platform, channel, country
  FROM events
  WHERE event IS NULL OR event <> 'Page Ping'
), sliced AS (
  SELECT user_id, day, unnest(['', 'platform', 'channel', 'country']) AS dimension,
    unnest(['', platform, channel, country]) AS value
  FROM days
)
SELECT 'day' AS period, day AS bucket, dimension, value, count(DISTINCT user_id) AS users
FROM sliced GROUP BY ALL
UNION ALL
SELECT 'week', date_trunc('week', day), dimension, value, count(DISTINCT user_id)
FROM sliced GROUP BY ALL;

CREATE TABLE sessions AS
WITH begun AS (
  SELECT *,
    happened_at - lag(happened_at) OVER of_user > INTERVAL 30 MINUTES AS begins
  FROM events
  WINDOW of_user AS (PARTITION BY user_id ORDER BY happened_at)
), numbered AS (
  SELECT *,
    sum(coalesce(begins, true)::INT) OVER (PARTITION BY user_id ORDER BY happened_at) AS number
  FROM begun
)
SELECT user_id, min(happened_at) AS started_at, max(happened_at) AS ended_at, count(*) AS events,
  count(*) FILTER (type IN ('page', 'screen')) AS views,
  arg_min(path, happened_at) FILTER (type IN ('page', 'screen')) AS entry_page,
  arg_max(path, happened_at) FILTER (type IN ('page', 'screen')) AS exit_page,
  arg_min(platform, happened_at) AS platform
FROM numbered GROUP BY user_id, number;

CREATE TABLE session_metrics AS
WITH sliced AS (
  SELECT *, unnest(['', 'platform']) AS dimension, unnest(['', platform]) AS value FROM sessions
)
SELECT date_trunc('day', started_at) AS bucket, dimension, value, count(*) AS sessions, sum(events) AS events,
  sum(views) AS views, sum(epoch(ended_at - started_at)) AS duration_seconds
FROM sliced GROUP BY ALL;

CREATE TABLE content AS
SELECT date_trunc('day', happened_at) AS bucket, product_id AS item, count(*) AS views,
  count(DISTINCT user_id) AS visitors
FROM events WHERE event = 'Product Viewed' GROUP BY ALL;
