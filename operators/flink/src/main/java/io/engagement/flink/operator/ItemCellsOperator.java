package io.engagement.flink.operator;

import io.engagement.core.deployment.Metrics;
import io.engagement.core.ranking.RankedItem;
import io.engagement.core.ranking.TopItems;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.RankedTable;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.Watermarks;
import io.engagement.flink.serde.OutputTables;
import io.engagement.flink.serde.TableIndex;
import io.engagement.flink.state.StateCatalog;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * The first stage of a ranking: adds the changes of items up and tells which items are the first of
 * their part of a ranking, once per checkpoint.
 *
 * <p>Key: a part of a ranking ({@link RankedTable#shard}), so that even a bucket that everybody
 * looks at is spread over subtasks. Input: changes of items. Output: for each touched part what
 * became of its first items; the change is the item's whole value, zero for one that is not among
 * the first any more. State: {@link StateCatalog#ITEMS}, cleared when the item is not counted any
 * more; {@link StateCatalog#FIRST_ITEMS}. Timers: none.
 *
 * <p>A flush reads and writes the touched items only. All items of a part are looked at when more
 * of the first ones have fallen out than are held in reserve: {@link TopItems}.
 */
public final class ItemCellsOperator extends AbstractStreamOperator<CellDelta>
    implements OneInputStreamOperator<CellDelta, CellDelta>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  /** Changes are taken before the barrier when this many items have one. */
  private static final int MOST_DIRTY_ITEMS = 1 << 18;

  private final MetricsFactory factory;
  private final OutputTables tables;

  private transient DefinitionsState definitions;
  private transient Metrics metrics;
  private transient boolean started;
  private transient TableIndex index;

  /** By part of a ranking, by item: what has changed since the last flush. */
  private transient Map<CellKey, Map<String, CellValue>> dirty;

  private transient int dirtyItems;
  private transient MapState<String, byte[]> items;
  private transient ValueState<byte[]> firstItems;
  private transient StateReader reader;
  private transient StateWriter writer;
  private transient StreamRecord<CellDelta> out;
  private transient Counter refills;

  public ItemCellsOperator(MetricsFactory factory, OutputTables tables) {
    this.factory = factory;
    this.tables = tables;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    definitions = new DefinitionsState(context, factory);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    definitions.snapshot(getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
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
    items = getPartitionedState(StateCatalog.ITEMS);
    firstItems = getPartitionedState(StateCatalog.FIRST_ITEMS);
    reader = new StateReader();
    writer = new StateWriter(1024);
    out = new StreamRecord<>(null);
    refills = getMetricGroup().counter("refills");
    getMetricGroup().gauge("dirtyItems", () -> dirtyItems);
  }

  /** The key is set where state is read or written, not for every change. */
  @Override
  @SuppressWarnings("rawtypes") // as Flink declares it
  public void setKeyContextElement1(StreamRecord record) {}

  @Override
  public void processElement(StreamRecord<CellDelta> element) throws Exception {
    CellDelta delta = element.getValue();
    CellValue there =
        dirty
            .computeIfAbsent(RankedTable.shard(delta.key()), absent -> new LinkedHashMap<>())
            .putIfAbsent(RankedTable.item(delta.key()), delta.change());
    if (there != null) {
      there.merge(delta.change());
    } else if (++dirtyItems >= MOST_DIRTY_ITEMS) {
      flush();
    }
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    flush();
  }

  @Override
  public void endInput() throws Exception {
    flush();
  }

  /** Once after a start: clears what is not counted any more. */
  private void start() throws Exception {
    started = true;
    definitions.clear(
        this,
        "items",
        part -> {
          items.clear();
          firstItems.clear();
        });
  }

  private void flush() throws Exception {
    if (!started) {
      start();
    }
    for (Map.Entry<CellKey, Map<String, CellValue>> part : dirty.entrySet()) {
      flush(part.getKey(), part.getValue());
    }
    dirty.clear();
    dirtyItems = 0;
  }

  private void flush(CellKey part, Map<String, CellValue> changes) throws Exception {
    setCurrentKey(part);
    CellTable table = index.cells(part.tableId());
    int top = metrics.top(RankedTable.definitionKey(part));
    byte[] bytes = firstItems.value();
    TopItems first = bytes == null ? new TopItems() : TopItems.read(reader.over(bytes));
    Set<RankedItem> before = new HashSet<>(first.sent());
    Set<String> touched = new HashSet<>();
    Set<String> gone = new LinkedHashSet<>();
    for (Map.Entry<String, CellValue> change : changes.entrySet()) {
      boolean isThere = replace(table, change.getKey(), change.getValue(), top, first);
      (isThere ? touched : gone).add(change.getKey());
    }
    if (first.isShort(top)) {
      refills.inc();
      first.refill(allItems(table), top);
    }
    List<RankedItem> now = first.first(top);
    for (RankedItem item : now) {
      if (touched.contains(item.item()) || !before.contains(item)) {
        emit(part, item.item(), item.counted(table));
      }
    }
    before.forEach(item -> gone.add(item.item()));
    now.forEach(item -> gone.remove(item.item()));
    for (String item : gone) {
      emit(part, item, new CellValue(table));
    }
    first.setSent(top);
    if (first.isEmpty()) {
      firstItems.clear();
    } else {
      writer.clear();
      first.write(writer);
      firstItems.update(writer.toBytes());
    }
  }

  /** Whether there is anything of the item. */
  private boolean replace(CellTable table, String item, CellValue change, int top, TopItems first)
      throws Exception {
    byte[] bytes = items.get(item);
    RankedItem before = null;
    CellValue value = change;
    if (bytes != null) {
      before = RankedItem.read(item, bytes, table);
      value = before.counted(table);
      value.merge(change);
    }
    RankedItem after = RankedItem.of(item, value, writer);
    if (after != null) {
      items.put(item, after.value());
    } else if (bytes != null) {
      items.remove(item);
    }
    first.replace(before, after, top);
    return after != null;
  }

  private List<RankedItem> allItems(CellTable table) throws Exception {
    List<RankedItem> all = new ArrayList<>();
    for (Map.Entry<String, byte[]> entry : items.entries()) {
      all.add(RankedItem.read(entry.getKey(), entry.getValue(), table));
    }
    return all;
  }

  private void emit(CellKey part, String item, CellValue value) {
    CellKey key = RankedTable.itemOf(RankedTable.rankingOfShard(part), item);
    output.collect(out.replace(new CellDelta(key, value)));
  }
}
