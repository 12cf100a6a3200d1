-- Tables whose keys carry a total beside its parts, without the totals, so that a plain sum is right; and
-- an index by user for tables of facts.

DO $$
DECLARE
  published text;
BEGIN
  FOREACH published IN ARRAY ARRAY[
    'active_users', 'session_metrics', 'lifecycle', 'stickiness', 'retention', 'funnels', 'paths', 'content',
    'cart_metrics', 'recommendations', 'experiments']
  LOOP
    EXECUTE format(
      'CREATE VIEW %I.%I AS SELECT * FROM %I.%I WHERE dimension <> %L%s',
      '${flyway:defaultSchema}', published || '_parts', '${flyway:defaultSchema}', published, '',
      CASE published WHEN 'recommendations' THEN ' AND position <> 0' ELSE '' END);
    EXECUTE format(
      'COMMENT ON VIEW %I.%I IS %L',
      '${flyway:defaultSchema}', published || '_parts',
      'Rows of ' || published || ' by value of a breakdown, without the totals.');
  END LOOP;
END
$$;

CREATE VIEW "${flyway:defaultSchema}"."recommendations_by_position" AS
SELECT * FROM "${flyway:defaultSchema}"."recommendations" WHERE "position" <> 0 AND "dimension" = '';

COMMENT ON VIEW "${flyway:defaultSchema}"."recommendations_by_position"
  IS 'Rows of recommendations by position, without the total over positions and without breakdowns.';

CREATE INDEX "sessions_by_user" ON "${flyway:defaultSchema}"."sessions" ("user_id");
CREATE INDEX "carts_by_user" ON "${flyway:defaultSchema}"."carts" ("user_id");
CREATE INDEX "user_engagement_by_user" ON "${flyway:defaultSchema}"."user_engagement" ("user_id");
