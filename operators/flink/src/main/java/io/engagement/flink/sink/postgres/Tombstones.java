package io.engagement.flink.sink.postgres;

import io.engagement.core.table.Column;
import io.engagement.core.table.TableSpec;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Notes which rows left a table because numbers changed, within the commit that deletes them: a
 * copy that is kept up to date by {@code changed_at} would not learn of them otherwise.
 */
final class Tombstones {
  /** Where they are kept. */
  static final String TABLE = "tombstones";

  private final String insert;
  private final String table;
  private final List<Column> keys;

  Tombstones(String schema, TableSpec table) {
    this.insert = insert(schema);
    this.table = SqlText.literal(table.name());
    this.keys = table.keyColumns();
  }

  /** To be followed by a query of these columns. */
  static String insert(String schema) {
    return "INSERT INTO %s (\"table_name\", \"key\", \"deleted_at\", \"ckpt\") "
        .formatted(SqlText.qualified(schema, TABLE));
  }

  /**
   * A deletion that leaves a tombstone for each row; it counts as many as it deletes.
   *
   * @param deletion from the table as {@code target}
   */
  String noting(String deletion, CommitStamp stamp) {
    String key =
        keys.stream()
            .map(column -> SqlText.literal(column.name()) + ", " + SqlText.quote(column.name()))
            .collect(Collectors.joining(", "));
    return "WITH gone AS (%s RETURNING %s) %sSELECT %s, jsonb_build_object(%s), %s, %d FROM gone"
        .formatted(
            deletion,
            SqlText.list(keys, ", ", name -> "target." + name),
            insert,
            table,
            key,
            stamp.time(),
            stamp.ckpt());
  }

  /**
   * Notes that all rows have left, with one tombstone.
   *
   * @param metric whose rows; null for those of all
   */
  void noteAll(Connection connection, @Nullable String metric, CommitStamp stamp)
      throws SQLException {
    String sql =
        "%sVALUES (%s, jsonb_strip_nulls(jsonb_build_object('metric', ?::text)), %s, %d)"
            .formatted(insert, table, stamp.time(), stamp.ckpt());
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, metric);
      statement.executeUpdate();
    }
  }
}
