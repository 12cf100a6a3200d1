package io.engagement.flink.sink.postgres;

import io.engagement.core.metric.TableSpec;
import io.engagement.flink.checkpoint.CheckpointMark;
import io.engagement.flink.checkpoint.CheckpointTarget.Claim;
import io.engagement.flink.checkpoint.CheckpointTarget.Written;
import io.engagement.flink.checkpoint.InputOffsets;
import io.engagement.flink.checkpoint.LedgerRow;
import io.engagement.flink.checkpoint.PendingCheckpoint;
import io.engagement.flink.checkpoint.SinkFencedException;
import io.engagement.flink.checkpoint.SinkRefusedException;
import io.engagement.flink.checkpoint.SinkState;
import io.engagement.flink.checkpoint.StartDecision;
import io.engagement.flink.serde.TableIndex;
import io.engagement.flink.sink.postgres.CheckpointWriter.WrittenTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The two transactions of the sink: taking the tables at the start, and a checkpoint's commit. Each
 * can be repeated after an unknown outcome: the ledger tells whether it has happened.
 */
final class SinkTransactions {
  private final PostgresSinkOptions options;
  private final TableIndex tables;
  private final SinkLedger ledger;
  private final CheckpointWriter writer;
  private final CommitProbe probe;
  private final String jobId;

  SinkTransactions(
      PostgresSinkOptions options,
      TableIndex tables,
      SinkLedger ledger,
      String jobId,
      CommitProbe probe) {
    this.options = options;
    this.tables = tables;
    this.ledger = ledger;
    this.jobId = jobId;
    this.probe = probe;
    this.writer = new CheckpointWriter(options, tables, probe);
  }

  /**
   * Verifies the tables, decides, and takes the next fence.
   *
   * @throws SinkRefusedException when state and tables do not belong together
   */
  Claim start(Connection connection, @Nullable SinkState state)
      throws SQLException, SinkRefusedException {
    PostgresTables.verify(connection, options.schema(), tables.tables());
    LedgerRow found = ledger.lock(connection);
    StartDecision decision = StartDecision.of(state, found, options.startMode());
    if (decision instanceof StartDecision.Refuse refuse) {
      if (refuse.regressed() && found != null && state != null) {
        markRegressed(connection, found, state.restored().offsets());
      }
      throw new SinkRefusedException(refuse.why());
    }
    UUID newLineage = UUID.randomUUID();
    if (found == null) {
      ledger.create(connection, newLineage);
    }
    LedgerRow row = required(ledger.lock(connection));
    long fence = row.fence() + 1;
    CheckpointMark committed = CheckpointMark.NONE;
    LedgerRow next;
    SinkLedger.Event event = SinkLedger.Event.START;
    if (state != null && decision instanceof StartDecision.Continue) {
      committed = known(state, row);
      LedgerRow.Status status =
          row.status() == LedgerRow.Status.REGRESSED ? LedgerRow.Status.CATCHING_UP : row.status();
      next = row.claimed(state.lineage(), fence, jobId, status);
    } else if (state != null && decision instanceof StartDecision.Rewind) {
      committed = state.committed();
      next =
          row.claimed(state.lineage(), fence, jobId, LedgerRow.Status.CATCHING_UP)
              .rewound(committed);
      event = SinkLedger.Event.REWIND;
    } else if (decision instanceof StartDecision.Rebuild) {
      next =
          row.claimed(newLineage, fence, jobId, LedgerRow.Status.REBUILDING)
              .rewound(CheckpointMark.NONE);
      event = SinkLedger.Event.TAKEOVER;
    } else {
      UUID lineage = state == null ? newLineage : state.lineage();
      next = row.claimed(lineage, fence, jobId, LedgerRow.Status.NEW);
    }
    ledger.write(connection, event, next);
    for (TableSpec table : tables.tables()) {
      ledger.claim(connection, table.name());
    }
    connection.commit();
    return new Claim(next.lineage(), fence, committed);
  }

  private static CheckpointMark known(SinkState state, LedgerRow row) {
    if (row.shows(state.committed())) {
      return state.committed();
    }
    return state.pending().stream()
        .map(PendingCheckpoint::mark)
        .filter(row::shows)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the state does not know " + row));
  }

  /**
   * Commits a checkpoint, unless it is committed already.
   *
   * @param claim what this attempt owns; its {@code committed} is the checkpoint before this one
   * @return what was written; {@code null} when it had been committed before
   */
  @Nullable Written commit(
      Connection connection, Claim claim, PendingCheckpoint checkpoint, TableIndex layout)
      throws SQLException, SinkFencedException, SinkRefusedException {
    LedgerRow row = required(ledger.lock(connection));
    if (row.fence() != claim.fence()) {
      connection.rollback();
      throw SinkFencedException.of(claim.fence(), row.fence());
    }
    CheckpointMark mark = checkpoint.mark();
    if (row.shows(mark)) {
      connection.rollback();
      return null;
    }
    if (!row.shows(claim.committed())) {
      markRegressed(connection, row, mark.offsets());
      throw new SinkRefusedException(
          ("REGRESSED: this job has committed checkpoint %s, but the ledger shows %d of attempt %d."
                  + " The database has lost commits. Restart without state and start mode TAKEOVER"
                  + " to count again from the input.")
              .formatted(claim.committed(), row.lastCkpt(), row.lastCkptFence()));
    }
    if (row.status() == LedgerRow.Status.REBUILDING && row.lastCkpt() == 0) {
      writer.deleteAll(connection);
    }
    WrittenTables written = writer.write(connection, checkpoint, layout);
    ledger.write(connection, SinkLedger.Event.COMMIT, row.committed(mark, written.toJson()));
    probe.beforeCommit(connection);
    connection.commit();
    probe.afterCommit(connection);
    return new Written(written.changed(), written.rejected());
  }

  private void markRegressed(Connection connection, LedgerRow row, InputOffsets furthest)
      throws SQLException {
    ledger.write(connection, SinkLedger.Event.REGRESSED, row.regressed(furthest));
    connection.commit();
  }

  private LedgerRow required(@Nullable LedgerRow row) throws SinkRefusedException {
    if (row == null) {
      throw new SinkRefusedException(
          "The ledger of \"%s\" in schema %s is gone. Start without state to count again from the input."
              .formatted(options.sinkId(), options.schema()));
    }
    return row;
  }
}
