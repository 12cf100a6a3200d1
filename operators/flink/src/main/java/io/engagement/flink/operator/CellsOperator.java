package io.engagement.flink.operator;

import io.engagement.core.catalog.InputTables;
import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.WarningCode;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.DefinitionNames;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.InputWarnings;
import io.engagement.core.table.RowChange;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.Watermarks;
import io.engagement.flink.serde.Departures;
import io.engagement.flink.serde.OutputTables;
import io.engagement.flink.serde.RowChangeTypeInfo;
import io.engagement.flink.serde.TableIndex;
import io.engagement.flink.state.StateCatalog;
import java.util.Map;
import java.util.Set;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds deltas up and publishes the absolute rows of the cells that changed, once per checkpoint.
 *
 * <p>Key: the cell, or for cells of a breakdown their group ({@link CellTable#group}), because
 * which values of a breakdown have rows of their own is decided in one place: {@link
 * BreakdownCells}. Input: changes. Output: rows; a cell that becomes zero is deleted, whether it
 * was ever published or not (after going back to an older savepoint it may have been). Side output:
 * changes of warnings about buckets with too many values; departures of facts. State: {@link
 * StateCatalog#CELL}, cleared when the cell becomes zero; {@link StateCatalog#BREAKDOWN_CELLS} and
 * {@link StateCatalog#BREAKDOWN_VALUES} likewise; {@link StateCatalog#DEFINITIONS}. Timers: one per
 * key, at the end of what it counts, to publish it once more as complete.
 *
 * <p>Flink's watermark starts from its minimum after a restore. What was complete stays so: its
 * timer is gone.
 */
public final class CellsOperator extends AbstractStreamOperator<RowChange>
    implements OneInputStreamOperator<CellDelta, RowChange>,
        Triggerable<CellKey, VoidNamespace>,
        BoundedOneInput {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(CellsOperator.class);

  /** Rows are published before the barrier when this many cells have changed. */
  private static final int MOST_DIRTY_CELLS = 1 << 20;

  private final MetricsFactory factory;
  private final OutputTables tables;
  private final OutputTag<CellDelta> warnings;
  private final OutputTag<RowChange> departures;
  private @Nullable String republish;
  private boolean tellsDefinitions = true;

  private transient DefinitionsState definitions;
  private transient Metrics metrics;
  private transient TableIndex index;
  private transient DirtyCells dirty;
  private transient boolean definitionsToPublish;
  private transient DeltaBuffer overflows;
  private transient ValueState<byte[]> state;
  private transient BreakdownCells breakdowns;
  private transient InternalTimerService<VoidNamespace> timers;
  private transient StateReader reader;
  private transient StateWriter writer;
  private transient StreamRecord<RowChange> out;
  private transient Counter rows;
  private transient Republishing republishing;

  public CellsOperator(MetricsFactory factory, OutputTables tables) {
    this.factory = factory;
    this.tables = tables;
    this.warnings = warnings(tables);
    this.departures = departures(tables);
  }

  /** The side output for changes of {@link InputWarnings#TABLE}, to be added up by another one. */
  public static OutputTag<CellDelta> warnings(OutputTables tables) {
    return new OutputTag<>("warnings", Outputs.deltaType(tables));
  }

  /** The side output for {@link Departures}, which every subtask of a sink has to hear of. */
  public static OutputTag<RowChange> departures(OutputTables tables) {
    return new OutputTag<>("departures", new RowChangeTypeInfo(tables));
  }

  /** Adds up what belongs to no definition, and leaves the rows of definitions to another one. */
  public CellsOperator withoutDefinitions() {
    tellsDefinitions = false;
    return this;
  }

  /** Sends all rows once more before the first barrier of a start that was told so. */
  public CellsOperator republishing(@Nullable String start) {
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
  public void open() throws Exception {
    super.open();
    metrics = definitions.metrics();
    index = new TableIndex(tables.tables());
    dirty = new DirtyCells();
    state = getPartitionedState(StateCatalog.CELL);
    breakdowns =
        new BreakdownCells(
            getPartitionedState(StateCatalog.BREAKDOWN_CELLS),
            getPartitionedState(StateCatalog.BREAKDOWN_VALUES),
            metrics.valuesPerBreakdown(),
            getMetricGroup().counter("breakdownValuesEvicted"));
    timers = getInternalTimerService("completion", VoidNamespaceSerializer.INSTANCE, this);
    reader = new StateReader();
    writer = new StateWriter(1024);
    out = new StreamRecord<>(null);
    rows = getMetricGroup().counter("publishedRows");
    definitionsToPublish = tellsDefinitions;
    overflows = new DeltaBuffer();
    getMetricGroup().gauge("dirtyCells", dirty::size);
  }

  /** The key is set where state is read or written, not for every change. */
  @Override
  @SuppressWarnings("rawtypes") // as Flink declares it
  public void setKeyContextElement1(StreamRecord record) {}

  @Override
  public void processElement(StreamRecord<CellDelta> element) throws Exception {
    CellDelta delta = element.getValue();
    dirty.add(tableOf(delta.key()).group(delta.key()), delta.key(), delta.change());
    if (dirty.size() >= MOST_DIRTY_CELLS) {
      publish();
    }
  }

  @Override
  public void onEventTime(InternalTimer<CellKey, VoidNamespace> timer) {
    CellKey key = timer.getKey();
    if (key.isGroup()) {
      dirty.completeGroup(key, Watermarks.fromFlink(timer.getTimestamp()));
    } else {
      dirty.complete(key, new CellValue(tableOf(key)));
    }
  }

  @Override
  public void onProcessingTime(InternalTimer<CellKey, VoidNamespace> timer) {
    throw new IllegalStateException("no timer of processing time is ever set");
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    publish();
    if (republishing.take()) {
      republish();
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    definitions.snapshot(getRuntimeContext().getTaskInfo().getIndexOfThisSubtask());
    republishing.snapshot();
  }

  /** The end of the input is no time: a job may go on from a savepoint of its end. */
  @Override
  public void processWatermark(Watermark mark) throws Exception {
    definitions.advance(Watermarks.fromFlink(mark.getTimestamp()));
    super.processWatermark(mark);
  }

  @Override
  public void endInput() throws Exception {
    publish();
  }

  /** Sends what every cell is, for sinks that may hold something else. */
  private void republish() throws Exception {
    this.<CellKey>getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            StateCatalog.CELL,
            (key, cell) -> {
              CellTable table = tableOf(key);
              emit(table, key, CellValue.read(table, reader.over(cell.value())), true);
            });
    this.<CellKey>getKeyedStateBackend()
        .applyToAllKeys(
            VoidNamespace.INSTANCE,
            VoidNamespaceSerializer.INSTANCE,
            StateCatalog.BREAKDOWN_CELLS,
            (group, cells) -> {
              CellTable table = tableOf(group);
              breakdowns.forEach(table, (key, value, wasThere) -> emit(table, key, value, true));
            });
  }

  private void publish() throws Exception {
    if (definitionsToPublish) {
      publishDefinitions();
      definitionsToPublish = false;
    }
    dirty.drain(this::publish, this::publishGroup);
    overflows.drain(delta -> output.collect(warnings, new StreamRecord<>(delta)));
  }

  /** Once after a start: says what is counted, and clears what is not any more. */
  private void publishDefinitions() throws Exception {
    if (getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0) {
      definitions.rows(row -> output.collect(out.replace(row)));
      definitions.departures(row -> output.collect(departures, new StreamRecord<>(row)));
      definitions.changes().forEach(change -> LOG.info("Definitions: {}", change));
    }
    DefinitionNames names = definitions.before().names();
    definitions.clear(
        this,
        "cell",
        key -> {
          leave(tableOf(key), key, names);
          state.clear();
        });
    definitions.clear(
        this,
        "breakdown-cells",
        group -> {
          breakdowns.forEach(
              tableOf(group), (key, value, wasThere) -> leave(tableOf(group), key, names));
          breakdowns.clear();
        });
  }

  /** Deletes the row of a cell that is not counted any more, unless it is to stay. */
  private void leave(CellTable table, CellKey key, DefinitionNames names) {
    Object[] published = table.isPublished() ? table.publishedKey(key, names) : null;
    if (published == null) {
      return;
    }
    CellTable.Place place = table.place(key);
    long endMillis = table.endMillis(key, metrics.calendar());
    if (definitions.isToLeave(place.definition(), endMillis)) {
      rows.inc();
      RowChange row = new RowChange(table, published, null).yielding();
      output.collect(out.replace(ofComplete(row, place, endMillis)));
    }
  }

  private void publish(CellKey key, CellValue change) throws Exception {
    CellTable table = tableOf(key);
    if (table == InputTables.ACCOUNTING
        && change.measure(InputTables.WATERMARK) != Long.MIN_VALUE) {
      definitions.observe(change.measure(InputTables.WATERMARK) + metrics.outOfOrdernessMillis());
    }
    setCurrentKey(key);
    byte[] bytes = state.value();
    CellValue value = change;
    if (bytes != null) {
      value = CellValue.read(table, reader.over(bytes));
      value.merge(change);
    }
    if (value.isZero()) {
      if (bytes != null) {
        state.clear();
      }
      emit(table, key, null, bytes != null);
    } else {
      writer.clear();
      value.write(writer);
      state.update(writer.toBytes());
      emit(table, key, value, bytes != null);
    }
  }

  private void publishGroup(CellKey group, Map<CellKey, CellValue> changes, Set<Long> completed)
      throws Exception {
    CellTable table = tableOf(group);
    setCurrentKey(group);
    CellKey overflown =
        breakdowns.flush(
            table, changes, (key, value, wasThere) -> emit(table, key, value, wasThere));
    if (overflown != null) {
      warnOfOverflow(table, overflown);
    }
    if (!completed.isEmpty()) {
      breakdowns.forEach(
          table,
          (key, value, wasThere) -> {
            if (!changes.containsKey(key)
                && completed.contains(table.completeAtMillis(key, metrics.calendar()))) {
              emit(table, key, value, true);
            }
          });
    }
  }

  /** Counts a bucket once, with when it began and the definition as the example. */
  private void warnOfOverflow(CellTable table, CellKey cell) {
    CellTable.Place place = table.place(cell);
    String breakdown = metrics.names().dimension(place.dimension());
    String definition = metrics.names().definition(place.definition());
    if (breakdown != null && definition != null) {
      InputWarnings.warn(
          overflows,
          "",
          WarningCode.BREAKDOWN_OVERFLOW,
          breakdown,
          table.startMillis(cell, metrics.calendar()),
          definition);
    }
  }

  /**
   * Publishes a cell of the current key, unless the program keeps it for itself, and sets the timer
   * for when it becomes complete.
   *
   * @param value null for a cell that is gone
   */
  private void emit(CellTable table, CellKey key, @Nullable CellValue value, boolean wasThere) {
    if (!table.isPublished()) {
      return;
    }
    long completeAtMillis = table.completeAtMillis(key, metrics.calendar());
    boolean passed = reachedMillis() >= completeAtMillis;
    if (value != null && !wasThere && !passed && completeAtMillis != Long.MIN_VALUE) {
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, Watermarks.toFlink(completeAtMillis));
    }
    CellTable.Place place = table.place(key);
    long endMillis = table.endMillis(key, metrics.calendar());
    if (metrics.isOfEarlierLife(place.definition(), endMillis)) {
      return;
    }
    boolean complete =
        passed && table.startMillis(key, metrics.calendar()) >= metrics.sinceMillis(place);
    DefinitionNames names = metrics.names();
    Object[] published = table.publishedKey(key, names);
    if (published != null) {
      rows.inc();
      @Nullable Object[] values =
          value == null ? null : table.publishedValues(key, value, complete, names);
      RowChange row = new RowChange(table, published, values);
      output.collect(out.replace(complete ? ofComplete(row, place, endMillis) : row));
    }
  }

  private long reachedMillis() {
    return Math.max(Watermarks.fromFlink(timers.currentWatermark()), definitions.watermarkMillis());
  }

  /**
   * Says of a row since when its number has been complete, where it has: sinks that compare it with
   * what they hold know corrections by it. Buckets of less than a day are not reported on.
   */
  private RowChange ofComplete(RowChange row, CellTable.Place place, long endMillis) {
    if (endMillis == Long.MAX_VALUE || (place.period() != null && place.period().isInstant())) {
      return row;
    }
    long sinceMillis = endMillis + metrics.openMillis(place.definition());
    return reachedMillis() >= sinceMillis ? row.completeAt(sinceMillis) : row;
  }

  private CellTable tableOf(CellKey key) {
    return (CellTable) index.require(key.tableId());
  }
}
