-- How good is the input?
--
-- A row for each topic: records, and the shares that were duplicate, late, rejected, and used by nothing.
-- Pitfall: read is the sum of the five; a share of late records that grows is a producer whose queue stands.
SELECT
  topic, sum(read) AS read,
  round(sum(duplicate) / sum(read), 4) AS duplicate, round(sum(late) / sum(read), 4) AS late,
  round(sum(rejected) / sum(read), 4) AS rejected, round(sum(filtered) / sum(read), 4) AS filtered,
  sum(read) = sum(accepted + duplicate + late + rejected + filtered) AS adds_up
FROM input_accounting
GROUP BY topic
ORDER BY topic;
