-- Which share of buyers buys again?
--
-- One row for each metric: buyers, how many bought twice or more, their share, and the median days between the
-- first and the second purchase.
WITH orders AS (
  SELECT metric, user_id, closed_at,
    row_number() OVER (PARTITION BY metric, user_id ORDER BY closed_at) AS number,
    closed_at - lag(closed_at) OVER (PARTITION BY metric, user_id ORDER BY closed_at) AS pause
  FROM carts
  WHERE state = 'purchased'
)
SELECT
  metric, count(*) FILTER (WHERE number = 1) AS buyers, count(*) FILTER (WHERE number = 2) AS again,
  round(count(*) FILTER (WHERE number = 2)::numeric / count(*) FILTER (WHERE number = 1), 4) AS share,
  round((percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM pause)) FILTER (WHERE number = 2) / 86400)::numeric, 2)
    AS median_days
FROM orders
GROUP BY metric
ORDER BY metric;
