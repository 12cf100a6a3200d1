package io.engagement.flink.sink.postgres;

import io.engagement.core.table.TableSpec;
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
    this.writer = new CheckpointWriter(options, tables, probe, System::nanoTime);
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
    StartDecision decision = StartDecision.of(state, found, options.start().mode());
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
    UUID lineage = state == null ? newLineage : state.lineage();
    long stateFence = state == null ? 0 : state.restored().fence();
    LedgerRow mine =
        row.claimed(lineage, Math.max(row.fence(), stateFence) + 1, jobId, row.status());
    Start start = start(decision, mine, state == null ? CheckpointMark.NONE : state.committed());
    ledger.write(connection, start.event(), start.row());
    for (TableSpec table : tables.tables()) {
      ledger.claim(connection, table.name());
    }
    connection.commit();
    return new Claim(lineage, start.row().fence(), start.shown());
  }

  private record Start(SinkLedger.Event event, LedgerRow row, CheckpointMark shown) {}

  private static Start start(StartDecision decision, LedgerRow row, CheckpointMark committed) {
    if (decision instanceof StartDecision.Continue goesOn) {
      LedgerRow.Status status =
          row.status() == LedgerRow.Status.REGRESSED ? LedgerRow.Status.CATCHING_UP : row.status();
      return new Start(
          SinkLedger.Event.START,
          row.claimed(row.lineage(), row.fence(), row.jobId(), status),
          goesOn.shown().publishedBy(row.lastCommit()));
    }
    if (decision instanceof StartDecision.Rewind) {
      return new Start(SinkLedger.Event.REWIND, row.rewound(committed), committed);
    }
    if (decision instanceof StartDecision.Republish) {
      return new Start(SinkLedger.Event.REPUBLISH, row.republished(committed), row.shown());
    }
    if (decision instanceof StartDecision.Rebuild) {
      return new Start(SinkLedger.Event.TAKEOVER, row.rebuilt(), CheckpointMark.NONE);
    }
    return new Start(
        SinkLedger.Event.START,
        row.claimed(row.lineage(), row.fence(), row.jobId(), LedgerRow.Status.NEW),
        CheckpointMark.NONE);
  }

  /**
   * Commits a checkpoint, unless it is committed already.
   *
   * @param claim what this attempt owns; its {@code committed} is the checkpoint before this one
   * @return what was written; nothing when it had been committed before
   */
  Committed commit(
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
      return new Committed(mark.publishedBy(row.lastCommit()), null);
    }
    if (!row.shows(claim.committed())) {
      markRegressed(connection, row, mark.offsets());
      throw new SinkRefusedException(
          ("REGRESSED: this job has committed checkpoint %s, but the ledger shows %d of attempt %d."
                  + " The database has lost commits. Start from the latest checkpoint with --republish,"
                  + " which publishes every row of the state again.")
              .formatted(claim.committed(), row.lastCkpt(), row.lastCkptFence()));
    }
    CommitStamp stamp = CommitStamp.next(row, mark, ledger.nextCommitAt(connection));
    if (row.status() == LedgerRow.Status.REBUILDING && row.lastCkpt() == 0) {
      writer.deleteAll(connection, stamp);
    }
    WrittenTables written = writer.write(connection, checkpoint, layout, row, stamp);
    CheckpointMark published = mark.publishedBy(stamp.commit());
    ledger.commit(
        connection,
        row.committed(published, checkpoint.republished(), written.toJson()),
        stamp.at());
    probe.beforeCommit(connection);
    connection.commit();
    probe.afterCommit(connection);
    return new Committed(published, new Written(written.changed(), written.rejected()));
  }

  /** A published checkpoint, and what its commit wrote: null when that was done before. */
  record Committed(CheckpointMark mark, @Nullable Written written) {}

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
