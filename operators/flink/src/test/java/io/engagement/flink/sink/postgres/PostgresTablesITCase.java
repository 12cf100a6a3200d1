package io.engagement.flink.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.event.DimensionText;
import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.TableSpec;
import io.engagement.flink.checkpoint.SinkRefusedException;
import io.engagement.flink.checkpoint.StartMode;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.serde.SampleTables;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The migrations against the tables that the job publishes. */
class PostgresTablesITCase {
  private static final List<TableSpec> TABLES = MetricCatalog.tables();

  private static final String UNDESCRIBED =
      """
      SELECT c.relname, a.attname
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
      WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'v')
        AND c.relname <> 'engagement_schema_history'
        AND (col_description(c.oid, a.attnum) IS NULL OR obj_description(c.oid) IS NULL)
      """;

  @Test
  void theMigrationsMakeTheTablesOfTheCatalogue() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    try (Connection connection = database.connect()) {
      assertThatCode(() -> PostgresTables.verify(connection, database.schema(), TABLES))
          .doesNotThrowAnyException();
    }
  }

  @Test
  void migratingAgainChangesNothing() {
    TestDatabase database = TestDatabase.empty();
    assertThat(PostgresTables.migrate(database.options(), database.schema())).isPositive();
    assertThat(PostgresTables.migrate(database.options(), database.schema())).isZero();
  }

  @Test
  void everyTableAndViewAndTheirColumnsAreDescribed() throws Exception {
    TestDatabase database = TestDatabase.empty();
    PostgresTables.prepare(database.options(), TABLES);
    assertThat(database.query(UNDESCRIBED)).isEmpty();
    database.execute("DROP TABLE sessions, metric_definitions, active_users CASCADE");
    PostgresTables.prepare(
        database.options().starting(new StartOptions(StartMode.TAKEOVER, "start")), TABLES);
    assertThat(database.query(UNDESCRIBED)).as("made again").isEmpty();
  }

  @Test
  void everyTableHasAViewWithItsLedgerRow() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    for (TableSpec table : TABLES) {
      assertThat(database.query("SELECT cut_ckpt FROM " + table.name() + "_cut")).isEmpty();
    }
  }

  /** Else one is not found by the index of the other. */
  @Test
  void idsOfUsersCollateAlikeAndTheirViewsAreThereWithTheirPrivileges() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    assertThat(
            database.query(
                "SELECT attrelid::regclass, attname FROM pg_attribute"
                    + " WHERE attname IN ('user_id', 'anonymous_id') AND attcollation <> '\"C\"'::regcollation"
                    + " AND attrelid IN (SELECT oid FROM pg_class"
                    + " WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'v'))"))
        .isEmpty();
    assertThat(database.query("SELECT cut_ckpt, user_id FROM sessions_cut")).isEmpty();
    assertThat(database.query("SELECT id, user_id FROM people")).isEmpty();
  }

  @Test
  void whatIsMissingOrDifferentIsSaid() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    database.execute("ALTER TABLE active_users RENAME COLUMN users TO people");
    database.execute("ALTER TABLE late DROP CONSTRAINT late_pkey");
    database.execute("ALTER TABLE late ADD PRIMARY KEY (\"offset\")");
    try (Connection connection = database.connect()) {
      assertThatThrownBy(() -> PostgresTables.verify(connection, database.schema(), TABLES))
          .isInstanceOf(SinkRefusedException.class)
          .hasMessageContaining("active_users has the columns [metric text")
          .hasMessageContaining("people bigint")
          .hasMessageContaining(
              "late has the primary key [offset], not [topic, partition, offset]");
      assertThatThrownBy(
              () ->
                  PostgresTables.verify(connection, database.schema(), List.of(SampleTables.WIDE)))
          .hasMessageContaining("there is no table wide");
    }
  }

  @Test
  void aTakeoverMakesDroppedAndAlteredTablesAgain() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    database.execute("DROP TABLE sessions CASCADE");
    database.execute("DROP TABLE experiments CASCADE");
    database.execute("DROP TABLE sink_rejected_rows");
    database.execute("ALTER TABLE active_users DROP COLUMN users CASCADE");
    database.execute("INSERT INTO paths VALUES ('p', '2024-01-01', 1, 'a', 'b', '', '', 1, 1)");
    PostgresSinkOptions options = database.options();
    PostgresTables.prepare(options, TABLES);
    try (Connection connection = database.connect()) {
      assertThatThrownBy(() -> PostgresTables.verify(connection, database.schema(), TABLES))
          .as("any other start leaves them to be noticed")
          .hasMessageContaining("there is no table sessions")
          .hasMessageContaining("--takeover");
    }
    PostgresTables.prepare(options.starting(new StartOptions(StartMode.TAKEOVER, "start")), TABLES);
    try (Connection connection = database.connect()) {
      assertThatCode(() -> PostgresTables.verify(connection, database.schema(), TABLES))
          .doesNotThrowAnyException();
    }
    for (TableSpec table : TABLES) {
      database.query("SELECT cut_ckpt FROM " + table.name() + "_cut");
    }
    assertThat(database.query("SELECT * FROM experiment_results")).isEmpty();
    assertThat(database.query("SELECT * FROM stickiness_ratio")).isEmpty();
    assertThat(database.query("SELECT * FROM daily_active_users_parts")).isEmpty();
    assertThat(database.one("SELECT count(*) FROM sink_rejected_rows")).isEqualTo("0");
    assertThat(database.one("SELECT count(*) FROM paths")).as("untouched").isEqualTo("1");
    assertThat(database.one("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'remade_%'"))
        .isEqualTo("0");
  }

  @Test
  void aServerThatIsAwayOrRefusesIsNamedInOneSentence() throws Exception {
    PostgresSinkOptions options = TestDatabase.empty().options();
    assertThatThrownBy(
            () ->
                PostgresTables.prepare(options.at("jdbc:postgresql://127.0.0.1:1/nowhere"), TABLES))
        .isInstanceOf(SinkRefusedException.class)
        .hasMessageContaining("jdbc:postgresql://127.0.0.1:1/nowhere does not answer")
        .hasMessageContaining("sinks.postgres.url");
    assertThatThrownBy(
            () ->
                PostgresTables.prepare(
                    options.at(options.url().replace("sink_tests", "no_such_database")), TABLES))
        .isInstanceOf(SinkRefusedException.class)
        .hasMessageContaining("no_such_database")
        .hasMessageContaining("Create the database");
  }

  /** An index takes 2,704 bytes of a row at most, and texts that do not compress as they are. */
  @Test
  void theLongestKeysThatDataCanMakeFitTheirIndexes() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    Random random = new Random(11);
    for (TableSpec table : TABLES) {
      List<String> values = new ArrayList<>();
      for (Column column : table.keyColumns()) {
        values.add('\'' + longest(column, random) + '\'');
      }
      database.execute(
          "INSERT INTO %s (%s) VALUES (%s)"
              .formatted(
                  table.name(),
                  SqlText.list(table.keyColumns(), ", ", name -> name),
                  String.join(", ", values)));
    }
  }

  private static String longest(Column column, Random random) {
    if (column.type() != ColumnType.TEXT) {
      return switch (column.type()) {
        case DATE, TIMESTAMP, BUCKET -> "2024-01-04";
        default -> "1";
      };
    }
    return switch (column.name()) {
      case "metric", "dimension", "goal", "period", "currency", "code" -> "n".repeat(63);
      case "topic", "field" -> "t".repeat(249);
      default ->
          random
              .ints(DimensionText.LONGEST_VALUE, 0x4E00, 0x9FA5)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
    };
  }

  /** As the worked example makes it. */
  @Test
  void aRoleWithNothingButItsSchemaIsEnough() throws Exception {
    TestDatabase database = TestDatabase.emptyAndAlone();
    String role = database.schema();
    Path example = Path.of("..", "..", "ops", "security", "postgres-roles.sql");
    database.execute(Files.readString(example).replace("engagement", role));
    database.execute("ALTER ROLE %s PASSWORD 'x'".formatted(role));
    PostgresSinkOptions options = database.optionsAs(role, "x");
    assertThat(PostgresTables.migrate(options, database.schema())).isPositive();
    try (CheckpointCommitter committer =
        new CheckpointCommitter(
            options, new io.engagement.flink.serde.TableIndex(TABLES), "job", CommitProbe.NONE)) {
      committer.start(null);
      assertThat(committer.claim().fence()).isEqualTo(1);
    }
  }

  @Test
  void migrationsOfALaterReleaseAreNotMinded() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    database.execute(
        """
        INSERT INTO %1$s.%2$s (installed_rank, version, description, type, script, checksum,
          installed_by, execution_time, success)
        SELECT max(installed_rank) + 1, '999', 'later', 'SQL', 'V999__later.sql', 1, 'x', 1, true
        FROM %1$s.%2$s
        """
            .formatted(database.schema(), PostgresTables.HISTORY_TABLE));
    assertThat(PostgresTables.migrate(database.options(), database.schema())).isZero();
  }

  @Test
  void stickinessIsTheMeanOfDailyUsersOverTheUsersOfTheWindow() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    database.execute(
        """
        INSERT INTO active_users VALUES
          ('active', 'day', '2024-01-01', '', '', 6, true),
          ('active', 'day', '2024-01-07', '', '', 8, true),
          ('active', 'day', '2024-01-08', '', '', 99, true),
          ('active', 'day', '2024-01-01', 'platform', 'ios', 7, true),
          ('active', 'week', '2024-01-01', '', '', 10, true),
          ('active', 'month', '2024-02-01', '', '', 4, false),
          ('active', 'rolling_7d', '2024-01-08', '', '', 100, true),
          ('active', 'rolling_5m', '2024-01-08T11:00:00Z', '', '', 1, true)
        """);
    assertThat(
            database.query(
                "SELECT period, daily_users_sum, days, users, round(ratio, 4), complete"
                    + " FROM stickiness_ratio ORDER BY period"))
        .containsExactly(
            "month|0|29|4|0.0000|f", "rolling_7d|107|7|100|0.1529|t", "week|14|7|10|0.2000|t");
  }

  @Test
  void atLeastSoManyActiveDaysIsTheSumOfSoManyAndMore() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    database.execute(
        """
        INSERT INTO stickiness VALUES
          ('sticky', 'week', '2024-01-01', 1, '', '', 5, true),
          ('sticky', 'week', '2024-01-01', 2, '', '', 3, true),
          ('sticky', 'week', '2024-01-01', 7, '', '', 1, true),
          ('sticky', 'week', '2024-01-01', 7, 'platform', 'ios', 4, true),
          ('sticky', 'week', '2024-01-08', 7, '', '', 40, false),
          ('sticky', 'month', '2024-01-01', 7, '', '', 400, false),
          ('regulars', 'week', '2024-01-01', 7, '', '', 4000, true)
        """);
    assertThat(
            database.query(
                "SELECT active_days, users, complete FROM stickiness_at_least"
                    + " WHERE metric = 'sticky' AND period = 'week' AND bucket = '2024-01-01'"
                    + " AND dimension = '' ORDER BY active_days"))
        .containsExactly("1|9|t", "2|4|t", "7|1|t");
  }
}
