package io.engagement.flink.operator;

import static io.engagement.flink.operator.TestDeployment.METRICS;
import static io.engagement.flink.operator.TestDeployment.OUTPUTS;
import static io.engagement.flink.operator.TestDeployment.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.InputTables;
import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.event.UserEvent;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.Measure;
import io.engagement.core.table.RowChange;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.serde.TableIndex;
import io.engagement.flink.serde.UserKey;
import io.engagement.flink.source.RecordDecoder;
import io.engagement.flink.source.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.memory.DataInputViewStreamWrapper;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedBackendSerializationProxy;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.metainfo.StateMetaInfoSnapshot;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class TimelineHarnessTest {
  private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
  private static final HistoryCacheBudget SMALLEST =
      HistoryCacheBudget.fixed(MemorySize.parse("1b"));
  private static final HistoryCacheBudget ROOMY =
      HistoryCacheBudget.fixed(MemorySize.parse("16mb"));

  private static final MetricsFactory SESSIONS =
      TestDeployment.metrics(new ConfigText("test", "metrics: {sessions: [{id: web}]}"));

  private final TestDeployment deployment = new TestDeployment();
  private final TableIndex tables = new TableIndex(MetricCatalog.tables());

  private static KeyedOneInputStreamOperatorTestHarness<UserKey, UserEvent, CellDelta> harness(
      HistoryCacheBudget budget, int parallelism, int subtask) throws Exception {
    return harness(METRICS, budget, parallelism, subtask);
  }

  private static KeyedOneInputStreamOperatorTestHarness<UserKey, UserEvent, CellDelta> harness(
      MetricsFactory metrics, HistoryCacheBudget budget, int parallelism, int subtask)
      throws Exception {
    KeyedOneInputStreamOperatorTestHarness<UserKey, UserEvent, CellDelta> harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new TimelineOperator(metrics, OUTPUTS, TOPICS, budget),
            UserKey::of,
            UserKey.TYPE,
            720,
            parallelism,
            subtask);
    harness.setup(Outputs.deltaType(MetricCatalog::tables).createSerializer(null));
    return harness;
  }

  private static KeyedOneInputStreamOperatorTestHarness<UserKey, UserEvent, CellDelta> harness(
      HistoryCacheBudget budget) throws Exception {
    return harness(budget, 1, 0);
  }

  /** Nothing that only stitched ids or deletions need. */
  @Test
  void keepsTheStatesThatSavepointsOfItHave() throws Exception {
    try (var harness = harness(ROOMY)) {
      harness.open();
      harness.processElement(event("u", "m", 1));
      harness.prepareSnapshotPreBarrier(1);
      OperatorSubtaskState state = harness.snapshot(1, 1);
      Set<String> names = new TreeSet<>();
      for (OperatorStateHandle handle : state.getManagedOperatorState()) {
        names.addAll(handle.getStateNameToPartitionOffsets().keySet());
      }
      assertThat(names).containsExactly("definitions", "judged-by", "republished");
      Set<String> keyed = new TreeSet<>();
      for (KeyedStateHandle handle : state.getManagedKeyedState()) {
        keyed.addAll(namesIn((KeyGroupsStateHandle) handle));
      }
      assertThat(keyed)
          .containsExactly(
              "_timer_state/event_deadlines", "_timer_state/processing_deadlines", "history");
    }
  }

  private static List<String> namesIn(KeyGroupsStateHandle handle) throws Exception {
    KeyedBackendSerializationProxy<UserKey> header =
        new KeyedBackendSerializationProxy<>(TimelineHarnessTest.class.getClassLoader());
    try (FSDataInputStream in = handle.openInputStream()) {
      header.read(new DataInputViewStreamWrapper(in));
    }
    return header.getStateMetaInfoSnapshots().stream().map(StateMetaInfoSnapshot::getName).toList();
  }

  @Test
  void sendsNothingBeforeTheBarrierAndEverythingAtIt() throws Exception {
    try (var harness = harness(ROOMY)) {
      harness.open();
      for (int i = 0; i < 100; i++) {
        harness.processElement(event("u" + i % 10, "m" + i, i));
      }
      assertThat(harness.getOutput()).isEmpty();
      harness.prepareSnapshotPreBarrier(1);
      Map<String, CellValue> cells = drained(harness);
      assertThat(cells.get("active_users[active, day, 2024-03-01, , ]").measure(0)).isEqualTo(10);
      assertThat(accounting(cells, InputTables.ACCEPTED)).isEqualTo(100);
      harness.prepareSnapshotPreBarrier(2);
      assertThat(harness.getOutput()).isEmpty();
    }
  }

  /** Barriers have lain 8 s apart, so a second without a change is long enough. */
  @Test
  void writesTheHistoryOfAQuietUserBeforeTheBarrier() throws Exception {
    try (var harness = harness(SESSIONS, ROOMY, 1, 0)) {
      harness.open();
      long now = barriersAfter(harness, 8_000, 16_000);
      String[] user = {"quiet", "busy", "busy", "other", "other"};
      int[] second8ths = {0, 7, 9, 16, 25};
      List<List<String>> written =
          List.of(
              List.of(), List.of(), List.of("quiet"), List.of("quiet"), List.of("quiet", "busy"));
      for (int i = 0; i < user.length; i++) {
        processAt(harness, now + 125L * second8ths[i], user[i]);
        assertThat(usersOfRows(harness)).isEqualTo(written.get(i));
      }
      harness.prepareSnapshotPreBarrier(3);
      assertThat(usersOfRows(harness)).containsExactly("quiet", "busy", "other");
    }
  }

  /** So that the barrier has neither to put what is quiet into state nor to send its changes on. */
  @Test
  void keepsAndSendsWhatIsQuietBeforeTheBarrier() throws Exception {
    try (var harness = harness(ROOMY)) {
      harness.open();
      long now = barriersAfter(harness, 8_000, 16_000);
      processAt(harness, now + 500, "quiet");
      processAt(harness, now + 900, "busy");
      assertThat(harness.numKeyedStateEntries()).isZero();
      harness.getOutput().clear();
      processAt(harness, now + 1_600, "busy");
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
      assertThat(harness.getOutput()).isNotEmpty();
    }
  }

  /** Whoever is evicted stays on the heap as long as it is awaited. */
  @Test
  void awaitsNoMoreHistoriesThanTheCacheHolds() throws Exception {
    try (var harness = harness(HistoryCacheBudget.fixed(MemorySize.parse("64kb")))) {
      harness.open();
      long now = barriersAfter(harness, 0, 600_000);
      TimelineOperator operator = (TimelineOperator) harness.getOperator();
      for (int i = 0; i < 5_000; i++) {
        processAt(harness, now + i, "u" + i);
        assertThat(operator.histories().awaited())
            .isLessThanOrEqualTo(operator.histories().cache().users());
      }
    }
  }

  /** Barriers lie a minute apart, so nobody is quiet for an eighth of that. */
  @Test
  void aSavepointBesideACheckpointMakesNobodyQuiet() throws Exception {
    try (var harness = harness(SESSIONS, ROOMY, 1, 0)) {
      harness.open();
      long now = barriersAfter(harness, 0, 60_000, 120_000, 120_100);
      for (int i = 0; i < 100; i++) {
        processAt(harness, now + 200 * i, "one");
        processAt(harness, now + 200 * i, "other");
      }
      assertThat(usersOfRows(harness)).isEmpty();
    }
  }

  /**
   * Sends barriers so long after noon.
   *
   * @return when the last of them came
   */
  private static long barriersAfter(
      KeyedOneInputStreamOperatorTestHarness<UserKey, UserEvent, CellDelta> harness, long... millis)
      throws Exception {
    for (int i = 0; i < millis.length; i++) {
      harness.setProcessingTime(NOON.toEpochMilli() + millis[i]);
      harness.prepareSnapshotPreBarrier(i + 1);
    }
    return harness.getProcessingTime();
  }

  /** Has a user do something that comes at once. */
  private static void processAt(
      KeyedOneInputStreamOperatorTestHarness<UserKey, UserEvent, CellDelta> harness,
      long millis,
      String user)
      throws Exception {
    harness.setProcessingTime(millis);
    UserEvent event =
        new TestDeployment(SESSIONS.create())
            .event(user, user + millis, Instant.ofEpochMilli(millis), "ios");
    event.appendTimeMillis = millis;
    harness.processElement(new StreamRecord<>(event));
  }

  /** Whose sessions were sent, in order. */
  private static List<String> usersOfRows(
      KeyedOneInputStreamOperatorTestHarness<UserKey, UserEvent, CellDelta> harness) {
    Queue<StreamRecord<RowChange>> rows = harness.getSideOutput(OUTPUTS.rows());
    return rows == null
        ? List.of()
        : rows.stream()
            .map(row -> (String) Objects.requireNonNull(row.getValue().values())[0])
            .toList();
  }

  @Test
  void countsTheSameWhetherHistoriesStayInTheCacheOrNot() throws Exception {
    Map<String, Long> roomy = sumsOf(ROOMY);
    Map<String, Long> smallest = sumsOf(SMALLEST);
    assertThat(smallest).isEqualTo(roomy);
    assertThat(roomy).containsEntry("active_users[active, day, 2024-03-01, platform, ios]", 50L);
  }

  private Map<String, Long> sumsOf(HistoryCacheBudget budget) throws Exception {
    try (var harness = harness(budget)) {
      harness.open();
      for (int i = 0; i < 2_000; i++) {
        harness.processElement(event("u" + i * 7 % 50, "m" + i % 1_500, i));
        if (i % 333 == 0) {
          harness.prepareSnapshotPreBarrier(i);
        }
      }
      harness.endInput();
      Map<String, Long> sums = new TreeMap<>();
      drained(harness).forEach((key, value) -> sums.put(key, value.measure(0)));
      return sums;
    }
  }

  @Test
  void knowsARepeatAfterARestoreAtAnotherParallelism() throws Exception {
    OperatorSubtaskState whole;
    try (var harness = harness(ROOMY)) {
      harness.open();
      for (int i = 0; i < 40; i++) {
        harness.processElement(event("u" + i, "m" + i, i));
      }
      harness.prepareSnapshotPreBarrier(1);
      whole = harness.snapshot(1, 1);
    }
    long duplicates = 0;
    for (int subtask = 0; subtask < 2; subtask++) {
      OperatorSubtaskState part =
          AbstractStreamOperatorTestHarness.repartitionOperatorState(whole, 720, 1, 2, subtask);
      try (var harness = harness(ROOMY, 2, subtask)) {
        harness.initializeState(part);
        harness.open();
        for (int i = 0; i < 40; i++) {
          String user = "u" + i;
          int keyGroup =
              KeyGroupRangeAssignment.assignKeyToParallelOperator(new UserKey(user), 720, 2);
          if (keyGroup == subtask) {
            harness.processElement(event(user, "m" + i, i));
          }
        }
        harness.prepareSnapshotPreBarrier(2);
        Map<String, CellValue> cells = drained(harness);
        duplicates += accounting(cells, InputTables.DUPLICATE);
        assertThat(accounting(cells, InputTables.ACCEPTED)).isZero();
      }
    }
    assertThat(duplicates).isEqualTo(40);
  }

  @Test
  void forgetsWhatCameAfterTheCheckpointWhenItIsKilled() throws Exception {
    OperatorSubtaskState checkpoint;
    try (var harness = harness(SMALLEST)) {
      harness.open();
      harness.processElement(event("ada", "m1", 0));
      harness.prepareSnapshotPreBarrier(1);
      checkpoint = harness.snapshot(1, 1);
      harness.processElement(event("ada", "m2", 1));
      harness.processElement(event("bob", "m3", 2));
      harness.processElement(event("eve", "m4", 3));
    }
    try (var harness = harness(SMALLEST)) {
      harness.initializeState(checkpoint);
      harness.open();
      harness.processElement(event("ada", "m2", 1));
      harness.processElement(event("bob", "m3", 2));
      harness.processElement(event("eve", "m4", 3));
      harness.prepareSnapshotPreBarrier(2);
      Map<String, CellValue> cells = drained(harness);
      assertThat(accounting(cells, InputTables.ACCEPTED)).isEqualTo(3);
      assertThat(cells.get("active_users[active, day, 2024-03-01, , ]").measure(0)).isEqualTo(2);
    }
  }

  @Test
  void sendsALateEventToTheLateTableWithItsOriginal() throws Exception {
    try (var harness = harness(ROOMY)) {
      harness.open();
      UserEvent late = deployment.event("ada", "m1", NOON.minusSeconds(4 * 86_400), "ios", NOON);
      late.original = "the record".getBytes(StandardCharsets.UTF_8);
      late.offset = 17;
      harness.processElement(new StreamRecord<>(late));
      harness.prepareSnapshotPreBarrier(1);
      RowChange row = harness.getSideOutput(OUTPUTS.rows()).remove().getValue();
      assertThat(row.table()).isEqualTo(InputTables.LATE);
      assertThat(row.key()).containsExactly("events", 0L, 17L);
      assertThat(row.values()[2]).isEqualTo("the record");
      assertThat(accounting(drained(harness), InputTables.LATE_COUNT)).isEqualTo(1);
    }
  }

  @Test
  void countsEventsBeyondTheLimitOfAUserAsFiltered() throws Exception {
    ConfigText config =
        new ConfigText(
            "test",
            TestDeployment.CONFIG.yaml().replace("limits: {", "limits: {events-per-user: 5, "));
    try (var harness = harness(TestDeployment.metrics(config), SMALLEST, 1, 0)) {
      harness.open();
      for (int i = 0; i < 20; i++) {
        harness.processElement(event("robot", "r" + i, i));
        harness.processElement(event("ada", "a" + i % 4, i % 4));
      }
      harness.prepareSnapshotPreBarrier(1);
      Map<String, CellValue> cells = drained(harness);
      assertThat(accounting(cells, InputTables.ACCEPTED)).isEqualTo(9);
      assertThat(accounting(cells, InputTables.DUPLICATE)).isEqualTo(16);
      assertThat(accounting(cells, InputTables.FILTERED)).isEqualTo(15);
    }
  }

  /** Texts of one hash of {@link String} are easily made up. */
  @Test
  void spreadsUsersWhoseIdsShareOneHashOverKeyGroups() {
    Set<Integer> groups = new HashSet<>();
    for (int i = 0; i < 1 << 12; i++) {
      StringBuilder user = new StringBuilder();
      for (int bit = 0; bit < 12; bit++) {
        user.append((i >> bit & 1) == 0 ? "Aa" : "BB");
      }
      assertThat(user.toString().hashCode()).isEqualTo("Aa".repeat(12).hashCode());
      groups.add(KeyGroupRangeAssignment.assignToKeyGroup(new UserKey(user.toString()), 720));
    }
    assertThat(groups).hasSizeGreaterThan(700);
  }

  @Test
  void setsOneTimerForAUsersDayToExpireIt() throws Exception {
    try (var harness = harness(SMALLEST)) {
      harness.open();
      for (int i = 0; i < 20; i++) {
        harness.processElement(event("ada", "a" + i, i * 600));
        harness.processElement(event("bob", "b" + i, i * 600));
        harness.prepareSnapshotPreBarrier(i + 1);
      }
      assertThat(harness.numEventTimeTimers()).isEqualTo(2);
      harness.processWatermark(Instant.parse("2024-03-05T00:00:00Z").toEpochMilli() - 2);
      assertThat(harness.numEventTimeTimers()).isEqualTo(2);
      harness.processWatermark(Instant.parse("2024-03-05T00:00:00Z").toEpochMilli() - 1);
      assertThat(harness.numEventTimeTimers()).as("for the days that are kept longer").isEqualTo(2);
      harness.processWatermark(Instant.parse("2024-05-07T00:00:00Z").toEpochMilli() - 1);
      assertThat(harness.numEventTimeTimers()).isZero();
    }
  }

  /**
   * A topic with older history is added across a restart: its records are judged by what the job
   * had expired, and no timer is set that fires within the same watermark for ever.
   */
  @Test
  void goesOnFromItsWatermarkWhenFlinksBeginsAgain() throws Exception {
    ConfigText config =
        new ConfigText("test", "metrics: {recommendations: [{id: recs}], carts: [{id: carts}]}");
    MetricsFactory metrics = TestDeployment.metrics(config);
    OperatorSubtaskState checkpoint;
    try (var harness = harness(metrics, SMALLEST, 1, 0)) {
      harness.open();
      harness.processElement(
          impression(metrics, "ada", "m1", Instant.parse("2026-03-01T10:00:00Z")));
      harness.processWatermark(Instant.parse("2026-03-20T00:00:00Z").toEpochMilli());
      harness.prepareSnapshotPreBarrier(1);
      checkpoint = harness.snapshot(1, 1);
    }
    try (var harness = harness(metrics, SMALLEST, 1, 0)) {
      harness.initializeState(checkpoint);
      harness.open();
      harness.processElement(
          impression(metrics, "ada", "m2", Instant.parse("2026-01-05T10:00:00Z")));
      harness.processElement(
          impression(metrics, "bob", "m3", Instant.parse("2026-03-16T23:59:59Z")));
      harness.processElement(
          impression(metrics, "bob", "m4", Instant.parse("2026-03-17T00:00:01Z")));
      harness.prepareSnapshotPreBarrier(2);
      harness.processWatermark(Instant.parse("2026-02-20T00:00:00Z").toEpochMilli());
      harness.processWatermark(Instant.parse("2026-05-20T00:00:00Z").toEpochMilli());
      assertThat(harness.numEventTimeTimers()).isZero();
      harness.prepareSnapshotPreBarrier(3);
      Map<String, CellValue> cells = drained(harness);
      assertThat(accounting(cells, InputTables.LATE_COUNT)).isEqualTo(2);
      assertThat(accounting(cells, InputTables.ACCEPTED)).isEqualTo(1);
    }
  }

  private static StreamRecord<UserEvent> impression(
      MetricsFactory metrics, String user, String messageId, Instant time) {
    RecordDecoder decoder = new RecordDecoder(metrics.create());
    String json =
        """
        {"type":"track","event":"Recommendation Viewed","userId":"%s","messageId":"%s",\
        "timestamp":"%s","properties":{"recommendation_id":"r","placement_id":"home",\
        "items":[{"item_id":"i"}]}}"""
            .formatted(user, messageId, time);
    UserEvent event = new UserEvent();
    event.copyFrom(
        decoder.decode(json.getBytes(StandardCharsets.UTF_8), 0, 0, 0, SourceRecord.NO_TIME).event);
    return new StreamRecord<>(event);
  }

  private StreamRecord<UserEvent> event(String user, String messageId, int second) {
    Instant time = NOON.plusSeconds(second);
    return new StreamRecord<>(deployment.event(user, messageId, time, "ios", NOON));
  }

  /** What was sent since the last call, by published key. */
  private Map<String, CellValue> drained(
      KeyedOneInputStreamOperatorTestHarness<UserKey, UserEvent, CellDelta> harness) {
    Map<String, CellValue> cells = new TreeMap<>();
    for (Object out : harness.getOutput()) {
      if (out instanceof StreamRecord<?> record && record.getValue() instanceof CellDelta delta) {
        CellTable table = (CellTable) tables.require(delta.key().tableId());
        String key =
            table.name()
                + java.util.Arrays.toString(
                    table.publishedKey(delta.key(), METRICS.create().names()));
        cells.computeIfAbsent(key, absent -> new CellValue(table)).merge(delta.change());
      }
    }
    harness.getOutput().clear();
    return cells;
  }

  private static long accounting(Map<String, CellValue> cells, Measure measure) {
    return cells.entrySet().stream()
        .filter(cell -> cell.getKey().startsWith("input_accounting"))
        .mapToLong(cell -> cell.getValue().measure(measure))
        .sum();
  }
}
