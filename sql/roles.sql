-- Roles for those who read the tables: dashboards, BI tools, people with psql. To be run by the owner of the
-- tables, the role under sinks.postgres.user, who needs CREATEROLE for it; the schema is sinks.postgres.schema.
-- Again after a start with --takeover that has made tables again.

-- Numbers and facts. Without the job's bookkeeping, so that tools list what there is to ask, and without the
-- original records, which hold all that a browser sent.
CREATE ROLE engagement_reader NOLOGIN;
GRANT USAGE ON SCHEMA engagement TO engagement_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA engagement TO engagement_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA engagement GRANT SELECT ON TABLES TO engagement_reader;
REVOKE SELECT ON
  engagement.sink_ledger, engagement.sink_ledger_history, engagement.sink_table_owner, engagement.sink_rejected_rows,
  engagement.engagement_schema_history, engagement.rejected, engagement.rejected_cut, engagement.late,
  engagement.late_cut
FROM engagement_reader;

-- Those who look after the input and the job see everything, and so does the page of bin/engage dashboard.
CREATE ROLE engagement_support NOLOGIN IN ROLE engagement_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA engagement TO engagement_support;

-- A login for each tool, with a password of its own: CREATE ROLE metabase LOGIN PASSWORD '...' IN ROLE
-- engagement_reader; and then, for it, these settings, which roles do not inherit. Without jit = off
-- PostgreSQL compiles queries that take less time than that.
CREATE ROLE engagement_bi LOGIN IN ROLE engagement_reader;
ALTER ROLE engagement_bi SET search_path = engagement;
ALTER ROLE engagement_bi SET default_transaction_read_only = on;
ALTER ROLE engagement_bi SET statement_timeout = '60s';
ALTER ROLE engagement_bi SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE engagement_bi SET jit = off;
