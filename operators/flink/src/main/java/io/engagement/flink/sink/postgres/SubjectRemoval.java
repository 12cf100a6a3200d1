package io.engagement.flink.sink.postgres;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.engagement.core.catalog.DeletionTables;
import io.engagement.core.table.Column;
import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Deletes what tables hold of users who are deleted, by the columns that say whom a row is about,
 * within the transaction of a commit and before its rows: rows that come after the deletion stay.
 */
final class SubjectRemoval {
  private static final JsonFactory JSON = new JsonFactory();

  /** Deletes the rows of some subjects and counts them by request; by table. */
  private final Map<String, String> deletes = new LinkedHashMap<>();

  private final String deleteRejected;
  private final String update;

  SubjectRemoval(String schema, List<TableSpec> tables) {
    for (TableSpec table : tables) {
      table
          .userColumn()
          .ifPresent(column -> deletes.put(table.name(), delete(schema, table, column)));
    }
    deleteRejected =
        """
        DELETE FROM %s AS target USING unnest(?::text[]) AS "asked" ("subject")
        WHERE strpos(target."row", to_json("asked"."subject")::text) > 0"""
            .formatted(SqlText.qualified(schema, "sink_rejected_rows"));
    update =
        "UPDATE %s SET \"rows\" = ?::jsonb WHERE \"request_id\" = ?"
            .formatted(SqlText.qualified(schema, DeletionTables.DELETIONS.name()));
  }

  private static String delete(String schema, TableSpec table, Column column) {
    return """
        WITH "gone" AS (
          DELETE FROM %s AS target
          USING unnest(?::text[], ?::text[]) AS "asked" ("subject", "request")
          WHERE target.%s = "asked"."subject"
          RETURNING "asked"."request")
        SELECT "request", count(*) FROM "gone" GROUP BY "request\""""
        .formatted(SqlText.qualified(schema, table.name()), SqlText.quote(column.name()));
  }

  /** How many rows left each table, by request. */
  record Removed(SortedMap<String, SortedMap<String, Long>> byRequest) {}

  /**
   * Deletes the rows of users.
   *
   * @param subjects rows of {@code DeletedSubjects}
   */
  Removed remove(Connection connection, List<RowChange> subjects) throws SQLException {
    SortedMap<String, SortedMap<String, Long>> byRequest = new TreeMap<>();
    if (subjects.isEmpty()) {
      return new Removed(byRequest);
    }
    Object[] ids = subjects.stream().map(row -> row.key()[0]).toArray();
    Object[] requests = subjects.stream().map(row -> row.key()[1]).toArray();
    for (Object request : requests) {
      byRequest.put((String) request, new TreeMap<>());
    }
    for (Map.Entry<String, String> table : deletes.entrySet()) {
      try (PreparedStatement statement = connection.prepareStatement(table.getValue())) {
        statement.setArray(1, connection.createArrayOf("text", ids));
        statement.setArray(2, connection.createArrayOf("text", requests));
        try (ResultSet counts = statement.executeQuery()) {
          while (counts.next()) {
            byRequest
                .computeIfAbsent(counts.getString(1), request -> new TreeMap<>())
                .put(table.getKey(), counts.getLong(2));
          }
        }
      }
    }
    try (PreparedStatement statement = connection.prepareStatement(deleteRejected)) {
      statement.setArray(1, connection.createArrayOf("text", ids));
      statement.executeUpdate();
    }
    return new Removed(byRequest);
  }

  /** Notes with each request how many rows it removed. */
  void note(Connection connection, Removed removed) throws SQLException {
    if (removed.byRequest().isEmpty()) {
      return;
    }
    try (PreparedStatement statement = connection.prepareStatement(update)) {
      for (Map.Entry<String, SortedMap<String, Long>> request : removed.byRequest().entrySet()) {
        statement.setString(1, json(request.getValue()));
        statement.setString(2, request.getKey());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private static String json(SortedMap<String, Long> counts) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      for (Map.Entry<String, Long> table : counts.entrySet()) {
        json.writeNumberField(table.getKey(), table.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write counts", e);
    }
    return text.toString();
  }
}
