package io.engagement.flink.operator;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.event.UserEvent;
import io.engagement.core.identity.Deletion;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.RankedTable;
import io.engagement.core.table.RowChange;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.checkpoint.InputProgress;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.serde.CellKeySerializer;
import io.engagement.flink.serde.OutputTables;
import io.engagement.flink.serde.RowChangeTypeInfo;
import io.engagement.flink.serde.TableIndex;
import io.engagement.flink.serde.UserEventSerializer;
import io.engagement.flink.serde.UserKey;
import io.engagement.flink.serde.WireType;
import io.engagement.flink.source.PartitionClock;
import io.engagement.flink.source.PartitionProgress;
import io.engagement.flink.source.RecordDecoder;
import io.engagement.flink.source.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.SplittableRandom;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * All operators between source and sinks, each in its harness, one after the other: one partition,
 * barriers where the test wants them.
 */
public final class OneTaskPipeline implements AutoCloseable {
  private static final OutputTables TABLES = MetricCatalog::tables;
  private static final Outputs OUTPUTS = Outputs.of(TABLES);
  private static final List<String> TOPICS = List.of("events");
  private static final TypeInformation<CellKey> CELL_KEYS =
      WireType.key(CellKey.class, CellKeySerializer.INSTANCE);

  private final RecordDecoder decoder;
  private final OneInputStreamOperatorTestHarness<SourceRecord, UserEvent> intake;
  private final KeyedOneInputStreamOperatorTestHarness<UserKey, UserEvent, CellDelta> timeline;
  private final @Nullable StitchedHistories stitched;
  private final KeyedOneInputStreamOperatorTestHarness<CellKey, CellDelta, RowChange> cells;
  private final KeyedOneInputStreamOperatorTestHarness<CellKey, CellDelta, CellDelta> items;
  private final KeyedOneInputStreamOperatorTestHarness<CellKey, CellDelta, RowChange> rankings;
  private PartitionProgress partition = new PartitionProgress(0, 0, new PartitionClock());
  private long offset;

  /** The state of every operator, the offset to go on from, and the clock of the partition. */
  public record State(long offset, PartitionClock clock, List<OperatorSubtaskState> operators) {}

  /**
   * What went to the sinks since the last barrier.
   *
   * @param warnings changes of warnings, which are not added up here
   */
  public record Published(
      List<RowChange> rows, List<InputProgress> progress, List<CellDelta> warnings) {}

  /**
   * @param state null for a start without
   */
  public OneTaskPipeline(ConfigText config, @Nullable State state, StartOptions start)
      throws Exception {
    this(TestDeployment.metrics(config), state, start);
  }

  /**
   * @param state null for a start without
   */
  public OneTaskPipeline(MetricsFactory metrics, @Nullable State state, StartOptions start)
      throws Exception {
    this(metrics, state, start, null, null);
  }

  /**
   * @param state null for a start without
   * @param delays how long things are on their way between operators where ids are stitched; null
   *     when they arrive at once
   * @param deletions how users are deleted where ids are stitched; null when they are not
   */
  public OneTaskPipeline(
      MetricsFactory metrics,
      @Nullable State state,
      StartOptions start,
      @Nullable SplittableRandom delays,
      @Nullable DeletionRules deletions)
      throws Exception {
    decoder = new RecordDecoder(metrics.create());
    boolean isStitched = metrics.create().isStitched();
    stitched =
        isStitched ? new StitchedHistories(metrics, start.republish(), delays, deletions) : null;
    intake =
        new OneInputStreamOperatorTestHarness<>(
            new IntakeOperator(
                    metrics, OUTPUTS, TOPICS, isStitched ? StitchedHistories.IDENTITIES : null)
                .deleting(deletions != null));
    intake.setup(WireType.of(UserEvent.class, new UserEventSerializer()).createSerializer(null));
    timeline =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new TimelineOperator(
                    metrics, OUTPUTS, TOPICS, HistoryCacheBudget.fixed(MemorySize.parse("1mb")))
                .republishing(start.republish()),
            UserKey::of,
            UserKey.TYPE);
    timeline.setup(Outputs.deltaType(TABLES).createSerializer(null));
    cells =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new CellsOperator(metrics, TABLES).republishing(start.republish()),
            OneTaskPipeline::groupOf,
            CELL_KEYS);
    cells.setup(new RowChangeTypeInfo(TABLES).createSerializer(null));
    items =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new ItemCellsOperator(metrics, TABLES),
            item -> RankedTable.shard(item.key()),
            CELL_KEYS);
    items.setup(Outputs.deltaType(TABLES).createSerializer(null));
    rankings =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new RankingOperator(metrics, TABLES).republishing(start.republish()),
            item -> RankedTable.ranking(item.key()),
            CELL_KEYS);
    rankings.setup(new RowChangeTypeInfo(TABLES).createSerializer(null));
    if (state != null) {
      offset = state.offset();
      partition = new PartitionProgress(0, 0, state.clock().copy());
    }
    List<AbstractStreamOperatorTestHarness<?>> all = all();
    for (int i = 0; i < all.size(); i++) {
      if (state != null) {
        initialize(i, state.operators(), all.size());
      }
      all.get(i).open();
    }
  }

  /** Where ids are stitched from now on, devices go on from the histories, and the rest begins. */
  private void initialize(int operator, List<OperatorSubtaskState> states, int operators)
      throws Exception {
    if (operators == states.size()) {
      all().get(operator).initializeState(states.get(operator));
    } else if (operators > states.size() && operator != 1 && operator != 3) {
      all()
          .get(operator)
          .initializeState(states.get(operator == 0 ? 0 : operator == 2 ? 1 : operator - 2));
    } else if (operators < states.size()) {
      all()
          .get(operator)
          .initializeState(states.get(operator < 1 ? 0 : operator < 2 ? 2 : operator + 2));
    }
  }

  private static CellKey groupOf(CellDelta delta) {
    return ((CellTable) new TableIndex(TABLES.tables()).require(delta.key().tableId()))
        .group(delta.key());
  }

  private List<AbstractStreamOperatorTestHarness<?>> all() {
    List<AbstractStreamOperatorTestHarness<?>> all = new ArrayList<>();
    all.add(intake);
    all.addAll(stitched == null ? List.of(timeline) : stitched.all());
    all.addAll(List.of(cells, items, rankings));
    return all;
  }

  /** What the clock says where histories are. */
  void clock(Instant now) throws Exception {
    for (AbstractStreamOperatorTestHarness<?> operator : all()) {
      operator.setProcessingTime(now.toEpochMilli());
    }
  }

  /** Reads the next records of the partition; nobody knows when they were appended. */
  public void read(String... json) throws Exception {
    for (String text : json) {
      read(text, SourceRecord.NO_TIME);
    }
  }

  /** Reads the next record of the partition. */
  void read(String json, Instant appended) throws Exception {
    read(json, appended.toEpochMilli());
  }

  private void read(String json, long appendTimeMillis) throws Exception {
    SourceRecord record =
        decoder.decode(json.getBytes(StandardCharsets.UTF_8), 0, 0, offset++, appendTimeMillis);
    record.progress = partition;
    intake.processElement(new StreamRecord<>(record));
    if (stitched != null) {
      stitched.take(intake);
      return;
    }
    for (UserEvent event : drained(intake, UserEvent.class)) {
      timeline.processElement(new StreamRecord<>(event));
    }
  }

  /** Deletes somebody. */
  public void delete(Deletion deletion) throws Exception {
    Objects.requireNonNull(stitched).delete(deletion);
  }

  public void watermark(long millis) throws Exception {
    if (stitched == null) {
      timeline.processWatermark(millis);
    } else {
      stitched.watermark(millis);
    }
    cells.processWatermark(millis);
  }

  /** The watermark reaches anonymous ids, and users later. */
  public void watermarkOfDevices(long millis) throws Exception {
    Objects.requireNonNull(stitched).watermarkOfDevices(millis);
  }

  /** A barrier passes the devices and comes no further: the checkpoint is aborted. */
  void abortedBarrier(long checkpoint) throws Exception {
    if (stitched != null) {
      stitched.abortedBarrier(checkpoint);
    }
  }

  /** The barrier passes every operator. */
  public Published barrier(long checkpoint) throws Exception {
    List<RowChange> rows = new ArrayList<>();
    intake.prepareSnapshotPreBarrier(checkpoint);
    if (stitched != null) {
      stitched.take(intake);
    }
    List<InputProgress> progress = new ArrayList<>();
    side(intake, OUTPUTS.progress(), progress::add);
    side(intake, OUTPUTS.rows(), rows::add);
    side(intake, OUTPUTS.deltas(), delta -> cells.processElement(new StreamRecord<>(delta)));
    List<CellDelta> changes = new ArrayList<>();
    List<CellDelta> ofItems = new ArrayList<>();
    if (stitched != null) {
      stitched.barrier(checkpoint, rows::add, changes::add, ofItems::add);
    } else {
      timeline.prepareSnapshotPreBarrier(checkpoint);
      side(timeline, OUTPUTS.rows(), rows::add);
      side(timeline, OUTPUTS.items(), ofItems::add);
      changes.addAll(drained(timeline, CellDelta.class));
    }
    for (CellDelta item : ofItems) {
      items.processElement(new StreamRecord<>(item));
    }
    for (CellDelta delta : changes) {
      cells.processElement(new StreamRecord<>(delta));
    }
    items.prepareSnapshotPreBarrier(checkpoint);
    for (CellDelta item : drained(items, CellDelta.class)) {
      rankings.processElement(new StreamRecord<>(item));
    }
    rankings.prepareSnapshotPreBarrier(checkpoint);
    side(
        rankings,
        RankingOperator.values(TABLES),
        delta -> cells.processElement(new StreamRecord<>(delta)));
    cells.prepareSnapshotPreBarrier(checkpoint);
    rows.addAll(drained(cells, RowChange.class));
    side(cells, CellsOperator.departures(TABLES), rows::add);
    rows.addAll(drained(rankings, RowChange.class));
    List<CellDelta> warnings = new ArrayList<>();
    side(cells, CellsOperator.warnings(TABLES), warnings::add);
    return new Published(rows, progress, warnings);
  }

  /** The state behind the barrier. */
  public State snapshot(long checkpoint) throws Exception {
    List<OperatorSubtaskState> states = new ArrayList<>();
    for (AbstractStreamOperatorTestHarness<?> operator : all()) {
      states.add(operator.snapshot(checkpoint, checkpoint));
    }
    return new State(offset, partition.clock().copy(), states);
  }

  private static <T> List<T> drained(
      AbstractStreamOperatorTestHarness<?> harness, Class<T> elements) {
    List<T> drained = new ArrayList<>();
    for (Object out : harness.getOutput()) {
      if (out instanceof StreamRecord<?> record) {
        drained.add(elements.cast(record.getValue()));
      }
    }
    harness.getOutput().clear();
    return drained;
  }

  @FunctionalInterface
  private interface Action<T> {
    void accept(T element) throws Exception;
  }

  private static <T> void side(
      AbstractStreamOperatorTestHarness<?> harness, OutputTag<T> tag, Action<T> action)
      throws Exception {
    Queue<StreamRecord<T>> records = harness.getSideOutput(tag);
    if (records != null) {
      for (StreamRecord<T> record : records) {
        action.accept(record.getValue());
      }
      records.clear();
    }
  }

  @Override
  public void close() throws Exception {
    for (AbstractStreamOperatorTestHarness<?> operator : all()) {
      operator.close();
    }
  }
}
