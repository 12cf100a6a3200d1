package io.engagement.flink.operator;

import static io.engagement.flink.operator.TestDeployment.OUTPUTS;
import static io.engagement.flink.operator.TestDeployment.TOPICS;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.UserEvent;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.RankedTable;
import io.engagement.core.table.RowChange;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.serde.CellKeySerializer;
import io.engagement.flink.serde.RowChangeTypeInfo;
import io.engagement.flink.serde.UserKey;
import io.engagement.flink.serde.WireType;
import io.engagement.flink.source.RecordDecoder;
import io.engagement.flink.source.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An item that half of all events are of, at parallelism 4: where the work goes.
 *
 * <p>Events go by user, so every subtask gets its share of the hot item's; what they come to is one
 * change of the item per subtask and checkpoint; and the items of one ranking are spread over the
 * subtasks that add them up.
 */
class HotItemHarnessTest {
  private static final int PARALLELISM = 4;
  private static final int KEY_GROUPS = 720;
  private static final int EVENTS = 20_000;
  private static final int CHECKPOINTS = 5;
  private static final int USERS = 2_000;
  private static final int TOP = 3;
  private static final int OTHER_ITEMS = 1_000;
  private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
  private static final HistoryCacheBudget BUDGET =
      HistoryCacheBudget.fixed(MemorySize.parse("16mb"));
  private static final MetricsFactory METRICS =
      TestDeployment.metrics(
          new ConfigText(
              "test", "metrics: {content: [{id: pages, top: " + TOP + ", entries: false}]}"));
  private static final WireType<CellKey> KEYS =
      WireType.key(CellKey.class, CellKeySerializer.INSTANCE);

  private final List<KeyedOneInputStreamOperatorTestHarness<UserKey, UserEvent, CellDelta>>
      timelines = new ArrayList<>();
  private final List<KeyedOneInputStreamOperatorTestHarness<CellKey, CellDelta, CellDelta>> items =
      new ArrayList<>();
  private KeyedOneInputStreamOperatorTestHarness<CellKey, CellDelta, RowChange> ranking;
  private RecordDecoder decoder;

  private final int[] eventsOf = new int[PARALLELISM];
  private final int[] changesOf = new int[PARALLELISM];
  private final List<String> rows = new ArrayList<>();
  private int hotChanges;
  private int ranked;

  @BeforeEach
  void open() throws Exception {
    for (int subtask = 0; subtask < PARALLELISM; subtask++) {
      var timeline =
          new KeyedOneInputStreamOperatorTestHarness<UserKey, UserEvent, CellDelta>(
              new TimelineOperator(METRICS, OUTPUTS, TOPICS, BUDGET),
              UserKey::of,
              UserKey.TYPE,
              KEY_GROUPS,
              PARALLELISM,
              subtask);
      timeline.setup(Outputs.deltaType(MetricCatalog::tables).createSerializer(null));
      timeline.open();
      timelines.add(timeline);
      var item =
          new KeyedOneInputStreamOperatorTestHarness<CellKey, CellDelta, CellDelta>(
              new ItemCellsOperator(METRICS, MetricCatalog::tables),
              delta -> RankedTable.shard(delta.key()),
              KEYS,
              KEY_GROUPS,
              PARALLELISM,
              subtask);
      item.setup(Outputs.deltaType(MetricCatalog::tables).createSerializer(null));
      item.open();
      items.add(item);
    }
    ranking =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new RankingOperator(METRICS, MetricCatalog::tables),
            delta -> RankedTable.ranking(delta.key()),
            KEYS);
    ranking.setup(new RowChangeTypeInfo(MetricCatalog::tables).createSerializer(null));
    ranking.open();
    Metrics metrics = METRICS.create();
    decoder = new RecordDecoder(metrics);
  }

  @AfterEach
  void close() throws Exception {
    for (int subtask = 0; subtask < PARALLELISM; subtask++) {
      timelines.get(subtask).close();
      items.get(subtask).close();
    }
    ranking.close();
  }

  @Test
  void itsWorkIsSpreadAndIsOneChangeOfASubtaskAndCheckpoint() throws Exception {
    for (int i = 0; i < EVENTS; i++) {
      view(i);
      if ((i + 1) % (EVENTS / CHECKPOINTS) == 0) {
        checkpoint(i);
      }
    }

    assertThat(Arrays.stream(eventsOf).max().orElseThrow())
        .as("events of the busiest timeline: %s", Arrays.toString(eventsOf))
        .isLessThan(EVENTS * 30 / 100);
    assertThat(hotChanges)
        .as("changes of the hot item, of %d events", EVENTS / 2)
        .isEqualTo(PARALLELISM * CHECKPOINTS);
    int changes = Arrays.stream(changesOf).sum();
    assertThat(Arrays.stream(changesOf).max().orElseThrow())
        .as("changes of the busiest adder of items: %s", Arrays.toString(changesOf))
        .isLessThan(changes / 2);
    assertThat(changesOf).doesNotContain(0);
    assertThat(ranked)
        .as("what the one ranking is told: its first items only")
        .isLessThanOrEqualTo(TOP * RankedTable.SHARDS * CHECKPOINTS);
    assertThat(rows).contains("1 /hot " + EVENTS / 2);
  }

  /** The users come in turn; every second view is of the hot item. */
  private void view(int i) throws Exception {
    String user = "user-" + i * 7 % USERS;
    String path = i % 2 == 0 ? "/hot" : "/" + i * 31 % OTHER_ITEMS;
    String json =
        """
        {"type":"page","userId":"%s","messageId":"m%d","timestamp":"%s",\
        "properties":{"path":"%s"}}"""
            .formatted(user, i, NOON.plusMillis(i), path);
    SourceRecord record =
        decoder.decode(json.getBytes(StandardCharsets.UTF_8), 0, 0, i, SourceRecord.NO_TIME);
    UserEvent event = new UserEvent();
    event.copyFrom(record.event);
    event.partitionWatermarkMillis = NOON.toEpochMilli();
    int subtask = subtaskOf(UserKey.of(event));
    eventsOf[subtask]++;
    timelines.get(subtask).processElement(new StreamRecord<>(event));
  }

  private static int subtaskOf(Object key) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(key, KEY_GROUPS, PARALLELISM);
  }

  /** A barrier goes through, from operator to operator as the topology wires them. */
  private void checkpoint(long id) throws Exception {
    for (var timeline : timelines) {
      timeline.prepareSnapshotPreBarrier(id);
      timeline.getOutput().clear();
      var changes = timeline.getSideOutput(OUTPUTS.items());
      while (!changes.isEmpty()) {
        CellDelta change = changes.remove().getValue();
        int subtask = subtaskOf(RankedTable.shard(change.key()));
        hotChanges += RankedTable.item(change.key()).equals("/hot") ? 1 : 0;
        changesOf[subtask]++;
        items.get(subtask).processElement(new StreamRecord<>(change));
      }
    }
    for (var item : items) {
      item.prepareSnapshotPreBarrier(id);
      for (Object out : item.getOutput()) {
        ranked++;
        ranking.processElement(new StreamRecord<>((CellDelta) ((StreamRecord<?>) out).getValue()));
      }
      item.getOutput().clear();
    }
    ranking.prepareSnapshotPreBarrier(id);
    for (Object out : ranking.getOutput()) {
      RowChange row = (RowChange) ((StreamRecord<?>) out).getValue();
      rows.add(row.key()[4] + " " + row.values()[0] + " " + row.values()[1]);
    }
    ranking.getOutput().clear();
  }
}
