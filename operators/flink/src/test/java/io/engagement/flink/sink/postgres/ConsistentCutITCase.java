package io.engagement.flink.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.table.RowChange;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Readers that look all the time see the same checkpoint in every table and in the ledger. */
class ConsistentCutITCase {
  private static final Logger LOG = LoggerFactory.getLogger(ConsistentCutITCase.class);
  private static final int ROWS = 200;
  private static final int CHECKPOINTS = 25;
  private static final int READERS = 2;
  private static final String CUT =
      """
      SELECT
        (SELECT last_ckpt FROM sink_ledger),
        (SELECT COALESCE(max(number), 0) FROM left_numbers),
        (SELECT COALESCE(min(number), 0) FROM left_numbers),
        (SELECT COALESCE(max(number), 0) FROM right_numbers),
        (SELECT COALESCE(min(number), 0) FROM right_numbers)
      """;

  /** Breaks the rule: every table is committed on its own. */
  private static final class TransactionPerTable implements CommitProbe {
    private static final long serialVersionUID = 1L;

    @Override
    public void afterTable(Connection connection) throws SQLException {
      connection.commit();
    }
  }

  private record Reads(long all, long torn) {}

  @Test
  void everyReadSeesOneCheckpointInAllTables() throws Exception {
    Reads reads = readWhileCommitting(CommitProbe.NONE);
    assertThat(reads.all()).isGreaterThan(CHECKPOINTS);
    assertThat(reads.torn()).as("torn reads of %d", reads.all()).isZero();
  }

  @Test
  void theCheckNoticesASinkThatCommitsTablesOneByOne() throws Exception {
    Reads reads = readWhileCommitting(new TransactionPerTable());
    assertThat(reads.torn()).as("torn reads of %d", reads.all()).isPositive();
  }

  private static Reads readWhileCommitting(CommitProbe probe) throws Exception {
    TestDatabase database = SinkRun.database();
    CountDownLatch done = new CountDownLatch(1);
    ExecutorService readers = Executors.newFixedThreadPool(READERS);
    try (SinkRun run = SinkRun.fresh(database.options(), SinkRun.JOB, probe)) {
      List<Future<Reads>> reads = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        reads.add(readers.submit(reader(database, done)));
      }
      for (long checkpoint = 1; checkpoint <= CHECKPOINTS; checkpoint++) {
        for (int row = 0; row < ROWS; row++) {
          RowChange left = SinkRun.left("row" + row, checkpoint);
          run.put(left, SinkRun.right("row" + row, checkpoint));
        }
        run.checkpoint(checkpoint);
      }
      done.countDown();
      long all = 0;
      long torn = 0;
      for (Future<Reads> future : reads) {
        Reads of = future.get(1, TimeUnit.MINUTES);
        all += of.all();
        torn += of.torn();
      }
      LOG.info("{} of {} reads were torn", torn, all);
      return new Reads(all, torn);
    } finally {
      readers.shutdownNow();
    }
  }

  private static Callable<Reads> reader(TestDatabase database, CountDownLatch done) {
    return () -> {
      long all = 0;
      long torn = 0;
      try (Connection connection = database.connect();
          Statement statement = connection.createStatement()) {
        while (done.getCount() > 0) {
          try (ResultSet row = statement.executeQuery(CUT)) {
            row.next();
            long checkpoint = row.getLong(1);
            all++;
            for (int column = 2; column <= 5; column++) {
              if (row.getLong(column) != checkpoint) {
                torn++;
                break;
              }
            }
          }
        }
      }
      return new Reads(all, torn);
    };
  }
}
