package io.engagement.flink.operator;

import io.engagement.core.catalog.InputTables;
import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.RejectionReason;
import io.engagement.core.event.UserEvent;
import io.engagement.core.event.Warnings;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.checkpoint.InputProgress;
import io.engagement.flink.source.SourceRecord;
import io.engagement.flink.state.StateCatalog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Chained to the source, sees every record of its partitions in order.
 *
 * <p>Input: {@link SourceRecord}; the time that the partition has reached is written back to it,
 * for the source's own watermark. Output: events that some definition takes, each with its
 * partition's watermark before it and its original, because any may turn out to be late. Side
 * outputs: rejected records as rows, accounting as deltas, how far partitions have been read.
 * State: {@link StateCatalog#PARTITIONS}. No timers. A replay from a checkpoint gives the same
 * output again.
 */
public final class IntakeOperator extends AbstractStreamOperator<UserEvent>
    implements OneInputStreamOperator<SourceRecord, UserEvent>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private final MetricsFactory factory;
  private final Outputs outputs;
  private final List<String> topics;

  private transient Metrics metrics;
  private transient PartitionTally tally;
  private transient DeltaBuffer deltas;
  private transient StreamRecord<UserEvent> out;
  private transient @Nullable PartitionProgress[][] progress;
  private transient Map<String, PartitionProgress> restored;
  private transient ListState<byte[]> partitions;
  private transient Counter[] rejections;
  private transient Counter filtered;
  private transient long jumpMillis;

  /**
   * @param topics names by topic index
   */
  public IntakeOperator(MetricsFactory factory, Outputs outputs, List<String> topics) {
    this.factory = factory;
    this.outputs = outputs;
    this.topics = List.copyOf(topics);
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    partitions = context.getOperatorStateStore().getUnionListState(StateCatalog.PARTITIONS);
    restored = new HashMap<>();
    for (byte[] bytes : partitions.get()) {
      PartitionProgress found = PartitionProgress.fromBytes(bytes);
      // Every former subtask may have an entry; the one that read last has read most.
      restored.merge(
          found.topic + '/' + found.partition,
          found,
          (one, other) -> one.records >= other.records ? one : other);
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    metrics = factory.create();
    tally = new PartitionTally(topics);
    deltas = new DeltaBuffer();
    out = new StreamRecord<>(new UserEvent());
    progress = new PartitionProgress[topics.size()][0];
    rejections = new Counter[RejectionReason.values().length];
    for (RejectionReason reason : RejectionReason.values()) {
      rejections[reason.ordinal()] =
          getMetricGroup()
              .addGroup("reason", reason.name().toLowerCase(Locale.ROOT))
              .counter("rejected");
    }
    filtered = getMetricGroup().counter("filtered");
    jumpMillis = metrics.jumpMillis();
  }

  @Override
  public void processElement(StreamRecord<SourceRecord> element) {
    SourceRecord record = element.getValue();
    PartitionProgress partition = progressOf(record.topicIndex, record.partition);
    partition.nextOffset = record.offset + 1;
    partition.records++;
    partition.moved = true;
    tally.count(record.topicIndex, record.partition, InputTables.READ);
    if (record.rejection != null) {
      warn(record, record.appendTimeMillis, false);
      reject(record, record.rejection);
      return;
    }
    UserEvent event = record.event;
    long before = partition.watermarkMillis(metrics.outOfOrdernessMillis());
    partition
        .clock()
        .see(
            event.timeMillis,
            event.user,
            record.isArrivalTrusted && event.timeMillis >= record.appendTimeMillis - jumpMillis,
            jumpMillis);
    record.partitionMaxTimeMillis = partition.clock().maxTimeMillis();
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
    event.original = record.original;
    event.appendTimeMillis = record.appendTimeMillis;
    event.file = record.file;
    event.line = record.line;
    output.collect(out.replace(event, event.timeMillis));
  }

  private void warn(SourceRecord record, long atMillis, boolean isFiltered) {
    Warnings warnings = record.warnings;
    for (int i = 0; i < warnings.size(); i++) {
      if (isFiltered && !warnings.code(i).isOfFiltered()) {
        continue;
      }
      InputTables.warn(
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

  private PartitionProgress progressOf(int topicIndex, int partition) {
    @Nullable PartitionProgress[] ofTopic = progress[topicIndex];
    if (partition >= ofTopic.length) {
      ofTopic = Arrays.copyOf(ofTopic, partition + 1);
      progress[topicIndex] = ofTopic;
    }
    PartitionProgress found = ofTopic[partition];
    if (found == null) {
      String topic = topics.get(topicIndex);
      found = restored.remove(topic + '/' + partition);
      if (found == null) {
        found = new PartitionProgress(topic, partition);
      }
      ofTopic[partition] = found;
    }
    return found;
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    drain();
  }

  @Override
  public void endInput() {
    drain();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    List<byte[]> elements = new ArrayList<>();
    restored.values().forEach(untouched -> elements.add(untouched.toBytes()));
    for (@Nullable PartitionProgress[] ofTopic : progress) {
      for (PartitionProgress partition : ofTopic) {
        if (partition != null) {
          elements.add(partition.toBytes());
        }
      }
    }
    partitions.update(elements);
  }

  private void drain() {
    tally.drainTo(deltas);
    for (@Nullable PartitionProgress[] ofTopic : progress) {
      for (PartitionProgress partition : ofTopic) {
        if (partition != null && partition.moved) {
          partition.moved = false;
          output.collect(
              outputs.progress(),
              new StreamRecord<>(
                  new InputProgress(partition.topic, partition.partition, partition.nextOffset)));
          CellValue cell = PartitionTally.cell(deltas, partition.topic, partition.partition);
          cell.add(InputTables.NEXT_OFFSET, partition.nextOffset);
          long watermark = partition.watermarkMillis(metrics.outOfOrdernessMillis());
          if (watermark != Long.MIN_VALUE) {
            cell.add(InputTables.WATERMARK, watermark);
          }
        }
      }
    }
    deltas.drain(delta -> output.collect(outputs.deltas(), new StreamRecord<>(delta)));
  }
}
