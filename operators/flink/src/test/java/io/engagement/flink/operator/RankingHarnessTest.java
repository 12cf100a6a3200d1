package io.engagement.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.deployment.Definitions.OnChange;
import io.engagement.core.deployment.Metrics;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.RankedTable;
import io.engagement.core.table.RowChange;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.serde.CellKeySerializer;
import io.engagement.flink.serde.RowChangeTypeInfo;
import io.engagement.flink.serde.WireType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Both stages in a row: changes of items in, ranks out, once per checkpoint. */
class RankingHarnessTest {
  private static final RankedTable TABLE =
      (RankedTable)
          MetricCatalog.tables().stream()
              .filter(table -> table.name().equals("content"))
              .findFirst()
              .orElseThrow();
  private static final long DAY = LocalDate.of(2024, 3, 1).toEpochDay();
  private static final WireType<CellKey> KEYS =
      WireType.key(CellKey.class, CellKeySerializer.INSTANCE);

  private static MetricsFactory top(int ranks) {
    ConfigText config =
        new ConfigText(
            "test", "metrics: {content: [{id: pages, events: any, top: %d}]}".formatted(ranks));
    return () -> Metrics.of(EngagementConfigReader.read(config).config());
  }

  /** A job that can be stopped and gone on with. */
  private static final class Job implements AutoCloseable {
    final KeyedOneInputStreamOperatorTestHarness<CellKey, CellDelta, CellDelta> items;
    final KeyedOneInputStreamOperatorTestHarness<CellKey, CellDelta, RowChange> rankings;
    private final DefinitionKey definition;
    private final StateBackend backend;
    private int checkpoint;

    /** How many items the second stage was told of since the last flush. */
    int told;

    Job(int ranks, OperatorSubtaskState itemState, OperatorSubtaskState rankingState)
        throws Exception {
      this(ranks, new HashMapStateBackend(), itemState, rankingState);
    }

    Job(
        int ranks,
        StateBackend backend,
        OperatorSubtaskState itemState,
        OperatorSubtaskState rankingState)
        throws Exception {
      this.backend = backend;
      MetricsFactory metrics = top(ranks);
      definition = metrics.create().metrics().get(0).published().get(0).definition();
      items =
          new KeyedOneInputStreamOperatorTestHarness<>(
              new ItemCellsOperator(metrics, MetricCatalog::tables),
              delta -> RankedTable.shard(delta.key()),
              KEYS);
      items.setStateBackend(backend);
      items.setup(Outputs.deltaType(MetricCatalog::tables).createSerializer(null));
      rankings =
          new KeyedOneInputStreamOperatorTestHarness<>(
              new RankingOperator(metrics, MetricCatalog::tables),
              delta -> RankedTable.ranking(delta.key()),
              KEYS);
      rankings.setStateBackend(backend);
      rankings.setup(new RowChangeTypeInfo(MetricCatalog::tables).createSerializer(null));
      if (itemState != null) {
        items.initializeState(itemState);
        rankings.initializeState(rankingState);
      }
      items.open();
      rankings.open();
    }

    Job add(String item, long views, long visitors) throws Exception {
      return add(DAY, item, views, visitors);
    }

    Job add(long bucket, String item, long views, long visitors) throws Exception {
      DeltaBuffer buffer = new DeltaBuffer();
      CellValue cell =
          buffer.at(TABLE.items(), definition).number(bucket).total().text(item).cell();
      cell.add(TABLE.items().measures().get(0), views);
      cell.add(TABLE.items().measures().get(1), visitors);
      List<CellDelta> deltas = new ArrayList<>();
      buffer.drain(deltas::add);
      items.processElement(new StreamRecord<>(deltas.get(0)));
      return this;
    }

    /** What a checkpoint publishes: {@code rank item views visitors}, or {@code rank gone}. */
    List<String> flush() throws Exception {
      items.prepareSnapshotPreBarrier(++checkpoint);
      told = items.getOutput().size();
      for (Object out : items.getOutput()) {
        rankings.processElement(new StreamRecord<>((CellDelta) ((StreamRecord<?>) out).getValue()));
      }
      items.getOutput().clear();
      rankings.prepareSnapshotPreBarrier(checkpoint);
      List<String> rows = new ArrayList<>();
      for (Object out : rankings.getOutput()) {
        RowChange row = (RowChange) ((StreamRecord<?>) out).getValue();
        assertThat(row.table()).isSameAs(TABLE);
        rows.add(
            row.key()[4]
                + " "
                + (row.isDelete()
                    ? "gone"
                    : row.values()[0] + " " + row.values()[1] + " " + row.values()[2]));
      }
      rankings.getOutput().clear();
      return rows;
    }

    Job restarted(int ranks) throws Exception {
      flush();
      return new Job(ranks, backend, items.snapshot(99, 99), rankings.snapshot(99, 99));
    }

    @Override
    public void close() throws Exception {
      items.close();
      rankings.close();
    }
  }

  @Test
  void ranksByViewsThenVisitorsThenItemOnceACheckpoint() throws Exception {
    try (Job job = new Job(4, null, null)) {
      job.add("b", 2, 1).add("a", 1, 1).add("c", 2, 2).add("d", 2, 1).add("a", 1, 0);
      assertThat(job.flush()).containsExactly("1 c 2 2", "2 a 2 1", "3 b 2 1", "4 d 2 1");
      assertThat(job.flush()).isEmpty();
    }
  }

  @Test
  void anItemThatFallsOutOfTheTopIsReplaced() throws Exception {
    try (Job job = new Job(2, null, null)) {
      job.add("a", 3, 1).add("b", 2, 1).add("c", 1, 1);
      assertThat(job.flush()).containsExactly("1 a 3 1", "2 b 2 1");
      assertThat(job.add("c", 5, 1).flush()).containsExactly("1 c 6 2", "2 a 3 1");
      assertThat(job.add("c", -6, -2).flush()).containsExactly("1 a 3 1", "2 b 2 1");
    }
  }

  @Test
  void aRankWithoutAnItemIsDeletedAndNothingIsLeft() throws Exception {
    try (Job job = new Job(3, null, null)) {
      job.add("a", 3, 1).add("b", 2, 1).flush();
      assertThat(job.add("a", -3, -1).flush()).containsExactly("1 b 2 1", "2 gone");
      assertThat(job.add("b", -2, -1).flush()).containsExactly("1 gone");
      assertThat(job.items.numKeyedStateEntries()).isZero();
      assertThat(job.rankings.numKeyedStateEntries()).isZero();
    }
  }

  @Test
  void anItemThatCameToNothingWithinOneCheckpointIsDeleted() throws Exception {
    try (Job job = new Job(3, null, null)) {
      assertThat(job.add("a", 3, 1).add("a", -3, -1).flush()).containsExactly("1 gone");
    }
  }

  @Test
  void bucketsAreRankingsOfTheirOwn() throws Exception {
    try (Job job = new Job(1, null, null)) {
      job.add(DAY, "a", 1, 1).add(DAY + 1, "b", 2, 1);
      assertThat(job.flush()).containsExactlyInAnyOrder("1 a 1 1", "1 b 2 1");
      assertThat(job.add(DAY + 1, "c", 3, 1).flush()).containsExactly("1 c 3 1");
    }
  }

  @Test
  void goesOnFromASnapshot() throws Exception {
    try (Job first = new Job(2, null, null)) {
      first.add("a", 3, 1).add("b", 2, 1).add("c", 1, 1);
      try (Job second = first.restarted(2)) {
        assertThat(second.add("b", 2, 0).flush()).containsExactly("1 b 4 1", "2 a 3 1");
        assertThat(second.add("b", -4, -1).flush()).containsExactly("1 a 3 1", "2 c 1 1");
      }
    }
  }

  @Test
  void moreOrFewerRanksHoldFromTheNextChangeOn() throws Exception {
    try (Job two = new Job(2, null, null)) {
      for (int i = 0; i < 200; i++) {
        two.add("i" + (100 + i), 1, 1);
      }
      assertThat(two.flush()).containsExactly("1 i100 1 1", "2 i101 1 1");
      try (Job three = two.restarted(3)) {
        for (int i = 0; i < 200; i++) {
          three.add("i" + (100 + i), 1, 1);
        }
        assertThat(three.flush()).containsExactly("1 i100 2 2", "2 i101 2 2", "3 i102 2 2");
        try (Job one = three.restarted(1)) {
          assertThat(one.add("i299", 9, 1).flush())
              .containsExactly("1 i299 11 3", "2 gone", "3 gone");
        }
      }
    }
  }

  @Test
  void theSecondSieveHearsOfTheFirstItemsOnly() throws Exception {
    try (Job job = new Job(5, null, null)) {
      for (int i = 0; i < 20_000; i++) {
        job.add("i" + i, 1 + i % 50, 1);
      }
      assertThat(job.flush()).hasSize(5);
      assertThat(job.told).isEqualTo(5 * RankedTable.SHARDS);
      for (int i = 0; i < 1_000; i++) {
        job.add("i" + i * 20, 0, 1);
      }
      job.flush();
      assertThat(job.told).isZero();
    }
  }

  static List<StateBackend> backends() {
    return List.of(new HashMapStateBackend(), new EmbeddedRocksDBStateBackend());
  }

  @ParameterizedTest
  @MethodSource("backends")
  void randomCorrectionsAndRestartsGiveTheSortedItems(StateBackend backend) throws Exception {
    long seed = Long.getLong("ranking.seed", 4711);
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, long[]> all = new TreeMap<>();
    Map<Integer, String> published = new TreeMap<>();
    Job job = new Job(3, backend, null, null);
    for (int round = 0; round < 60; round++) {
      for (int i = 0; i < 200; i++) {
        String item = "i" + random.nextInt(2_500);
        long[] counted = all.computeIfAbsent(item, absent -> new long[2]);
        boolean back = counted[0] > 0 && random.nextInt(round < 20 ? 20 : 2) == 0;
        long views = back ? -counted[0] : 1 + random.nextInt(4);
        long visitors = back ? -counted[1] : random.nextInt(2);
        counted[0] += views;
        counted[1] += visitors;
        job.add(item, views, visitors);
      }
      if (random.nextInt(5) == 0) {
        apply(job.flush(), published);
        Job next = job.restarted(3);
        job.close();
        job = next;
      }
      apply(job.flush(), published);
      assertThat(List.copyOf(published.values()))
          .as("seed %d, round %d", seed, round)
          .isEqualTo(sorted(all));
    }
    job.close();
  }

  private static void apply(List<String> rows, Map<Integer, String> published) {
    for (String row : rows) {
      int rank = Integer.parseInt(row.substring(0, row.indexOf(' ')));
      if (row.endsWith("gone")) {
        published.remove(rank);
      } else {
        published.put(rank, row);
      }
    }
  }

  private static List<String> sorted(Map<String, long[]> all) {
    List<Map.Entry<String, long[]>> items =
        new ArrayList<>(
            all.entrySet().stream()
                .filter(item -> item.getValue()[0] != 0 || item.getValue()[1] != 0)
                .toList());
    items.sort(
        Comparator.<Map.Entry<String, long[]>>comparingLong(item -> -item.getValue()[0])
            .thenComparingLong(item -> -item.getValue()[1])
            .thenComparing(Map.Entry::getKey));
    List<String> rows = new ArrayList<>();
    for (int i = 0; i < Math.min(3, items.size()); i++) {
      Map.Entry<String, long[]> item = items.get(i);
      rows.add(
          "%d %s %d %d".formatted(i + 1, item.getKey(), item.getValue()[0], item.getValue()[1]));
    }
    return rows;
  }

  @ParameterizedTest
  @CsvSource({"day, 2024-03-01, false", "month, 2024-03-01, true", "all, 1970-01-01, true"})
  void rowsOfBucketsThatWereCompleteAreKept(String bucket, LocalDate date, boolean isOpen)
      throws Exception {
    OperatorSubtaskState state;
    try (var earlier = rankings(bucket, "any", Map.of())) {
      earlier.open();
      earlier.processElement(item(bucket, "any", 0, date, "a"));
      earlier.processWatermark(new Watermark(Instant.parse("2024-03-15T00:00:00Z").toEpochMilli()));
      earlier.prepareSnapshotPreBarrier(1);
      state = earlier.snapshot(1, 1);
    }
    try (var later = rankings(bucket, "{type: page}", Map.of("pages", OnChange.KEEP))) {
      later.initializeState(state);
      later.open();
      later.processElement(item(bucket, "{type: page}", 1, date, "b"));
      later.prepareSnapshotPreBarrier(2);
      assertThat(later.extractOutputValues())
          .extracting(row -> row.isDelete() ? "gone" : String.valueOf(row.values()[0]))
          .isEqualTo(isOpen ? List.of("gone", "b") : List.of());
    }
  }

  private static MetricsFactory factory(
      String bucket, String events, Map<String, OnChange> onChange) {
    ConfigText config =
        new ConfigText(
            "test",
            "metrics: {content: [{id: pages, events: %s, bucket: %s}]}".formatted(events, bucket));
    return new MetricsFactory() {
      private static final long serialVersionUID = 1L;

      @Override
      public Metrics create() {
        return Metrics.of(EngagementConfigReader.read(config).config());
      }

      @Override
      public Map<String, OnChange> onChange() {
        return onChange;
      }
    };
  }

  private static KeyedOneInputStreamOperatorTestHarness<CellKey, CellDelta, RowChange> rankings(
      String bucket, String events, Map<String, OnChange> onChange) throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new RankingOperator(factory(bucket, events, onChange), MetricCatalog::tables),
            (CellDelta delta) -> RankedTable.ranking(delta.key()),
            KEYS);
    harness.setup(new RowChangeTypeInfo(MetricCatalog::tables).createSerializer(null));
    return harness;
  }

  private static StreamRecord<CellDelta> item(
      String bucket, String events, int epoch, LocalDate date, String item) {
    DefinitionKey first =
        factory(bucket, events, Map.of()).create().metrics().get(0).published().get(0).definition();
    DefinitionKey definition = DefinitionKey.of(first.family(), first.id(), first.meaning(), epoch);
    DeltaBuffer buffer = new DeltaBuffer();
    buffer
        .at(TABLE.items(), definition)
        .number(date.toEpochDay())
        .total()
        .text(item)
        .cell()
        .add(TABLE.items().measures().get(0), 1);
    List<CellDelta> deltas = new ArrayList<>();
    buffer.drain(deltas::add);
    return new StreamRecord<>(deltas.get(0));
  }
}
