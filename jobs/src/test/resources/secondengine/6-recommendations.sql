-- Items shown, clicked and bought. A product list shows its products under its list_id.

CREATE TABLE shown_items AS
WITH
  lists AS (
    SELECT
      n, person, t, day, platform,
      name = 'Recommendation Viewed' AS named,
      CASE name
        WHEN 'Recommendation Viewed' THEN CAST(properties -> '$.items' AS JSON[])
        ELSE CAST(properties -> '$.products' AS JSON[])
      END AS items,
      properties
    FROM events
    WHERE type = 'track'
      AND (name = 'Recommendation Viewed'
        OR (name = 'Product List Viewed' AND properties ->> '$.list_id' <> ''))
  ),
  items AS (
    SELECT * EXCLUDE (items), unnest(items) AS item, generate_subscripts(items, 1) AS place FROM lists
  )
SELECT
  n, place, person, t, day, platform, named,
  CASE WHEN named THEN properties ->> '$.recommendation_id' ELSE properties ->> '$.list_id' END AS source,
  CASE WHEN named THEN properties ->> '$.placement_id' ELSE properties ->> '$.list_id' END AS placement,
  CASE WHEN named THEN concat_ws('@', properties ->> '$.model_id', properties ->> '$.model_version')
    ELSE properties ->> '$.list_id' END AS model,
  CASE WHEN named THEN item ->> '$.item_id' ELSE item ->> '$.product_id' END AS item_id,
  coalesce(CAST(item ->> '$.position' AS INTEGER), place) AS position,
  item ->> '$.impression_id' AS impression_id
FROM items;

-- What was shown under the same ids within a week is a repeat.
CREATE TABLE impressions AS
WITH
  keyed AS (
    SELECT *, coalesce(impression_id, json_array(source, item_id, position)) AS key
    FROM shown_items
    WHERE impression_id IS NOT NULL OR item_id IS NOT NULL
  )
SELECT row_number() OVER () AS impression, *
FROM keyed
QUALIFY coalesce(
  t - lag(t) OVER (PARTITION BY person, named, key ORDER BY n, place)
    > 7 * 86400000,
  true);

CREATE TABLE clicks AS
WITH
  pressed AS (
    SELECT
      n, person, t, day, platform,
      name = 'Recommendation Clicked' AS named,
      CASE name WHEN 'Recommendation Clicked' THEN properties ->> '$.recommendation_id'
        ELSE properties ->> '$.list_id' END AS source,
      CASE name WHEN 'Recommendation Clicked' THEN properties ->> '$.placement_id'
        ELSE properties ->> '$.list_id' END AS placement,
      CASE name WHEN 'Recommendation Clicked'
        THEN concat_ws('@', properties ->> '$.model_id', properties ->> '$.model_version')
        ELSE properties ->> '$.list_id' END AS model,
      CASE name WHEN 'Recommendation Clicked' THEN properties ->> '$.item_id'
        ELSE properties ->> '$.product_id' END AS item_id,
      CAST(properties ->> '$.position' AS INTEGER) AS position,
      properties ->> '$.impression_id' AS impression_id
    FROM events
    WHERE type = 'track'
      AND (name = 'Recommendation Clicked'
        OR (name = 'Product Clicked' AND properties ->> '$.list_id' <> ''))
  ),
  keyed AS (
    SELECT *, t + 5000 AS reach, coalesce(impression_id, json_array(source, item_id, position)) AS key
    FROM pressed
  )
SELECT
  c.n, c.person, c.t, c.day, c.platform, c.placement, c.model, c.position,
  coalesce(c.item_id, i.item_id) AS item_id,
  CASE WHEN c.t - i.t <= 30 * 60000 THEN i.impression END AS impression
FROM keyed AS c
ASOF LEFT JOIN impressions AS i
  ON i.person = c.person AND i.named = c.named AND i.key = c.key AND c.reach >= i.t;

-- Every line of an order belongs to the impression of its item that was clicked last.
CREATE TABLE conversions AS
WITH
  orders AS (
    SELECT
      n, person, t, properties ->> '$.currency' AS currency,
      CAST(properties -> '$.products' AS JSON[]) AS products
    FROM events
    WHERE type = 'track' AND name = 'Order Completed'
  ),
  bought AS (
    SELECT * EXCLUDE (products), unnest(products) AS product, generate_subscripts(products, 1) AS line
    FROM orders
  ),
  touched AS (
    SELECT
      b.n, b.line, any_value(b.t) AS t, any_value(b.currency) AS currency,
      any_value(b.product) AS product,
      max_by(c.t, c.n) AS clicked_at, max_by(c.impression, c.n) AS impression
    FROM bought AS b
    JOIN clicks AS c
      ON c.person = b.person AND c.item_id = b.product ->> '$.product_id' AND c.t <= b.t
        AND c.impression IS NOT NULL
    GROUP BY b.n, b.line
  )
SELECT
  impression,
  CASE
    WHEN product ->> '$.price' IS NULL THEN ''
    ELSE coalesce(product ->> '$.currency', currency, 'USD')
  END AS currency,
  coalesce(
    CAST(product ->> '$.price' AS DECIMAL(18, 6))
      * CAST(coalesce(product ->> '$.quantity', '1') AS DECIMAL(18, 0)),
    0) AS revenue
FROM touched
WHERE t - clicked_at <= 7 * 86400000;

CREATE TABLE answers.recommendations AS
WITH
  joined AS (
    SELECT impression, count(*) AS clicks FROM clicks WHERE impression IS NOT NULL GROUP BY impression
  ),
  facts AS (
    SELECT
      i.day, i.placement, i.model, i.position, i.platform, '' AS currency,
      1 AS impressions, coalesce(j.clicks, 0) AS clicks,
      CAST(j.clicks IS NOT NULL AS INTEGER) AS clicked_impressions,
      0 AS conversions, 0.0 AS revenue, 0 AS unattributed_clicks
    FROM impressions AS i LEFT JOIN joined AS j USING (impression)
    UNION ALL
    SELECT i.day, i.placement, i.model, i.position, i.platform, c.currency, 0, 0, 0, 1, c.revenue, 0
    FROM conversions AS c JOIN impressions AS i USING (impression)
    UNION ALL
    SELECT day, placement, model, position, platform, '', 0, 0, 0, 0, 0.0, 1
    FROM clicks
    WHERE impression IS NULL
  )
SELECT
  'recs' AS metric, day AS bucket, placement, model,
  CAST(p.spot AS INTEGER) AS position,
  currency, s.slice.dimension AS dimension, s.slice.value AS value,
  sum(impressions) AS impressions, sum(clicks) AS clicks,
  sum(clicked_impressions) AS clicked_impressions, sum(conversions) AS conversions,
  CAST(sum(revenue) AS DECIMAL(24, 6)) AS revenue, sum(unattributed_clicks) AS unattributed_clicks
FROM
  facts AS f,
  LATERAL (SELECT unnest(list_distinct([0, f.position])) AS spot) AS p,
  LATERAL (
    SELECT unnest([
      {'dimension': '', 'value': ''},
      {'dimension': 'platform', 'value': f.platform}]) AS slice
  ) AS s
WHERE p.spot IS NOT NULL
GROUP BY ALL;
