package io.engagement.dashboard.cut;

import io.engagement.core.statistics.WilsonInterval;
import io.engagement.dashboard.cut.ViewAnswer.NamedColumn;
import io.engagement.dashboard.cut.ViewAnswer.PanelAnswer;
import io.engagement.dashboard.view.View;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the statement of a panel and makes its rows what the page shows. */
final class PanelReader {
  private static final Logger LOG = LoggerFactory.getLogger(PanelReader.class);
  private static final String TIMED_OUT = "57014";

  private final String prelude;

  /**
   * @param prelude what a session says before statements find their tables
   */
  PanelReader(String prelude) {
    this.prelude = prelude;
  }

  /**
   * The rows of a panel, in the transaction of the connection; what fails is said in the answer,
   * and the transaction goes on.
   *
   * @param mostRows more are left out, and the answer says so
   */
  PanelAnswer read(
      Connection connection, View.Panel panel, Map<String, Object> values, int mostRows)
      throws SQLException {
    String sql = prelude + panel.sql().withLiterals(values) + ";";
    List<List<@Nullable Object>> rows = new ArrayList<>();
    List<NamedColumn> columns = new ArrayList<>();
    boolean truncated = false;
    String error = null;
    Savepoint before = connection.setSavepoint();
    try (PreparedStatement statement = panel.sql().prepare(connection, values)) {
      statement.setMaxRows(mostRows + 1);
      try (ResultSet result = statement.executeQuery()) {
        ResultSetMetaData about = result.getMetaData();
        while (result.next()) {
          if (rows.size() == mostRows) {
            truncated = true;
            break;
          }
          rows.add(row(panel, result, about, columns));
        }
      }
      connection.releaseSavepoint(before);
    } catch (SQLException e) {
      connection.rollback(before);
      LOG.warn("panel {}: {}", panel.id(), e.getMessage());
      rows.clear();
      error =
          TIMED_OUT.equals(e.getSQLState())
              ? "This took too long."
              : "The database did not answer this: " + e.getSQLState();
    }
    return new PanelAnswer(
        panel.id(),
        panel.title(),
        panel.about(),
        panel.chart(),
        columns,
        rows,
        sql,
        truncated,
        error);
  }

  /** A row's values, with what is derived of them; notes the columns with the first row. */
  private static List<@Nullable Object> row(
      View.Panel panel, ResultSet result, ResultSetMetaData about, List<NamedColumn> columns)
      throws SQLException {
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    for (int i = 1; i <= about.getColumnCount(); i++) {
      named.put(about.getColumnLabel(i), value(result, about, i));
    }
    Map<String, @Nullable Object> shown = new LinkedHashMap<>();
    List<NamedColumn> titles = new ArrayList<>();
    if (panel.words() != null) {
      shown.put("words", Sentence.of(panel.words(), named));
      titles.add(new NamedColumn("words", new View.Column("In words", null, "text")));
    }
    for (Map.Entry<String, View.Column> column : panel.columns().entrySet()) {
      String name = column.getKey();
      if (!named.containsKey(name)) {
        throw new SQLException("panel " + panel.id() + " has no column " + name);
      }
      shown.put(name, named.get(name));
      titles.add(new NamedColumn(name, column.getValue()));
      List<String> of = panel.intervals().get(name);
      if (of != null) {
        interval(name, named.get(of.get(0)), named.get(of.get(1)), shown, titles);
      }
    }
    if (columns.isEmpty()) {
      columns.addAll(titles);
    }
    return new ArrayList<>(shown.values());
  }

  private static void interval(
      String name,
      @Nullable Object successes,
      @Nullable Object trials,
      Map<String, @Nullable Object> shown,
      List<NamedColumn> titles) {
    WilsonInterval interval = null;
    if (successes instanceof Number some
        && trials instanceof Number all
        && all.longValue() > 0
        && some.longValue() <= all.longValue()) {
      interval = WilsonInterval.of(some.longValue(), all.longValue());
    }
    shown.put(name + "_low", interval == null ? null : interval.low());
    shown.put(name + "_high", interval == null ? null : interval.high());
    titles.add(
        new NamedColumn(
            name + "_low",
            new View.Column("from", "Lower bound of its 95 % interval (Wilson).", "percent")));
    titles.add(
        new NamedColumn(
            name + "_high",
            new View.Column("to", "Upper bound of its 95 % interval (Wilson).", "percent")));
  }

  private static @Nullable Object value(ResultSet row, ResultSetMetaData about, int column)
      throws SQLException {
    switch (about.getColumnTypeName(column)) {
      case "date":
        return text(row.getObject(column, LocalDate.class));
      case "timestamp":
        return text(row.getObject(column, LocalDateTime.class));
      case "timestamptz":
        return instant(row.getObject(column, OffsetDateTime.class));
      case "int2", "int4", "int8", "float8", "numeric", "bool":
        return row.getObject(column);
      default:
        return row.getString(column);
    }
  }

  /** A finished input's watermark is after all of time. */
  private static @Nullable String instant(@Nullable OffsetDateTime value) {
    if (value == null) {
      return null;
    }
    return value.equals(OffsetDateTime.MAX)
        ? "infinity"
        : value.equals(OffsetDateTime.MIN) ? "-infinity" : value.toInstant().toString();
  }

  private static @Nullable String text(@Nullable Object value) {
    return value == null ? null : value.toString();
  }
}
