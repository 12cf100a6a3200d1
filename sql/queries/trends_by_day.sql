-- How often does it happen, day by day, and against the same weekday of the week before?
--
-- A row for each trend and day of the last week: events, people, events per person, and the mean of the property.
-- Pitfall: trends has hours, days, weeks and breakdowns in one table; days without events have no row there and
-- are zeros here; people of days cannot be added, and means not averaged.
SELECT *
FROM (
  SELECT metric, day, events, lag(events, 7) OVER (PARTITION BY metric ORDER BY day) AS week_before, users,
    round(events_per_user, 2) AS events_per_user, round(mean, 2) AS mean, complete
  FROM daily_trends
) AS days
WHERE day > (SELECT max(data_until AT TIME ZONE zone)::date FROM metric_progress) - 7
ORDER BY metric, day;
