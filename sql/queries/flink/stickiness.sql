-- Of the people we saw within thirty days, which share comes on a day?
--
-- DAU/MAU for each of the last 30 days: the mean daily users of the 30 days that end with the day,
-- over the distinct users of the same days. Illustrates: one table holding several periods, joined
-- with itself. A day without users counts as 0.
-- Needs: active-users with the periods day and rolling-30d.
WITH days AS (
  SELECT metric, CAST(bucket AS DATE) AS `day`, users, complete
  FROM active_users
  WHERE `period` = 'day' AND dimension = ''
),
months AS (
  SELECT metric, CAST(bucket AS DATE) AS `day`, users
  FROM active_users
  WHERE `period` = 'rolling_30d' AND dimension = ''
),
latest AS (
  SELECT metric, MAX(`day`) AS `day` FROM days WHERE complete GROUP BY metric
)
SELECT
  months.metric,
  months.`day`,
  CAST(SUM(days.users) / 30.0 AS DECIMAL(18, 1)) AS mean_daily_users,
  months.users AS monthly_users,
  CAST(SUM(days.users) / 30.0 / months.users AS DECIMAL(5, 4)) AS stickiness
FROM months
JOIN latest ON latest.metric = months.metric
JOIN days ON days.metric = months.metric
WHERE months.`day` > latest.`day` - INTERVAL '30' DAY AND months.`day` <= latest.`day`
  AND days.`day` > months.`day` - INTERVAL '30' DAY AND days.`day` <= months.`day`
GROUP BY months.metric, months.`day`, months.users
ORDER BY metric, `day`;
