-- Scores as of one instant: a number that orders users by their score at any instant that all have in common.
ALTER TABLE "${flyway:defaultSchema}"."user_engagement" ADD COLUMN "score_log" double precision;

-- What is published so far is known to six digits; whoever does something gets all of them.
UPDATE "${flyway:defaultSchema}"."user_engagement" AS "data"
SET "score_log" = ln("score"::double precision) / ln(2::double precision)
  + extract(epoch FROM "score_at")::double precision * 1000 / "definitions"."half_life"
FROM (
  SELECT "metric", substring("meaning" FROM 'half-life ([0-9]+)')::double precision AS "half_life"
  FROM "${flyway:defaultSchema}"."metric_definitions"
  WHERE "family" = 'score'
) AS "definitions"
WHERE "definitions"."metric" = "data"."metric" AND "score" > 0 AND isfinite("score_at");

CREATE INDEX "user_engagement_by_score" ON "${flyway:defaultSchema}"."user_engagement"
  ("metric", "score_log" DESC NULLS LAST, "user_id");

-- The view passes all columns of the table on; the new one comes last.
DO $$
DECLARE
  columns text;
BEGIN
  SELECT string_agg(format('"data".%I', data.attname), ', ' ORDER BY passed.attnum, data.attnum) INTO columns
  FROM pg_attribute AS data
  LEFT JOIN pg_attribute AS passed
    ON passed.attrelid = '"${flyway:defaultSchema}"."user_engagement_cut"'::regclass
    AND passed.attname = data.attname
  WHERE data.attrelid = '"${flyway:defaultSchema}"."user_engagement"'::regclass
    AND data.attnum > 0 AND NOT data.attisdropped
    AND (passed.attnum IS NOT NULL OR data.attname <> 'commit_seq');
  EXECUTE format(
    'CREATE OR REPLACE VIEW %1$I."user_engagement_cut" AS
    SELECT
      "ledger"."last_ckpt" AS "cut_ckpt",
      "ledger"."watermark" AS "cut_watermark",
      "ledger"."status" AS "cut_status",
      "ledger"."committed_at" AS "cut_committed_at",
      %2$s
    FROM %1$I."user_engagement" AS "data"
    JOIN %1$I."sink_table_owner" AS "owner" ON "owner"."table_name" = ''user_engagement''
    JOIN %1$I."sink_ledger" AS "ledger" ON "ledger"."sink_id" = "owner"."sink_id"',
    '${flyway:defaultSchema}', columns);
END
$$;
