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
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
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
  private final String deleteTombstones;
  private final String insertTombstones;
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
    // By the columns of ids alone: a metric, an experiment or a cart may be called like somebody.
    deleteTombstones =
        """
        DELETE FROM %s WHERE "table_name" = ANY (?::text[]) AND EXISTS (
          SELECT FROM unnest(?::text[]) AS "ids" ("name") WHERE "key" ->> "ids"."name" = ANY (?::text[]))"""
            .formatted(SqlText.qualified(schema, Tombstones.TABLE));
    insertTombstones =
        Tombstones.insert(schema)
            + """
            SELECT "tables"."name",
              jsonb_build_object('subject_hash', encode(sha256(convert_to("asked"."subject", 'UTF8')), 'hex')), ?, ?
            FROM unnest(?::text[]) AS "tables" ("name"), unnest(?::text[]) AS "asked" ("subject")""";
    update =
        "UPDATE %s SET \"rows\" = ?::jsonb, \"changed_at\" = ? WHERE \"request_id\" = ?"
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

  /**
   * What was removed.
   *
   * @param subjects the ids
   * @param byRequest how many rows left each table, by request
   */
  record Removed(List<String> subjects, SortedMap<String, SortedMap<String, Long>> byRequest) {}

  /**
   * Deletes the rows of users.
   *
   * @param subjects rows of {@code DeletedSubjects}
   */
  Removed remove(Connection connection, List<RowChange> subjects) throws SQLException {
    SortedMap<String, SortedMap<String, Long>> byRequest = new TreeMap<>();
    if (subjects.isEmpty()) {
      return new Removed(List.of(), byRequest);
    }
    List<String> subjectIds = subjects.stream().map(row -> (String) row.key()[0]).toList();
    Object[] ids = subjectIds.toArray();
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
    return new Removed(subjectIds, byRequest);
  }

  /**
   * Notes with each request how many rows it removed, once the rows of the commit are written. What
   * says of rows that they left names nobody who is deleted: of them a hash says it.
   */
  void note(Connection connection, Removed removed, CommitStamp stamp) throws SQLException {
    if (removed.subjects().isEmpty()) {
      return;
    }
    Array tables = connection.createArrayOf("text", deletes.keySet().toArray());
    Array ids = connection.createArrayOf("text", removed.subjects().toArray());
    OffsetDateTime at = stamp.at().atOffset(ZoneOffset.UTC);
    try (PreparedStatement statement = connection.prepareStatement(deleteTombstones)) {
      statement.setArray(1, tables);
      statement.setArray(2, connection.createArrayOf("text", TableSpec.ID_COLUMNS.toArray()));
      statement.setArray(3, ids);
      statement.executeUpdate();
    }
    try (PreparedStatement statement = connection.prepareStatement(insertTombstones)) {
      statement.setObject(1, at);
      statement.setLong(2, stamp.ckpt());
      statement.setArray(3, tables);
      statement.setArray(4, ids);
      statement.executeUpdate();
    }
    try (PreparedStatement statement = connection.prepareStatement(update)) {
      for (Map.Entry<String, SortedMap<String, Long>> request : removed.byRequest().entrySet()) {
        statement.setString(1, json(request.getValue()));
        statement.setObject(2, at);
        statement.setString(3, request.getKey());
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
