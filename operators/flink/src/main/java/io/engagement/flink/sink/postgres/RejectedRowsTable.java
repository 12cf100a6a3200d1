package io.engagement.flink.sink.postgres;

import io.engagement.core.metric.RowChange;
import io.engagement.flink.serde.RowJson;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** Keeps rows that the database refused, in the transaction that goes on without them. */
final class RejectedRowsTable {
  private final String insert;
  private final String sinkId;
  private final RowJson json = new RowJson();

  RejectedRowsTable(String schema, String sinkId) {
    this.sinkId = sinkId;
    this.insert =
        "INSERT INTO "
            + SqlText.qualified(schema, "sink_rejected_rows")
            + " (sink_id, table_name, fence, ckpt, operation, \"row\", sql_state, error)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
  }

  void add(Connection connection, CheckpointMark mark, RowChange row, SQLException why)
      throws SQLException {
    byte[] text = row.isDelete() ? json.key(row) : json.line(row);
    try (PreparedStatement statement = connection.prepareStatement(insert)) {
      statement.setString(1, sinkId);
      statement.setString(2, row.table().name());
      statement.setLong(3, mark.fence());
      statement.setLong(4, mark.id());
      statement.setString(5, row.isDelete() ? "DELETE" : "UPSERT");
      statement.setString(6, new String(text, StandardCharsets.UTF_8));
      statement.setString(7, why.getSQLState());
      statement.setString(8, why.getMessage());
      statement.executeUpdate();
    }
  }
}
