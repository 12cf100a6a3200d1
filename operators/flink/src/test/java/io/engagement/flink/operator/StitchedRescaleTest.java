package io.engagement.flink.operator;

import static io.engagement.flink.operator.TestDeployment.OUTPUTS;
import static io.engagement.flink.operator.TestDeployment.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.event.UserEvent;
import io.engagement.core.identity.Claim;
import io.engagement.core.identity.Deletion;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.RowChange;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.serde.FromDevice;
import io.engagement.flink.serde.OrDeletion;
import io.engagement.flink.serde.TableIndex;
import io.engagement.flink.serde.UserKey;
import io.engagement.flink.source.RecordDecoder;
import io.engagement.flink.state.StateCatalog;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whose ids are, and what nobody's ids did, goes on at another parallelism. */
class StitchedRescaleTest {
  private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
  private static final int DEVICES = 40;
  private static final ConfigText CONFIG =
      new ConfigText(
          "test",
          """
          identity: {mode: stitched}
          metrics:
            sessions: [{id: web}]
            active-users: [{id: active, periods: [day]}]
          """);
  private static final MetricsFactory METRICS = TestDeployment.metrics(CONFIG);

  private final TestDeployment deployment = new TestDeployment();
  private final RecordDecoder decoder = new RecordDecoder(METRICS.create());
  private final Map<CellKey, CellValue> cells = new HashMap<>();
  private final Map<String, String> rows = new TreeMap<>();

  @Test
  void owningIdsAndMovingPastsGoesOnAsIfNothingHadBeenRescaled() throws Exception {
    Map<String, String> expected = published(1, 1, 1);
    Map<String, String> counted = counted();
    assertThat(counted).hasSizeGreaterThan(2);
    assertThat(expected.keySet().stream().filter(key -> key.startsWith("sessions")))
        .hasSize(DEVICES / 4 + DEVICES / 2);
    assertThat(expected.keySet().stream().filter(key -> key.startsWith("identity_merges")))
        .hasSize(DEVICES / 2);
    for (int[] tasks : new int[][] {{1, 3, 2}, {3, 1, 2}, {2, 4, 1}}) {
      assertThat(published(tasks)).as("at %s", Arrays.toString(tasks)).isEqualTo(expected);
      assertThat(counted()).as("at %s", Arrays.toString(tasks)).isEqualTo(counted);
    }
  }

  @Test
  void whatCannotBeMergedGoesWithItsOwnerWhateverTaskTheIdIsOf() throws Exception {
    DeletionRules rules = new DeletionRules(true, Duration.ofDays(90), List.of());
    try (Tasks tasks = new Tasks(() -> PlantedMetric.beside(CONFIG, "merge"), rules, 2, null)) {
      for (int i = 0; i < DEVICES; i++) {
        UserEvent poison = event("d" + i, "a" + i, 0);
        poison.name = "Poison";
        tasks.ofDevice(poison);
        tasks.claim(new Claim("d" + i, "u" + i, NOON.toEpochMilli(), false, 0));
      }
      tasks.barrier(1);
      // Where the id is of another task, its deletion of the same row may come later.
      assertThat(usersOfSessions()).isNotEmpty().allMatch(user -> user.startsWith("[d"));
      for (int i = 0; i < DEVICES; i++) {
        tasks.delete(new Deletion("u" + i, "u" + i, "case", NOON.toEpochMilli()));
      }
      tasks.barrier(2);
      assertThat(usersOfSessions()).isEmpty();
    }
  }

  private List<String> usersOfSessions() {
    return rows.entrySet().stream()
        .filter(row -> row.getKey().startsWith("sessions["))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Every id does something; half of them get owners; all do something: each at a parallelism. */
  private Map<String, String> published(int... parallelism) throws Exception {
    cells.clear();
    rows.clear();
    State state;
    try (Tasks tasks = new Tasks(parallelism[0], null)) {
      for (int i = 0; i < DEVICES; i++) {
        tasks.ofDevice(event("d" + i, "a" + i, 0));
      }
      state = tasks.barrier(1);
    }
    try (Tasks tasks = new Tasks(parallelism[1], state)) {
      for (int i = 0; i < DEVICES / 2; i++) {
        tasks.claim(new Claim("d" + i, "u" + i / 2, NOON.toEpochMilli(), false, 0));
      }
      state = tasks.barrier(2);
    }
    try (Tasks tasks = new Tasks(parallelism[2], state)) {
      for (int i = 0; i < DEVICES; i++) {
        tasks.ofDevice(event("d" + i, "b" + i, 60));
      }
      tasks.barrier(3);
    }
    return new TreeMap<>(rows);
  }

  private Map<String, String> counted() {
    Map<String, String> counted = new TreeMap<>();
    cells.forEach(
        (key, value) -> {
          StateWriter out = new StateWriter(64);
          value.write(out);
          counted.put(key.toString(), Arrays.toString(out.toBytes()));
        });
    return counted;
  }

  private UserEvent event(String device, String id, long second) {
    String json = TestDeployment.page(device, id, NOON.plusSeconds(second), "ios");
    UserEvent event = new UserEvent();
    event.copyFrom(deployment.record(decoder, 0, 0, json).event);
    event.partitionWatermarkMillis = NOON.toEpochMilli();
    event.userId = null;
    event.anonymousId = device;
    return event;
  }

  private record State(OperatorSubtaskState devices, OperatorSubtaskState people, int tasks) {}

  /** The two operators at a parallelism, keys and barriers as Flink has them. */
  private final class Tasks implements AutoCloseable {
    private final List<
            KeyedTwoInputStreamOperatorTestHarness<
                UserKey, UserEvent, OrDeletion<Claim>, CellDelta>>
        devices = new ArrayList<>();
    private final List<
            KeyedTwoInputStreamOperatorTestHarness<UserKey, UserEvent, FromDevice, CellDelta>>
        people = new ArrayList<>();

    Tasks(int tasks, @Nullable State state) throws Exception {
      this(METRICS, null, tasks, state);
    }

    Tasks(MetricsFactory metrics, @Nullable DeletionRules rules, int tasks, @Nullable State state)
        throws Exception {
      HistoryCacheBudget budget = HistoryCacheBudget.fixed(MemorySize.parse("1mb"));
      for (int task = 0; task < tasks; task++) {
        devices.add(
            new KeyedTwoInputStreamOperatorTestHarness<>(
                new DevicesOperator(metrics, OUTPUTS, StitchedHistories.IDENTITIES, TOPICS, budget)
                    .deletingBy(rules),
                UserKey::of,
                claim -> new UserKey(claim.required().anonymousId()),
                UserKey.TYPE,
                StateCatalog.MAX_PARALLELISM,
                tasks,
                task));
        people.add(
            new KeyedTwoInputStreamOperatorTestHarness<>(
                new PeopleOperator(metrics, OUTPUTS, TOPICS, budget).deletingBy(rules),
                UserKey::of,
                from -> new UserKey(from.user()),
                UserKey.TYPE,
                StateCatalog.MAX_PARALLELISM,
                tasks,
                task));
        open(devices.get(task), state == null ? null : part(state.devices(), state, tasks, task));
        open(people.get(task), state == null ? null : part(state.people(), state, tasks, task));
      }
    }

    private static OperatorSubtaskState part(
        OperatorSubtaskState whole, State state, int tasks, int task) {
      return AbstractStreamOperatorTestHarness.repartitionOperatorState(
          whole, StateCatalog.MAX_PARALLELISM, state.tasks(), tasks, task);
    }

    private static void open(
        AbstractStreamOperatorTestHarness<CellDelta> harness, @Nullable OperatorSubtaskState state)
        throws Exception {
      harness.setup(Outputs.deltaType(MetricCatalog::tables).createSerializer(null));
      if (state != null) {
        harness.initializeState(state);
      }
      harness.open();
    }

    private int taskOf(String id) {
      return KeyGroupRangeAssignment.assignKeyToParallelOperator(
          new UserKey(id), StateCatalog.MAX_PARALLELISM, devices.size());
    }

    void ofDevice(UserEvent event) throws Exception {
      devices.get(taskOf(event.user)).processElement1(new StreamRecord<>(event));
    }

    void claim(Claim claim) throws Exception {
      devices
          .get(taskOf(claim.anonymousId()))
          .processElement2(new StreamRecord<>(OrDeletion.of(claim)));
    }

    void delete(Deletion deletion) throws Exception {
      people
          .get(taskOf(deletion.id()))
          .processElement2(new StreamRecord<>(FromDevice.of(deletion)));
    }

    State barrier(long checkpoint) throws Exception {
      for (var harness : devices) {
        harness.prepareSnapshotPreBarrier(checkpoint);
        for (FromDevice from : drained(harness, StitchedHistories.IDENTITIES.owned())) {
          people.get(taskOf(from.user())).processElement2(new StreamRecord<>(from));
        }
      }
      List<OperatorSubtaskState> ofDevices = new ArrayList<>();
      List<OperatorSubtaskState> ofPeople = new ArrayList<>();
      for (int task = 0; task < devices.size(); task++) {
        people.get(task).prepareSnapshotPreBarrier(checkpoint);
        publish(devices.get(task));
        publish(people.get(task));
        ofDevices.add(devices.get(task).snapshot(checkpoint, checkpoint));
        ofPeople.add(people.get(task).snapshot(checkpoint, checkpoint));
      }
      return new State(whole(ofDevices), whole(ofPeople), devices.size());
    }

    private static OperatorSubtaskState whole(List<OperatorSubtaskState> parts) throws Exception {
      return AbstractStreamOperatorTestHarness.repackageState(
          parts.toArray(new OperatorSubtaskState[0]));
    }

    private void publish(AbstractStreamOperatorTestHarness<CellDelta> harness) {
      for (RowChange row : drained(harness, OUTPUTS.rows())) {
        String key = row.table().name() + Arrays.toString(row.key());
        if (row.isDelete()) {
          rows.remove(key);
        } else {
          rows.put(key, Arrays.toString(row.values()));
        }
      }
      TableIndex tables = new TableIndex(MetricCatalog.tables());
      for (Object out : harness.getOutput()) {
        if (out instanceof StreamRecord<?> record && record.getValue() instanceof CellDelta delta) {
          CellKey key = delta.key();
          cells
              .computeIfAbsent(key, absent -> new CellValue(tables.cells(key.tableId())))
              .merge(delta.change());
        }
      }
      harness.getOutput().clear();
    }

    private static <T> List<T> drained(
        AbstractStreamOperatorTestHarness<?> harness, OutputTag<T> tag) {
      Queue<StreamRecord<T>> records = harness.getSideOutput(tag);
      List<T> drained = new ArrayList<>();
      if (records != null) {
        records.forEach(record -> drained.add(record.getValue()));
        records.clear();
      }
      return drained;
    }

    @Override
    public void close() throws Exception {
      for (var harness : devices) {
        harness.close();
      }
      for (var harness : people) {
        harness.close();
      }
    }
  }
}
