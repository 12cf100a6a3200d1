package io.engagement.flink.sink.postgres;

import io.engagement.flink.checkpoint.CheckpointTarget;
import io.engagement.flink.checkpoint.PendingCheckpoint;
import io.engagement.flink.checkpoint.SinkFencedException;
import io.engagement.flink.checkpoint.SinkRefusedException;
import io.engagement.flink.checkpoint.SinkState;
import io.engagement.flink.serde.TableIndex;
import io.engagement.flink.sink.postgres.SinkTransactions.Committed;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits checkpoints over a connection of its own, again and again while the server cannot be
 * reached: reconnects, reads the ledger and goes on from what it says.
 */
final class CheckpointCommitter implements CheckpointTarget {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointCommitter.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final PostgresSinkOptions options;
  private final SinkLedger ledger;
  private final SinkTransactions transactions;
  private final ExpiredRows expired;
  private final String jobId;
  private volatile @Nullable PostgresSession session;
  private volatile boolean aborted;
  private @Nullable Claim claim;

  CheckpointCommitter(
      PostgresSinkOptions options, TableIndex tables, String jobId, CommitProbe probe) {
    this.options = options;
    this.jobId = jobId;
    this.ledger = new SinkLedger(options.schema(), options.sinkId());
    this.expired = new ExpiredRows(options, System::nanoTime);
    this.transactions = new SinkTransactions(options, tables, ledger, jobId, probe);
  }

  @Override
  public Claim claim() {
    Claim current = claim;
    if (current == null) {
      throw new IllegalStateException("the sink has not started");
    }
    return current;
  }

  @Override
  public void start(@Nullable SinkState state)
      throws SQLException,
          IOException,
          SinkRefusedException,
          SinkFencedException,
          InterruptedException {
    claim = retrying(connection -> transactions.start(connection, state));
    LOG.info("the sink starts as {}", claim);
  }

  @Override
  public @Nullable Written commit(PendingCheckpoint checkpoint, TableIndex layout)
      throws SQLException,
          IOException,
          SinkRefusedException,
          SinkFencedException,
          InterruptedException {
    Claim before = claim();
    Committed committed =
        retrying(connection -> transactions.commit(connection, before, checkpoint, layout));
    claim = new Claim(before.lineage(), before.fence(), committed.mark());
    deleteExpired();
    return committed.written();
  }

  /** What cannot be deleted now can later: nobody waits for it. */
  private void deleteExpired()
      throws SinkRefusedException, SinkFencedException, InterruptedException {
    try {
      long deleted = expired.delete(session().connection());
      if (deleted > 0) {
        LOG.debug("deleted {} rows that had been kept as long as configured", deleted);
      }
    } catch (SQLException e) {
      close();
      if (!aborted) {
        LOG.warn("expired rows could not be deleted yet: {}", SqlErrors.firstLine(e));
      }
    }
  }

  @FunctionalInterface
  private interface Transaction<T> {
    T run(Connection connection) throws SQLException, SinkRefusedException, SinkFencedException;
  }

  private <T> T retrying(Transaction<T> transaction)
      throws SQLException,
          IOException,
          SinkRefusedException,
          SinkFencedException,
          InterruptedException {
    long deadlineNanos = System.nanoTime() + options.retryFor().toNanos();
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return transaction.run(session().connection());
      } catch (SQLException e) {
        // Whatever the outcome was: the ledger will tell over a new connection.
        close();
        if (aborted) {
          throw e;
        }
        SinkRefusedException refusal = SqlErrors.refusal(e, options);
        if (refusal != null) {
          throw refusal;
        }
        if (!SqlErrors.isPassing(e)) {
          throw e;
        }
        if (System.nanoTime() - deadlineNanos > 0) {
          throw new IOException(
              "PostgreSQL at %s could not be used for %s"
                  .formatted(options.url(), options.retryFor()),
              e);
        }
        LOG.warn(
            "PostgreSQL at {} failed, the next try is in {}: {}",
            options.url(),
            pause,
            SqlErrors.firstLine(e));
        PostgresSession.pause(pause);
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
      }
    }
  }

  private PostgresSession session()
      throws SQLException, SinkRefusedException, SinkFencedException, InterruptedException {
    PostgresSession open = session;
    if (open == null) {
      Claim current = claim;
      open = PostgresSession.open(options, ledger, jobId, current == null ? 0 : current.fence());
      session = open;
      if (aborted) {
        // While it logged in there was nothing to abort.
        close();
        throw new InterruptedException("the task is being cancelled");
      }
    }
    return open;
  }

  @Override
  public void abort() {
    aborted = true;
    PostgresSession open = session;
    if (open != null) {
      open.abort();
    }
  }

  @Override
  public void close() {
    PostgresSession open = session;
    session = null;
    PostgresSession.closeQuietly(open);
  }
}
