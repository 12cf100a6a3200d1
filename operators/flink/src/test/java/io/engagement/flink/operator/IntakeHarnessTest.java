package io.engagement.flink.operator;

import static io.engagement.flink.operator.TestDeployment.METRICS;
import static io.engagement.flink.operator.TestDeployment.OUTPUTS;
import static io.engagement.flink.operator.TestDeployment.TOPICS;
import static io.engagement.flink.operator.TestDeployment.page;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.InputTables;
import io.engagement.core.config.ConfigText;
import io.engagement.core.event.UserEvent;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.InputWarnings;
import io.engagement.core.table.RowChange;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.checkpoint.InputProgress;
import io.engagement.flink.serde.UserEventSerializer;
import io.engagement.flink.source.RecordDecoder;
import io.engagement.flink.source.SourceRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

@SuppressWarnings("unchecked") // a harness gives its output as objects
class IntakeHarnessTest {
  private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");

  private final TestDeployment deployment = new TestDeployment();

  private static OneInputStreamOperatorTestHarness<SourceRecord, UserEvent> harness()
      throws Exception {
    return harness(METRICS);
  }

  private static OneInputStreamOperatorTestHarness<SourceRecord, UserEvent> harness(
      MetricsFactory metrics) throws Exception {
    OneInputStreamOperatorTestHarness<SourceRecord, UserEvent> harness =
        new OneInputStreamOperatorTestHarness<>(new IntakeOperator(metrics, OUTPUTS, TOPICS));
    harness.setup(new UserEventSerializer());
    return harness;
  }

  @Test
  void givesEveryEventItsPartitionsWatermarkBeforeIt() throws Exception {
    try (var harness = harness()) {
      harness.open();
      List<Long> watermarks = new ArrayList<>();
      Object[][] records = {
        {0, NOON},
        {0, NOON.plusSeconds(60)},
        {1, NOON.minusSeconds(5)},
        {0, NOON.minusSeconds(30)},
        {0, NOON},
        {1, NOON}
      };
      for (int i = 0; i < records.length; i++) {
        SourceRecord record =
            deployment.record(
                (int) records[i][0], i, page("ada", "m" + i, (Instant) records[i][1], "ios"));
        harness.processElement(new StreamRecord<>(record));
      }
      for (Object out : harness.getOutput()) {
        watermarks.add(((StreamRecord<UserEvent>) out).getValue().partitionWatermarkMillis);
      }
      long noon = NOON.toEpochMilli();
      assertThat(watermarks)
          .containsExactly(
              Long.MIN_VALUE,
              noon - 10_000,
              Long.MIN_VALUE,
              noon + 50_000,
              noon + 50_000,
              noon - 15_000);
    }
  }

  @Test
  void letsOneWrongClockMakeNobodyLate() throws Exception {
    MetricsFactory guarded =
        TestDeployment.metrics(
            new ConfigText("test", "metrics: {active-users: [{id: a, periods: [day]}]}"));
    Instant ahead = NOON.plus(Duration.ofDays(14));
    try (var harness = harness(guarded)) {
      harness.open();
      harness.processElement(record(0, 0, page("phone", "m0", ahead, "ios")));
      for (int i = 1; i <= 3; i++) {
        harness.processElement(record(0, i, page("u" + i, "m" + i, NOON, "ios")));
      }
      harness.processElement(record(0, 4, page("phone", "m4", ahead, "ios")));
      assertThat(watermarkOfLast(harness)).isEqualTo(NOON.minusSeconds(10).toEpochMilli());
      harness.processElement(record(0, 5, page("u1", "m5", NOON.plusSeconds(30), "ios")));
      harness.processElement(record(0, 6, page("u5", "m6", ahead, "ios")));
      harness.processElement(record(0, 7, page("u6", "m7", ahead, "ios")));
      assertThat(watermarkOfLast(harness)).isEqualTo(NOON.plusSeconds(20).toEpochMilli());
      SourceRecord third = deployment.record(0, 8, page("u7", "m8", ahead, "ios"));
      harness.processElement(new StreamRecord<>(third));
      assertThat(third.progress().clock().maxTimeMillis())
          .as("what the source keeps, and takes its own watermark from")
          .isEqualTo(ahead.toEpochMilli());
      harness.processElement(record(0, 9, page("u8", "m9", NOON, "ios")));
      assertThat(watermarkOfLast(harness)).isEqualTo(ahead.minusSeconds(10).toEpochMilli());
    }
  }

  @Test
  void believesATimeThatTheBrokersClockBearsOut() throws Exception {
    MetricsFactory guarded =
        TestDeployment.metrics(
            new ConfigText("test", "metrics: {active-users: [{id: a, periods: [day]}]}"));
    try (var harness = harness(guarded)) {
      harness.open();
      for (int i = 0; i < 2; i++) {
        SourceRecord record = deployment.record(0, i, page("ada", "m" + i, NOON, "ios"));
        record.appendTimeMillis = NOON.plusSeconds(3_600).toEpochMilli();
        record.isArrivalTrusted = true;
        harness.processElement(new StreamRecord<>(record));
      }
      assertThat(watermarkOfLast(harness)).isEqualTo(NOON.minusSeconds(10).toEpochMilli());
    }
  }

  @Test
  void accountsForEveryRecordAndLetsNoneDisappear() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement(record(0, 5, page("ada", "m1", NOON, "ios")));
      harness.processElement(record(0, 6, "{not json"));
      harness.processElement(
          record(0, 7, "{\"type\":\"group\",\"userId\":\"ada\",\"timestamp\":\"" + NOON + "\"}"));
      harness.processElement(record(1, 3, page("bob", "m2", NOON, "web")));
      harness.prepareSnapshotPreBarrier(1);

      assertThat(harness.getOutput()).hasSize(2);
      assertThat(harness.getSideOutput(OUTPUTS.rows()))
          .extracting(StreamRecord::getValue)
          .singleElement()
          .satisfies(
              row -> {
                assertThat(row.table()).isEqualTo(InputTables.REJECTED);
                assertThat(row.key()).containsExactly("events", 0L, 6L);
                assertThat(row.values()[0]).isEqualTo("MALFORMED_JSON");
                assertThat(row.values()[2]).isEqualTo("{not json");
                assertThat(row.values()[3]).isEqualTo("utf-8");
              });
      List<CellValue> cells = accounting(harness);
      assertThat(cells).hasSize(2);
      CellValue first = cells.get(0);
      assertThat(first.measure(InputTables.READ)).isEqualTo(3);
      assertThat(first.measure(InputTables.REJECTED_COUNT)).isEqualTo(1);
      assertThat(first.measure(InputTables.FILTERED)).isEqualTo(1);
      assertThat(first.measure(InputTables.NEXT_OFFSET)).isEqualTo(8);
      assertThat(first.measure(InputTables.WATERMARK)).isEqualTo(NOON.toEpochMilli() - 10_000);
      CellValue second = cells.get(1);
      assertThat(second.measure(InputTables.READ)).isEqualTo(1);
      assertThat(second.measure(InputTables.NEXT_OFFSET)).isEqualTo(4);
    }
  }

  @Test
  void keepsNonUtf8OriginalsAsBase64() throws Exception {
    try (var harness = harness()) {
      harness.open();
      SourceRecord record = deployment.record(0, 0, "x");
      record.original = new byte[] {(byte) 0xFF, 0, 1};
      harness.processElement(new StreamRecord<>(record));
      RowChange row = harness.getSideOutput(OUTPUTS.rows()).remove().getValue();
      assertThat(row.values()[2]).isEqualTo("/wAB");
      assertThat(row.values()[3]).isEqualTo("base64");
    }
  }

  @Test
  void sendsTheOriginalOfWhatMayTurnOutToBeLate() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement(record(0, 0, page("ada", "m1", NOON, "ios")));
      String old = page("ada", "m2", NOON.minusSeconds(3 * 86_400 + 11), "ios");
      String justInTime = page("ada", "m3", NOON.minusSeconds(3 * 86_400 + 10), "ios");
      harness.processElement(record(0, 1, old));
      harness.processElement(record(0, 2, justInTime));
      List<UserEvent> events = new ArrayList<>();
      harness.getOutput().forEach(out -> events.add(((StreamRecord<UserEvent>) out).getValue()));
      assertThat(events).hasSize(3);
      assertThat(events.get(0).original).isNull();
      assertThat(events.get(1).original).asString().isEqualTo(old);
      assertThat(events.get(2).original).isNull();
    }
  }

  @Test
  void sendsTheOriginalOfAllThatTheJobsWatermarkCouldBeAheadOf() throws Exception {
    OperatorSubtaskState before;
    try (var harness = harness()) {
      harness.open();
      harness.processWatermark(new Watermark(NOON.plusSeconds(86_400).toEpochMilli()));
      harness.processElement(record(0, 0, page("ada", "m1", NOON.minusSeconds(2 * 86_400), "a")));
      assertThat(lastOriginal(harness)).as("behind the subtask's watermark").isNotNull();
      harness.processElement(record(0, 1, page("ada", "m2", NOON, "ios")));
      assertThat(lastOriginal(harness)).isNull();
      before = harness.snapshot(1, 1);
    }
    try (var harness = harness()) {
      harness.initializeState(before);
      harness.open();
      harness.processElement(record(0, 2, page("ada", "m3", NOON.minusSeconds(2 * 86_400), "a")));
      assertThat(lastOriginal(harness)).as("behind the watermark before the restart").isNotNull();
      harness.processElement(record(0, 3, page("ada", "m4", NOON, "ios")));
      assertThat(lastOriginal(harness)).isNull();
      harness.setProcessingTime(NOON.plusSeconds(4 * 86_400).toEpochMilli());
      harness.processWatermarkStatus(WatermarkStatus.IDLE);
      harness.processElement(record(0, 4, page("ada", "m5", NOON, "ios")));
      assertThat(lastOriginal(harness)).as("the job has gone on without it").isNotNull();
      harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
      harness.processElement(record(0, 5, page("ada", "m6", NOON, "ios")));
      assertThat(lastOriginal(harness)).as("the job does not wait for it yet").isNotNull();
    }
  }

  private static byte @Nullable [] lastOriginal(
      OneInputStreamOperatorTestHarness<SourceRecord, UserEvent> harness) {
    UserEvent last = null;
    for (Object out : harness.getOutput()) {
      if (out instanceof StreamRecord<?> record && record.getValue() instanceof UserEvent event) {
        last = event;
      }
    }
    return Objects.requireNonNull(last).original;
  }

  @Test
  void accountsForWhatWasReadSinceTheLastBarrierOnly() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement(record(0, 0, page("ada", "m1", NOON, "ios")));
      harness.processElement(record(1, 4, page("bob", "m2", NOON, "ios")));
      harness.prepareSnapshotPreBarrier(1);
      assertThat(progress(harness))
          .containsExactly(new InputProgress("events", 0, 1), new InputProgress("events", 1, 5));
      harness.processElement(record(1, 5, page("bob", "m3", NOON, "ios")));
      harness.processElement(record(1, 6, page("bob", "m4", NOON, "ios")));
      harness.prepareSnapshotPreBarrier(2);
      assertThat(progress(harness)).containsExactly(new InputProgress("events", 1, 7));
      harness.prepareSnapshotPreBarrier(3);
      assertThat(progress(harness)).isEmpty();
    }
  }

  private static List<InputProgress> progress(
      OneInputStreamOperatorTestHarness<SourceRecord, UserEvent> harness) {
    List<InputProgress> progress = new ArrayList<>();
    Queue<StreamRecord<InputProgress>> sent = harness.getSideOutput(OUTPUTS.progress());
    while (!sent.isEmpty()) {
      progress.add(sent.remove().getValue());
    }
    return progress;
  }

  private StreamRecord<SourceRecord> record(int partition, long offset, String json) {
    return new StreamRecord<>(deployment.record(partition, offset, json));
  }

  private static long watermarkOfLast(
      OneInputStreamOperatorTestHarness<SourceRecord, UserEvent> harness) {
    UserEvent last = null;
    for (Object out : harness.getOutput()) {
      last = ((StreamRecord<UserEvent>) out).getValue();
    }
    return last.partitionWatermarkMillis;
  }

  private static List<CellValue> accounting(
      OneInputStreamOperatorTestHarness<SourceRecord, UserEvent> harness) {
    List<CellValue> cells = new ArrayList<>();
    for (StreamRecord<CellDelta> delta : harness.getSideOutput(OUTPUTS.deltas())) {
      cells.add(delta.getValue().change());
    }
    return cells;
  }

  @Test
  void countsWhatIsOddAboutRecordsByCodeAndField() throws Exception {
    try (var harness = harness()) {
      harness.open();
      String respelled = page("ada", "m1", NOON, "ios").replace("\"page\"", "\"Page\"");
      harness.processElement(new StreamRecord<>(deployment.record(0, 0, respelled)));
      String later = page("ada", "m2", NOON.plusSeconds(9), "ios").replace("\"page\"", "\"PAGE\"");
      harness.processElement(new StreamRecord<>(deployment.record(0, 1, later)));
      harness.processElement(new StreamRecord<>(deployment.record(0, 2, "{\"type\":\"Page\"}")));
      harness.prepareSnapshotPreBarrier(1);
      List<CellDelta> warnings = warnings(harness);
      assertThat(warnings).hasSize(1);
      assertThat(InputWarnings.TABLE.publishedKey(warnings.get(0).key(), METRICS.create().names()))
          .containsExactly("events", "type_respelled", "type");
      assertThat(InputWarnings.TABLE.publishedValues(warnings.get(0).change(), true))
          .startsWith(3L)
          .endsWith("[\"PAGE\",\"Page\"]");
    }
  }

  @Test
  void ofFilteredRecordsCountsOnlyNamesThatNearlyFit() throws Exception {
    MetricsFactory orders =
        TestDeployment.metrics(
            new ConfigText("test", "metrics: {active-users: [{id: a, events: Order Completed}]}"));
    RecordDecoder decoder = new RecordDecoder(orders.create());
    try (var harness = harness(orders)) {
      harness.open();
      String record =
          "{\"type\":\"Track\",\"event\":\"order_completed\",\"userId\":\"ada\",\"timestamp\":1709294400}";
      harness.processElement(new StreamRecord<>(deployment.record(decoder, 0, 0, record)));
      harness.prepareSnapshotPreBarrier(1);
      assertThat(harness.getOutput()).isEmpty();
      assertThat(warnings(harness))
          .extracting(
              delta -> InputWarnings.TABLE.publishedKey(delta.key(), orders.create().names()))
          .containsExactly(new Object[] {"events", "similar_name", "event"});
    }
  }

  private static List<CellDelta> warnings(
      OneInputStreamOperatorTestHarness<SourceRecord, UserEvent> harness) {
    List<CellDelta> warnings = new ArrayList<>();
    for (StreamRecord<CellDelta> delta : harness.getSideOutput(OUTPUTS.deltas())) {
      if (delta.getValue().key().tableId() == InputWarnings.TABLE.id()) {
        warnings.add(delta.getValue());
      }
    }
    return warnings;
  }

  @Test
  void keepsTheBeginningOfALongOriginalAndWhatItIsAsAWhole() throws Exception {
    String text = "\u00E9".repeat(100_000);
    byte[] control = new byte[200_000];
    java.util.Arrays.fill(control, (byte) 1);
    RowChange cut = rejected(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(cut.values()[2]).isEqualTo("\u00E9".repeat(32 << 10));
    assertThat(cut.values()[4]).isEqualTo(200_000L);
    assertThat((String) cut.values()[5]).hasSize(64);
    RowChange shifted = rejected(("x" + text).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(shifted.values()[2]).isEqualTo("x" + "\u00E9".repeat((32 << 10) - 1));
    assertThat(shifted.values()[3]).isEqualTo("utf-8");
    assertThat((String) rejected(control).values()[2]).hasSize(64 << 10);
    RowChange small = rejected(new byte[] {'x'});
    assertThat(small.values()[2]).isEqualTo("x");
    assertThat(small.values()[4]).isEqualTo(1L);
  }

  private RowChange rejected(byte[] original) {
    SourceRecord record = new SourceRecord();
    record.rejection = io.engagement.core.event.RejectionReason.MALFORMED_JSON;
    record.original = original;
    return RefusedRows.rejected(record, "events");
  }
}
