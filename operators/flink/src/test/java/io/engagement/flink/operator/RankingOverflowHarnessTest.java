package io.engagement.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.event.WarningCode;
import io.engagement.core.ranking.RankedItem;
import io.engagement.core.ranking.Ranking;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.InputWarnings;
import io.engagement.core.table.RankedTable;
import io.engagement.core.table.RowChange;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.serde.CellKeySerializer;
import io.engagement.flink.serde.RowChangeTypeInfo;
import io.engagement.flink.serde.TableIndex;
import io.engagement.flink.serde.WireType;
import io.engagement.flink.state.StateCatalog;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * How many values a breakdown of a ranked table has in a bucket, and the warning about too many.
 */
class RankingOverflowHarnessTest {
  private static final String DAY = "2024-03-01";
  private static final ConfigText CONFIG =
      new ConfigText(
          "test",
          """
          breakdowns: {device: context.device.type}
          limits: {values-per-breakdown: 10, values-per-user: 100}
          metrics: {content: [{id: pages, item: properties.path, breakdowns: [device]}]}
          """);
  private static final MetricsFactory METRICS = TestDeployment.metrics(CONFIG);
  private static final Breakdown DEVICE = Breakdown.of("device", "context.device.type", 0);
  private static final RankedTable TABLE =
      (RankedTable)
          MetricCatalog.tables().stream()
              .filter(table -> table.name().equals("content"))
              .findFirst()
              .orElseThrow();
  private static final WireType<CellKey> KEYS =
      WireType.key(CellKey.class, CellKeySerializer.INSTANCE);
  private static final KeySelector<CellDelta, CellKey> BY_RANKING =
      item -> RankedTable.ranking(item.key());

  private static String view(int device) {
    return """
        {"type":"page","userId":"u%1$d","messageId":"m%1$d","timestamp":"%2$sT10:00:00Z",\
        "properties":{"path":"/"},"context":{"device":{"type":"d%1$d"}}}"""
        .formatted(device, DAY);
  }

  private static List<CellKey> warned() {
    DeltaBuffer expected = new DeltaBuffer();
    InputWarnings.warn(
        expected,
        "",
        WarningCode.BREAKDOWN_OVERFLOW,
        "device",
        Instant.parse(DAY + "T00:00:00Z").toEpochMilli(),
        "pages");
    List<CellKey> keys = new ArrayList<>();
    expected.drain(delta -> keys.add(delta.key()));
    return keys;
  }

  private static List<CellKey> warnings(OneTaskPipeline.Published published) {
    return published.warnings().stream().map(CellDelta::key).toList();
  }

  @Test
  void aBucketWithTooManyValuesIsWarnedOfOnceWhateverIsRepeated() throws Exception {
    OneTaskPipeline.State ten;
    try (var job = new OneTaskPipeline(CONFIG, null, StartOptions.CONTINUE)) {
      for (int device = 0; device < 10; device++) {
        job.read(view(device));
      }
      OneTaskPipeline.Published published = job.barrier(1);
      assertThat(warnings(published)).isEmpty();
      assertThat(published.rows())
          .extracting(row -> row.table().name())
          .doesNotContain(TABLE.values().name());
      ten = job.snapshot(1);
      job.read(view(10));
      assertThat(warnings(job.barrier(2))).isEqualTo(warned());
    }
    OneTaskPipeline.State eleven;
    try (var again = new OneTaskPipeline(CONFIG, ten, StartOptions.CONTINUE)) {
      again.read(view(3));
      assertThat(warnings(again.barrier(2))).isEmpty();
      again.read(view(10), view(11));
      assertThat(warnings(again.barrier(3))).isEqualTo(warned());
      eleven = again.snapshot(3);
    }
    try (var later = new OneTaskPipeline(CONFIG, eleven, StartOptions.CONTINUE)) {
      later.read(view(12), view(13));
      assertThat(warnings(later.barrier(4))).isEmpty();
    }
  }

  @Test
  void aValueIsToldOfWhenItsRankingBeginsAndEnds() throws Exception {
    OperatorSubtaskState state;
    try (var rankings = rankings()) {
      rankings.open();
      rankings.processElement(item("ios", "/a", 2));
      rankings.processElement(item("ios", "/b", 1));
      rankings.processElement(item("android", "/a", 1));
      rankings.processElement(item("", "/a", 3));
      assertThat(told(rankings, 1)).containsExactlyInAnyOrder(value("ios", 1), value("android", 1));
      rankings.processElement(item("ios", "/a", 5));
      assertThat(told(rankings, 2)).isEmpty();
      state = rankings.snapshot(2, 2);
    }
    try (var rankings = rankings()) {
      rankings.initializeState(state);
      rankings.open();
      rankings.processElement(item("ios", "/a", 0));
      rankings.processElement(item("android", "/a", 0));
      rankings.processElement(item("web", "/a", 0));
      assertThat(told(rankings, 3)).containsExactly(value("android", -1));
      rankings.processElement(item("ios", "/b", 0));
      rankings.processElement(item("", "/a", 0));
      assertThat(told(rankings, 4)).containsExactly(value("ios", -1));
      assertThat(rankings.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void aRankingOfAVersionThatToldNothingIsToldOfWithItsNextChange() throws Exception {
    OperatorSubtaskState state;
    try (var earlier =
        new KeyedOneInputStreamOperatorTestHarness<>(new Earlier(), BY_RANKING, KEYS)) {
      earlier.setup(new RowChangeTypeInfo(MetricCatalog::tables).createSerializer(null));
      earlier.open();
      earlier.processElement(item("ios", "/a", 2));
      earlier.processElement(item("android", "/a", 2));
      state = earlier.snapshot(1, 1);
    }
    try (var rankings = rankings()) {
      rankings.initializeState(state);
      rankings.open();
      rankings.processElement(item("ios", "/a", 3));
      rankings.processElement(item("android", "/a", 0));
      assertThat(told(rankings, 2)).containsExactly(value("ios", 1));
    }
  }

  /** Keeps rankings and tells nothing of them. */
  private static final class Earlier extends AbstractStreamOperator<RowChange>
      implements OneInputStreamOperator<CellDelta, RowChange> {
    private static final long serialVersionUID = 1L;

    @Override
    public void processElement(StreamRecord<CellDelta> element) throws Exception {
      CellDelta item = element.getValue();
      String name = RankedTable.item(item.key());
      StateWriter out = new StateWriter(64);
      Ranking ranking = new Ranking(RankedTable::part);
      ranking.change(Map.of(name, RankedItem.of(name, item.change(), out)), 10, (rank, row) -> {});
      out.clear();
      ranking.write(out);
      getPartitionedState(StateCatalog.RANKING).update(out.toBytes());
    }
  }

  private static KeyedOneInputStreamOperatorTestHarness<CellKey, CellDelta, RowChange> rankings()
      throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new RankingOperator(METRICS, MetricCatalog::tables), BY_RANKING, KEYS);
    harness.setup(new RowChangeTypeInfo(MetricCatalog::tables).createSerializer(null));
    return harness;
  }

  /** What a barrier tells of values, as {@link #value} writes it. */
  private static List<String> told(
      KeyedOneInputStreamOperatorTestHarness<CellKey, CellDelta, RowChange> rankings, long barrier)
      throws Exception {
    rankings.prepareSnapshotPreBarrier(barrier);
    List<String> told = new ArrayList<>();
    @Nullable Queue<StreamRecord<CellDelta>> values =
        rankings.getSideOutput(RankingOperator.values(MetricCatalog::tables));
    if (values != null) {
      values.forEach(record -> told.add(text(record.getValue())));
      values.clear();
    }
    return told;
  }

  private static String value(String device, int change) {
    return text(TABLE.valueOf(RankedTable.ranking(item(device, "/", 1).getValue().key()), change));
  }

  private static String text(CellDelta delta) {
    @Nullable Object[] key =
        new TableIndex(MetricCatalog.tables())
            .cells(delta.key().tableId())
            .publishedKey(delta.key(), METRICS.create().names());
    return Arrays.toString(key) + " " + delta.change().measure(TABLE.values().measures().get(0));
  }

  /**
   * @param device empty for the total
   */
  private static StreamRecord<CellDelta> item(String device, String path, long views) {
    DeltaBuffer buffer = new DeltaBuffer();
    CellValue cell =
        buffer
            .at(TABLE.items(), METRICS.create().metrics().get(0).published().get(0).definition())
            .number(LocalDate.parse(DAY).toEpochDay())
            .slice(device.isEmpty() ? null : DEVICE, device)
            .text(path)
            .cell();
    cell.add(TABLE.items().measures().get(0), views);
    List<CellDelta> deltas = new ArrayList<>();
    buffer.drain(deltas::add);
    return new StreamRecord<>(deltas.get(0));
  }
}
