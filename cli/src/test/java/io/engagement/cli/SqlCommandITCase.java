package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.sink.postgres.PostgresSinkOptions;
import io.engagement.flink.sink.postgres.PostgresTables;
import io.engagement.local.LocalFlinkCluster;
import io.engagement.local.LocalPostgres;
import io.engagement.local.LocalPostgres.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flink's own SQL client on a real cluster, over a real database. */
class SqlCommandITCase {
  private static final String HOME = "engage.home";

  @TempDir private static Path folder;

  private static LocalPostgres server;
  private static LocalFlinkCluster cluster;
  private static Path config;

  @BeforeAll
  static void start() throws Exception {
    System.setProperty(HOME, Path.of("..").toAbsolutePath().normalize().toString());
    server = LocalPostgres.builder().durability(Durability.NO_FSYNC).start();
    config =
        Files.writeString(
            folder.resolve("engagement.yaml"),
            """
            sinks:
              postgres: {url: "%s", user: "%s", password: "${file:%s}", schema: shop}
            metrics: {sessions: [{id: web}]}
            """
                .formatted(
                    server.createDatabase("sql_command"),
                    server.user(),
                    Files.writeString(folder.resolve("password"), server.password())));
    EngagementConfig read = EngagementConfigReader.read(config).config();
    PostgresTables.prepare(
        PostgresSinkOptions.of(
            "shop", Objects.requireNonNull(read.sinks().postgres()), StartOptions.CONTINUE),
        MetricCatalog.tables());
    try (Connection connection =
            DriverManager.getConnection(
                server.jdbcUrl("sql_command"), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO shop.sessions (metric, session_id, entry_page, bounced, started_at)"
              + " VALUES ('web', 'a', '/home', true, '2026-01-31T18:00:00.25Z'),"
              + " ('web', 'b', '/home', false, NULL), ('web', 'c', '/shoes', true, NULL)");
    }
    cluster = LocalFlinkCluster.builder().directory(folder.resolve("cluster")).start();
  }

  @AfterAll
  static void stop() {
    cluster.close();
    server.close();
    System.clearProperty(HOME);
  }

  @Test
  void scriptAsksTheTablesAndPrintsNoPassword() throws Exception {
    CommandRun run =
        sql(
            """
            -- With a comment; and a semicolon in it.
            SELECT entry_page, COUNT(*) AS n FROM sessions GROUP BY entry_page ORDER BY n DESC;
            SELECT session_id, started_at FROM sessions WHERE session_id = 'a'
            """);

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out().replaceAll(" +", " "))
        .contains("| /home | 2 |", "| /shoes | 1 |", "| a | 2026-01-31 18:00:00.250 |");
    assertThat(run.out() + run.err()).doesNotContain(server.password());
  }

  @Test
  void shippedQueriesAreScripts() {
    CommandRun run = run(Path.of("..", "sql", "queries", "flink", "entry_pages.sql").toString());

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out().replaceAll(" +", " ")).contains("| web | 1 | /home | 2 | 1 | 0.5000 |");
  }

  @Test
  void firstErrorEndsTheScriptWithAnExitCode() throws Exception {
    CommandRun run = sql("SELECT 1;\nSELECT nothing FROM nowhere;\nSELECT 4711;\n");

    assertThat(run.exitCode()).isEqualTo(Engage.FAILED);
    assertThat(run.out()).contains("nowhere").doesNotContain("| 4711 |");
  }

  private static CommandRun sql(String script) throws IOException {
    return run(Files.writeString(folder.resolve("my script.sql"), script).toString());
  }

  private static CommandRun run(String script) {
    return CommandRun.of(
        "sql",
        "--quiet",
        "--config",
        config.toString(),
        "-f",
        script,
        "--dir",
        folder.resolve("cluster").toString());
  }
}
