package io.engagement.flink.operator;

import io.engagement.core.catalog.DefinitionTables;
import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.deployment.Definitions;
import io.engagement.core.deployment.Definitions.Change;
import io.engagement.core.deployment.Metrics;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.RankedTable;
import io.engagement.core.table.RowChange;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.serde.Departures;
import io.engagement.flink.serde.TableIndex;
import io.engagement.flink.state.StateCatalog;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.jspecify.annotations.Nullable;

/**
 * The definitions that an operator's state was made with, and those that it goes on with: {@link
 * StateCatalog#DEFINITIONS}. Every operator that keeps keys of definitions works this out for
 * itself, from the same checkpoint and the same configuration, and so comes to the same keys.
 */
final class DefinitionsState {
  private final ListState<byte[]> stored;
  private final MetricsFactory factory;
  private final long newestMillisAtStart;
  private final long completeToMillis;

  private Definitions before = Definitions.NONE;
  private long newestMillis = Long.MIN_VALUE;
  private long watermarkMillis = Long.MIN_VALUE;
  private final Metrics metrics;
  private final Definitions now;

  DefinitionsState(StateInitializationContext context, MetricsFactory factory) throws Exception {
    this.stored = context.getOperatorStateStore().getUnionListState(StateCatalog.DEFINITIONS);
    this.factory = factory;
    OptionalLong restored = context.getRestoredCheckpointId();
    StateReader in = new StateReader();
    for (byte[] element : stored.get()) {
      in.over(element);
      newestMillis = Math.max(newestMillis, in.readLong());
      watermarkMillis = Math.max(watermarkMillis, in.readLong());
      if (in.readBoolean()) {
        before = Definitions.read(in);
      }
      in.expectEnd();
    }
    newestMillisAtStart = newestMillis;
    completeToMillis = watermarkMillis;
    Metrics configured = factory.create();
    refuseUnanswered(configured);
    long since = newestMillis == Long.MIN_VALUE ? Definitions.ALWAYS : newestMillis + 1;
    now =
        before.next(
            configured.wanted(), since, watermarkMillis, restored.orElse(0), factory.onChange());
    metrics = configured.in(now);
  }

  private void refuseUnanswered(Metrics configured) {
    Optional<String> refusal = before.refusal(configured.wanted(), factory.onChange());
    if (refusal.isPresent()) {
      throw new SuppressRestartsException(new IllegalStateException(refusal.get()));
    }
  }

  /** The running metrics, under the keys that this operator's state has for them. */
  Metrics metrics() {
    return metrics;
  }

  Definitions now() {
    return now;
  }

  /** What the start has changed, in words. */
  List<Change> changes() {
    return before.changes(now.running().stream().map(Definitions.Running::wanted).toList());
  }

  private boolean changed() {
    return now != before;
  }

  /** The definitions that the state was made with. */
  Definitions before() {
    return before;
  }

  /**
   * Whether the row of something that is not counted any more is to be deleted: not when rows of
   * complete buckets are to stay, nor when it is of a still earlier life, whose rows have stayed.
   *
   * @param endMillis when its bucket ends
   */
  boolean isToLeave(int definitionKey, long endMillis) {
    Definitions.Running of = before.find(definitionKey);
    if (of == null) {
      return true;
    }
    boolean keep = factory.onChange().get(of.wanted().id()) == Definitions.OnChange.KEEP;
    return endMillis > (keep ? Math.max(completeToMillis, of.keptToMillis()) : of.keptToMillis());
  }

  /** Is told of a key of the operator's state that is not counted any more; it is the current. */
  @FunctionalInterface
  interface Clearing {
    void clear(CellKey key) throws Exception;
  }

  /**
   * Once after a start: visits the keys of a state whose definition, period or breakdown is not
   * counted any more.
   */
  void clear(AbstractStreamOperator<?> operator, String stateName, Clearing clearing)
      throws Exception {
    if (!changed()) {
      return;
    }
    for (CellKey key : goneKeys(operator.getKeyedStateBackend(), stateName)) {
      operator.setCurrentKey(key);
      clearing.clear(key);
    }
  }

  private List<CellKey> goneKeys(KeyedStateBackend<?> backend, String stateName) {
    @SuppressWarnings("unchecked") // every operator that asks is keyed by cells
    KeyedStateBackend<CellKey> cells = (KeyedStateBackend<CellKey>) backend;
    TableIndex index = new TableIndex(MetricCatalog.tables());
    try (Stream<CellKey> keys = cells.getKeys(stateName, VoidNamespace.INSTANCE)) {
      return keys.distinct().filter(key -> isGone(key, index)).toList();
    }
  }

  private boolean isGone(CellKey key, TableIndex index) {
    CellTable.Place place =
        index.require(key.tableId()) instanceof CellTable table
            ? table.place(key)
            : RankedTable.place(key);
    return place.definition() != 0 && !metrics.counts(place);
  }

  /** The rows that say what is counted since when, and until when what is not any more. */
  void rows(Consumer<RowChange> sink) {
    for (Definitions.Running one : now.running()) {
      sink.accept(row(one, null));
    }
    if (changed()) {
      for (Definitions.Running one : before.running()) {
        if (now.find(one.wanted().family(), one.wanted().id()) == null) {
          sink.accept(row(one, newestMillisAtStart));
        }
      }
    }
  }

  /** Says whose facts leave with the first commit. */
  void departures(Consumer<RowChange> sink) {
    for (Change change : changes()) {
      if (change.needsWord() && factory.onChange().get(change.id()) == Definitions.OnChange.DROP) {
        MetricCatalog.facts(change.family())
            .forEach(table -> sink.accept(Departures.of(table, change.id())));
      }
    }
  }

  private static RowChange row(Definitions.Running one, @Nullable Long until) {
    Definitions.Wanted wanted = one.wanted();
    long since = one.since().millis();
    Object[] key = DefinitionTables.DEFINITIONS.newKey();
    DefinitionTables.METRIC.set(key, wanted.id());
    DefinitionTables.FAMILY.set(key, wanted.family());
    @Nullable Object[] values = DefinitionTables.DEFINITIONS.newValues();
    DefinitionTables.MEANING.set(values, wanted.meaning());
    DefinitionTables.SINCE.set(values, since == Definitions.ALWAYS ? null : since);
    DefinitionTables.SINCE_CHECKPOINT.set(values, one.checkpoint());
    DefinitionTables.UNTIL.set(values, until);
    return new RowChange(DefinitionTables.DEFINITIONS, key, values);
  }

  /** Notes an event time up to which records have been read. */
  void observe(long eventMillis) {
    newestMillis = Math.max(newestMillis, eventMillis);
  }

  /** Notes the watermark; the end of the input is no time. */
  void advance(long toMillis) {
    if (toMillis != Long.MAX_VALUE) {
      watermarkMillis = Math.max(watermarkMillis, toMillis);
    }
  }

  /** The largest watermark of this and earlier runs. */
  long watermarkMillis() {
    return watermarkMillis;
  }

  void snapshot(int subtask) throws Exception {
    StateWriter out = new StateWriter(64);
    out.writeLong(newestMillis);
    out.writeLong(watermarkMillis);
    out.writeBoolean(subtask == 0);
    if (subtask == 0) {
      now.write(out);
    }
    stored.update(List.of(out.toBytes()));
  }
}
