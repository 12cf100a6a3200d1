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
          rows.add(row(panel, result, about));
        }
      }
      connection.releaseSavepoint(before);
    } catch (SQLException e) {
      connection.rollback(before);
      LOG.warn("panel {}: {}", panel.id(), e.getMessage());
      rows.clear();
      error = Trouble.of(e);
    }
    return new PanelAnswer(
        panel.id(),
        panel.title(),
        panel.about(),
        panel.chart(),
        columns(panel),
        rows,
        sql,
        truncated,
        error);
  }

  /** The columns of a row, those that are derived included. */
  private static List<NamedColumn> columns(View.Panel panel) {
    List<NamedColumn> columns = new ArrayList<>();
    if (panel.words() != null) {
      columns.add(new NamedColumn("words", new View.Column("In words", null, "text")));
    }
    panel
        .columns()
        .forEach(
            (name, column) -> {
              columns.add(new NamedColumn(name, column));
              if (panel.intervals().containsKey(name)) {
                columns.add(bound(name + "_low", "from", "Lower"));
                columns.add(bound(name + "_high", "to", "Upper"));
              }
            });
    return columns;
  }

  private static NamedColumn bound(String name, String title, String which) {
    return new NamedColumn(
        name, new View.Column(title, which + " bound of its 95 % interval (Wilson).", "percent"));
  }

  /** A row's values, with what is derived of them, in the order of the columns. */
  private static List<@Nullable Object> row(
      View.Panel panel, ResultSet result, ResultSetMetaData about) throws SQLException {
    Map<String, @Nullable Object> named = new LinkedHashMap<>();
    for (int i = 1; i <= about.getColumnCount(); i++) {
      named.put(about.getColumnLabel(i), value(result, about, i));
    }
    List<@Nullable Object> shown = new ArrayList<>();
    if (panel.words() != null) {
      shown.add(Sentence.of(panel.words(), named));
    }
    for (String name : panel.columns().keySet()) {
      if (!named.containsKey(name)) {
        throw new SQLException("panel " + panel.id() + " has no column " + name);
      }
      shown.add(named.get(name));
      List<String> of = panel.intervals().get(name);
      if (of != null) {
        WilsonInterval interval = interval(named.get(of.get(0)), named.get(of.get(1)));
        shown.add(interval == null ? null : interval.low());
        shown.add(interval == null ? null : interval.high());
      }
    }
    return shown;
  }

  private static @Nullable WilsonInterval interval(
      @Nullable Object successes, @Nullable Object trials) {
    if (successes instanceof Number some
        && trials instanceof Number all
        && all.longValue() > 0
        && some.longValue() <= all.longValue()) {
      return WilsonInterval.of(some.longValue(), all.longValue());
    }
    return null;
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
