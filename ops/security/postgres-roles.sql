-- The role that a job writes as, and its schema; to be run by an administrator, connected to the database:
--   psql -d engagement -f postgres-roles.sql
-- It owns one schema, in which the client makes and migrates the tables, and may nothing else: no superuser,
-- no other schema, no replication. Roles of readers: sql/roles.sql, for which the owner also needs CREATEROLE, or
-- let an administrator run it.
CREATE ROLE engagement LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
-- Then, where it is in nobody's history: \password engagement
CREATE SCHEMA engagement AUTHORIZATION engagement;
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
-- Commits go by way of temporary tables of the session.
DO $$ BEGIN EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO engagement', current_database()); END $$;
DO $$ BEGIN EXECUTE format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$;
-- One connection of the job, one of a start, and the commands.
ALTER ROLE engagement CONNECTION LIMIT 10;
