package io.engagement.flink.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.serde.RowChangeTypeInfo;
import io.engagement.flink.serde.SampleTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The sink in a job, with a real broker. */
class EngagementKafkaSinkITCase {
  private static final long ROWS = 2_000;

  @RegisterExtension
  private static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(4)
              .build());

  private final KafkaSinkOptions options = TestKafka.options();

  @Test
  void everyRowArrivesOnceAndDeletionsAreTombstones() throws Exception {
    List<TableSpec> tables = SampleTables.all();
    KafkaTopics.prepare(options, tables);
    FailOnce.failed.set(false);
    StreamExecutionEnvironment env = environment(1);
    attach(rows(env).map(new FailOnce()).returns(type()), options);
    env.execute();
    assertThat(FailOnce.failed).as("a failure happened").isTrue();
    List<String> expected = new ArrayList<>();
    for (long i = 1; i <= ROWS; i++) {
      expected.add(
          "{\"metric\":\"m%d\",\"step\":%d}=%s"
              .formatted(i % 2 == 0 ? 0 : i, i, i % 2 == 0 ? "null" : TextRow.of(i)));
    }
    assertThat(TestKafka.committed(options.topic("wide")))
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void aTransactionThatExpiredBeforeItsCommitFailsTheJob() throws Exception {
    KafkaTopics.prepare(options, SampleTables.all());
    StreamExecutionEnvironment env = environment(0);
    KafkaSinkOptions impatient = TestKafka.timingOut(options, Duration.ofSeconds(3));
    attach(rows(env), impatient);
    holdUpCheckpoints(env, impatient);
    assertThatThrownBy(env::execute)
        .hasStackTraceContaining(LostTransactionException.class.getName())
        .hasStackTraceContaining(
            "the rows it holds are missing in the topics " + options.topicPrefix());
  }

  @Test
  void theConnectorAloneLosesThoseRowsAndTheJobSucceeds() throws Exception {
    KafkaTopics.prepare(options, SampleTables.all());
    StreamExecutionEnvironment env = environment(0);
    KafkaSinkOptions impatient = TestKafka.timingOut(options, Duration.ofSeconds(3));
    DataStream<RowChange> rows = rows(env);
    EngagementKafkaSink.records(
            rows, rows.filter(row -> false), SampleTables::all, impatient, StartOptions.CONTINUE)
        .sinkTo(new EngagementKafkaSink(impatient).connector(impatient.resolve()));
    holdUpCheckpoints(env, impatient);
    env.execute();
    assertThat(TestKafka.committed(options.topic("wide"))).hasSizeLessThan((int) ROWS);
  }

  /** A row as JSON. */
  private static final class TextRow {
    static String of(long i) {
      return "{\"text\":\"t%d\",\"long\":%d,\"int\":null,\"flag\":null,\"seconds\":null,\"money\":null,\"date\":null,\"at\":null,\"json\":null,\"double\":null}"
          .formatted(i, i);
    }
  }

  private static StreamExecutionEnvironment environment(int restarts) {
    Configuration configuration = new Configuration();
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, restarts);
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(100));
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.getExecutionEnvironment(configuration);
    env.setParallelism(2);
    env.enableCheckpointing(100);
    return env;
  }

  private static void attach(DataStream<RowChange> rows, KafkaSinkOptions options) {
    EngagementKafkaSink.attach(
        rows, rows.filter(row -> false), SampleTables::all, options, StartOptions.CONTINUE);
  }

  private static RowChangeTypeInfo type() {
    return new RowChangeTypeInfo(SampleTables::all);
  }

  private static DataStream<RowChange> rows(StreamExecutionEnvironment env) {
    return env.fromSequence(1, ROWS).map(new ToRow()).returns(type());
  }

  private static final class ToRow implements MapFunction<Long, RowChange> {
    private static final long serialVersionUID = 1L;

    @Override
    public RowChange map(Long i) {
      if (i % 2 == 0) {
        return new RowChange(SampleTables.WIDE, new Object[] {"m0", i}, null);
      }
      Object[] values = new Object[10];
      values[0] = "t" + i;
      values[1] = i;
      return new RowChange(SampleTables.WIDE, new Object[] {"m" + i, i}, values);
    }
  }

  /** Fails once, in the middle of the input. */
  private static final class FailOnce implements MapFunction<RowChange, RowChange> {
    private static final long serialVersionUID = 1L;
    private static final AtomicBoolean failed = new AtomicBoolean();
    private static final int ROWS_BEFORE = 500;
    private int rows;

    @Override
    public RowChange map(RowChange row) {
      if (++rows == ROWS_BEFORE && failed.compareAndSet(false, true)) {
        throw new IllegalStateException("a failure as planned");
      }
      return row;
    }
  }

  /** Every checkpoint takes until the broker has given up the sink's transactions. */
  private static void holdUpCheckpoints(StreamExecutionEnvironment env, KafkaSinkOptions options) {
    env.fromSequence(1, 2)
        .map(new HoldUp(TestKafka.brokers(), options.transactionalIdPrefix()))
        .setParallelism(1)
        .sinkTo(new DiscardingSink<>());
  }

  private static final class HoldUp implements MapFunction<Long, Long>, CheckpointedFunction {
    private static final long serialVersionUID = 1L;
    private final String brokers;
    private final String prefix;

    HoldUp(String brokers, String prefix) {
      this.brokers = brokers;
      this.prefix = prefix;
    }

    @Override
    public Long map(Long value) {
      return value;
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {}

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
      try (Admin admin = Admin.create(java.util.Map.of("bootstrap.servers", brokers))) {
        Awaitility.await()
            .atMost(Duration.ofSeconds(60))
            .until(
                () ->
                    admin.listTransactions().all().get().stream()
                        .filter(transaction -> transaction.transactionalId().startsWith(prefix))
                        .map(TransactionListing::state)
                        .anyMatch(state -> state == TransactionState.COMPLETE_ABORT));
      }
    }
  }
}
