package io.engagement.flink.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.table.RowChange;
import io.engagement.flink.checkpoint.InputProgress;
import io.engagement.flink.serde.OutputTables;
import io.engagement.flink.serde.RowChangeTypeInfo;
import java.io.Serializable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.RichFlatMapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.flink.util.Collector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A counting job that fails again and again, with a real server. */
class PostgresSinkJobITCase {
  private static final long EVENTS = 60_000;
  private static final int KEYS = 50;
  private static final int FAILURES = 6;

  @RegisterExtension
  private static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  @Test
  void theTablesEqualTheInputWhateverFailed() throws Exception {
    TestDatabase database = SinkRun.database();
    Count.reset(FAILURES);
    count(EVENTS, database, new FailWithin());
    assertThat(Count.FAILURES_LEFT).as("all failures happened").hasValue(0);
    assertThat(
            database.one(
                """
                SELECT count(*) FROM (
                  SELECT last_ckpt - lag(last_ckpt) OVER (ORDER BY history_id) AS step
                  FROM sink_ledger_history WHERE event = 'COMMIT') AS steps
                WHERE step <= 0
                """))
        .as("commits in ascending order, none twice")
        .isEqualTo("0");
  }

  @Test
  void theLastCommitMayFailLikeAnyOther() throws Exception {
    TestDatabase database = SinkRun.database();
    Count.reset(0);
    FailLast.FAILURES_LEFT.set(2);
    count(1_000, database, new FailLast(database.options().schema()));
    assertThat(FailLast.FAILURES_LEFT).as("the last commit failed, twice").hasValue(0);
  }

  private static void count(long events, TestDatabase database, CommitProbe probe)
      throws Exception {
    OutputTables tables = SinkRun::tables;
    StreamExecutionEnvironment env = environment();
    DataStream<RowChange> rows =
        env.fromSequence(1, events)
            .keyBy(event -> event % KEYS, Types.LONG)
            .flatMap(new Count(events))
            .returns(new RowChangeTypeInfo(tables))
            .uid("count");
    DataStream<InputProgress> none =
        rows.flatMap((RowChange row, Collector<InputProgress> out) -> {})
            .returns(InputProgress.TYPE)
            .uid("progress");
    PostgresSink.attach(rows, none, tables, database.options(), probe);
    env.execute();
    List<String> expected = new ArrayList<>();
    for (int key = 10; key < 10 + KEYS; key++) {
      expected.add("key" + key + "|" + events / KEYS);
    }
    assertThat(database.query("SELECT name, number FROM left_numbers ORDER BY name"))
        .isEqualTo(expected);
    assertThat(database.query("SELECT name, number FROM right_numbers ORDER BY name"))
        .isEqualTo(expected);
    assertThat(database.one("SELECT status, watermark FROM sink_ledger"))
        .isEqualTo("LIVE|infinity");
  }

  private static StreamExecutionEnvironment environment() {
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 100);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(2);
    env.enableCheckpointing(100);
    return env;
  }

  /** Counts per key into both tables; fails some events after each completed checkpoint. */
  private static final class Count extends RichFlatMapFunction<Long, RowChange>
      implements CheckpointListener {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();
    private static final AtomicLong COMPLETED = new AtomicLong();
    private static final int EVENTS_BETWEEN = 500;

    private final long total;
    private transient ValueState<Long> count;
    private transient long failAfter;
    private transient long events;

    private Count(long total) {
      this.total = total;
    }

    static void reset(int failures) {
      FAILURES_LEFT.set(failures);
      COMPLETED.set(0);
    }

    @Override
    public void open(org.apache.flink.api.common.functions.OpenContext context) {
      count = getRuntimeContext().getState(new ValueStateDescriptor<>("count", Types.LONG));
      failAfter = Long.MAX_VALUE;
    }

    @Override
    public void flatMap(Long event, Collector<RowChange> out) throws Exception {
      Long before = count.value();
      long now = before == null ? 1 : before + 1;
      count.update(now);
      String name = "key" + (10 + event % KEYS);
      out.collect(SinkRun.left(name, now));
      out.collect(SinkRun.right(name, now));
      events++;
      boolean lastChance = now == total / KEYS && FAILURES_LEFT.get() > 0;
      if ((events > failAfter || lastChance)
          && FAILURES_LEFT.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IllegalStateException("a failure as planned");
      }
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      COMPLETED.incrementAndGet();
      failAfter = events + EVENTS_BETWEEN;
    }
  }

  /** Fails within every third commit, before and after it is made, until that was enough. */
  private static final class FailWithin implements CommitProbe, Serializable {
    private static final long serialVersionUID = 1L;
    private static final int COMMITS_WITH_FAILURES = 30;
    private static final AtomicInteger COMMITS = new AtomicInteger();

    @Override
    public void beforeCommit(Connection connection) {
      int commits = COMMITS.incrementAndGet();
      if (commits <= COMMITS_WITH_FAILURES && commits % 6 == 3) {
        throw new IllegalStateException("a failure before the commit, as planned");
      }
    }

    @Override
    public void afterCommit(Connection connection) {
      int commits = COMMITS.get();
      if (commits <= COMMITS_WITH_FAILURES && commits % 6 == 0) {
        throw new IllegalStateException("a failure after the commit, as planned");
      }
    }
  }

  /** Fails, when the input has ended, in the commit that publishes that. */
  private static final class FailLast implements CommitProbe, Serializable {
    private static final long serialVersionUID = 1L;
    private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();
    private final String schema;

    private FailLast(String schema) {
      this.schema = schema;
    }

    @Override
    public void beforeCommit(Connection connection) throws SQLException {
      try (Statement statement = connection.createStatement();
          ResultSet ended =
              statement.executeQuery(
                  "SELECT FROM \"" + schema + "\".sink_ledger WHERE watermark = 'infinity'")) {
        if (ended.next() && FAILURES_LEFT.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
          throw new IllegalStateException("a failure of the last commit, as planned");
        }
      }
    }
  }
}
