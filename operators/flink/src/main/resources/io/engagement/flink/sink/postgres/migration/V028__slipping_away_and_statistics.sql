-- Who is slipping away are those with the highest scores among those last seen in a while: with the time in the
-- index as well, those who are here are passed over without reading their rows.
CREATE INDEX "user_engagement_by_score_and_last_seen" ON "${flyway:defaultSchema}"."user_engagement"
  ("metric", "score_log" DESC NULLS LAST, "user_id", "last_seen");
DROP INDEX "${flyway:defaultSchema}"."user_engagement_by_score";

-- One breakdown's value is a slice of many rows; taken for independent, dimension and value make it look small, and
-- a year of it is not worth a second worker.
CREATE STATISTICS "${flyway:defaultSchema}"."paths_slices_statistics" (dependencies, mcv)
  ON "metric", "dimension", "value" FROM "${flyway:defaultSchema}"."paths";
