package io.engagement.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The files that follow from the views as a database has them, with their comments. */
final class ViewTexts {
  private static final String REFERENCE_HEAD =
      """
      # Views

      What to ask in PostgreSQL first: views that make the plain question right. Shares are from 0 to 1 and stand
      beside their numerators; a day, step or period without anybody is a zero, and one that is still to come is no
      row; `complete` says that a number does not grow any more. Views hold totals alone; values of breakdowns are in
      a twin of theirs, `<view>_parts`, with `dimension` and `value`. So are those of every [table](tables.md), and every
      table has a view `<table>_cut` with checkpoint, watermark, status and time of the commit beside each row.

      Questions with their SQL are in [sql/](../sql/). Written from the comments in the database by `CookbookITCase`.
      """;

  private static final String FLINK_HEAD =
      """
      -- The views of PostgreSQL, for reading; see docs/views.md. As with the tables, instants come as epoch
      -- milliseconds and JSON as text through a subquery.
      --
      -- Written from the views in the database by CookbookITCase.
      """;

  private static final String VIEWS =
      """
      SELECT c.relname, obj_description(c.oid), a.attname, format_type(a.atttypid, NULL),
        col_description(c.oid, a.attnum)
      FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
      WHERE c.relnamespace = 'engagement'::regnamespace AND c.relkind = 'v' AND c.relname NOT LIKE '%\\_cut'
      ORDER BY c.relname COLLATE "C", a.attnum
      """;

  private ViewTexts() {}

  private record View(String name, String meaning, List<Column> columns) {}

  private record Column(String name, String type, String meaning) {}

  /** {@code docs/views.md}. */
  static String reference(Connection connection) throws SQLException {
    Map<String, View> views = views(connection);
    StringBuilder text = new StringBuilder(REFERENCE_HEAD);
    for (View view : views.values()) {
      if (view.name().endsWith("_parts")) {
        continue;
      }
      text.append("\n## %s\n\n%s".formatted(view.name(), view.meaning()));
      if (views.containsKey(view.name() + "_parts")) {
        text.append(" By value of a breakdown: `%s_parts`.".formatted(view.name()));
      }
      text.append("\n\n| column | type | |\n|---|---|---|\n");
      for (Column column : view.columns()) {
        text.append(
            "| `%s` | %s | %s |\n"
                .formatted(column.name(), column.type(), column.meaning().replace("|", "\\|")));
      }
    }
    return text.toString();
  }

  /** {@code sql/ddl/views.sql}. */
  static String flink(Connection connection) throws SQLException {
    StringBuilder sql = new StringBuilder(FLINK_HEAD);
    for (View view : views(connection).values()) {
      List<String> lines = new ArrayList<>();
      List<String> helpers = new ArrayList<>();
      for (Column column : view.columns()) {
        String comment = " COMMENT '" + column.meaning().replace("'", "''") + "'";
        if (isInstant(column)) {
          lines.add(
              "`%1$s` AS TO_TIMESTAMP_LTZ(`%1$s_millis`, 3)%2$s".formatted(column.name(), comment));
          helpers.add("`" + column.name() + "_millis` BIGINT");
        } else {
          lines.add("`" + column.name() + "` " + flinkType(column.type()) + comment);
        }
      }
      lines.addAll(helpers);
      sql.append("\n-- %s\nCREATE TABLE postgres.%s (\n  ".formatted(view.meaning(), view.name()));
      sql.append(String.join(",\n  ", lines));
      sql.append(
          """

          ) WITH (
            'connector' = 'jdbc',
            'url' = '${postgres.url}',
            'username' = '${postgres.user}',
            'password' = '${postgres.password}',
            'table-name' = '%s'
          );
          """
              .formatted(source(view)));
    }
    return sql.toString();
  }

  /** A view, or a subquery in a literal. */
  private static String source(View view) {
    String from = "${postgres.schema}." + view.name();
    if (view.columns().stream().noneMatch(column -> isInstant(column) || isJson(column))) {
      return from;
    }
    return view.columns().stream()
        .map(ViewTexts::selected)
        .collect(
            Collectors.joining(
                ",\n      ",
                "(\n    SELECT\n      ",
                "\n    FROM %s\n  ) AS %s".formatted(from, view.name())));
  }

  private static String selected(Column column) {
    String quoted = "\"" + column.name() + "\"";
    if (isInstant(column)) {
      return "CASE WHEN isfinite(%s) THEN (extract(epoch FROM %1$s) * 1000)::bigint END AS \"%s_millis\""
          .formatted(quoted, column.name());
    }
    return isJson(column) ? quoted + "::text AS " + quoted : quoted;
  }

  private static boolean isInstant(Column column) {
    return column.type().equals("timestamp with time zone");
  }

  private static boolean isJson(Column column) {
    return column.type().equals("jsonb");
  }

  private static String flinkType(String type) {
    return switch (type) {
      case "text", "jsonb" -> "STRING";
      case "bigint" -> "BIGINT";
      case "integer" -> "INT";
      case "boolean" -> "BOOLEAN";
      case "numeric" -> "DECIMAL(38, 12)";
      case "date" -> "DATE";
      case "timestamp without time zone" -> "TIMESTAMP(3)";
      case "double precision" -> "DOUBLE";
      default -> throw new IllegalStateException("no type of Flink for " + type);
    };
  }

  private static Map<String, View> views(Connection connection) throws SQLException {
    Map<String, View> views = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(VIEWS);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        String meaning = row.getString(2);
        views
            .computeIfAbsent(row.getString(1), name -> new View(name, meaning, new ArrayList<>()))
            .columns()
            .add(new Column(row.getString(3), row.getString(4), row.getString(5)));
      }
    }
    return views;
  }
}
