package io.engagement.flink.operator;

import io.engagement.core.deployment.Metrics;
import io.engagement.core.ranking.RankedItem;
import io.engagement.core.ranking.Ranking;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.Period;
import io.engagement.core.table.RankedTable;
import io.engagement.core.table.RowChange;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.Watermarks;
import io.engagement.flink.serde.OutputTables;
import io.engagement.flink.serde.TableIndex;
import io.engagement.flink.state.StateCatalog;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * The second stage of a ranking: puts the first items of all parts of a ranking in order and
 * publishes the ranks that changed, once per checkpoint.
 *
 * <p>Key: the ranking. Input: the whole value of an item among the first of its part, zero for one
 * that is not any more. Output: rows; a rank without an item is deleted. Side output: which values
 * of breakdowns have got a ranking, or have none any more, to be counted by bucket. State: {@link
 * StateCatalog#RANKING} and {@link StateCatalog#RANKING_TOLD}, cleared when there is no item.
 * Timers: none.
 */
public final class RankingOperator extends AbstractStreamOperator<RowChange>
    implements OneInputStreamOperator<CellDelta, RowChange>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private final MetricsFactory factory;
  private final OutputTables tables;
  private final OutputTag<CellDelta> values;
  private @Nullable String republish;

  private transient DefinitionsState definitions;
  private transient Metrics metrics;
  private transient boolean started;
  private transient TableIndex index;
  private transient Map<CellKey, Map<String, @Nullable RankedItem>> dirty;
  private transient ValueState<byte[]> state;
  private transient ValueState<Boolean> told;
  private transient StateReader reader;
  private transient StateWriter writer;
  private transient StreamRecord<RowChange> out;
  private transient Counter rows;
  private transient Republishing republishing;

  public RankingOperator(MetricsFactory factory, OutputTables tables) {
    this.factory = factory;
    this.tables = tables;
    this.values = values(tables);
  }

  /** The side output for changes of {@link RankedTable#values}, to be added up with other cells. */
  public static OutputTag<CellDelta> values(OutputTables tables) {
    return new OutputTag<>("values", Outputs.deltaType(tables));
  }

  /** Sends all rows once more before the first barrier of a start that was told so. */
  public RankingOperator republishing(@Nullable String start) {
    republish = start;
    return this;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    republishing = new Republishing(context, republish);
    definitions = new DefinitionsState(context, factory);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    definitions.snapshot(getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
    republishing.snapshot();
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    definitions.advance(Watermarks.fromFlink(mark.getTimestamp()));
    super.processWatermark(mark);
  }

  @Override
  public void open() throws Exception {
    super.open();
    metrics = definitions.metrics();
    started = false;
    index = new TableIndex(tables.tables());
    dirty = new LinkedHashMap<>();
    state = getPartitionedState(StateCatalog.RANKING);
    told = getPartitionedState(StateCatalog.RANKING_TOLD);
    reader = new StateReader();
    writer = new StateWriter(1024);
    out = new StreamRecord<>(null);
    rows = getMetricGroup().counter("publishedRows");
    getMetricGroup().gauge("dirtyRankings", () -> dirty.size());
  }

  /** The key is set where state is read or written, not for every change. */
  @Override
  @SuppressWarnings("rawtypes") // as Flink declares it
  public void setKeyContextElement1(StreamRecord record) {}

  @Override
  public void processElement(StreamRecord<CellDelta> element) {
    CellDelta item = element.getValue();
    String name = RankedTable.item(item.key());
    dirty
        .computeIfAbsent(RankedTable.ranking(item.key()), absent -> new LinkedHashMap<>())
        .put(name, RankedItem.of(name, item.change(), writer));
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    publish();
    if (republishing.take()) {
      republish();
    }
  }

  @Override
  public void endInput() throws Exception {
    publish();
  }

  /** Sends every rank, for sinks that may hold something else. */
  private void republish() throws Exception {
    this.<CellKey>getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            StateCatalog.RANKING,
            (key, bytes) -> {
              RankedTable table = (RankedTable) index.require(key.tableId());
              Ranking.read(reader.over(bytes.value()), RankedTable::part)
                  .published((rank, item) -> publish(table, key, rank, item));
            });
  }

  /** Once after a start: deletes what is not counted any more, unless it is to stay. */
  private void start() throws Exception {
    started = true;
    definitions.clear(
        this,
        "ranking",
        key -> {
          leave(key);
          state.clear();
          told.clear();
        });
  }

  private void leave(CellKey key) throws Exception {
    int definition = RankedTable.definitionKey(key);
    Period bucket = definitions.before().bucket(definition);
    byte[] bytes = state.value();
    if (bytes == null
        || !definitions.isToLeave(
            definition, RankedTable.endMillis(key, bucket, metrics.calendar()))) {
      return;
    }
    RankedTable table = (RankedTable) index.require(key.tableId());
    Ranking.read(reader.over(bytes), RankedTable::part)
        .published(
            (rank, item) -> {
              RowChange row = table.row(key, rank, "", null, definitions.before().names());
              emit(row == null ? null : row.yielding());
            });
  }

  private void publish() throws Exception {
    if (!started) {
      start();
    }
    for (Map.Entry<CellKey, Map<String, @Nullable RankedItem>> entry : dirty.entrySet()) {
      publish(entry.getKey(), entry.getValue());
    }
    dirty.clear();
  }

  private void publish(CellKey key, Map<String, @Nullable RankedItem> changes) throws Exception {
    setCurrentKey(key);
    RankedTable table = (RankedTable) index.require(key.tableId());
    byte[] bytes = state.value();
    Ranking ranking =
        bytes == null
            ? new Ranking(RankedTable::part)
            : Ranking.read(reader.over(bytes), RankedTable::part);
    ranking.change(
        changes,
        metrics.top(RankedTable.definitionKey(key)),
        (rank, item) -> publish(table, key, rank, item));
    if (ranking.isEmpty()) {
      state.clear();
    } else {
      writer.clear();
      ranking.write(writer);
      state.update(writer.toBytes());
    }
    if (RankedTable.place(key).dimension() != 0) {
      tellOfValue(table, key, !ranking.isEmpty());
    }
  }

  /** The state of a version that told nothing is told of with its next change. */
  private void tellOfValue(RankedTable table, CellKey key, boolean isThere) throws Exception {
    boolean wasTold = told.value() != null;
    if (isThere == wasTold) {
      return;
    }
    if (isThere) {
      told.update(true);
    } else {
      told.clear();
    }
    output.collect(values, new StreamRecord<>(table.valueOf(key, isThere ? 1 : -1)));
  }

  private void publish(RankedTable table, CellKey key, int rank, @Nullable RankedItem item) {
    int definition = RankedTable.definitionKey(key);
    Period bucket = metrics.bucket(definition);
    if (metrics.isOfEarlierLife(
        definition, RankedTable.endMillis(key, bucket, metrics.calendar()))) {
      return;
    }
    RowChange row =
        item == null
            ? table.row(key, rank, "", null, metrics.names())
            : table.row(key, rank, item.item(), item.counted(table.items()), metrics.names());
    emit(row);
  }

  private void emit(@Nullable RowChange row) {
    if (row != null) {
      rows.inc();
      output.collect(out.replace(row));
    }
  }
}
