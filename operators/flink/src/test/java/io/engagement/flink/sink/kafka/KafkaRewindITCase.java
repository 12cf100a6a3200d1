package io.engagement.flink.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.table.RowChange;
import io.engagement.flink.checkpoint.StartMode;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.serde.Departures;
import io.engagement.flink.serde.SampleTables;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What topics show after a start from an older savepoint, or without state; with a real broker. */
class KafkaRewindITCase {
  private final KafkaSinkOptions options = TestKafka.options();

  @BeforeEach
  void createTopics() throws Exception {
    KafkaTopics.prepare(options, SampleTables.all());
  }

  /** One run of the operator; what it sends is committed with its checkpoints. */
  private static final class Run implements AutoCloseable {
    private final OneInputStreamOperatorTestHarness<RowChange, KafkaRow> harness;

    Run(KafkaSinkOptions options, StartMode mode, @Nullable OperatorSubtaskState state)
        throws Exception {
      harness =
          new OneInputStreamOperatorTestHarness<>(
              new KafkaRowsOperator(
                  options, SampleTables::all, new StartOptions(mode, "start of " + mode)));
      harness.setup(KafkaRow.TYPE.createSerializer(null));
      try {
        if (state != null) {
          harness.initializeState(state);
        }
        harness.open();
      } catch (Exception e) {
        harness.close();
        throw e;
      }
    }

    OperatorSubtaskState checkpoint(long id, RowChange... rows) throws Exception {
      for (RowChange row : rows) {
        harness.processElement(new StreamRecord<>(row));
      }
      harness.prepareSnapshotPreBarrier(id);
      OperatorSubtaskState state = harness.snapshot(id, id);
      Properties properties = new Properties();
      properties.setProperty("bootstrap.servers", TestKafka.brokers());
      KafkaRow.Records records = new KafkaRow.Records();
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
        for (KafkaRow row : harness.extractOutputValues()) {
          producer.send(records.serialize(row, null, null));
        }
      }
      harness.getOutput().clear();
      return state;
    }

    @Override
    public void close() throws Exception {
      harness.close();
    }
  }

  private static RowChange row(String metric, long number) {
    Object[] values = new Object[10];
    values[1] = number;
    return new RowChange(SampleTables.WIDE, new Object[] {metric, 1L}, values);
  }

  /** The latest value of each key that has one, by metric. */
  private Map<String, Long> shown() {
    Map<String, Long> shown = new TreeMap<>();
    Map<String, String> latest = new HashMap<>();
    for (String record : TestKafka.committed(options.topic("wide"))) {
      int end = record.indexOf("}=");
      latest.put(record.substring(0, end + 1), record.substring(end + 2));
    }
    latest.forEach(
        (key, value) -> {
          if (!value.equals("null")) {
            String number = value.replaceAll(".*\"long\":(\\d+).*", "$1");
            shown.put(key.replaceAll(".*\"metric\":\"(\\w+)\".*", "$1"), Long.valueOf(number));
          }
        });
    return shown;
  }

  @Test
  void whatOnlyTheAbandonedRunPublishedIsDeletedWithTheFirstCheckpoint() throws Exception {
    OperatorSubtaskState first;
    OperatorSubtaskState second;
    try (Run run = new Run(options, StartMode.CONTINUE, null)) {
      first = run.checkpoint(1, row("kept", 1), row("expired", 1), row("removed", 1));
      second = run.checkpoint(2, row("kept", 2), row("abandoned", 2), deleted("removed"));
    }
    assertThat(shown()).containsOnlyKeys("kept", "expired", "abandoned");
    assertThatThrownBy(() -> new Run(options, StartMode.CONTINUE, first))
        .isInstanceOf(SuppressRestartsException.class)
        .hasStackTraceContaining("--republish");
    try (Run run = new Run(options, StartMode.REPUBLISH, first)) {
      run.checkpoint(2, row("kept", 1), row("removed", 1));
    }
    assertThat(shown()).isEqualTo(Map.of("kept", 1L, "expired", 1L, "removed", 1L));
    assertThatThrownBy(() -> new Run(options, StartMode.REPUBLISH, second))
        .as("of the abandoned run")
        .isInstanceOf(SuppressRestartsException.class)
        .hasStackTraceContaining("gone back");
  }

  @Test
  void aDeletionThatYieldsLosesToWhateverElseIsSentBeforeTheFirstBarrier() throws Exception {
    OperatorSubtaskState state;
    try (Run run = new Run(options, StartMode.CONTINUE, null)) {
      state = run.checkpoint(1, row("a", 1), row("b", 1), row("c", 1));
    }
    try (Run run = new Run(options, StartMode.CONTINUE, state)) {
      run.checkpoint(
          2,
          row("a", 2),
          deleted("a").yielding(),
          deleted("b").yielding(),
          deleted("c").yielding(),
          row("c", 3));
    }
    assertThat(shown()).isEqualTo(Map.of("a", 2L, "c", 3L));
  }

  @Test
  void factsOfADroppedDefinitionLeaveWithTheFirstCheckpointAndNewOnesStay() throws Exception {
    OperatorSubtaskState state;
    try (Run run = new Run(options, StartMode.CONTINUE, null)) {
      state = run.checkpoint(1, row("changed", 1), row("removed", 1), row("other", 1));
    }
    try (Run run = new Run(options, StartMode.CONTINUE, state)) {
      run.checkpoint(
          2,
          row("changed", 2),
          Departures.of(SampleTables.WIDE, "changed"),
          Departures.of(SampleTables.WIDE, "removed"));
      assertThat(shown()).isEqualTo(Map.of("changed", 2L, "other", 1L));
      run.checkpoint(3, row("removed", 3));
    }
    assertThat(shown()).isEqualTo(Map.of("changed", 2L, "other", 1L, "removed", 3L));
  }

  @Test
  void aTakeoverDeletesWhatIsNotCountedAgain() throws Exception {
    try (Run run = new Run(options, StartMode.CONTINUE, null)) {
      run.checkpoint(1, row("a", 1), row("b", 1));
    }
    assertThatThrownBy(() -> new Run(options, StartMode.CONTINUE, null))
        .isInstanceOf(SuppressRestartsException.class)
        .hasStackTraceContaining("--takeover");
    try (Run run = new Run(options, StartMode.TAKEOVER, null)) {
      run.checkpoint(1, row("b", 2));
      assertThat(shown()).isEqualTo(Map.of("b", 2L));
    }
  }

  @Test
  void aRestartFromTheLatestCheckpointGoesOn() throws Exception {
    OperatorSubtaskState first;
    try (Run run = new Run(options, StartMode.CONTINUE, null)) {
      first = run.checkpoint(1, row("a", 1));
    }
    try (Run run = new Run(options, StartMode.CONTINUE, first)) {
      run.checkpoint(2, row("b", 2));
    }
    assertThat(shown()).isEqualTo(Map.of("a", 1L, "b", 2L));
  }

  @Test
  void aRowTooLargeForARecordIsSetAsideAndItsEarlierValueIsDeleted() throws Exception {
    Object[] values = new Object[10];
    values[0] = "x".repeat(1 << 20);
    try (Run run = new Run(options, StartMode.CONTINUE, null)) {
      run.checkpoint(1, row("a", 1), row("b", 1));
      run.checkpoint(
          2, new RowChange(SampleTables.WIDE, new Object[] {"a", 1L}, values), row("b", 2));
    }
    assertThat(shown()).isEqualTo(Map.of("b", 2L));
    List<String> rejected = TestKafka.committed(options.topic("sink_rejected_rows"));
    assertThat(rejected).hasSize(1);
    assertThat(rejected.get(0))
        .contains(
            "\"table_name\":\"wide\"", "a record may have 1047552", "\\\"metric\\\":\\\"a\\\"");
  }

  private static RowChange deleted(String metric) {
    return new RowChange(SampleTables.WIDE, new Object[] {metric, 1L}, null);
  }
}
