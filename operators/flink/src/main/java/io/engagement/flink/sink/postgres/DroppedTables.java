package io.engagement.flink.sink.postgres;

import io.engagement.core.table.TableSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes tables again that were dropped or altered, with the views and functions that went with
 * them. The migrations have run and would not run again: they are run in another schema, and what
 * is missing is taken from there.
 */
final class DroppedTables {
  private static final Logger LOG = LoggerFactory.getLogger(DroppedTables.class);

  private final Connection connection;
  private final String schema;
  private final String other;

  private DroppedTables(Connection connection, String schema, String other) {
    this.connection = connection;
    this.schema = schema;
    this.other = other;
  }

  /** Makes them again, empty, if there are any. */
  static void remake(PostgresSinkOptions options, List<TableSpec> tables) throws SQLException {
    String schema = options.schema();
    try (Connection connection = PostgresSession.connect(options)) {
      List<String> wrong = new ArrayList<>();
      for (TableSpec table : tables) {
        if (!PostgresTables.differences(connection, schema, table).isEmpty()) {
          wrong.add(table.name());
        }
      }
      for (String table : SinkLedger.TABLES) {
        if (!exists(connection, schema, table)) {
          wrong.add(table);
        }
      }
      if (wrong.isEmpty()) {
        return;
      }
      LOG.warn("tables of schema {} are made again: {}", schema, wrong);
      String other =
          SqlText.requirePlain("remade_" + schema.substring(0, Math.min(50, schema.length())));
      DroppedTables dropped = new DroppedTables(connection, schema, other);
      dropped.execute("DROP SCHEMA IF EXISTS " + SqlText.quote(other) + " CASCADE");
      connection.commit();
      PostgresTables.migrate(options, other);
      dropped.take(wrong);
      connection.commit();
    }
  }

  private void take(List<String> tables) throws SQLException {
    // Names are qualified in definitions when nothing is on the search path.
    execute("SET LOCAL search_path = ''");
    Map<String, String> views =
        definitions(
            "SELECT c.relname, 'CREATE VIEW ' || c.oid::regclass || ' AS ' || pg_get_viewdef(c.oid)"
                + " || format('COMMENT ON VIEW %s IS %L;', c.oid::regclass, obj_description(c.oid))"
                + " || (SELECT string_agg(format('COMMENT ON COLUMN %s.%I IS %L;',"
                + "   c.oid::regclass, attname, col_description(c.oid, attnum)), '')"
                + "   FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0)"
                + " FROM pg_class c WHERE c.relnamespace = ?::regnamespace AND c.relkind = 'v'"
                + " ORDER BY c.oid");
    Map<String, String> functions =
        definitions(
            "SELECT p.proname, pg_get_functiondef(p.oid) FROM pg_proc p"
                + " WHERE p.pronamespace = ?::regnamespace ORDER BY p.oid");
    for (String table : tables) {
      execute("DROP TABLE IF EXISTS " + SqlText.qualified(schema, table) + " CASCADE");
      execute(
          "ALTER TABLE "
              + SqlText.qualified(other, table)
              + " SET SCHEMA "
              + SqlText.quote(schema));
    }
    for (String function : functions.values()) {
      execute(function.replace(other + '.', schema + '.').replace(other + "\".", schema + "\"."));
    }
    for (Map.Entry<String, String> view : views.entrySet()) {
      if (!exists(connection, schema, view.getKey())) {
        execute(view.getValue().replace(other + '.', schema + '.'));
      }
    }
    execute("DROP SCHEMA " + SqlText.quote(other) + " CASCADE");
  }

  private Map<String, String> definitions(String sql) throws SQLException {
    Map<String, String> definitions = new LinkedHashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, other);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          definitions.put(row.getString(1), row.getString(2));
        }
      }
    }
    return definitions;
  }

  private static boolean exists(Connection connection, String schema, String relation)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
      statement.setString(1, SqlText.qualified(schema, relation));
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
