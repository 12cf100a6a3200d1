-- The output tables. Columns and their order are those of the published contract.

CREATE TABLE "${flyway:defaultSchema}"."active_users" (
  "metric" text COLLATE "C" NOT NULL,
  "period" text COLLATE "C" NOT NULL,
  "bucket" timestamp NOT NULL,
  "dimension" text COLLATE "C" NOT NULL,
  "value" text COLLATE "C" NOT NULL,
  "users" bigint,
  "complete" boolean,
  PRIMARY KEY ("metric", "period", "bucket", "dimension", "value")
) WITH (fillfactor = 70);

COMMENT ON TABLE "${flyway:defaultSchema}"."active_users" IS 'Distinct users with at least one matching event in a calendar or rolling period.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."active_users"."metric" IS 'Id of the definition.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."active_users"."period" IS 'day, week, month, rolling_7d, rolling_30d or rolling_5m.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."active_users"."bucket" IS 'First day of a calendar period, last day of a rolling one (2024-01-04), or the last minute, in UTC.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."active_users"."dimension" IS 'Name of the breakdown; empty for the total.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."active_users"."value" IS 'Value of the breakdown, (none) when absent; empty for the total.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."active_users"."users" IS 'Distinct users.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."active_users"."complete" IS 'Whether the watermark has passed the end of the period.';

CREATE TABLE "${flyway:defaultSchema}"."sessions" (
  "metric" text COLLATE "C" NOT NULL,
  "session_id" text COLLATE "C" NOT NULL,
  "user_id" text,
  "started_at" timestamptz,
  "ended_at" timestamptz,
  "duration_seconds" numeric,
  "engaged_seconds" numeric,
  "events" bigint,
  "views" bigint,
  "entry_page" text,
  "exit_page" text,
  "bounced" boolean,
  "new_user" boolean,
  "closed" boolean,
  "dimensions" jsonb,
  PRIMARY KEY ("metric", "session_id")
) WITH (fillfactor = 70);

COMMENT ON TABLE "${flyway:defaultSchema}"."sessions" IS 'One row per session, corrected as it grows.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sessions"."metric" IS 'Id of the definition.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sessions"."session_id" IS 'Stable for the same data.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sessions"."user_id" IS 'Canonical id of the user.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sessions"."started_at" IS 'Time of the first event.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sessions"."ended_at" IS 'Time of the last event.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sessions"."duration_seconds" IS 'Last minus first event.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sessions"."engaged_seconds" IS 'Reported engagement time, else derived from page pings.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sessions"."events" IS 'Events of the session.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sessions"."views" IS 'Page and screen views.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sessions"."entry_page" IS 'First page or screen; null without any.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sessions"."exit_page" IS 'Last page or screen; null without any.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sessions"."bounced" IS 'Whether the session was not engaged.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sessions"."new_user" IS 'Whether it is the user''s first session.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sessions"."closed" IS 'Whether the watermark has passed the last event by more than the gap.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."sessions"."dimensions" IS 'Value of each breakdown by its name.';

CREATE TABLE "${flyway:defaultSchema}"."session_metrics" (
  "metric" text COLLATE "C" NOT NULL,
  "period" text COLLATE "C" NOT NULL,
  "bucket" timestamp NOT NULL,
  "dimension" text COLLATE "C" NOT NULL,
  "value" text COLLATE "C" NOT NULL,
  "sessions" bigint,
  "bounced" bigint,
  "new_users" bigint,
  "events" bigint,
  "views" bigint,
  "duration_seconds" numeric,
  "median_duration_seconds" numeric,
  "p90_duration_seconds" numeric,
  "engaged_seconds" numeric,
  "complete" boolean,
  PRIMARY KEY ("metric", "period", "bucket", "dimension", "value")
) WITH (fillfactor = 70);

COMMENT ON TABLE "${flyway:defaultSchema}"."session_metrics" IS 'Sums over sessions by the hour or day of their start.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."session_metrics"."metric" IS 'Id of the definition.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."session_metrics"."period" IS 'hour or day.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."session_metrics"."bucket" IS 'The hour (2024-01-04T11:00:00Z) or day (2024-01-04) in which the sessions started.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."session_metrics"."dimension" IS 'Name of the breakdown; empty for the total.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."session_metrics"."value" IS 'Value of the breakdown, (none) when absent; empty for the total.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."session_metrics"."sessions" IS 'Sessions started.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."session_metrics"."bounced" IS 'Those of them that bounced.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."session_metrics"."new_users" IS 'Those of them that were a user''s first.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."session_metrics"."events" IS 'Events of the sessions.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."session_metrics"."views" IS 'Views of the sessions.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."session_metrics"."duration_seconds" IS 'Sum of their durations.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."session_metrics"."median_duration_seconds" IS 'Median duration, within 1 %.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."session_metrics"."p90_duration_seconds" IS '90th percentile of the durations, within 1 %.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."session_metrics"."engaged_seconds" IS 'Sum of their engaged times.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."session_metrics"."complete" IS 'Whether the watermark has passed the end of the period.';

CREATE TABLE "${flyway:defaultSchema}"."input_accounting" (
  "topic" text COLLATE "C" NOT NULL,
  "partition" integer NOT NULL,
  "next_offset" bigint,
  "read" bigint,
  "accepted" bigint,
  "duplicate" bigint,
  "late" bigint,
  "rejected" bigint,
  "filtered" bigint,
  "watermark" timestamptz,
  PRIMARY KEY ("topic", "partition")
) WITH (fillfactor = 70);

COMMENT ON TABLE "${flyway:defaultSchema}"."input_accounting" IS 'What became of every input record, by partition: read = accepted + duplicate + late + rejected + filtered.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."input_accounting"."topic" IS 'Topic, or the name of the input of a bounded run.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."input_accounting"."partition" IS 'Partition.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."input_accounting"."next_offset" IS 'The offset after the last record read.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."input_accounting"."read" IS 'Records read.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."input_accounting"."accepted" IS 'Events that some definition uses.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."input_accounting"."duplicate" IS 'Repeats of an event.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."input_accounting"."late" IS 'Events beyond the late horizon.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."input_accounting"."rejected" IS 'Records that are no valid event.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."input_accounting"."filtered" IS 'Events that no definition uses.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."input_accounting"."watermark" IS 'Event time up to which the partition is complete.';

CREATE TABLE "${flyway:defaultSchema}"."input_warnings" (
  "topic" text COLLATE "C" NOT NULL,
  "code" text COLLATE "C" NOT NULL,
  "field" text COLLATE "C" NOT NULL,
  "count" bigint,
  "first_at" timestamptz,
  "last_at" timestamptz,
  "examples" jsonb,
  PRIMARY KEY ("topic", "code", "field")
) WITH (fillfactor = 70);

COMMENT ON TABLE "${flyway:defaultSchema}"."input_warnings" IS 'What is odd about input records that are events all the same, and what was done.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."input_warnings"."topic" IS 'Topic, or the name of the input of a bounded run.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."input_warnings"."code" IS 'What is odd.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."input_warnings"."field" IS 'Path of the value that is odd.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."input_warnings"."count" IS 'Records.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."input_warnings"."first_at" IS 'The earliest event time of such a record.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."input_warnings"."last_at" IS 'The latest event time of such a record.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."input_warnings"."examples" IS 'Up to three odd values, of fields that tell nothing of a person.';

CREATE TABLE "${flyway:defaultSchema}"."rejected" (
  "topic" text COLLATE "C" NOT NULL,
  "partition" integer NOT NULL,
  "offset" bigint NOT NULL,
  "reason" text,
  "message" text,
  "original" text,
  "encoding" text,
  "original_bytes" bigint,
  "original_sha256" text,
  "append_time" timestamptz,
  "file" text,
  "line" bigint,
  PRIMARY KEY ("topic", "partition", "offset")
) WITH (fillfactor = 70);

COMMENT ON TABLE "${flyway:defaultSchema}"."rejected" IS 'Records that could not be understood.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."rejected"."topic" IS 'Where the record came from.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."rejected"."partition" IS 'Partition.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."rejected"."offset" IS 'Offset.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."rejected"."reason" IS 'Code of the reason.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."rejected"."message" IS 'The reason in words.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."rejected"."original" IS 'The first 64 KiB of the original as text, or base64.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."rejected"."encoding" IS 'How original is written: utf-8 or base64.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."rejected"."original_bytes" IS 'How many bytes the whole original has.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."rejected"."original_sha256" IS 'SHA-256 of the whole original, in hexadecimal.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."rejected"."append_time" IS 'When the broker appended the record.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."rejected"."file" IS 'File of a bounded run.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."rejected"."line" IS 'Line in that file, from 1.';

CREATE TABLE "${flyway:defaultSchema}"."late" (
  "topic" text COLLATE "C" NOT NULL,
  "partition" integer NOT NULL,
  "offset" bigint NOT NULL,
  "reason" text,
  "message" text,
  "original" text,
  "encoding" text,
  "original_bytes" bigint,
  "original_sha256" text,
  "append_time" timestamptz,
  "file" text,
  "line" bigint,
  PRIMARY KEY ("topic", "partition", "offset")
) WITH (fillfactor = 70);

COMMENT ON TABLE "${flyway:defaultSchema}"."late" IS 'Events too old to correct anything.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."late"."topic" IS 'Where the record came from.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."late"."partition" IS 'Partition.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."late"."offset" IS 'Offset.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."late"."reason" IS 'Code of the reason.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."late"."message" IS 'The reason in words.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."late"."original" IS 'The first 64 KiB of the original as text, or base64.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."late"."encoding" IS 'How original is written: utf-8 or base64.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."late"."original_bytes" IS 'How many bytes the whole original has.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."late"."original_sha256" IS 'SHA-256 of the whole original, in hexadecimal.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."late"."append_time" IS 'When the broker appended the record.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."late"."file" IS 'File of a bounded run.';
COMMENT ON COLUMN "${flyway:defaultSchema}"."late"."line" IS 'Line in that file, from 1.';
