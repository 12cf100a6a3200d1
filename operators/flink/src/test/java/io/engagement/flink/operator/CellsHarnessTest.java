package io.engagement.flink.operator;

import static io.engagement.flink.operator.TestDeployment.METRICS;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.event.WarningCode;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.InputWarnings;
import io.engagement.core.table.Period;
import io.engagement.core.table.RowChange;
import io.engagement.flink.serde.CellKeySerializer;
import io.engagement.flink.serde.RowChangeTypeInfo;
import io.engagement.flink.serde.WireType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class CellsHarnessTest {
  private static final CellTable TABLE =
      (CellTable)
          MetricCatalog.tables().stream()
              .filter(table -> table.name().equals("active_users"))
              .findFirst()
              .orElseThrow();
  private static final DefinitionKey DEFINITION = METRICS.create().metrics().get(0).definition();
  private static final Breakdown PLATFORM = Breakdown.of("platform", "context.device.type", 0);
  private static final long DAY = LocalDate.of(2024, 3, 1).toEpochDay();
  private static final long END_OF_DAY = Instant.parse("2024-03-02T00:00:00Z").toEpochMilli();

  private static KeyedOneInputStreamOperatorTestHarness<CellKey, CellDelta, RowChange> harness()
      throws Exception {
    KeyedOneInputStreamOperatorTestHarness<CellKey, CellDelta, RowChange> harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new CellsOperator(METRICS, MetricCatalog::tables),
            delta -> TABLE.group(delta.key()),
            WireType.key(CellKey.class, CellKeySerializer.INSTANCE));
    harness.setup(new RowChangeTypeInfo(MetricCatalog::tables).createSerializer(null));
    return harness;
  }

  @Test
  void publishesTheSumOnceACheckpoint() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement(users(DEFINITION, 2));
      harness.processElement(users(DEFINITION, 3));
      assertThat(harness.getOutput()).isEmpty();
      harness.prepareSnapshotPreBarrier(1);
      assertThat(rows(harness)).containsExactly("[active, day, 2024-03-01, , ] = [5, false]");
      harness.processElement(users(DEFINITION, -1));
      harness.prepareSnapshotPreBarrier(2);
      assertThat(rows(harness)).containsExactly("[active, day, 2024-03-01, , ] = [4, false]");
      harness.prepareSnapshotPreBarrier(3);
      assertThat(rows(harness)).isEmpty();
    }
  }

  @Test
  void deletesACellThatComesToNothingAndLeavesNoState() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement(users(DEFINITION, 2));
      harness.prepareSnapshotPreBarrier(1);
      harness.getOutput().clear();
      harness.processElement(users(DEFINITION, -2));
      harness.prepareSnapshotPreBarrier(2);
      assertThat(rows(harness)).containsExactly("[active, day, 2024-03-01, , ] = null");
      assertThat(harness.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void deletesACellThatCameToNothingWithinOneCheckpoint() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement(users(DEFINITION, 2));
      harness.processElement(users(DEFINITION, -2));
      harness.prepareSnapshotPreBarrier(1);
      assertThat(rows(harness)).containsExactly("[active, day, 2024-03-01, , ] = null");
    }
  }

  @Test
  void publishesARowAgainWhenItIsComplete() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement(users(DEFINITION, 2));
      harness.prepareSnapshotPreBarrier(1);
      harness.getOutput().clear();
      harness.processWatermark(new Watermark(END_OF_DAY - 2));
      harness.prepareSnapshotPreBarrier(2);
      assertThat(rows(harness)).isEmpty();
      harness.processWatermark(new Watermark(END_OF_DAY - 1));
      harness.prepareSnapshotPreBarrier(3);
      assertThat(rows(harness)).containsExactly("[active, day, 2024-03-01, , ] = [2, true]");
      assertThat(harness.numEventTimeTimers()).isZero();
      harness.processElement(users(DEFINITION, 1));
      harness.prepareSnapshotPreBarrier(4);
      assertThat(rows(harness)).containsExactly("[active, day, 2024-03-01, , ] = [3, true]");
    }
  }

  @Test
  void goesOnFromASnapshot() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = harness()) {
      harness.open();
      harness.processElement(users(DEFINITION, 2));
      harness.prepareSnapshotPreBarrier(1);
      snapshot = harness.snapshot(1, 1);
    }
    assertThat(countedAfter(snapshot, 40))
        .containsExactly("[active, day, 2024-03-01, , ] = [42, false]");
  }

  @Test
  void whatWasCompleteStaysSoAfterARestoreBeforeTheFirstWatermark() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = harness()) {
      harness.open();
      harness.processElement(users(DEFINITION, 2));
      harness.prepareSnapshotPreBarrier(1);
      harness.processWatermark(new Watermark(END_OF_DAY - 1));
      harness.prepareSnapshotPreBarrier(2);
      snapshot = harness.snapshot(2, 2);
    }
    assertThat(countedAfter(snapshot, 1))
        .containsExactly("[active, day, 2024-03-01, , ] = [3, true]");
  }

  @Test
  void aSavepointOfADrainedJobDoesNotMakeTheFutureComplete() throws Exception {
    OperatorSubtaskState snapshot;
    try (var harness = harness()) {
      harness.open();
      harness.processElement(users(DEFINITION, 2));
      harness.processWatermark(Watermark.MAX_WATERMARK);
      harness.prepareSnapshotPreBarrier(1);
      assertThat(rows(harness)).containsExactly("[active, day, 2024-03-01, , ] = [2, true]");
      harness.processElement(users(DEFINITION, -2));
      harness.prepareSnapshotPreBarrier(2);
      snapshot = harness.snapshot(2, 2);
    }
    assertThat(countedAfter(snapshot, 1))
        .containsExactly("[active, day, 2024-03-01, , ] = [1, false]");
  }

  @Test
  void publishesNothingForADefinitionThatWasRemoved() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement(users(DefinitionKey.of("active-users", "removed", ""), 2));
      harness.prepareSnapshotPreBarrier(1);
      assertThat(rows(harness)).isEmpty();
    }
  }

  @Test
  void aBreakdownHasABoundedNumberOfValuesWhateverTheOrder() throws Exception {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      values.add("d" + i);
    }
    Set<Map<String, String>> outcomes = new HashSet<>();
    for (long seed = 0; seed < 6; seed++) {
      Random random = new Random(seed);
      Collections.shuffle(values, random);
      Map<String, String> table = new HashMap<>();
      OperatorSubtaskState snapshot = null;
      int checkpoint = 1;
      int done = 0;
      while (done < values.size()) {
        try (var harness = harness()) {
          if (snapshot != null) {
            harness.initializeState(snapshot);
          }
          harness.open();
          int until = Math.min(values.size(), done + 1 + random.nextInt(200));
          for (; done < until; done++) {
            harness.processElement(users(values.get(done), 1));
          }
          harness.prepareSnapshotPreBarrier(checkpoint);
          for (String row : rows(harness)) {
            String[] parts = row.split(" = ", -1);
            if (parts[1].equals("null")) {
              table.remove(parts[0]);
            } else {
              table.put(parts[0], parts[1]);
            }
          }
          snapshot = harness.snapshot(checkpoint, checkpoint);
          checkpoint++;
        }
      }
      assertThat(table).as("seed %d", seed).hasSize(11);
      assertThat(table)
          .as("seed %d", seed)
          .containsEntry("[active, day, 2024-03-01, platform, (other)]", "[490, false]");
      outcomes.add(table);
    }
    assertThat(outcomes).hasSize(1);
  }

  @Test
  void whatIsTakenBackFromAValueBeyondTheLimitIsTakenFromOther() throws Exception {
    try (var harness = harness()) {
      harness.open();
      for (int i = 0; i < 40; i++) {
        harness.processElement(users("d" + i, 2));
      }
      harness.prepareSnapshotPreBarrier(1);
      assertThat(rows(harness))
          .contains("[active, day, 2024-03-01, platform, (other)] = [60, false]");
      for (int i = 0; i < 40; i++) {
        harness.processElement(users("d" + i, -2));
      }
      harness.prepareSnapshotPreBarrier(2);
      assertThat(rows(harness)).hasSize(11).allMatch(row -> row.endsWith(" = null"));
    }
  }

  @Test
  void valuesThatCameAndLeftBetweenCheckpointsPushNoneAside() throws Exception {
    try (var harness = harness()) {
      harness.open();
      for (int i = 0; i < 40; i++) {
        harness.processElement(users("d" + i, 1));
        harness.processElement(users("d" + i, i < 30 ? -1 : 0));
      }
      harness.prepareSnapshotPreBarrier(1);
      assertThat(rows(harness)).filteredOn(row -> row.endsWith(" = [1, false]")).hasSize(10);
      assertThat(harness.getSideOutput(CellsOperator.warnings(MetricCatalog::tables))).isNull();
    }
  }

  @Test
  void aBucketWhoseBreakdownOverflowsIsWarnedOfOnce() throws Exception {
    try (var harness = harness()) {
      harness.open();
      for (int checkpoint = 1; checkpoint <= 3; checkpoint++) {
        for (int i = 0; i < 9; i++) {
          harness.processElement(users("d" + checkpoint + i, 1));
        }
        harness.prepareSnapshotPreBarrier(checkpoint);
      }
      DeltaBuffer expected = new DeltaBuffer();
      InputWarnings.warn(
          expected,
          "",
          WarningCode.BREAKDOWN_OVERFLOW,
          "platform",
          Instant.parse("2024-03-01T00:00:00Z").toEpochMilli(),
          "active");
      List<CellKey> keys = new ArrayList<>();
      expected.drain(delta -> keys.add(delta.key()));
      assertThat(harness.getSideOutput(CellsOperator.warnings(MetricCatalog::tables)))
          .extracting(record -> record.getValue().key())
          .containsExactlyElementsOf(keys);
    }
  }

  @Test
  void theCellsOfABreakdownArePublishedAgainWhenTheyAreComplete() throws Exception {
    try (var harness = harness()) {
      harness.open();
      harness.processElement(users("ios", 2));
      harness.processElement(users("android", 3));
      harness.prepareSnapshotPreBarrier(1);
      harness.getOutput().clear();
      harness.processElement(users("ios", 1));
      harness.processWatermark(new Watermark(END_OF_DAY - 1));
      harness.prepareSnapshotPreBarrier(2);
      assertThat(rows(harness))
          .containsExactlyInAnyOrder(
              "[active, day, 2024-03-01, platform, ios] = [3, true]",
              "[active, day, 2024-03-01, platform, android] = [3, true]");
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  /** What a restored operator publishes when more users are counted before any watermark. */
  private static List<String> countedAfter(OperatorSubtaskState snapshot, long more)
      throws Exception {
    try (var harness = harness()) {
      harness.initializeState(snapshot);
      harness.open();
      harness.processElement(users(DEFINITION, more));
      harness.prepareSnapshotPreBarrier(3);
      return rows(harness);
    }
  }

  private static StreamRecord<CellDelta> users(DefinitionKey definition, long count) {
    DeltaBuffer buffer = new DeltaBuffer();
    buffer
        .at(TABLE, definition)
        .period(Period.DAY)
        .number(DAY)
        .total()
        .cell()
        .add(TABLE.measures().get(0), count);
    List<CellDelta> deltas = new ArrayList<>();
    buffer.drain(deltas::add);
    return new StreamRecord<>(deltas.get(0));
  }

  private static StreamRecord<CellDelta> users(String platform, long count) {
    DeltaBuffer buffer = new DeltaBuffer();
    buffer
        .at(TABLE, DEFINITION)
        .period(Period.DAY)
        .number(DAY)
        .dimension(PLATFORM, platform)
        .cell()
        .add(TABLE.measures().get(0), count);
    List<CellDelta> deltas = new ArrayList<>();
    buffer.drain(deltas::add);
    return new StreamRecord<>(deltas.get(0));
  }

  private static List<String> rows(
      KeyedOneInputStreamOperatorTestHarness<CellKey, CellDelta, RowChange> harness) {
    List<String> rows = new ArrayList<>();
    for (Object out : harness.getOutput()) {
      if (out instanceof StreamRecord<?> record
          && record.getValue() instanceof RowChange row
          && row.table() == TABLE) {
        rows.add(row.toString().substring("active_users".length()));
      }
    }
    harness.getOutput().clear();
    return rows;
  }
}
