package io.engagement.jobs.secondengine;

import io.engagement.core.laws.Approximately;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.table.TableSpec;
import io.engagement.jobs.oracle.PublishedRowReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** DuckDB in this process, and what it says to the records of some files. */
final class SqlAnswers implements AutoCloseable {
  private static final String SCHEMA = "answers";

  /** Columns that the product may miss by a share, and by rounding to the millisecond. */
  private static final Map<String, List<Integer>> PERCENTILES = Map.of("funnels", List.of(3, 4));

  private static final double SHARE = 0.01;
  private static final double ROUNDING_MILLIS = 1;

  private final DuckDBConnection connection;

  private SqlAnswers(DuckDBConnection connection) {
    this.connection = connection;
  }

  /**
   * Computes every table.
   *
   * @param files in the order of arrival
   * @param scripts which make the tables
   * @param spill where the database may put what does not fit into memory
   * @param done is told of each step
   */
  static SqlAnswers to(List<Path> files, SqlScripts scripts, Path spill, Consumer<String> done)
      throws SQLException, IOException {
    Connection opened = DriverManager.getConnection("jdbc:duckdb:");
    SqlAnswers answers = new SqlAnswers(opened.unwrap(DuckDBConnection.class));
    try {
      answers.run(
          "SET threads = 2; SET memory_limit = '3GB'; SET temp_directory = '"
              + spill.toString().replace("'", "''")
              + "'; SET autoinstall_known_extensions = false; SET TimeZone = 'UTC'");
      answers.load(files);
      done.accept("SQL: load");
      for (Map.Entry<String, String> script : scripts.texts().entrySet()) {
        answers.run(script.getValue());
        done.accept("SQL: " + script.getKey());
      }
      return answers;
    } catch (SQLException | IOException | RuntimeException e) {
      answers.close();
      throw e;
    }
  }

  private void load(List<Path> files) throws SQLException, IOException {
    run("CREATE TABLE raw (arrival BIGINT, line VARCHAR)");
    long arrival = 0;
    try (DuckDBAppender appender = connection.createAppender("main", "raw")) {
      for (Path file : files) {
        try (BufferedReader lines = lines(file)) {
          for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
              appender.beginRow();
              appender.append(arrival++);
              appender.append(line);
              appender.endRow();
            }
          }
        }
      }
    }
  }

  private static BufferedReader lines(Path file) throws IOException {
    InputStream bytes = Files.newInputStream(file);
    InputStream plain =
        file.toString().endsWith(".gz") ? new GZIPInputStream(bytes, 65_536) : bytes;
    return new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8));
  }

  /** The rows of these tables. */
  PublishedRows rows(List<TableSpec> tables) throws SQLException {
    PublishedRows exact = new PublishedRows();
    for (TableSpec table : tables) {
      PublishedRowReader.addTable(exact, table, connection, SCHEMA);
    }
    PublishedRows rows = new PublishedRows();
    for (TableSpec table : tables) {
      List<Integer> near = PERCENTILES.getOrDefault(table.name(), List.of());
      exact
          .table(table.name())
          .forEach((key, values) -> rows.put(table.name(), key, loosened(values, near)));
    }
    return rows;
  }

  private static List<Object> loosened(List<Object> values, List<Integer> near) {
    List<Object> loosened = new ArrayList<>(values);
    for (int column : near) {
      if (loosened.get(column) instanceof Long millis) {
        loosened.set(column, new Approximately(millis, SHARE, ROUNDING_MILLIS));
      }
    }
    return loosened;
  }

  /** How many records there were of each kind. */
  Map<String, Long> accounting() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM answers.accounting")) {
      row.next();
      return Map.of(
          "read", row.getLong("read"),
          "accepted", row.getLong("accepted"),
          "duplicate", row.getLong("duplicate"),
          "late", row.getLong("late"));
    }
  }

  private void run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
