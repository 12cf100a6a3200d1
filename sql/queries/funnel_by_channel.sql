-- Which channel brings people who buy?
--
-- A row for each channel over the complete days of the last 28: people who entered and who came to the last
-- step, and the rate. Pitfall: the channel is that of the entry, so an order counts for what brought them in.
SELECT
  metric, value AS channel, sum(users) FILTER (WHERE step = 1) AS entered,
  sum(users) FILTER (WHERE step = last_step) AS converted,
  round(sum(users) FILTER (WHERE step = last_step) / sum(users) FILTER (WHERE step = 1), 4) AS rate
FROM (SELECT *, max(step) OVER (PARTITION BY metric) AS last_step FROM funnel_steps_parts) AS steps
WHERE dimension = 'channel' AND complete AND bucket > (SELECT max(data_until AT TIME ZONE zone)::date FROM metric_progress) - 28
GROUP BY metric, value
ORDER BY metric, entered DESC, channel;
