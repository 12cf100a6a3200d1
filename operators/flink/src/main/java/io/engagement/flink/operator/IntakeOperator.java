package io.engagement.flink.operator;

import io.engagement.core.catalog.InputTables;
import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.RejectionReason;
import io.engagement.core.event.UserEvent;
import io.engagement.core.event.Warnings;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.InputWarnings;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.Watermarks;
import io.engagement.flink.checkpoint.InputProgress;
import io.engagement.flink.serde.OrDeletion;
import io.engagement.flink.source.PartitionProgress;
import io.engagement.flink.source.SourceRecord;
import io.engagement.flink.state.StateCatalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.jspecify.annotations.Nullable;

/**
 * Chained to the source, sees every record of its partitions in order.
 *
 * <p>Input: {@link SourceRecord}; the progress of its partition is moved on, which the source keeps
 * in its splits and takes its own watermark from. Output: events that some definition takes, each
 * with its partition's watermark before it, and its original where it may turn out to be late. Side
 * outputs: rejected records as rows, accounting as deltas, how far partitions have been read; where
 * ids are stitched, events that carry an anonymous id alone, and claims of such ids. State: {@link
 * StateCatalog#LATE_BOUND}. No timers. A replay from a checkpoint gives the same output again.
 */
public final class IntakeOperator extends AbstractStreamOperator<UserEvent>
    implements OneInputStreamOperator<SourceRecord, UserEvent>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private final MetricsFactory factory;
  private final Outputs outputs;
  private final List<String> topics;
  private final @Nullable IdentityOutputs identities;

  private boolean deletes;

  private transient Metrics metrics;
  private transient PartitionTally tally;
  private transient DeltaBuffer deltas;
  private transient StreamRecord<UserEvent> out;
  private transient List<PartitionProgress> moved;
  private transient Counter[] rejections;
  private transient Counter filtered;
  private transient long jumpMillis;
  private transient @Nullable ClaimReader claims;
  private transient long nextClaimsMillis;
  private transient LateBound lateBound;
  private transient BroadcastState<Integer, byte[]> lateBounds;

  /**
   * @param topics names by topic index
   */
  public IntakeOperator(MetricsFactory factory, Outputs outputs, List<String> topics) {
    this(factory, outputs, topics, null);
  }

  /**
   * @param topics names by topic index
   * @param identities where claims go, and events that carry an anonymous id alone; null where ids
   *     are not stitched
   */
  public IntakeOperator(
      MetricsFactory factory,
      Outputs outputs,
      List<String> topics,
      @Nullable IdentityOutputs identities) {
    this.factory = factory;
    this.outputs = outputs;
    this.topics = List.copyOf(topics);
    this.identities = identities;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    metrics = factory.create();
    lateBound =
        new LateBound(
            metrics.timelineOptions().lateHorizonMillis(),
            metrics.futureToleranceMillis(),
            getProcessingTimeService()::getCurrentProcessingTime);
    lateBounds = context.getOperatorStateStore().getBroadcastState(StateCatalog.LATE_BOUND);
    byte[] former = lateBounds.get(0);
    if (former != null) {
      lateBound.restore(former);
    } else if (context.isRestored()) {
      lateBound.idle();
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    tally = new PartitionTally(topics);
    deltas = new DeltaBuffer();
    out = new StreamRecord<>(new UserEvent());
    moved = new ArrayList<>();
    rejections = new Counter[RejectionReason.values().length];
    for (RejectionReason reason : RejectionReason.values()) {
      rejections[reason.ordinal()] =
          getMetricGroup()
              .addGroup("reason", reason.name().toLowerCase(Locale.ROOT))
              .counter("rejected");
    }
    filtered = getMetricGroup().counter("filtered");
    jumpMillis = metrics.jumpMillis();
    nextClaimsMillis = Long.MIN_VALUE;
    if (identities != null) {
      claims =
          new ClaimReader(
              metrics,
              claim ->
                  output.collect(
                      identities.claims(),
                      new StreamRecord<>(OrDeletion.of(claim), claim.atMillis())),
              deletes);
    }
  }

  @Override
  public void processElement(StreamRecord<SourceRecord> element) {
    SourceRecord record = element.getValue();
    PartitionProgress partition = record.progress();
    if (partition.advanceTo(record.offset + 1)) {
      moved.add(partition);
    }
    tally.count(record.topicIndex, record.partition, InputTables.READ);
    if (record.rejection != null) {
      warn(record, record.appendTimeMillis, false);
      reject(record, record.rejection);
      return;
    }
    UserEvent event = record.event;
    long before = partition.see(record, metrics.outOfOrdernessMillis(), jumpMillis);
    if (claims != null) {
      claims.read(event, record.topicIndex, before);
    }
    if (!metrics.takes(event)) {
      filtered.inc();
      tally.count(record.topicIndex, record.partition, InputTables.FILTERED);
      warn(record, event.timeMillis, true);
      return;
    }
    warn(record, event.timeMillis, false);
    event.topicIndex = record.topicIndex;
    event.partition = record.partition;
    event.offset = record.offset;
    event.partitionWatermarkMillis = before;
    event.original = lateBound.mayBeLate(event.timeMillis, before) ? record.original : null;
    event.appendTimeMillis = record.appendTimeMillis;
    event.file = record.file;
    event.line = record.line;
    if (identities != null && event.userId == null) {
      output.collect(identities.anonymous(), out.replace(event, event.timeMillis));
    } else {
      output.collect(out.replace(event, event.timeMillis));
    }
  }

  private void warn(SourceRecord record, long atMillis, boolean isFiltered) {
    Warnings warnings = record.warnings;
    for (int i = 0; i < warnings.size(); i++) {
      if (isFiltered && !warnings.code(i).isOfFiltered()) {
        continue;
      }
      InputWarnings.warn(
          deltas,
          topics.get(record.topicIndex),
          warnings.code(i),
          warnings.field(i),
          atMillis,
          warnings.example(i));
    }
  }

  private void reject(SourceRecord record, RejectionReason reason) {
    rejections[reason.ordinal()].inc();
    tally.count(record.topicIndex, record.partition, InputTables.REJECTED_COUNT);
    output.collect(
        outputs.rows(),
        new StreamRecord<>(RefusedRows.rejected(record, topics.get(record.topicIndex))));
  }

  /**
   * Has users deleted: what they claim again is handed on again, with every checkpoint at least.
   */
  public IntakeOperator deleting(boolean areUsersDeleted) {
    deletes = areUsersDeleted;
    return this;
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    long watermark = Watermarks.fromFlink(mark.getTimestamp());
    lateBound.reach(watermark);
    if (deletes && claims != null && watermark >= nextClaimsMillis) {
      // In a replay days pass between two checkpoints, and histories forget.
      claims.handOnAgain();
      nextClaimsMillis = watermark + metrics.lateHorizonMillis() / 2;
    }
    super.processWatermark(mark);
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    if (status.isIdle()) {
      lateBound.idle();
    }
    super.processWatermarkStatus(status);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    lateBounds.put(0, lateBound.toBytes());
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    handOnClaims();
    drain();
  }

  @Override
  public void endInput() {
    handOnClaims();
    drain();
  }

  private void handOnClaims() {
    if (claims != null) {
      claims.handOnAgain();
    }
  }

  private void drain() {
    tally.drainTo(deltas);
    for (PartitionProgress partition : moved) {
      partition.markDrained();
      String topic = topics.get(partition.topicIndex());
      output.collect(
          outputs.progress(),
          new StreamRecord<>(
              new InputProgress(topic, partition.partition(), partition.nextOffset())));
      CellValue cell = PartitionTally.cell(deltas, topic, partition.partition());
      cell.add(InputTables.NEXT_OFFSET, partition.nextOffset());
      long watermark = partition.watermarkMillis(metrics.outOfOrdernessMillis());
      if (watermark != Long.MIN_VALUE) {
        cell.add(InputTables.WATERMARK, watermark);
      }
    }
    moved.clear();
    deltas.drain(delta -> output.collect(outputs.deltas(), new StreamRecord<>(delta)));
  }
}
