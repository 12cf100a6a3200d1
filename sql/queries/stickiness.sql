-- Of the people we saw within thirty days, which share comes on a day?
--
-- A row for each of the last 14 complete days: DAU/MAU, the mean daily users of the 30 days that end with it
-- over their distinct users. Pitfall: the mean is over all days; the mean of the rows that exist would leave
-- out the days on which nobody came.
SELECT metric, bucket::date AS day, round(daily_users_sum / days, 2) AS mean_dau, users AS mau, round(ratio, 4) AS stickiness
FROM stickiness_ratio
WHERE period = 'rolling_30d' AND dimension = '' AND complete
  AND bucket > (SELECT max(data_until AT TIME ZONE zone)::date FROM metric_progress) - 15
ORDER BY metric, day;
