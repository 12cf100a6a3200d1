-- How many people do we know by more than one device?
--
-- One row: anonymous ids that somebody claimed, people behind them, ids that belong to nobody because too many
-- claimed them. Empty unless identity.mode is stitched.
SELECT
  count(user_id) AS claimed_ids, count(DISTINCT user_id) AS people,
  count(*) FILTER (WHERE user_id IS NULL) AS of_nobody, count(*) FILTER (WHERE contested) AS contested
FROM identity_merges;
