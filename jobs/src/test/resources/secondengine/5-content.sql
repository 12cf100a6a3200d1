-- What is viewed most, and where sessions begin and end.

-- A session is called by the number of its first event.
CREATE TABLE session_events AS
WITH
  pauses AS (
    SELECT
      n, person, t, name, is_view, platform, status,
      CAST(properties ->> '$.engagement_time_ms' AS DOUBLE) AS told_millis,
      t - lag(t) OVER (PARTITION BY person ORDER BY n) AS pause
    FROM events
  )
SELECT
  * EXCLUDE (pause),
  max(CASE WHEN pause IS NULL OR pause > 30 * 60000 THEN n END)
    OVER (PARTITION BY person ORDER BY n) AS session
FROM pauses;

-- A view is worth the heartbeats between its first and last ping, and the minimum visit.
CREATE TABLE engaged AS
WITH
  viewing AS (
    SELECT
      session, t, name,
      max(CASE WHEN is_view THEN n END) OVER earlier AS viewed,
      max(CASE WHEN is_view THEN t END) OVER earlier AS viewed_at
    FROM session_events
    WINDOW earlier AS (PARTITION BY session ORDER BY n)
  ),
  heartbeats AS (
    SELECT session, 10000 * (count(DISTINCT (t - viewed_at) // 10000) - 1) + 5000 AS pinged
    FROM viewing
    WHERE name = 'Page Ping' AND viewed IS NOT NULL
    GROUP BY session, viewed
  ),
  pings AS (
    SELECT session, sum(pinged) AS pinged FROM heartbeats GROUP BY session
  ),
  told AS (
    SELECT session, sum(told_millis) AS told
    FROM session_events
    WHERE told_millis IS NOT NULL
    GROUP BY session
  )
SELECT session, coalesce(told, pinged) AS engaged_millis
FROM pings FULL JOIN told USING (session);

CREATE TABLE visits AS
WITH
  summed AS (
    SELECT
      session,
      local_day(min(t)) AS day,
      max(t) - min(t) AS duration,
      count(*) FILTER (WHERE is_view) AS views,
      min(n) FILTER (WHERE is_view) AS entry,
      max(n) FILTER (WHERE is_view) AS exit,
      coalesce(min_by(platform, n) FILTER (WHERE platform <> '(none)'), '(none)') AS platform,
      coalesce(min_by(status, n) FILTER (WHERE status <> '(none)'), '(none)') AS status
    FROM session_events
    GROUP BY session
  )
SELECT
  s.*,
  NOT (views >= 2 OR duration > 10000 OR coalesce(engaged_millis, 0) > 10000) AS bounced
FROM summed AS s LEFT JOIN engaged USING (session);

CREATE MACRO item_of(json) AS left(coalesce(nullif(json, ''), '(none)'), 256);

-- A row for each thing that counts for an item.
CREATE TABLE happenings AS
WITH
  pages AS (
    SELECT n, item_of(properties ->> '$.path') AS item FROM events WHERE type = 'page'
  ),
  edges AS (
    SELECT
      p.item, v.day, v.platform, v.status,
      1 AS entries, 0 AS exits, CAST(v.bounced AS INTEGER) AS bounces
    FROM visits AS v JOIN pages AS p ON p.n = v.entry
    UNION ALL
    SELECT p.item, v.day, v.platform, v.status, 0, 1, 0
    FROM visits AS v JOIN pages AS p ON p.n = v.exit
  )
SELECT
  'top_pages' AS metric, 20 AS top, day AS bucket, dimension, value,
  item_of(properties ->> '$.path') AS item,
  1 AS views, person, 0 AS entries, 0 AS exits, 0 AS bounces
FROM sliced
WHERE type = 'page' AND dimension IN ('', 'platform', 'status')
UNION ALL
SELECT 'top_pages', 20, day, '', '', item, 0, NULL, entries, exits, bounces FROM edges
UNION ALL
SELECT 'top_pages', 20, day, 'platform', platform, item, 0, NULL, entries, exits, bounces FROM edges
UNION ALL
SELECT 'top_pages', 20, day, 'status', status, item, 0, NULL, entries, exits, bounces FROM edges
UNION ALL
SELECT
  'top_products', 10, CAST(date_trunc('week', day) AS DATE), dimension, value,
  item_of(properties ->> '$.product_id'),
  1, person, 0, 0, 0
FROM sliced
WHERE type = 'track' AND name = 'Product Viewed' AND dimension IN ('', 'channel');

CREATE TABLE answers.content AS
WITH
  items AS (
    SELECT
      metric, top, bucket, dimension, value, item,
      sum(views) AS views, count(DISTINCT person) AS visitors,
      sum(entries) AS entries, sum(exits) AS exits, sum(bounces) AS bounces
    FROM happenings
    GROUP BY ALL
  ),
  ranked AS (
    SELECT
      *,
      row_number() OVER (
        PARTITION BY metric, bucket, dimension, value ORDER BY views DESC, visitors DESC, item) AS rank
    FROM items
  )
SELECT * EXCLUDE (top) FROM ranked WHERE rank <= top;

DROP TABLE session_events;
DROP TABLE engaged;
DROP TABLE visits;
DROP TABLE happenings;
