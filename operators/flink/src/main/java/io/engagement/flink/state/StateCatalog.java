package io.engagement.flink.state;

import io.engagement.core.table.CellKey;
import io.engagement.flink.serde.CellKeySerializer;
import io.engagement.flink.serde.UnchangingBytesSerializer;
import java.time.Duration;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.BooleanSerializer;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;

/**
 * All that is found again in a savepoint: operator uids and state names. Never derived, never
 * reused; a retired one stays listed with the version that retired it.
 *
 * <p>States hold bytes whose layout their writers version themselves ({@code UserHistoryCodec},
 * {@code CellValue}, {@code KeptValues}, {@code TopItems}, {@code Ranking}), so Flink has no
 * serializer of ours to migrate.
 */
public final class StateCatalog {
  /**
   * Reads the events. State: the splits, each with its partition's clock. No union list here or in
   * {@link #INTAKE}: subtasks of a source end at different times, and Flink declines savepoints in
   * which those of one vertex have one.
   */
  public static final String SOURCE = "source.user-events";

  /** Judges records by partition and counts them. State: {@link #LATE_BOUND}. */
  public static final String INTAKE = "intake.user-events";

  /**
   * Keeps one history per user. Keyed by user. State: {@link #HISTORY} and its timers, {@link
   * #JUDGED_BY}.
   */
  public static final String TIMELINE = "timeline.user";

  /**
   * Where ids are stitched: keeps one history per user, and {@link #TIMELINE} those of anonymous
   * ids, each with whose it is, {@code Device} layout 1, in front. Keyed by user. State as there.
   */
  public static final String PEOPLE = "timeline.people";

  /** Where ids are stitched: knows users' devices. Keyed by user. State: {@link #USER_DEVICES}. */
  public static final String OWNERS = "owners.user";

  /** Reads the control topic. State: the connector's splits. */
  public static final String CONTROL_SOURCE = "source.control";

  /** Reads requests to delete users. No state. */
  public static final String CONTROL = "control.deletions";

  /** Where ids are stitched: joins deletions and claims. No state. */
  public static final String CONTROL_USERS = "control.users";

  /**
   * Adds deltas up. Keyed by cell, or by group of cells of a breakdown. State: {@link #CELL} or
   * {@link #BREAKDOWN_CELLS} and {@link #BREAKDOWN_VALUES}, timers, {@link #DEFINITIONS}.
   */
  public static final String CELLS = "cells.metric";

  /**
   * Adds up warnings about what {@link #CELLS} has counted. Keyed by cell. State: {@link #CELL},
   * {@link #DEFINITIONS}.
   */
  public static final String WARNINGS = "cells.warnings";

  /**
   * Adds up the items of ranked tables. Keyed by a part of a ranking. State: {@link #ITEMS}, {@link
   * #FIRST_ITEMS}.
   */
  public static final String ITEM_CELLS = "cells.items";

  /**
   * Puts the first items of a ranking's parts in order. Keyed by ranking. State: {@link #RANKING},
   * {@link #RANKING_TOLD}.
   */
  public static final String RANKINGS = "ranking.items";

  /** Writes to PostgreSQL. State: {@link #SINK_HEADER}, {@link #SINK_ROWS}. */
  public static final String POSTGRES_SINK = "sink.postgres";

  /** Writes to Kafka. State: the connector's transactions. */
  public static final String KAFKA_SINK = "sink.kafka";

  /** Turns rows into records for Kafka. State: {@link #KAFKA_LEDGER}. */
  public static final String KAFKA_ROWS = "sink.kafka-rows";

  /** Writes files at the end of a bounded run. No state. */
  public static final String FILES_SINK = "sink.files";

  /** What a subtask's keys are divided by; fixes the largest parallelism. */
  public static final int MAX_PARALLELISM = 720;

  private StateCatalog() {}

  /**
   * One history per user, {@code UserHistoryCodec} layout 1. Never cleared: it is bounded per
   * metric, and a user's first days are part of what later days mean.
   */
  public static final ValueStateDescriptor<byte[]> HISTORY =
      new ValueStateDescriptor<>("history", BytePrimitiveArraySerializer.INSTANCE);

  /**
   * Union list: one element per subtask, what events are judged by: the job's watermark, then the
   * instant from which events are accepted, then, where it is another one, the instant from which
   * merges of ids restate sets of days, epoch milliseconds.
   */
  public static final ListStateDescriptor<byte[]> JUDGED_BY =
      new ListStateDescriptor<>("judged-by", BytePrimitiveArraySerializer.INSTANCE);

  /** Union list: there is one element per subtask where {@link #HISTORY} is that of devices. */
  public static final ListStateDescriptor<String> STITCHED =
      new ListStateDescriptor<>("stitched", StringSerializer.INSTANCE);

  /**
   * The anonymous ids that a user has claimed, {@code UserDevices} layout 1. Never cleared; bounded
   * by {@code identity.most-devices}.
   */
  public static final ValueStateDescriptor<byte[]> USER_DEVICES =
      new ValueStateDescriptor<>("user-devices", BytePrimitiveArraySerializer.INSTANCE);

  /**
   * Union list: one element per subtask, who of its key groups has been deleted and when, {@code
   * DeletedIds} layout 1. Only where users are deleted; kept for good.
   */
  public static final ListStateDescriptor<byte[]> DELETED_IDS =
      new ListStateDescriptor<>("deleted-ids", BytePrimitiveArraySerializer.INSTANCE);

  /**
   * The keys of rows that are about a user, each {@code RowFormat} of its deletion, a character per
   * byte. Only where users are deleted; cleared by itself.
   *
   * @param kept how long a key is kept after the row was published last, wall-clock time
   */
  public static MapStateDescriptor<String, Boolean> factKeys(Duration kept) {
    MapStateDescriptor<String, Boolean> keys =
        new MapStateDescriptor<>(
            "fact-keys", StringSerializer.INSTANCE, BooleanSerializer.INSTANCE);
    keys.enableTimeToLive(StateTtlConfig.newBuilder(kept).build());
    return keys;
  }

  /**
   * Under 0 what the intake knows of how late events may be judged, {@code LateBound} layout 1.
   * Subtasks write different ones, and any of them holds for each: so it is broadcast state, which
   * hands one to each subtask, and needs no union list.
   */
  public static final MapStateDescriptor<Integer, byte[]> LATE_BOUND =
      new MapStateDescriptor<>(
          "late-bound", IntSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE);

  /** One value per cell, {@code CellValue} layout 1. Cleared when the cell becomes zero. */
  public static final ValueStateDescriptor<byte[]> CELL =
      new ValueStateDescriptor<>("cell", BytePrimitiveArraySerializer.INSTANCE);

  /**
   * By cell of a breakdown in a bucket, one value, {@code CellValue} layout 1. Cleared when the
   * cell becomes zero; bounded by {@code limits.values-per-breakdown}.
   */
  public static final MapStateDescriptor<CellKey, byte[]> BREAKDOWN_CELLS =
      new MapStateDescriptor<>(
          "breakdown-cells", CellKeySerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE);

  /** Which values a breakdown has in a bucket, {@code KeptValues} layout 1. Bounded likewise. */
  public static final ValueStateDescriptor<byte[]> BREAKDOWN_VALUES =
      new ValueStateDescriptor<>("breakdown-values", BytePrimitiveArraySerializer.INSTANCE);

  /**
   * By item, one value, {@code CellValue} layout 1. Cleared when its counts cancel out; as many as
   * a bucket has items.
   */
  public static final MapStateDescriptor<String, byte[]> ITEMS =
      new MapStateDescriptor<>(
          "items", StringSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE);

  /** The first of {@link #ITEMS} in order, {@code TopItems} layout 1. Bounded by the ranks. */
  public static final ValueStateDescriptor<byte[]> FIRST_ITEMS =
      new ValueStateDescriptor<>("first-items", BytePrimitiveArraySerializer.INSTANCE);

  /** One ranking, {@code Ranking} layout 1. Bounded by the ranks; cleared when it has no items. */
  public static final ValueStateDescriptor<byte[]> RANKING =
      new ValueStateDescriptor<>("ranking", BytePrimitiveArraySerializer.INSTANCE);

  /**
   * There where the cells have been told that a value of a breakdown has this ranking. Cleared with
   * {@link #RANKING}.
   */
  public static final ValueStateDescriptor<Boolean> RANKING_TOLD =
      new ValueStateDescriptor<>("ranking-told", BooleanSerializer.INSTANCE);

  /** Union list: one element per subtask, the last start for which it sent all its rows again. */
  public static final ListStateDescriptor<String> REPUBLISHED =
      new ListStateDescriptor<>("republished", StringSerializer.INSTANCE);

  /** Union list: one element per subtask, all the same, {@code TopicLedger} layout 1. */
  public static final ListStateDescriptor<byte[]> KAFKA_LEDGER =
      new ListStateDescriptor<>("kafka-ledger", BytePrimitiveArraySerializer.INSTANCE);

  /** What a sink with a ledger belongs to, {@code SinkState} layout 1. One element. */
  public static final ListStateDescriptor<byte[]> SINK_HEADER =
      new ListStateDescriptor<>("sink-header", BytePrimitiveArraySerializer.INSTANCE);

  /** Its rows that are not known to be published, in chunks. Cleared when they are. */
  public static final ListStateDescriptor<byte[]> SINK_ROWS =
      new ListStateDescriptor<>("sink-rows", UnchangingBytesSerializer.INSTANCE);

  /**
   * Union list: one element per subtask, what it has seen of time, and from the first one the
   * {@code Definitions} that are counted, layout 1.
   */
  public static final ListStateDescriptor<byte[]> DEFINITIONS =
      new ListStateDescriptor<>("definitions", BytePrimitiveArraySerializer.INSTANCE);
}
