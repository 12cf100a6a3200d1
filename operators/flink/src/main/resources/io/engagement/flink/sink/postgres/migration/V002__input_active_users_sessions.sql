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

