package io.engagement.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.catalog.InputTables;
import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.deployment.Definitions.OnChange;
import io.engagement.core.event.UserEvent;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.checkpoint.RowBuffer;
import io.engagement.flink.serde.CellKeySerializer;
import io.engagement.flink.serde.RowChangeTypeInfo;
import io.engagement.flink.serde.TableIndex;
import io.engagement.flink.serde.WireType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Definitions, breakdowns and periods that are taken away, put back or changed, up to the rows. */
class DefinitionChangeHarnessTest {
  private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
  private static final long OUT_OF_ORDERNESS_MILLIS = 10_000;
  private static final Instant NEXT_NOON = Instant.parse("2024-03-02T12:00:00Z");

  private static final String FULL =
      """
      breakdowns: {platform: context.device.type}
      metrics:
        active-users: [{id: active, periods: [day, rolling-7d], breakdowns: [platform]}]
        content: [{id: pages, item: name, breakdowns: [platform]}]
      """;

  private static final String WITHOUT_PARTS =
      """
      breakdowns: {platform: context.device.type}
      metrics:
        active-users: [{id: active, periods: [day]}]
        content: [{id: pages, item: name}]
      """;

  private static final String CHANGED =
      """
      breakdowns: {platform: context.device.type}
      metrics:
        active-users:
          - {id: active, periods: [day, rolling-7d], events: {type: page}, breakdowns: [platform]}
        content: [{id: pages, item: name, breakdowns: [platform]}]
      """;

  private static final String REMOVED =
      """
      breakdowns: {platform: context.device.type}
      metrics:
        content: [{id: pages, item: name, breakdowns: [platform]}]
      """;

  private static final TableIndex TABLES = new TableIndex(MetricCatalog.tables());

  /** What a sink holds: the rows by table and key. */
  private final Map<String, String> published = new TreeMap<>();

  private @Nullable OperatorSubtaskState timelines;
  private @Nullable OperatorSubtaskState cells;
  private int checkpoint;

  @Test
  void aBreakdownAndAPeriodThatArePutBackDoNotCountTwice() throws Exception {
    run(FULL, Map.of(), NOON, 0, 1, 2, 3, 4, 5, 6, 7);
    assertThat(published)
        .containsEntry("active_users[active, day, 2024-03-01, , ]", "[8, false]")
        .containsEntry("active_users[active, day, 2024-03-01, platform, ios]", "[4, false]")
        .containsEntry("active_users[active, rolling_7d, 2024-03-01, , ]", "[8, false]");

    run(WITHOUT_PARTS, Map.of(), NOON.plusSeconds(60), 0);
    assertThat(published)
        .containsEntry("active_users[active, day, 2024-03-01, , ]", "[8, false]")
        .doesNotContainKey("active_users[active, day, 2024-03-01, platform, ios]")
        .doesNotContainKey("active_users[active, rolling_7d, 2024-03-01, , ]");

    run(FULL, Map.of(), NOON.plusSeconds(120), 0, 1, 2);
    assertThat(published)
        .containsEntry("active_users[active, day, 2024-03-01, , ]", "[8, false]")
        .containsEntry("active_users[active, day, 2024-03-01, platform, ios]", "[2, false]")
        .containsEntry("active_users[active, day, 2024-03-01, platform, web]", "[1, false]")
        .containsEntry("active_users[active, rolling_7d, 2024-03-01, , ]", "[3, false]");
  }

  @Test
  void whatWasPutInLaterIsNotCompleteForBucketsThatHadBegun() throws Exception {
    run(WITHOUT_PARTS, Map.of(), NOON, 0, 1);
    run(FULL, Map.of(), NOON.plusSeconds(60), 0, 1);
    run(FULL, Map.of(), NEXT_NOON, 0);
    watermark(FULL, Instant.parse("2024-03-04T00:00:00Z"));
    assertThat(published)
        .containsEntry("active_users[active, day, 2024-03-01, , ]", "[2, true]")
        .containsEntry("active_users[active, day, 2024-03-01, platform, ios]", "[1, false]")
        .containsEntry("active_users[active, day, 2024-03-02, platform, ios]", "[1, true]");
  }

  @Test
  void aChangeOfMeaningOrARemovalNeedsAWord() throws Exception {
    run(FULL, Map.of(), NOON, 0, 1);
    for (String other : List.of(CHANGED, REMOVED)) {
      assertThatThrownBy(() -> run(other, Map.of(), NOON, 0))
          .isInstanceOf(SuppressRestartsException.class)
          .hasRootCauseMessage(
              "The state was made with other definitions: %s active of active-users. Say what becomes of their rows: --on-change active=drop|keep (drop: they leave with the first commit; keep: rows of complete buckets stay)."
                  .formatted(other.equals(CHANGED) ? "changed" : "removed"));
    }
  }

  @Test
  void droppedRowsLeaveWithTheFirstCommitAndNoneIsMixed() throws Exception {
    run(FULL, Map.of(), NOON, 0, 1, 2);
    watermark(FULL, Instant.parse("2024-03-02T06:00:00Z"));
    run(CHANGED, Map.of("active", OnChange.DROP), NOON.plusSeconds(60), 0);
    assertThat(published)
        .containsEntry("active_users[active, day, 2024-03-01, , ]", "[1, false]")
        .doesNotContainKey("active_users[active, day, 2024-03-01, platform, web]");
    run(REMOVED, Map.of("active", OnChange.DROP), NOON.plusSeconds(120), 0);
    assertThat(published.keySet()).noneMatch(key -> key.startsWith("active_users"));
    assertThat(published)
        .as("what is not counted any more says until when it was")
        .hasEntrySatisfying(
            "metric_definitions[active, active-users]",
            row -> assertThat(row).doesNotEndWith("null]"));
  }

  @Test
  void keptRowsOfCompleteBucketsStayAsTheyAre() throws Exception {
    run(FULL, Map.of(), NOON, 0, 1, 2);
    run(FULL, Map.of(), NEXT_NOON, 0, 1);
    watermark(FULL, NEXT_NOON.plusSeconds(60));
    run(CHANGED, Map.of("active", OnChange.KEEP), NOON.plusSeconds(180), 0);
    run(CHANGED, Map.of(), NEXT_NOON.plusSeconds(180), 5);
    assertThat(published)
        .containsEntry("active_users[active, day, 2024-03-01, , ]", "[3, true]")
        .containsEntry("active_users[active, day, 2024-03-01, platform, ios]", "[2, true]")
        .containsEntry("active_users[active, day, 2024-03-02, , ]", "[1, false]")
        .doesNotContainKey("active_users[active, day, 2024-03-02, platform, ios]");
  }

  private static final String EXPERIMENT =
      """
      vocabulary: {experiment_id: [context.device.type], variation_id: [context.device.type]}
      metrics:
        experiments: [{id: exp, exposure: {type: page}, goals: [{id: seen, %s}]}]
      """;

  /**
   * The days of an experiment that means something else would be added to those that it has now.
   */
  @Test
  void noDayOfAnExperimentIsEverCompleteSoNoneIsKept() throws Exception {
    String before = EXPERIMENT.formatted("event: Home");
    run(before, Map.of(), NOON, 0, 2);
    watermark(before, NEXT_NOON.plusSeconds(60));
    run(EXPERIMENT.formatted("type: page"), Map.of("exp", OnChange.KEEP), NOON.plusSeconds(9), 0);
    assertThat(published)
        .containsEntry("experiments[exp, ios, ios, seen, , ]", "[1, 1, 1, 1, 0]")
        .containsEntry("experiment_days[exp, ios, ios, seen, 19783]", "[1, 1, 1, 1, 0]");
  }

  @Test
  void aDropLeavesAloneWhatAnEarlierStartHasKept() throws Exception {
    run(FULL, Map.of(), NOON, 0, 1, 2);
    watermark(FULL, NEXT_NOON.plusSeconds(60));
    run(CHANGED, Map.of("active", OnChange.KEEP), NOON.plusSeconds(180), 0);
    run(FULL, Map.of("active", OnChange.DROP), NOON.plusSeconds(240), 4);
    assertThat(published)
        .as("rows that no state holds are not mixed with others")
        .containsEntry("active_users[active, day, 2024-03-01, , ]", "[3, true]");
  }

  @Test
  void whatIsCountedIsSaid() throws Exception {
    run(FULL, Map.of(), NOON, 0);
    assertThat(published.get("metric_definitions[active, active-users]"))
        .contains("events")
        .endsWith(", null, 0, null]");
  }

  private void watermark(String yaml, Instant at) throws Exception {
    take(TestDeployment.metrics(yaml, Map.of()), List.of(), at);
  }

  /** Goes on from the last savepoint, takes an event of each user, and takes another. */
  private void run(String yaml, Map<String, OnChange> words, Instant time, int... users)
      throws Exception {
    MetricsFactory factory = TestDeployment.metrics(yaml, words);
    TestDeployment deployment = new TestDeployment(factory.create());
    List<UserEvent> events = new ArrayList<>();
    for (int user : users) {
      events.add(
          deployment.event(
              "u" + user,
              "m" + checkpoint + "-" + user,
              time.plusSeconds(user),
              user % 2 == 0 ? "ios" : "web"));
    }
    take(factory, events, null);
  }

  private void take(MetricsFactory factory, List<UserEvent> events, @Nullable Instant watermark)
      throws Exception {
    checkpoint++;
    List<CellDelta> deltas;
    try (var harness = TestDeployment.timeline(factory, timelines)) {
      for (UserEvent event : events) {
        harness.processElement(new StreamRecord<>(event));
      }
      harness.prepareSnapshotPreBarrier(checkpoint);
      deltas = TestDeployment.deltas(harness);
      timelines = harness.snapshot(checkpoint, checkpoint);
    }
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<CellKey, CellDelta, RowChange>(
            new CellsOperator(factory, MetricCatalog::tables),
            delta -> TABLES.cells(delta.key().tableId()).group(delta.key()),
            WireType.key(CellKey.class, CellKeySerializer.INSTANCE))) {
      harness.setup(new RowChangeTypeInfo(MetricCatalog::tables).createSerializer(null));
      if (cells != null) {
        harness.initializeState(cells);
      }
      harness.open();
      for (CellDelta delta : deltas) {
        harness.processElement(new StreamRecord<>(delta));
      }
      DeltaBuffer accounting = new DeltaBuffer();
      for (UserEvent event : events) {
        accounting
            .at(InputTables.ACCOUNTING, 0)
            .text("events")
            .number(0)
            .cell()
            .add(InputTables.WATERMARK, event.timeMillis - OUT_OF_ORDERNESS_MILLIS);
      }
      List<CellDelta> accounted = new ArrayList<>();
      accounting.drain(accounted::add);
      for (CellDelta delta : accounted) {
        harness.processElement(new StreamRecord<>(delta));
      }
      if (watermark != null) {
        harness.processWatermark(new Watermark(watermark.toEpochMilli()));
      }
      harness.prepareSnapshotPreBarrier(checkpoint);
      publish(harness.getOutput());
      cells = harness.snapshot(checkpoint, checkpoint);
    }
  }

  /** Rows of one key may come from two subtasks, those of the earlier definition last. */
  private void publish(Iterable<Object> output) {
    List<RowChange> rows = new ArrayList<>();
    for (Object out : output) {
      if (out instanceof StreamRecord<?> record && record.getValue() instanceof RowChange row) {
        rows.add(row);
      }
    }
    Collections.reverse(rows);
    RowBuffer buffer = new RowBuffer();
    rows.forEach(buffer::put);
    for (TableSpec table : MetricCatalog.tables()) {
      buffer.forEachOf(
          table,
          TABLES,
          row -> {
            String key = row.table().name() + Arrays.toString(row.key());
            if (row.isDelete()) {
              published.remove(key);
            } else {
              published.put(key, Arrays.toString(row.values()));
            }
          });
    }
  }
}
