package io.engagement.flink.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.table.RowChange;
import io.engagement.flink.checkpoint.CheckpointMark;
import io.engagement.flink.checkpoint.InputOffsets;
import io.engagement.flink.checkpoint.LedgerRow;
import io.engagement.flink.checkpoint.PendingCheckpoint;
import io.engagement.flink.checkpoint.RowBuffer;
import io.engagement.flink.checkpoint.RowChunks;
import io.engagement.flink.serde.TableIndex;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Temporary tables are as old as what the whole database has to remember. */
class TemporaryTablesITCase {
  private static final TableIndex TABLES = new TableIndex(List.of(SinkRun.LEFT));

  private final AtomicLong nanos = new AtomicLong();
  private final TestDatabase database = TestDatabase.migrated();
  private final SinkLedger ledger = new SinkLedger(database.schema(), "shop");
  private final CheckpointWriter writer =
      new CheckpointWriter(database.options(), TABLES, CommitProbe.NONE, nanos::get);

  @BeforeEach
  void create() throws Exception {
    database.create(SinkRun.LEFT);
  }

  @Test
  void areMadeAnewNowAndThenAndRowsGoOn() throws Exception {
    try (Connection session = PostgresSession.connect(database.options())) {
      ledger.create(session, UUID.randomUUID());
      commit(session, SinkRun.left("kept", 1), SinkRun.left("deleted", 1));
      List<Long> first = temporaryTables(session);
      assertThat(first).isNotEmpty();

      nanos.addAndGet(CheckpointWriter.TEMPORARY_TABLES_LAST.toNanos());
      commit(session, SinkRun.left("kept", 2), deleted("deleted"));
      assertThat(temporaryTables(session)).containsAll(first);

      nanos.incrementAndGet();
      commit(session, SinkRun.left("kept", 3), deleted("no such row"));
      assertThat(temporaryTables(session)).isNotEmpty().doesNotContainAnyElementsOf(first);
    }
    assertThat(database.query("SELECT name, number FROM left_numbers")).containsExactly("kept|3");
  }

  private static RowChange deleted(String name) {
    return new RowChange(SinkRun.LEFT, SinkRun.left(name, 0).key(), null);
  }

  private void commit(Connection session, RowChange... rows) throws Exception {
    RowBuffer buffer = new RowBuffer();
    for (RowChange row : rows) {
      buffer.put(row);
    }
    TreeMap<Integer, List<byte[]>> chunks = new TreeMap<>();
    chunks.put(SinkRun.LEFT.id(), RowChunks.of(buffer));
    CheckpointMark mark = new CheckpointMark(1, 1, 0, 0, InputOffsets.NONE);
    LedgerRow before = Objects.requireNonNull(ledger.lock(session));
    CommitStamp stamp = CommitStamp.next(before, mark, ledger.nextCommitAt(session));
    writer.write(session, new PendingCheckpoint(mark, false, chunks), TABLES, before, stamp);
    session.commit();
  }

  private static List<Long> temporaryTables(Connection session) throws Exception {
    List<Long> ids = new ArrayList<>();
    try (Statement statement = session.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = pg_my_temp_schema()")) {
      while (row.next()) {
        ids.add(row.getLong(1));
      }
    }
    return ids;
  }
}
