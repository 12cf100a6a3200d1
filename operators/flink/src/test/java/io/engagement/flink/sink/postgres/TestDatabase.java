package io.engagement.flink.sink.postgres;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.SecretRef;
import io.engagement.core.table.TableSpec;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.local.LocalPostgres;
import io.engagement.local.LocalPostgres.Durability;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A schema of its own on a real server, brought up to date. */
final class TestDatabase {
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  private final LocalPostgres server;
  private final String url;
  private final String schema;
  private final Path password;

  private TestDatabase(LocalPostgres server) {
    this(server, "sink_tests");
  }

  private TestDatabase(LocalPostgres server, String database) {
    this(
        server,
        server.createDatabase(database),
        "s%d_%d".formatted(ProcessHandle.current().pid(), NUMBERS.incrementAndGet()));
  }

  private TestDatabase(LocalPostgres server, String url, String schema) {
    this.server = server;
    this.url = url;
    this.schema = schema;
    try {
      this.password = Files.createTempFile("password", "");
      Files.writeString(password, server.password());
      password.toFile().deleteOnExit();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The server that all tests share; it ends with the JVM. */
  private static final class Shared {
    static final LocalPostgres SERVER =
        LocalPostgres.builder().durability(Durability.NO_FSYNC).start();
  }

  static TestDatabase empty() {
    return new TestDatabase(Shared.SERVER);
  }

  /** For tests that change what the whole database allows. */
  static TestDatabase emptyAndAlone() {
    return new TestDatabase(Shared.SERVER, "sink_tests_alone");
  }

  /** What others are copies of: copying takes a fraction of the time of the migrations. */
  private static final class Template {
    static final String NAME = "sink_tests_migrated";
    static final TestDatabase MIGRATED = migrated(new TestDatabase(Shared.SERVER, NAME));
  }

  static TestDatabase migrated() {
    TestDatabase template = Template.MIGRATED;
    String copy = "sink_tests_" + NUMBERS.incrementAndGet();
    try {
      empty().execute("CREATE DATABASE %s TEMPLATE %s".formatted(copy, Template.NAME));
    } catch (SQLException e) {
      throw new IllegalStateException("copying the migrated database failed", e);
    }
    return new TestDatabase(Shared.SERVER, Shared.SERVER.createDatabase(copy), template.schema);
  }

  static TestDatabase migratedOn(LocalPostgres server) {
    return migrated(new TestDatabase(server));
  }

  private static TestDatabase migrated(TestDatabase database) {
    PostgresTables.migrate(database.options(), database.schema());
    return database;
  }

  String schema() {
    return schema;
  }

  /** Impatient: a second for other holders, ten for a server that is away. */
  PostgresSinkOptions options() {
    return optionsOf("shop");
  }

  PostgresSinkOptions optionsOf(String sinkId) {
    return new PostgresSinkOptions(
        sinkId,
        url,
        server.user(),
        new SecretRef.InFile(password.toString()),
        schema,
        StartOptions.CONTINUE,
        Duration.ofSeconds(10),
        Duration.ofSeconds(1),
        Duration.ofSeconds(30));
  }

  /** As another role. */
  PostgresSinkOptions optionsAs(String user, String userPassword) throws IOException {
    Path file = Files.createTempFile("password", "");
    Files.writeString(file, userPassword);
    file.toFile().deleteOnExit();
    PostgresSinkOptions own = options();
    return new PostgresSinkOptions(
        own.sinkId(),
        own.url(),
        user,
        new SecretRef.InFile(file.toString()),
        own.schema(),
        own.start(),
        own.retryFor(),
        own.lockWait(),
        own.answerWithin());
  }

  Connection connect() throws SQLException {
    Connection connection = DriverManager.getConnection(url, server.user(), server.password());
    connection.setSchema(schema);
    return connection;
  }

  /** Creates a table as a migration would. */
  void create(TableSpec table) throws SQLException {
    List<io.engagement.core.table.Column> all = new ArrayList<>(table.keyColumns());
    all.addAll(table.valueColumns());
    String columns =
        String.join(
            ", ",
            all.stream()
                .map(c -> SqlText.quote(c.name()) + ' ' + PostgresTables.sqlType(c.type()))
                .toList());
    execute(
        """
        CREATE TABLE %s (%s, commit_seq bigint NOT NULL DEFAULT 0,
          changed_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (%s))"""
            .formatted(
                SqlText.qualified(schema, table.name()),
                columns,
                SqlText.list(table.keyColumns(), ", ", name -> name)));
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Keeps what the ledger and all tables hold now. */
  void backUp() throws SQLException {
    execute("CREATE SCHEMA %s_backup".formatted(schema));
    for (String table : changing()) {
      execute("CREATE TABLE %s_backup.%s AS SELECT * FROM %2$s".formatted(schema, table));
    }
  }

  /** Brings it back, as the restore of a backup does: later commits are lost. */
  void restoreBackup() throws SQLException {
    for (String table : changing()) {
      execute("DELETE FROM " + table);
      execute("INSERT INTO %2$s SELECT * FROM %1$s_backup.%2$s".formatted(schema, table));
    }
  }

  private static List<String> changing() {
    List<String> tables = new ArrayList<>(List.of("sink_ledger"));
    MetricCatalog.tables().forEach(table -> tables.add(table.name()));
    return tables;
  }

  /** Rows as texts, columns joined by bars. */
  List<String> query(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          columns.add(String.valueOf(rows.getString(i)));
        }
        texts.add(String.join("|", columns));
      }
      return texts;
    }
  }

  String one(String sql) throws SQLException {
    return String.join("\n", query(sql));
  }
}
