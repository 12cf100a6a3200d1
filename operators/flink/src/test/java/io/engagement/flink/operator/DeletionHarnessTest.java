package io.engagement.flink.operator;

import static io.engagement.flink.operator.TestDeployment.OUTPUTS;
import static io.engagement.flink.operator.TestDeployment.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.InputTables;
import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.event.UserEvent;
import io.engagement.core.identity.Deletion;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.Measure;
import io.engagement.core.table.RowChange;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.serde.DeletedSubjects;
import io.engagement.flink.serde.TableIndex;
import io.engagement.flink.serde.UserKey;
import io.engagement.flink.source.RecordDecoder;
import io.engagement.flink.source.SourceRecord;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class DeletionHarnessTest {
  private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
  private static final Duration REMEMBERED = Duration.ofDays(90);
  private static final DeletionRules RETRACT = new DeletionRules(true, REMEMBERED, List.of());
  private static final DeletionRules KEEP = new DeletionRules(false, REMEMBERED, List.of());
  private static final HistoryCacheBudget SMALLEST =
      HistoryCacheBudget.fixed(MemorySize.parse("1b"));
  private static final HistoryCacheBudget ROOMY =
      HistoryCacheBudget.fixed(MemorySize.parse("16mb"));

  private static final MetricsFactory METRICS =
      TestDeployment.metrics(
          new ConfigText(
              "test",
              """
              time: {out-of-orderness: 10s, late-horizon: 3d, jump: 0s}
              breakdowns: {platform: context.device.type}
              metrics:
                active-users: [{id: active, periods: [day], breakdowns: [platform]}]
                sessions: [{id: web}]
                retention: [{id: weekly, start: any, return: any, period: week, periods: 2}]
                score: [{id: score, weights: {any: 1}}]
              """));

  private final RecordDecoder decoder = new RecordDecoder(METRICS.create());
  private final TableIndex tables = new TableIndex(MetricCatalog.tables());

  private static KeyedTwoInputStreamOperatorTestHarness<UserKey, UserEvent, Deletion, CellDelta>
      harness(DeletionRules rules, HistoryCacheBudget budget, int parallelism, int subtask)
          throws Exception {
    KeyedTwoInputStreamOperatorTestHarness<UserKey, UserEvent, Deletion, CellDelta> harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new DeletingTimelineOperator(METRICS, OUTPUTS, TOPICS, budget, rules),
            UserKey::of,
            deletion -> new UserKey(deletion.id()),
            UserKey.TYPE,
            720,
            parallelism,
            subtask);
    harness.setup(Outputs.deltaType(MetricCatalog::tables).createSerializer(null));
    return harness;
  }

  private static KeyedTwoInputStreamOperatorTestHarness<UserKey, UserEvent, Deletion, CellDelta>
      harness(DeletionRules rules) throws Exception {
    return harness(rules, ROOMY, 1, 0);
  }

  @Test
  void takesBackWhatADeletedUserCountedAndPublished() throws Exception {
    try (var harness = harness(RETRACT)) {
      harness.open();
      Published all = new Published();
      for (int i = 0; i < 10; i++) {
        harness.processElement1(new StreamRecord<>(event("gone", "g" + i, i)));
        harness.processElement1(new StreamRecord<>(event("stays", "s" + i, i)));
      }
      barrier(harness, 1, all);
      assertThat(all.cell("active_users[active, day, 2024-03-01, , ]")).isEqualTo(2);
      assertThat(all.factsOf("gone")).isNotEmpty();

      harness.processElement2(new StreamRecord<>(deletion("gone", 60)));
      barrier(harness, 2, all);

      assertThat(all.cell("active_users[active, day, 2024-03-01, , ]")).isEqualTo(1);
      assertThat(all.factsOf("gone")).isEmpty();
      assertThat(all.factsOf("stays")).isNotEmpty();
      assertThat(all.subjects).containsExactly("gone request");
    }
  }

  @Test
  void keepsTheNumbersWhereItIsToldSoAndStillTakesTheFactsBack() throws Exception {
    try (var harness = harness(KEEP)) {
      harness.open();
      Published all = new Published();
      harness.processElement1(new StreamRecord<>(event("gone", "g", 0)));
      harness.processElement2(new StreamRecord<>(deletion("gone", 60)));
      barrier(harness, 1, all);
      assertThat(all.cell("active_users[active, day, 2024-03-01, , ]")).isEqualTo(1);
      assertThat(all.factsOf("gone")).isEmpty();
    }
  }

  @Test
  void letsNothingFromBeforeTheInstantCountAgainAtAnotherParallelismEither() throws Exception {
    OperatorSubtaskState whole;
    try (var harness = harness(RETRACT)) {
      harness.open();
      for (int i = 0; i < 20; i++) {
        harness.processElement2(new StreamRecord<>(deletion("u" + i, 60)));
      }
      whole = harness.snapshot(1, 1);
    }
    Published all = new Published();
    for (int subtask = 0; subtask < 2; subtask++) {
      try (var harness = harness(RETRACT, SMALLEST, 2, subtask)) {
        harness.initializeState(
            AbstractStreamOperatorTestHarness.repartitionOperatorState(whole, 720, 1, 2, subtask));
        harness.open();
        for (int i = 0; i < 20; i++) {
          if (KeyGroupRangeAssignment.assignKeyToParallelOperator(new UserKey("u" + i), 720, 2)
              == subtask) {
            harness.processElement1(new StreamRecord<>(event("u" + i, "before" + i, 59)));
            harness.processElement1(new StreamRecord<>(event("u" + i, "after" + i, 60)));
          }
        }
        barrier(harness, 2, all);
        harness.snapshot(2, 2);
      }
    }
    assertThat(all.accounting(InputTables.FILTERED)).isEqualTo(20);
    assertThat(all.accounting(InputTables.ACCEPTED)).isEqualTo(20);
    assertThat(all.cell("active_users[active, day, 2024-03-01, , ]")).isEqualTo(20);
  }

  @Test
  void removesRowsThatTheHistoryHasLongForgotten() throws Exception {
    try (var harness = harness(RETRACT)) {
      harness.open();
      Published all = new Published();
      harness.processElement1(new StreamRecord<>(event("gone", "old", 0)));
      barrier(harness, 1, all);
      harness.processBothWatermarks(new Watermark(NOON.plus(Duration.ofDays(30)).toEpochMilli()));
      harness.processElement1(new StreamRecord<>(event("gone", "late", 1)));
      barrier(harness, 2, all);
      assertThat(all.facts.keySet()).anyMatch(key -> key.startsWith("late["));

      harness.processElement2(new StreamRecord<>(deletion("gone", 100_000)));
      barrier(harness, 3, all);
      assertThat(all.factsOf("gone")).isEmpty();
      assertThat(all.facts.keySet()).noneMatch(key -> key.startsWith("late["));
    }
  }

  @Test
  void leavesNoByteOfTheIdInACheckpoint() throws Exception {
    try (var harness = harness(RETRACT)) {
      harness.open();
      Published all = new Published();
      for (int i = 0; i < 10; i++) {
        // Earlier and earlier ones: each needs a nearer timer than the one before.
        harness.processElement1(
            new StreamRecord<>(event("conspicuous", "c" + i, (10 - i) * 7_200)));
        barrier(harness, i, all);
      }
      harness.processElement1(new StreamRecord<>(event("stays", "s", 0)));
      barrier(harness, 10, all);
      assertThat(holds(harness.snapshot(10, 10), "conspicuous")).isTrue();

      harness.processElement2(new StreamRecord<>(deletion("conspicuous", 100_000)));
      harness.processElement1(new StreamRecord<>(event("conspicuous", "again", 5)));
      barrier(harness, 11, all);
      OperatorSubtaskState after = harness.snapshot(11, 11);
      assertThat(holds(after, "stays")).isTrue();
      assertThat(holds(after, "conspicuous")).isFalse();
    }
  }

  @Test
  void anyOrderOfEventsAndDeletionsGivesWhatRemainsOfTheEvents() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int round = 0; round < 30; round++) {
      List<Object> before = new ArrayList<>();
      List<UserEvent> after = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        String user = "u" + random.nextInt(5);
        boolean isGone = user.equals("u0") || user.equals("u1");
        boolean isLater = random.nextInt(3) == 0;
        int seconds = isLater ? 7_200 + random.nextInt(7_200) : random.nextInt(7_200);
        UserEvent event = event(user, "r" + round + "m" + i, seconds);
        if (isGone && isLater) {
          after.add(event);
        } else {
          before.add(event);
        }
      }
      before.add(random.nextInt(before.size()), deletion("u0", 7_200));
      before.add(random.nextInt(before.size()), deletion("u1", 7_200));
      List<Object> all = new ArrayList<>(before);
      all.addAll(after);
      List<Object> remaining = new ArrayList<>(all);
      remaining.removeIf(
          element ->
              element instanceof Deletion
                  || (element instanceof UserEvent event
                      && (event.user.equals("u0") || event.user.equals("u1"))
                      && !after.contains(event)));
      Published deleted = run(all, random);
      Published oracle = run(remaining, random);
      deleted.cells.keySet().removeIf(key -> key.startsWith("input_"));
      oracle.cells.keySet().removeIf(key -> key.startsWith("input_"));
      assertThat(deleted.cells).isEqualTo(oracle.cells);
      assertThat(deleted.facts).isEqualTo(oracle.facts);
    }
  }

  private Published run(List<Object> elements, SplittableRandom random) throws Exception {
    Published published = new Published();
    try (var harness = harness(RETRACT, random.nextBoolean() ? ROOMY : SMALLEST, 1, 0)) {
      harness.open();
      int checkpoint = 0;
      for (Object element : elements) {
        if (element instanceof Deletion deletion) {
          harness.processElement2(new StreamRecord<>(deletion));
        } else {
          harness.processElement1(new StreamRecord<>((UserEvent) element));
        }
        if (random.nextInt(10) == 0) {
          barrier(harness, checkpoint++, published);
        }
      }
      harness.endInput1();
      published.drain(harness);
    }
    return published;
  }

  private void barrier(
      KeyedTwoInputStreamOperatorTestHarness<UserKey, UserEvent, Deletion, CellDelta> harness,
      long checkpoint,
      Published published)
      throws Exception {
    harness.getOperator().prepareSnapshotPreBarrier(checkpoint);
    published.drain(harness);
  }

  private UserEvent event(String user, String messageId, int seconds) {
    String json = TestDeployment.page(user, messageId, NOON.plusSeconds(seconds), "ios");
    UserEvent event = new UserEvent();
    event.copyFrom(
        decoder.decode(json.getBytes(StandardCharsets.UTF_8), 0, 0, 17, SourceRecord.NO_TIME)
            .event);
    event.partitionWatermarkMillis = NOON.minusSeconds(10).toEpochMilli();
    return event;
  }

  private static Deletion deletion(String user, int seconds) {
    return new Deletion(user, user, "request", NOON.plusSeconds(seconds).toEpochMilli());
  }

  private static boolean holds(OperatorSubtaskState state, String id) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(state);
    }
    return bytes.toString(StandardCharsets.ISO_8859_1).contains(id);
  }

  /** What sinks would hold. */
  private final class Published {
    final Map<String, String> cells = new TreeMap<>();
    final Map<String, String> facts = new TreeMap<>();
    final List<String> subjects = new ArrayList<>();
    private final Map<String, CellValue> sums = new TreeMap<>();

    void drain(
        KeyedTwoInputStreamOperatorTestHarness<UserKey, UserEvent, Deletion, CellDelta> harness) {
      harness
          .extractOutputValues()
          .forEach(
              delta -> {
                CellTable table = tables.cells(delta.key().tableId());
                sums.computeIfAbsent(name(table, delta), key -> new CellValue(table))
                    .merge(delta.change());
              });
      harness.getOutput().clear();
      cells.clear();
      sums.forEach(
          (key, value) -> {
            if (!value.isZero()) {
              StateWriter bytes = new StateWriter(64);
              value.write(bytes);
              cells.put(key, HexFormat.of().formatHex(bytes.toBytes()));
            }
          });
      var rows = harness.getSideOutput(OUTPUTS.rows());
      if (rows != null) {
        rows.forEach(row -> take(row.getValue()));
        rows.clear();
      }
    }

    private void take(RowChange row) {
      String key = row.table().name() + Arrays.toString(row.key());
      if (DeletedSubjects.is(row)) {
        subjects.add(row.key()[0] + " " + row.key()[1]);
      } else if (row.isDelete()) {
        facts.remove(key);
      } else {
        facts.put(key, Arrays.toString(row.values()));
      }
    }

    long cell(String name) {
      CellValue value = sums.get(name);
      return value == null ? 0 : value.measure(0);
    }

    long accounting(Measure measure) {
      return sums.entrySet().stream()
          .filter(cell -> cell.getKey().startsWith("input_accounting"))
          .mapToLong(cell -> cell.getValue().measure(measure))
          .sum();
    }

    List<String> factsOf(String user) {
      return facts.entrySet().stream()
          .map(Map.Entry::toString)
          .filter(fact -> fact.contains(user))
          .toList();
    }
  }

  private static String name(CellTable table, CellDelta delta) {
    return table.name()
        + Arrays.toString(table.publishedKey(delta.key(), METRICS.create().names()));
  }
}
