package io.engagement.flink.sink.postgres;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.engagement.core.catalog.DefinitionTables;
import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import io.engagement.flink.checkpoint.CheckpointMark;
import io.engagement.flink.checkpoint.LedgerRow;
import io.engagement.flink.checkpoint.LedgerRow.RepublishDue;
import io.engagement.flink.checkpoint.PendingCheckpoint;
import io.engagement.flink.checkpoint.RowChunks;
import io.engagement.flink.serde.DeletedSubjects;
import io.engagement.flink.serde.Departures;
import io.engagement.flink.serde.RecordedTables;
import io.engagement.flink.serde.RowJson;
import io.engagement.flink.serde.TableIndex;
import io.engagement.flink.sink.postgres.TableWriter.Counts;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes all rows of a checkpoint into all tables, within the caller's transaction. */
final class CheckpointWriter {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointWriter.class);
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * How long the temporary tables of a session last. A commit empties them in place, which leaves
   * their age as it was; only their session can make them young, and a database whose oldest table
   * is too many transactions old takes no more writes.
   */
  static final Duration TEMPORARY_TABLES_LAST = Duration.ofHours(1);

  private final String schema;
  private final TableIndex tables;
  private final Map<Integer, TableWriter> writers = new TreeMap<>();
  private final RejectedRowsTable rejectedRows;
  private final CommitProbe probe;
  private final SubjectRemoval removal;
  private final LongSupplier nanoTime;
  private @Nullable Connection session;
  private long temporaryTablesSinceNanos;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  CheckpointWriter(
      PostgresSinkOptions options, TableIndex tables, CommitProbe probe, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.schema = options.schema();
    this.tables = tables;
    this.probe = probe;
    this.rejectedRows = new RejectedRowsTable(options.schema(), options.sinkId());
    this.removal = new SubjectRemoval(options.schema(), tables.tables());
    for (TableSpec table : tables.tables()) {
      writers.put(table.id(), new TableWriter(options.schema(), table));
    }
  }

  /** What a write did to each table, by name. */
  record WrittenTables(SortedMap<String, Counts> byTable) {
    long rejected() {
      return byTable.values().stream().mapToLong(Counts::rejected).sum();
    }

    long changed() {
      return byTable.values().stream()
          .mapToLong(counts -> counts.upserted() + counts.deleted())
          .sum();
    }

    String toJson() {
      StringWriter text = new StringWriter();
      try (JsonGenerator json = JSON.createGenerator(text)) {
        json.writeStartObject();
        for (Map.Entry<String, Counts> table : byTable.entrySet()) {
          json.writeObjectFieldStart(table.getKey());
          json.writeNumberField("upserted", table.getValue().upserted());
          json.writeNumberField("deleted", table.getValue().deleted());
          json.writeNumberField("rejected", table.getValue().rejected());
          json.writeEndObject();
        }
        json.writeEndObject();
      } catch (IOException e) {
        throw new UncheckedIOException("cannot write counts", e);
      }
      return text.toString();
    }
  }

  /** Begins a transaction, with temporary tables that are not old. */
  void begin(Connection connection) throws SQLException {
    long now = nanoTime.getAsLong();
    boolean isOld = now - temporaryTablesSinceNanos > TEMPORARY_TABLES_LAST.toNanos();
    if (session == connection && !isOld) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("DISCARD TEMP");
    }
    writers.values().forEach(TableWriter::forgetStage);
    session = connection;
    temporaryTablesSinceNanos = now;
  }

  /**
   * @param layout the tables that the rows were encoded with
   * @param before the ledger as the commit found it
   */
  WrittenTables write(
      Connection connection,
      PendingCheckpoint checkpoint,
      TableIndex layout,
      LedgerRow before,
      CommitStamp stamp)
      throws SQLException {
    begin(connection);
    Corrections corrections =
        Corrections.of(checkpoint, before, redefined(connection, checkpoint, layout));
    SortedMap<String, Counts> byTable = new TreeMap<>();
    boolean repairs = checkpoint.republished() && stamp.due() != RepublishDue.NONE;
    if (repairs) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(TableStatements.rememberDefinitions(schema));
      }
    }
    SubjectRemoval.Removed removed = removal.remove(connection, subjects(checkpoint, layout));
    for (Map.Entry<Integer, List<byte[]>> entry : checkpoint.chunks().entrySet()) {
      if (entry.getKey() == Departures.TABLE.id()) {
        // Its id is the smallest, so nothing has been written yet.
        depart(connection, entry.getValue(), layout, stamp, byTable);
        continue;
      }
      if (entry.getKey() == DeletedSubjects.TABLE.id()) {
        continue;
      }
      TableSpec table = tables.find(entry.getKey());
      TableWriter writer = writers.get(entry.getKey());
      if (table == null || writer == null) {
        LOG.warn("rows of table id {} are left out: there is no such table now", entry.getKey());
        continue;
      }
      if (stamp.due() == RepublishDue.REGRESSED
          && !checkpoint.republished()
          && table.id() == DefinitionTables.DEFINITIONS.id()) {
        // What the database knows of definitions tells rows that were kept from stale ones: they
        // come again with the checkpoint that brings all rows.
        continue;
      }
      writer.prepare(connection);
      Counts counts =
          writer.write(
              connection,
              consumer -> read(entry.getValue(), layout, consumer),
              stamp,
              corrections,
              (row, why) -> {
                LOG.warn(
                    "the database refused a row of {}, it is in sink_rejected_rows: {}",
                    table.name(),
                    SqlErrors.firstLine(why));
                rejectedRows.add(connection, checkpoint.mark(), row, why);
              });
      byTable.merge(table.name(), counts, Counts::plus);
      probe.afterTable(connection);
    }
    if (repairs) {
      for (Map.Entry<Integer, TableWriter> writer : writers.entrySet()) {
        long deleted = writer.getValue().repair(connection, stamp);
        byTable.merge(
            tables.require(writer.getKey()).name(), new Counts(0, deleted, 0), Counts::plus);
      }
    }
    removal.note(connection, removed, stamp);
    return new WrittenTables(byTable);
  }

  private void depart(
      Connection connection,
      List<byte[]> chunks,
      TableIndex layout,
      CommitStamp stamp,
      SortedMap<String, Counts> byTable)
      throws SQLException {
    List<RowChange> departures = new ArrayList<>();
    read(chunks, layout, departures::add);
    for (RowChange departure : departures) {
      TableSpec table = tables.find(Departures.tableId(departure));
      TableWriter writer = writers.get(Departures.tableId(departure));
      if (table != null && writer != null) {
        long deleted = writer.deleteMetric(connection, Departures.metric(departure), stamp);
        byTable.merge(table.name(), new Counts(0, deleted, 0), Counts::plus);
      }
    }
  }

  /** The metrics whose definition the checkpoint changes, by family. */
  private Map<String, List<String>> redefined(
      Connection connection, PendingCheckpoint checkpoint, TableIndex layout) throws SQLException {
    List<byte[]> chunks = checkpoint.chunks().get(DefinitionTables.DEFINITIONS.id());
    Map<String, List<String>> redefined = new TreeMap<>();
    if (chunks == null) {
      return redefined;
    }
    Set<List<Object>> known = new HashSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT metric, family, meaning, since_checkpoint, until IS NULL FROM "
                    + SqlText.qualified(schema, DefinitionTables.DEFINITIONS.name()))) {
      while (row.next()) {
        known.add(
            Arrays.asList(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getObject(4),
                row.getBoolean(5)));
      }
    }
    read(
        chunks,
        layout,
        row -> {
          Object[] key = row.key();
          @Nullable Object[] values = row.values();
          if (values == null
              || !known.contains(
                  Arrays.asList(key[0], key[1], values[0], values[2], values[3] == null))) {
            redefined
                .computeIfAbsent((String) key[1], family -> new ArrayList<>())
                .add((String) key[0]);
          }
        });
    return redefined;
  }

  private static List<RowChange> subjects(PendingCheckpoint checkpoint, TableIndex layout) {
    List<RowChange> subjects = new ArrayList<>();
    for (byte[] chunk : checkpoint.chunks().getOrDefault(DeletedSubjects.TABLE.id(), List.of())) {
      RowChunks.read(chunk, layout, subjects::add);
    }
    return subjects;
  }

  private void read(List<byte[]> chunks, TableIndex layout, Consumer<RowChange> consumer) {
    for (byte[] chunk : chunks) {
      RowChunks.read(
          chunk,
          layout,
          recorded -> {
            RowChange row = RecordedTables.adapt(recorded, tables);
            if (row != null) {
              consumer.accept(row);
            }
          });
    }
  }

  /** Removes every row of every table. */
  void deleteAll(Connection connection, CommitStamp stamp) throws SQLException {
    for (TableWriter table : writers.values()) {
      table.deleteAll(connection, stamp);
    }
  }

  /** Keeps rows that the database refused, in the transaction that goes on without them. */
  private static final class RejectedRowsTable {
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
}
