package io.engagement.sql;

import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.RankedTable;
import io.engagement.core.table.TableSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The files that follow from the definitions of the tables alone. */
final class TableTexts {
  private static final String KAFKA_HEAD =
      """
      -- The output tables as compacted topics: upserts by key, deletions as tombstones.
      --
      -- Changes arrive with every checkpoint of the job. A query over them runs on and on; to stop at what
      -- is there now: SELECT ... FROM sessions /*+ OPTIONS('scan.bounded.mode' = 'latest-offset') */.
      --
      -- Written from the definitions of the tables by TableTextsTest.
      """;

  private static final String POSTGRES_HEAD =
      """
      -- The output tables in PostgreSQL, for reading: each scan shows one state of the table.
      --
      -- The connector knows neither instants (timestamptz) nor JSON (jsonb) and cannot quote a column
      -- called offset; buckets that are days in some rows and hours or minutes in others are text here, as in
      -- the topics. Where a table has one of these, 'table-name' is a subquery, which the connector
      -- pastes after FROM: instants come as epoch milliseconds, and the published column is computed from
      -- the helper column at the end of the table.
      --
      -- Written from the definitions of the tables by TableTextsTest.
      """;

  private static final String REFERENCE_HEAD =
      """
      # Tables

      Every output table with its columns; the key is in bold. The same names hold in PostgreSQL, as topics, as
      files and in Flink SQL. Kinds: *cells* are sums over users, corrected as events arrive; *ranked* tables
      hold the first of many such sums; *facts* are rows about one session, cart, user or record.

      In PostgreSQL two more columns come last: `commit_seq`, which is the sink's own, and `changed_at` (timestamptz), the
      time of the commit that changed the row last; rows that left are in `tombstones`. See
      [sinks](sinks.md#what-changed-since).

      Written from the definitions of the tables by `TableTextsTest`, as are the comments in PostgreSQL and
      the files of [sql/ddl](../sql/ddl).
      """;

  private TableTexts() {}

  /** {@code sql/ddl/kafka.sql}. */
  static String kafka(List<TableSpec> tables) {
    StringBuilder sql = new StringBuilder(KAFKA_HEAD);
    for (TableSpec table : tables) {
      List<String> lines = new ArrayList<>();
      for (Column column : table.columns()) {
        lines.add(physical(table, column, column.name()) + comment(column));
      }
      lines.add(primaryKey(table, Column::name));
      create(sql, "kafka", table, lines);
      sql.append(
          """
            'connector' = 'upsert-kafka',
            'topic' = '${kafka.prefix}%s',
            'properties.bootstrap.servers' = '${kafka.brokers}',${kafka.properties}
            'properties.isolation.level' = 'read_committed',
            'key.format' = 'json',
            'value.format' = 'json',
            'value.json.timestamp-format.standard' = 'ISO-8601',
            'value.fields-include' = 'EXCEPT_KEY'
          );
          """
              .formatted(table.name()));
    }
    return sql.toString();
  }

  /** {@code sql/ddl/postgres.sql}. */
  static String postgres(List<TableSpec> tables) {
    StringBuilder sql = new StringBuilder(POSTGRES_HEAD);
    for (TableSpec table : tables) {
      List<String> lines = new ArrayList<>();
      List<String> helpers = new ArrayList<>();
      for (Column column : table.columns()) {
        String helper = helper(column);
        if (helper.equals(column.name())) {
          lines.add(physical(table, column, column.name()) + comment(column));
        } else if (column.type() == ColumnType.TIMESTAMP) {
          lines.add(
              "`%s` AS TO_TIMESTAMP_LTZ(`%s`, 3)%s"
                  .formatted(column.name(), helper, comment(column)));
          helpers.add("`" + helper + "` BIGINT" + notNull(table, column));
        } else {
          lines.add("`%s` AS `%s`%s".formatted(column.name(), helper, comment(column)));
          helpers.add(physical(table, column, helper));
        }
      }
      lines.addAll(helpers);
      lines.add(primaryKey(table, TableTexts::helper));
      create(sql, "postgres", table, lines);
      sql.append(
          """
            'connector' = 'jdbc',
            'url' = '${postgres.url}',
            'username' = '${postgres.user}',
            'password' = '${postgres.password}',
            'table-name' = '%s'
          );
          """
              .formatted(source(table)));
    }
    return sql.toString();
  }

  /** {@code docs/tables.md}. */
  static String reference(List<TableSpec> tables) {
    StringBuilder text = new StringBuilder(REFERENCE_HEAD);
    for (TableSpec table : tables) {
      text.append("\n## %s\n\n%s *%s.*".formatted(table.name(), table.meaning(), kind(table)));
      table
          .userColumn()
          .ifPresent(user -> text.append(" Whose it is: `%s`.".formatted(user.name())));
      text.append("\n\n| column | type | |\n|---|---|---|\n");
      for (Column column : table.columns()) {
        String name = "`" + column.name() + "`";
        text.append(
            "| %s | %s | %s |\n"
                .formatted(
                    table.keyColumns().contains(column) ? "**" + name + "**" : name,
                    column.type().name().toLowerCase(Locale.ROOT),
                    column.meaning().replace("|", "\\|")));
      }
    }
    return text.toString();
  }

  private static String kind(TableSpec table) {
    return table instanceof FactTable ? "Facts" : table instanceof RankedTable ? "Ranked" : "Cells";
  }

  private static void create(
      StringBuilder sql, String database, TableSpec table, List<String> lines) {
    sql.append(
        "\n-- %s\nCREATE TABLE %s.%s (\n  ".formatted(table.meaning(), database, table.name()));
    sql.append(String.join(",\n  ", lines)).append("\n) WITH (\n");
  }

  private static String primaryKey(TableSpec table, Function<Column, String> name) {
    return table.keyColumns().stream()
        .map(column -> "`" + name.apply(column) + "`")
        .collect(Collectors.joining(", ", "PRIMARY KEY (", ") NOT ENFORCED"));
  }

  private static String physical(TableSpec table, Column column, String name) {
    return "`" + name + "` " + sqlType(column.type()) + notNull(table, column);
  }

  private static String notNull(TableSpec table, Column column) {
    return table.keyColumns().contains(column) ? " NOT NULL" : "";
  }

  private static String comment(Column column) {
    return " COMMENT '" + column.meaning().replace("'", "''") + "'";
  }

  /** The column that the connector reads; the published one is computed from it if it differs. */
  private static String helper(Column column) {
    if (column.type() == ColumnType.TIMESTAMP) {
      return column.name() + "_millis";
    }
    return column.name().equals("offset") ? "record_offset" : column.name();
  }

  /** A table, or a subquery in a literal. */
  private static String source(TableSpec table) {
    String from = "${postgres.schema}." + table.name();
    List<String> columns =
        table.columns().stream().map(column -> selected(column)).collect(Collectors.toList());
    boolean plain =
        table.columns().stream()
            .allMatch(column -> selected(column).equals("\"" + column.name() + "\""));
    return plain
        ? from
        : "(\n    SELECT\n      %s\n    FROM %s\n  ) AS %s"
            .formatted(String.join(",\n      ", columns), from, table.name());
  }

  private static String selected(Column column) {
    String quoted = "\"" + column.name() + "\"";
    return switch (column.type()) {
      case TIMESTAMP ->
          "CASE WHEN isfinite(%1$s) THEN (extract(epoch FROM %1$s) * 1000)::bigint END AS \"%2$s\""
              .formatted(quoted, helper(column));
      case JSON -> quoted + "::text AS " + quoted;
      case BUCKET ->
          ("CASE WHEN \"period\" IN (''hour'', ''rolling_5m'')"
                  + " THEN to_char(%1$s, ''YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"'')"
                  + " ELSE to_char(%1$s, ''YYYY-MM-DD'') END AS %1$s")
              .formatted(quoted);
      default ->
          helper(column).equals(column.name()) ? quoted : quoted + " AS \"" + helper(column) + "\"";
    };
  }

  static String sqlType(ColumnType type) {
    return switch (type) {
      case TEXT, JSON, BUCKET -> "STRING";
      case LONG -> "BIGINT";
      case INT -> "INT";
      case BOOLEAN -> "BOOLEAN";
      case SECONDS -> "DECIMAL(38, 3)";
      case MONEY -> "DECIMAL(38, 6)";
      case DATE -> "DATE";
      case TIMESTAMP -> "TIMESTAMP_LTZ(3)";
      case DOUBLE -> "DOUBLE";
      case DECIMAL -> "DECIMAL(38, 12)";
    };
  }
}
