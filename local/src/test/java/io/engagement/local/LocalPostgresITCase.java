package io.engagement.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.local.LocalPostgres.Durability;
import io.engagement.local.LocalPostgres.Origin;
import io.engagement.local.process.LocalServerException;
import io.engagement.local.process.ProcessEnd;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LocalPostgresITCase {

  @ParameterizedTest
  @EnumSource(names = {"INSTALLED", "BUNDLED"})
  void keepsCommittedRowsThroughACrash(Origin origin) throws SQLException {
    try (LocalPostgres postgres = start(origin)) {
      postgres.createDatabase("numbers");
      execute(postgres, "CREATE TABLE n (i int)");
      execute(postgres, "INSERT INTO n VALUES (1)");
      postgres.stopImmediate();
      assertThat(postgres.pid()).isEmpty();
      postgres.restart();
      execute(postgres, "INSERT INTO n VALUES (2)");
      postgres.kill();
      assertThat(postgres.pid()).isEmpty();
      postgres.restart();
      assertThat(count(postgres)).isEqualTo(2);
    }
  }

  @Test
  void listensOnLoopbackAlone() {
    try (LocalPostgres postgres = start(Origin.INSTALLED)) {
      long pid = postgres.pid().orElseThrow();
      assertThat(ListeningSockets.of(pid)).isNotEmpty();
      assertThat(ListeningSockets.offLoopback(pid)).isEmpty();
    }
  }

  @Test
  void leavesNoProcessBehind() {
    LocalPostgres postgres = start(Origin.INSTALLED);
    ProcessHandle server = ProcessHandle.of(postgres.pid().orElseThrow()).orElseThrow();
    postgres.close();
    assertThat(ProcessEnd.isGone(server)).isTrue();
  }

  @Test
  void findsItsDataAndPasswordAgain(@TempDir Path folder) throws SQLException {
    LocalPostgres.Builder options =
        LocalPostgres.builder()
            .origin(Origin.INSTALLED)
            .durability(Durability.NO_FSYNC)
            .directory(folder.resolve("server"));
    try (LocalPostgres first = options.start()) {
      first.createDatabase("numbers");
      first.createDatabase("numbers");
      execute(first, "CREATE TABLE n (i int)");
    }
    try (LocalPostgres second = options.start()) {
      assertThat(count(second)).isZero();
    }
  }

  @Test
  void startsWhereAnEarlierStartWasCutShort(@TempDir Path folder) throws Exception {
    Path halfMade = Files.createDirectories(folder.resolve("server/data.new/base"));
    Files.writeString(halfMade.resolveSibling("PG_VERSION"), "15\n");
    LocalPostgres.Builder options =
        LocalPostgres.builder()
            .origin(Origin.INSTALLED)
            .durability(Durability.NO_FSYNC)
            .directory(folder.resolve("server"));
    try (LocalPostgres started = options.start()) {
      started.createDatabase("numbers");
      assertThat(halfMade).doesNotExist();
    }
  }

  @Test
  void usesAConfiguredServerAndLeavesItAlone() {
    try (LocalPostgres own = start(Origin.INSTALLED)) {
      System.setProperty("engage.postgres.url", own.jdbcUrl("postgres") + "?ApplicationName=us");
      System.setProperty("engage.postgres.user", own.user());
      System.setProperty("engage.postgres.password", own.password());
      try (LocalPostgres configured = start(Origin.ANY)) {
        assertThat(configured.createDatabase("numbers"))
            .isEqualTo(own.jdbcUrl("numbers") + "?ApplicationName=us");
        assertThatThrownBy(configured::stop).hasMessageContaining("not started here");
      } finally {
        System.clearProperty("engage.postgres.url");
        System.clearProperty("engage.postgres.user");
        System.clearProperty("engage.postgres.password");
      }
      assertThat(own.pid()).isPresent();
    }
  }

  @Test
  void saysWhatToDoWhenNoServerIsConfigured() {
    assertThatThrownBy(() -> LocalPostgres.builder().origin(Origin.CONFIGURED).start())
        .isInstanceOf(LocalServerException.class)
        .hasMessageContaining("ENGAGE_POSTGRES_URL");
  }

  private static LocalPostgres start(Origin origin) {
    return LocalPostgres.builder()
        .origin(origin)
        .durability(Durability.NO_FSYNC)
        .progress(System.out::println)
        .start();
  }

  private static void execute(LocalPostgres postgres, String sql) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int count(LocalPostgres postgres) throws SQLException {
    try (Connection connection = connect(postgres);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM n")) {
      rows.next();
      return rows.getInt(1);
    }
  }

  private static Connection connect(LocalPostgres postgres) throws SQLException {
    return DriverManager.getConnection(
        postgres.jdbcUrl("numbers"), postgres.user(), postgres.password());
  }
}
