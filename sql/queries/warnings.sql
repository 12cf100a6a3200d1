-- What is odd about the records that were understood all the same?
--
-- A row for each code and field: how many records, and their share of all that were read from the topic.
SELECT warnings.topic, code, field, count, round(count / read, 4) AS share, examples
FROM input_warnings AS warnings
JOIN (SELECT topic, sum(read) AS read FROM input_accounting GROUP BY topic) AS accounting USING (topic)
ORDER BY warnings.topic, count DESC, code, field;
