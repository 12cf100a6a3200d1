package io.engagement.flink.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.engagement.core.table.RowChange;
import io.engagement.flink.checkpoint.InputProgress;
import io.engagement.flink.serde.OutputTables;
import io.engagement.flink.serde.RowChangeTypeInfo;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A job whose database refuses every commit for many checkpoints. */
class PostgresSinkOutageITCase {
  private static final long ROWS = 5_000_000;
  private static final int KEYS = 2_000;
  private static final int CHECKPOINT_MILLIS = 50;

  @RegisterExtension
  private static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static final AtomicLong EMITTED = new AtomicLong();

  /** Refuses commits until it is told to take them. */
  private static final class Refusal implements CommitProbe {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger ATTEMPTS = new AtomicInteger();
    private static volatile boolean over;

    @Override
    public void beforeCommit(Connection connection) throws SQLException {
      if (!over) {
        ATTEMPTS.incrementAndGet();
        throw new SQLException("the database system is in recovery mode", "57P03");
      }
    }
  }

  @Test
  void holdsTheJobBackInsteadOfPilingRowsUpAndPublishesAllOfThemAfterwards() throws Exception {
    TestDatabase database = SinkRun.database();
    JobClient job = start(database);
    awaitAttempts(5);
    long emitted = EMITTED.get();
    assertThat(emitted).as("rows that were let in").isBetween(1L, ROWS / 10);
    // The pauses between the tries are of 1.6 and 3.2 s by now.
    awaitAttempts(7);
    assertThat(EMITTED.get())
        .as("rows that were let in, some %d checkpoints later", 4_800 / CHECKPOINT_MILLIS)
        .isEqualTo(emitted);
    assertThat(database.one("SELECT count(*) FROM left_numbers")).isEqualTo("0");
    System.out.printf("commits refused: %,d of %,d rows were let in meanwhile%n", emitted, ROWS);
    Refusal.over = true;
    job.getJobExecutionResult().get();
    assertThat(database.one("SELECT count(*), min(number), max(number) FROM left_numbers"))
        .isEqualTo("%d|%d|%d".formatted(KEYS, ROWS - KEYS + 1, ROWS));
  }

  private static void awaitAttempts(int attempts) {
    await("commits that are refused")
        .atMost(Duration.ofMinutes(2))
        .until(() -> Refusal.ATTEMPTS.get() >= attempts);
  }

  private static JobClient start(TestDatabase database) throws Exception {
    OutputTables tables = SinkRun::tables;
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(new Configuration());
    env.setParallelism(1);
    env.enableCheckpointing(CHECKPOINT_MILLIS);
    DataStream<RowChange> rows =
        env.fromSequence(1, ROWS)
            .map(
                number -> {
                  EMITTED.incrementAndGet();
                  return SinkRun.left("key" + number % KEYS, number);
                })
            .returns(new RowChangeTypeInfo(tables));
    DataStream<InputProgress> none =
        rows.flatMap((RowChange row, Collector<InputProgress> out) -> {})
            .returns(InputProgress.TYPE);
    PostgresSink.attach(
        rows,
        none,
        tables,
        database.options().waiting(Duration.ofMinutes(2), Duration.ofSeconds(1)),
        new Refusal());
    return env.executeAsync();
  }
}
