package io.engagement.dashboard;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.SecretRef;
import io.engagement.core.config.SinksConfig.PostgresSink;
import io.engagement.dashboard.cut.Database;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.sink.postgres.PostgresSinkOptions;
import io.engagement.flink.sink.postgres.PostgresTables;
import io.engagement.local.LocalPostgres;
import io.engagement.local.LocalPostgres.Durability;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;

/** The tables of {@code shop.sql}, on a real server that all tests share; it ends with the JVM. */
public final class TestShop {
  private static final String SCHEMA = "engagement";

  private final LocalPostgres server = Shared.SERVER;
  private final String url;

  private static final class Shared {
    static final LocalPostgres SERVER =
        LocalPostgres.builder().durability(Durability.NO_FSYNC).start();
  }

  /** A database of that name, without any table. */
  public TestShop(String name) throws SQLException {
    url = server.createDatabase(name);
    execute("DROP SCHEMA IF EXISTS " + SCHEMA + " CASCADE");
  }

  /** The tables as a release makes them, filled. */
  void publish() throws Exception {
    Path password = Files.createTempFile("password", "");
    try {
      Files.writeString(password, server.password());
      PostgresSink sink =
          new PostgresSink(url, server.user(), new SecretRef.InFile(password.toString()), SCHEMA);
      PostgresTables.prepare(
          PostgresSinkOptions.of("shop", sink, StartOptions.CONTINUE), MetricCatalog.tables());
    } finally {
      Files.delete(password);
    }
    fill("/shop.sql");
  }

  /** Runs the statements of a file beside the tests. */
  void fill(String resource) throws IOException, SQLException {
    try (InputStream file = TestShop.class.getResourceAsStream(resource)) {
      execute(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  public Database.Address address(ZoneId zone) {
    return addressAs(server.user(), server.password(), zone);
  }

  Database.Address addressAs(String user, String password, ZoneId zone) {
    return new Database.Address(url, user, password, SCHEMA, "shop", zone);
  }

  Connection connect() throws SQLException {
    Connection connection = DriverManager.getConnection(url, server.user(), server.password());
    connection.setSchema(SCHEMA);
    return connection;
  }

  public void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
