package io.engagement.bench.contender;

import io.engagement.bench.ProcessCost;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A batch over the finished file, from the file to tables, with as much memory as others' heap. */
final class DuckDbProgram implements Contender.Program {
  @Override
  public Outcome run(Pass pass, ProcessCost cost) throws Exception {
    Path database = pass.folderPath().resolve(pass.name() + ".duckdb");
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:" + database);
        Statement statement = connection.createStatement()) {
      statement.execute("SET threads = " + pass.slots());
      statement.execute("SET memory_limit = '" + (Runtime.getRuntime().maxMemory() >> 20) + "MiB'");
      statement.execute("SET autoinstall_known_extensions = false");
      cost.begin();
      statement.execute(
          Contender.resource("duckdb.sql")
              .replace("${file}", quoted(Objects.requireNonNull(pass.file(), "a file"))));
      ProcessCost.Figures figures = cost.figures();
      Map<String, Long> dailyUsers = new HashMap<>();
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT strftime(bucket, '%Y-%m-%d'), users FROM active_users WHERE period = 'day' AND dimension = ''")) {
        while (rows.next()) {
          dailyUsers.put(rows.getString(1), rows.getLong(2));
        }
      }
      try (ResultSet row =
          statement.executeQuery("SELECT sum(events)::BIGINT, count(*) FROM sessions")) {
        row.next();
        return new Outcome(figures, row.getLong(1), dailyUsers, row.getLong(2));
      }
    }
  }

  private static String quoted(String path) {
    return path.replace("'", "''");
  }
}
