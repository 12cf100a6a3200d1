package io.engagement.flink.sink.postgres;

import io.engagement.core.config.SecretRef;
import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.TableSpec;
import io.engagement.flink.checkpoint.SinkRefusedException;
import io.engagement.flink.checkpoint.StartMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.util.ExceptionUtils;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * The tables in the database: brought up to date where the job is started, verified where it runs.
 */
public final class PostgresTables {
  /** Flyway's own table, in our schema. */
  static final String HISTORY_TABLE = "engagement_schema_history";

  private static final String MIGRATIONS = "classpath:io/engagement/flink/sink/postgres/migration";

  private static final String COMMENTS_OF_VIEWS =
      """
      SELECT format('COMMENT ON COLUMN %s.%I IS %L',
        v.oid::regclass, a.attname, col_description(t.oid, b.attnum))
      FROM pg_class t
      JOIN pg_class v ON v.relnamespace = t.relnamespace AND v.relkind = 'v'
        AND v.relname IN (t.relname || '_cut', t.relname || '_parts', t.relname || '_by_position')
      JOIN pg_attribute a ON a.attrelid = v.oid AND a.attnum > 0
      JOIN pg_attribute b ON b.attrelid = t.oid AND b.attname = a.attname AND b.attnum > 0
      WHERE t.relkind = 'r' AND t.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = ?)
      """;

  private PostgresTables() {}

  /**
   * Creates or upgrades all tables. To be called by the client before a job is submitted; the role
   * needs {@code CREATE} on the schema, or on the database when the schema is not there. A start
   * that takes the tables over makes those again that were dropped or altered; for that the role
   * needs {@code CREATE} on the database.
   *
   * @throws SinkRefusedException when the server cannot be reached or refuses
   */
  public static void prepare(PostgresSinkOptions options, List<TableSpec> tables)
      throws SinkRefusedException {
    try {
      migrate(options, options.schema());
      if (options.start().mode() == StartMode.TAKEOVER) {
        DroppedTables.remake(options, tables);
      }
      comment(options, tables);
    } catch (FlywayException e) {
      SQLException cause = ExceptionUtils.findThrowable(e, SQLException.class).orElse(null);
      throw cause == null
          ? new SinkRefusedException(
              "The tables at %s, schema %s, could not be brought up to date: %s"
                  .formatted(options.url(), options.schema(), e.getMessage()))
          : SqlErrors.failedStart(cause, options);
    } catch (SQLException e) {
      throw SqlErrors.failedStart(e, options);
    }
  }

  /** Says in the database what tables and columns mean; at every start, for it may have changed. */
  private static void comment(PostgresSinkOptions options, List<TableSpec> tables)
      throws SQLException {
    try (Connection connection = PostgresSession.connect(options);
        Statement statement = connection.createStatement()) {
      for (TableSpec table : tables) {
        if (!differences(connection, options.schema(), table).isEmpty()) {
          continue; // verify() refuses it later, with every difference.
        }
        String name = SqlText.qualified(options.schema(), table.name());
        statement.addBatch("COMMENT ON TABLE " + name + " IS " + SqlText.literal(table.meaning()));
        for (Column column : table.columns()) {
          statement.addBatch(
              "COMMENT ON COLUMN %s.%s IS %s"
                  .formatted(
                      name, SqlText.quote(column.name()), SqlText.literal(column.meaning())));
        }
      }
      statement.executeBatch();
      commentViews(connection, options.schema());
      connection.commit();
    }
  }

  /** Views that pass a table's columns on say of them what the table says. */
  private static void commentViews(Connection connection, String schema) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(COMMENTS_OF_VIEWS);
        Statement statement = connection.createStatement()) {
      query.setString(1, schema);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          statement.addBatch(row.getString(1));
        }
      }
      statement.executeBatch();
    }
  }

  /**
   * @return how many migrations were applied
   */
  static int migrate(PostgresSinkOptions options, String schema) {
    return flyway(options, schema).migrate().migrationsExecuted;
  }

  static Flyway flyway(PostgresSinkOptions options, String schema) {
    SecretRef password = options.password();
    return Flyway.configure(PostgresTables.class.getClassLoader())
        .dataSource(
            options.url(),
            options.user(),
            password == null ? null : password.resolve(System::getenv))
        // A column that ADD COLUMN IF NOT EXISTS passes over is nothing to warn of.
        .jdbcProperties(
            Map.of(
                "loginTimeout",
                PostgresSession.LOGIN_TIMEOUT_SECONDS,
                "options",
                "-c client_min_messages=warning -c lock_timeout=60s"))
        .schemas(schema)
        .defaultSchema(schema)
        .createSchemas(true)
        .table(HISTORY_TABLE)
        .locations(MIGRATIONS)
        .failOnMissingLocations(true)
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .cleanDisabled(true)
        .load();
  }

  /**
   * Compares names, order and types of all columns and the primary keys.
   *
   * @throws SinkRefusedException with every difference
   */
  static void verify(Connection connection, String schema, List<TableSpec> tables)
      throws SQLException, SinkRefusedException {
    List<String> all = new ArrayList<>();
    for (TableSpec table : tables) {
      all.addAll(differences(connection, schema, table));
    }
    if (!all.isEmpty()) {
      throw new SinkRefusedException(
          ("The tables of schema %s are not those of this release. Every start through the client"
                  + " runs the migrations; tables that were dropped or altered are made again by a"
                  + " start without state and with --takeover. %s")
              .formatted(schema, String.join("; ", all)));
    }
  }

  /** How a table differs from what it should be; nothing when it does not. */
  static List<String> differences(Connection connection, String schema, TableSpec table)
      throws SQLException {
    List<String> differences = new ArrayList<>();
    List<String> wanted = new ArrayList<>();
    table.columns().forEach(column -> wanted.add(column.name() + ' ' + sqlType(column.type())));
    wanted.add("commit_seq bigint");
    wanted.add("changed_at timestamp with time zone");
    compare(table, "columns", wanted, columns(connection, schema, table), differences);
    List<String> key = table.keyColumns().stream().map(Column::name).toList();
    compare(table, "primary key", key, primaryKey(connection, schema, table), differences);
    return differences;
  }

  private static void compare(
      TableSpec table,
      String what,
      List<String> wanted,
      List<String> found,
      List<String> differences) {
    if (found.isEmpty()) {
      if (what.equals("columns")) {
        differences.add("there is no table " + table.name());
      }
    } else if (!found.equals(wanted)) {
      differences.add("%s has the %s %s, not %s".formatted(table.name(), what, found, wanted));
    }
  }

  /** The type that a migration gives a column. */
  static String sqlType(ColumnType type) {
    return switch (type) {
      case TEXT -> "text";
      case BUCKET -> "timestamp without time zone";
      case LONG -> "bigint";
      case INT -> "integer";
      case BOOLEAN -> "boolean";
      case SECONDS, MONEY, DECIMAL -> "numeric";
      case DATE -> "date";
      case TIMESTAMP -> "timestamp with time zone";
      case JSON -> "jsonb";
      case DOUBLE -> "double precision";
    };
  }

  private static List<String> columns(Connection connection, String schema, TableSpec table)
      throws SQLException {
    return texts(
        connection,
        "SELECT column_name || ' ' || data_type FROM information_schema.columns"
            + " WHERE table_schema = ? AND table_name = ?"
            + " ORDER BY column_name = 'changed_at', column_name = 'commit_seq', ordinal_position",
        schema,
        table);
  }

  private static List<String> primaryKey(Connection connection, String schema, TableSpec table)
      throws SQLException {
    return texts(
        connection,
        "SELECT a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
            + " JOIN pg_namespace n ON n.oid = c.relnamespace"
            + " CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k(attnum, place)"
            + " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum"
            + " WHERE i.indisprimary AND n.nspname = ? AND c.relname = ? ORDER BY k.place",
        schema,
        table);
  }

  private static List<String> texts(
      Connection connection, String sql, String schema, TableSpec table) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, schema);
      statement.setString(2, table.name());
      try (ResultSet rows = statement.executeQuery()) {
        List<String> texts = new ArrayList<>();
        while (rows.next()) {
          texts.add(rows.getString(1));
        }
        return texts;
      }
    }
  }
}
