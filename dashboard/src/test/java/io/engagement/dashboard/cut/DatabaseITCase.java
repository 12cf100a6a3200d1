package io.engagement.dashboard.cut;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.dashboard.TestShop;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** What a connection of the dashboard can do, whatever its role may. */
class DatabaseITCase {
  private static final String READ_ONLY = "25006";

  private final TestShop shop;

  DatabaseITCase() throws SQLException {
    shop = new TestShop("dashboard_connections");
  }

  @Test
  void nothingIsWritten() throws Exception {
    shop.execute("CREATE SCHEMA engagement; CREATE TABLE engagement.t (a int)");
    try (Database database = Database.connect(shop.address(ZoneId.of("UTC")))) {
      for (String statement :
          new String[] {"INSERT INTO t VALUES (1)", "CREATE TABLE engagement.u (a int)"}) {
        assertThatThrownBy(() -> database.read(connection -> run(connection, statement)))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(READ_ONLY));
      }
    }
  }

  @Test
  void aTransactionSeesOneStateAndStatementsEnd() throws Exception {
    shop.execute("CREATE SCHEMA engagement; CREATE TABLE engagement.t (a int)");
    try (Database database = Database.connect(shop.address(ZoneId.of("UTC")))) {
      String counts =
          database.read(
              connection -> {
                String before = one(connection, "SELECT count(*) FROM t");
                shop.execute("INSERT INTO t VALUES (1)");
                return before + one(connection, "SELECT count(*) FROM t");
              });
      assertThat(counts).isEqualTo("00");
      assertThat(asked(database, "SELECT count(*) FROM t")).isEqualTo("1");
      assertThat(asked(database, "SHOW statement_timeout")).isEqualTo("5s");
    }
  }

  @Test
  void daysAreThoseOfTheZone() throws Exception {
    String hour =
        "SELECT extract(hour FROM timestamptz '2026-03-01 12:00Z') || ':' || extract(minute FROM timestamptz '2026-03-01 12:00Z')";
    try (Database east = Database.connect(shop.address(ZoneOffset.ofHoursMinutes(5, 30)));
        Database west = Database.connect(shop.address(ZoneId.of("America/New_York")))) {
      assertThat(asked(east, hour)).isEqualTo("17:30");
      assertThat(asked(east, hour))
          .as("after the first transaction was rolled back")
          .isEqualTo("17:30");
      assertThat(asked(west, hour)).isEqualTo("7:0");
    }
  }

  private static String asked(Database database, String sql) throws SQLException {
    return database.read(connection -> one(connection, sql));
  }

  private static boolean run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      return statement.execute(sql);
    }
  }

  private static String one(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getString(1);
    }
  }
}
