package io.engagement.jobs.topology;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.event.UserEvent;
import io.engagement.core.identity.Claim;
import io.engagement.core.identity.Deletion;
import io.engagement.core.table.CellDelta;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.RankedTable;
import io.engagement.core.table.RowChange;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.checkpoint.InputProgress;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.operator.CellsOperator;
import io.engagement.flink.operator.DeletingTimelineOperator;
import io.engagement.flink.operator.DeletionRules;
import io.engagement.flink.operator.DevicesOperator;
import io.engagement.flink.operator.HistoryCacheBudget;
import io.engagement.flink.operator.IdentityOutputs;
import io.engagement.flink.operator.IntakeOperator;
import io.engagement.flink.operator.ItemCellsOperator;
import io.engagement.flink.operator.Outputs;
import io.engagement.flink.operator.OwnersOperator;
import io.engagement.flink.operator.PeopleOperator;
import io.engagement.flink.operator.RankingOperator;
import io.engagement.flink.operator.TimelineOperator;
import io.engagement.flink.serde.CellKeySerializer;
import io.engagement.flink.serde.Departures;
import io.engagement.flink.serde.OrDeletion;
import io.engagement.flink.serde.OutputTables;
import io.engagement.flink.serde.RowChangeTypeInfo;
import io.engagement.flink.serde.TableIndex;
import io.engagement.flink.serde.UserKey;
import io.engagement.flink.serde.WireType;
import io.engagement.flink.source.SourceRecord;
import io.engagement.flink.state.StateCatalog;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
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
 *   |-- departures of facts -------------------------------------------------------------> sinks
 *   |-- warnings, keyed by cell                                      | keyed by ranking  |
 *   |   cells of warnings      cells.warnings       rankings         | ranking.items     |
 *   |<------------------------------------- values of breakdowns ----|                   |
 *   | rows                                                           |                   |
 *   |<---------------------------------------------------------------'                   |
 *   |<-----------------------------------------------------------------------------------'
 * sinks
 * </pre>
 *
 * <p>Where users can be deleted, requests come in at the side: control topic (source.control),
 * taken in (control.deletions), keyed by whom they delete to the timeline; their rows to the sinks.
 *
 * <p>Where ids are stitched, there are two timelines, of anonymous ids and of users:
 *
 * <pre>
 * intake -- events with a user id -----------------------------------------. keyed by user
 *   |                                                                      |
 *   |-- claims ------- keyed by user -- owners       owners.user           |
 *   |                                     | keyed by anonymous id          |
 *   '-- events with an anonymous id alone |                                |
 *         | keyed by anonymous id         |                                |
 *       devices        timeline.user -----'                                |
 *         |-- events of ids that are somebody's ---------------------------|
 *         |-- histories of ids that have become somebody's ----------------|
 *         |                                            people  timeline.people
 *         | deltas, items, rows                          | deltas, items, rows
 * </pre>
 *
 * <p>On a claim, what an id has counted and published is taken back before the same barrier as its
 * owner counts it: a checkpoint holds all of it or nothing.
 */
public final class EngagementTopology {
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
    define(records, topics, factory, budget, sinks, StartOptions.CONTINUE, null);
  }

  /**
   * Wires the operators for a start that was told something.
   *
   * @param start whether all rows are published once more
   * @param control who is to be deleted; null when that cannot be asked for
   */
  public static void define(
      SingleOutputStreamOperator<SourceRecord> records,
      List<String> topics,
      MetricsFactory factory,
      HistoryCacheBudget budget,
      List<RowsTo> sinks,
      StartOptions start,
      @Nullable ControlInput control) {
    String republish = start.republish();
    OutputTables tables = MetricCatalog::tables;
    Histories histories =
        factory.create().isStitched()
            ? stitched(records, topics, factory, budget, republish, control)
            : plain(records, topics, factory, budget, republish, control);

    SingleOutputStreamOperator<RowChange> ranks =
        histories
            .items()
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

    SingleOutputStreamOperator<RowChange> rows =
        histories
            .deltas()
            .union(ranks.getSideOutput(RankingOperator.values(tables)))
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

    DataStream<RowChange> all = rows.union(warnings, ranks, histories.rows());
    if (control != null && control.rows() != null) {
      all = all.union(control.rows());
    }
    DataStream<RowChange> departures = rows.getSideOutput(CellsOperator.departures(tables));
    for (RowsTo sink : sinks) {
      sink.attach(all, departures, histories.progress());
    }
  }

  /** What intake and histories hand on. */
  private record Histories(
      DataStream<CellDelta> deltas,
      DataStream<CellDelta> items,
      DataStream<RowChange> rows,
      DataStream<InputProgress> progress) {}

  private static Histories plain(
      SingleOutputStreamOperator<SourceRecord> records,
      List<String> topics,
      MetricsFactory factory,
      HistoryCacheBudget budget,
      @Nullable String republish,
      @Nullable ControlInput control) {
    Outputs outputs = Outputs.of(MetricCatalog::tables);
    SingleOutputStreamOperator<UserEvent> events =
        intake(records, new IntakeOperator(factory, outputs, topics));
    KeyedStream<UserEvent, UserKey> byUser = events.keyBy(UserKey::of, UserKey.TYPE);
    TypeInformation<CellDelta> deltas = Outputs.deltaType(MetricCatalog::tables);
    String name = "Keep users' histories";
    SingleOutputStreamOperator<CellDelta> users;
    if (control == null || control.deletions() == null) {
      TimelineOperator timeline =
          new TimelineOperator(factory, outputs, topics, budget).republishing(republish);
      users =
          byUser.transform(
              name, deltas, control == null ? timeline : timeline.without(control.rules()));
    } else {
      users =
          byUser
              .connect(
                  control.deletions().keyBy(deletion -> new UserKey(deletion.id()), UserKey.TYPE))
              .transform(
                  name,
                  deltas,
                  new DeletingTimelineOperator(factory, outputs, topics, budget, control.rules())
                      .republishing(republish));
    }
    users.uid(StateCatalog.TIMELINE);
    return new Histories(
        users.union(events.getSideOutput(outputs.deltas())),
        users.getSideOutput(outputs.items()),
        users.getSideOutput(outputs.rows()).union(events.getSideOutput(outputs.rows())),
        events.getSideOutput(outputs.progress()));
  }

  private static Histories stitched(
      SingleOutputStreamOperator<SourceRecord> records,
      List<String> topics,
      MetricsFactory factory,
      HistoryCacheBudget budget,
      @Nullable String republish,
      @Nullable ControlInput control) {
    DeletionRules deletions = control == null ? null : control.rules();
    OutputTables tables = MetricCatalog::tables;
    Outputs outputs = Outputs.of(tables);
    IdentityOutputs identities = IdentityOutputs.of(tables);
    HistoryCacheBudget half = budget.half();
    SingleOutputStreamOperator<UserEvent> events =
        intake(
            records,
            new IntakeOperator(factory, outputs, topics, identities).deleting(deletions != null));
    DataStream<OrDeletion<Claim>> asked = events.getSideOutput(identities.claims());
    if (control != null && control.deletions() != null) {
      asked =
          asked.union(
              control
                  .deletions()
                  .map(deletion -> OrDeletion.<Claim>delete(deletion), IdentityOutputs.CLAIMS)
                  .setParallelism(1)
                  .uid(StateCatalog.CONTROL_USERS));
    }
    SingleOutputStreamOperator<OrDeletion<Claim>> claims =
        asked
            .keyBy(EngagementTopology::userOf, UserKey.TYPE)
            .transform(
                "Know users' devices",
                IdentityOutputs.CLAIMS,
                new OwnersOperator(factory, outputs, topics).deleting(deletions))
            .uid(StateCatalog.OWNERS);
    SingleOutputStreamOperator<CellDelta> devices =
        events
            .getSideOutput(identities.anonymous())
            .keyBy(UserKey::of, UserKey.TYPE)
            .connect(claims.keyBy(EngagementTopology::deviceOf, UserKey.TYPE))
            .transform(
                "Keep devices' histories",
                Outputs.deltaType(tables),
                new DevicesOperator(factory, outputs, identities, topics, half)
                    .deletingBy(deletions)
                    .republishing(republish))
            .uid(StateCatalog.TIMELINE);
    SingleOutputStreamOperator<CellDelta> people =
        events
            .keyBy(UserKey::of, UserKey.TYPE)
            .connect(
                devices
                    .getSideOutput(identities.owned())
                    .keyBy(from -> new UserKey(from.user()), UserKey.TYPE))
            .transform(
                "Keep users' histories",
                Outputs.deltaType(tables),
                new PeopleOperator(factory, outputs, topics, half)
                    .deletingBy(deletions)
                    .republishing(republish))
            .uid(StateCatalog.PEOPLE);
    return new Histories(
        people.union(
            devices,
            claims.getSideOutput(outputs.deltas()),
            events.getSideOutput(outputs.deltas())),
        people.getSideOutput(outputs.items()).union(devices.getSideOutput(outputs.items())),
        people
            .getSideOutput(outputs.rows())
            .union(devices.getSideOutput(outputs.rows()), events.getSideOutput(outputs.rows())),
        events.getSideOutput(outputs.progress()));
  }

  private static UserKey userOf(OrDeletion<Claim> claim) {
    Deletion deletion = claim.deletion();
    return new UserKey(deletion == null ? claim.required().user() : deletion.id());
  }

  private static UserKey deviceOf(OrDeletion<Claim> claim) {
    Deletion deletion = claim.deletion();
    return new UserKey(deletion == null ? claim.required().anonymousId() : deletion.id());
  }

  private static SingleOutputStreamOperator<UserEvent> intake(
      SingleOutputStreamOperator<SourceRecord> records, IntakeOperator intake) {
    return records
        .transform("Take records in", IdentityOutputs.EVENTS, intake)
        .setParallelism(records.getParallelism())
        .uid(StateCatalog.INTAKE);
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
