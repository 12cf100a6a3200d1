package io.engagement.jobs.topology;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.event.UserEvent;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.RankedTable;
import io.engagement.core.table.RowChange;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.checkpoint.InputProgress;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.operator.CellsOperator;
import io.engagement.flink.operator.HistoryCacheBudget;
import io.engagement.flink.operator.IntakeOperator;
import io.engagement.flink.operator.ItemCellsOperator;
import io.engagement.flink.operator.Outputs;
import io.engagement.flink.operator.RankingOperator;
import io.engagement.flink.operator.TimelineOperator;
import io.engagement.flink.serde.CellKeySerializer;
import io.engagement.flink.serde.Departures;
import io.engagement.flink.serde.OutputTables;
import io.engagement.flink.serde.RowChangeTypeInfo;
import io.engagement.flink.serde.TableIndex;
import io.engagement.flink.serde.UserEventSerializer;
import io.engagement.flink.serde.UserKey;
import io.engagement.flink.serde.WireType;
import io.engagement.flink.source.SourceRecord;
import io.engagement.flink.state.StateCatalog;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.jspecify.annotations.Nullable;

/**
 * The way of an event, source and sinks left open.
 *
 * <pre>
 * source of records          source.user-events
 *   | chained
 * intake                     intake.user-events   -- rejected rows ----------------------.
 *   | events                                      -- accounting deltas --.               |
 *   |                                             -- progress ------------|---------------|
 *   | keyed by user                                                      |               |
 * timeline                   timeline.user        -- facts, late rows ---|---------------|
 *   |                                             -- items' deltas --.   |               |
 *   | deltas                                                         |   |               |
 *   |<---------------------------------------------------------------|---'               |
 *   | keyed by cell or group                                         | keyed by a part   |
 * cells                      cells.metric           item cells       | cells.items       |
 *   |-- departures of facts      -------------------------------------------> sinks
 *   |-- warnings, keyed by cell                                      | keyed by ranking  |
 *   |   cells of warnings      cells.warnings       rankings         | ranking.items     |
 *   | rows                                                           |                   |
 *   |<---------------------------------------------------------------'                   |
 *   |<-----------------------------------------------------------------------------------'
 * sinks
 * </pre>
 */
public final class EngagementTopology {
  /** The type of a stream of events. */
  private static final TypeInformation<UserEvent> EVENTS =
      WireType.of(UserEvent.class, new UserEventSerializer());

  private static final TypeInformation<CellKey> CELL_KEYS =
      WireType.key(CellKey.class, CellKeySerializer.INSTANCE);

  private EngagementTopology() {}

  /** Takes the finished rows somewhere. Adds its operators with uids of {@link StateCatalog}. */
  @FunctionalInterface
  public interface RowsTo {
    /**
     * @param departures facts that leave with the first checkpoint of a start: {@link Departures}
     * @param progress how far the input has been read, sent before each barrier
     */
    void attach(
        DataStream<RowChange> rows,
        DataStream<RowChange> departures,
        DataStream<InputProgress> progress);
  }

  /**
   * Wires the operators between a source and sinks.
   *
   * @param records a source's stream; the intake takes over its parallelism and is chained to it
   * @param topics names by topic index
   * @param factory the running definitions
   * @param budget heap for the histories of each timeline subtask
   * @param sinks where rows go; each gets all of them
   */
  public static void define(
      SingleOutputStreamOperator<SourceRecord> records,
      List<String> topics,
      MetricsFactory factory,
      HistoryCacheBudget budget,
      List<RowsTo> sinks) {
    define(records, topics, factory, budget, sinks, StartOptions.CONTINUE);
  }

  /**
   * Wires the operators for a start that was told something.
   *
   * @param start whether all rows are published once more
   */
  public static void define(
      SingleOutputStreamOperator<SourceRecord> records,
      List<String> topics,
      MetricsFactory factory,
      HistoryCacheBudget budget,
      List<RowsTo> sinks,
      StartOptions start) {
    String republish = start.republish();
    OutputTables tables = MetricCatalog::tables;
    Outputs outputs = Outputs.of(tables);

    SingleOutputStreamOperator<UserEvent> events =
        records
            .transform("Take records in", EVENTS, new IntakeOperator(factory, outputs, topics))
            .setParallelism(records.getParallelism())
            .uid(StateCatalog.INTAKE);

    SingleOutputStreamOperator<CellDelta> deltas =
        events
            .keyBy(UserKey::of, UserKey.TYPE)
            .transform(
                "Keep users' histories",
                Outputs.deltaType(tables),
                new TimelineOperator(factory, outputs, topics, budget).republishing(republish))
            .uid(StateCatalog.TIMELINE);

    SingleOutputStreamOperator<RowChange> rows =
        deltas
            .union(events.getSideOutput(outputs.deltas()))
            .keyBy(new GroupOfCell(tables), CELL_KEYS)
            .transform(
                "Add up cells",
                new RowChangeTypeInfo(tables),
                new CellsOperator(factory, tables).republishing(republish))
            .uid(StateCatalog.CELLS);

    SingleOutputStreamOperator<RowChange> warnings =
        rows.getSideOutput(CellsOperator.warnings(tables))
            .keyBy(CellDelta::key, CELL_KEYS)
            .transform(
                "Add up warnings",
                new RowChangeTypeInfo(tables),
                new CellsOperator(factory, tables).withoutDefinitions().republishing(republish))
            .setParallelism(1)
            .uid(StateCatalog.WARNINGS);

    SingleOutputStreamOperator<RowChange> ranks =
        deltas
            .getSideOutput(outputs.items())
            .keyBy(item -> RankedTable.shard(item.key()), CELL_KEYS)
            .transform(
                "Add up items", Outputs.deltaType(tables), new ItemCellsOperator(factory, tables))
            .uid(StateCatalog.ITEM_CELLS)
            .keyBy(item -> RankedTable.ranking(item.key()), CELL_KEYS)
            .transform(
                "Rank items",
                new RowChangeTypeInfo(tables),
                new RankingOperator(factory, tables).republishing(republish))
            .uid(StateCatalog.RANKINGS);

    DataStream<RowChange> all =
        rows.union(
            warnings,
            ranks,
            deltas.getSideOutput(outputs.rows()),
            events.getSideOutput(outputs.rows()));
    DataStream<InputProgress> progress = events.getSideOutput(outputs.progress());
    DataStream<RowChange> departures = rows.getSideOutput(CellsOperator.departures(tables));
    sinks.forEach(sink -> sink.attach(all, departures, progress));
  }

  private static final class GroupOfCell implements KeySelector<CellDelta, CellKey> {
    private static final long serialVersionUID = 1L;

    private final OutputTables tables;
    private transient @Nullable TableIndex index;

    GroupOfCell(OutputTables tables) {
      this.tables = tables;
    }

    @Override
    public CellKey getKey(CellDelta delta) {
      TableIndex known = index;
      if (known == null) {
        known = new TableIndex(tables.tables());
        index = known;
      }
      return known.cells(delta.key().tableId()).group(delta.key());
    }
  }
}
