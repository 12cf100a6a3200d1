package io.engagement.flink.sink.postgres;

import io.engagement.core.metric.RowChange;
import io.engagement.core.metric.TableSpec;
import io.engagement.flink.serde.OutputTables;
import io.engagement.flink.serde.RecordedTables;
import io.engagement.flink.serde.TableIndex;
import io.engagement.flink.sink.RowBuffer;
import io.engagement.flink.sink.RowChunks;
import io.engagement.flink.sink.postgres.CheckpointWriter.Written;
import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * The sink's task: collects the latest change of every row, sets them aside with each checkpoint
 * and commits them when the checkpoint has completed. One instance for the whole job.
 */
final class PostgresSinkOperator extends AbstractStreamOperator<Void>
    implements OneInputStreamOperator<RowChange, Void> {
  private static final long serialVersionUID = 1L;

  private final PostgresSinkOptions options;
  private final OutputTables outputs;
  private final CommitProbe probe;

  private transient TableIndex tables;
  private transient SortedMap<Integer, RowBuffer> buffers;
  private transient Deque<PendingCheckpoint> pending;
  private transient InputOffsets offsets;
  private transient long watermarkMillis;
  private transient ListState<byte[]> headerState;
  private transient ListState<byte[]> rowState;
  private transient @Nullable SinkState restored;
  private transient CheckpointCommitter committer;
  private transient Closeable cancelHook;
  private transient Counter rejectedRows;
  private transient Counter changedRows;
  private transient long commitMillis;
  private transient boolean finished;

  // Flink creates it on the client and fills it in on the task.
  @SuppressWarnings("NullAway.Init")
  PostgresSinkOperator(PostgresSinkOptions options, OutputTables outputs, CommitProbe probe) {
    this.options = options;
    this.outputs = outputs;
    this.probe = probe;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    tables = new TableIndex(outputs.tables());
    buffers = new TreeMap<>();
    pending = new ArrayDeque<>();
    offsets = InputOffsets.NONE;
    watermarkMillis = Long.MIN_VALUE;
    headerState = context.getOperatorStateStore().getListState(bytes("sink-header"));
    rowState = context.getOperatorStateStore().getListState(bytes("sink-rows"));
    for (byte[] header : headerState.get()) {
      SinkState state = SinkState.read(header, rowState.get());
      restored = state;
      offsets = state.restored().offsets();
      watermarkMillis = state.restored().watermarkMillis();
    }
    if (context.getRestoredCheckpointId().isPresent() && restored == null) {
      throw new SuppressRestartsException(
          new SinkRefusedException(
              "The job was restored from checkpoint %d, but the PostgreSQL sink was not part of it: rows published before would be missing. Start without state to count from the input."
                  .formatted(context.getRestoredCheckpointId().getAsLong())));
    }
  }

  private static ListStateDescriptor<byte[]> bytes(String name) {
    return new ListStateDescriptor<>(name, BytePrimitiveArraySerializer.INSTANCE);
  }

  @Override
  public void open() throws Exception {
    super.open();
    rejectedRows = getMetricGroup().counter("rejectedRows");
    changedRows = getMetricGroup().counter("changedRows");
    getMetricGroup().gauge("commitMillis", () -> commitMillis);
    String jobId = getContainingTask().getEnvironment().getJobID().toString();
    committer = new CheckpointCommitter(options, tables, jobId, probe);
    cancelHook = committer::abort;
    getContainingTask().getCancelables().registerCloseable(cancelHook);
    SinkState state = restored;
    restored = null;
    try {
      committer.start(state);
      if (state != null) {
        commitRestored(state);
      }
    } catch (SinkRefusedException e) {
      throw new SuppressRestartsException(e);
    }
  }

  /** What completed before the failure and may not have reached the database. */
  private void commitRestored(SinkState state) throws Exception {
    boolean known = false;
    CheckpointMark shown = committer.claim().committed();
    boolean showsPending =
        state.pending().stream().anyMatch(checkpoint -> checkpoint.mark().equals(shown));
    for (PendingCheckpoint checkpoint : state.pending()) {
      if (known || !showsPending) {
        commit(checkpoint, state.layout());
      } else {
        known = checkpoint.mark().equals(shown);
      }
    }
  }

  @Override
  public void processElement(StreamRecord<RowChange> element) {
    RowChange row = element.getValue();
    TableSpec table = row.table();
    buffers.computeIfAbsent(table.id(), id -> new RowBuffer()).put(row);
    if (table.name().equals(InputOffsets.TABLE)) {
      offsets = offsets.with(row);
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    watermarkMillis = Math.max(watermarkMillis, mark.getTimestamp());
    super.processWatermark(mark);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    CheckpointMark mark =
        new CheckpointMark(
            context.getCheckpointId(), committer.claim().fence(), watermarkMillis, offsets);
    SortedMap<Integer, List<byte[]>> chunks = new TreeMap<>();
    buffers.forEach((table, rows) -> chunks.put(table, RowChunks.of(rows)));
    buffers.clear();
    pending.add(new PendingCheckpoint(mark, chunks));
    headerState.update(
        List.of(
            SinkState.header(
                committer.claim().lineage(),
                committer.claim().committed(),
                RecordedTables.of(tables.tables()))));
    rowState.update(SinkState.elements(pending));
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) throws Exception {
    super.notifyCheckpointComplete(checkpointId);
    Iterator<PendingCheckpoint> ascending = pending.iterator();
    while (ascending.hasNext()) {
      PendingCheckpoint checkpoint = ascending.next();
      if (checkpoint.mark().id() > checkpointId) {
        break;
      }
      try {
        commit(checkpoint, tables);
      } catch (SinkRefusedException e) {
        throw new SuppressRestartsException(e);
      }
      ascending.remove();
    }
  }

  private void commit(PendingCheckpoint checkpoint, TableIndex layout) throws Exception {
    long startNanos = System.nanoTime();
    Written written = committer.commit(checkpoint, layout);
    commitMillis = (System.nanoTime() - startNanos) / 1_000_000;
    if (written != null) {
      rejectedRows.inc(written.rejected());
      changedRows.inc(written.changed());
    }
  }

  @Override
  public void finish() throws Exception {
    super.finish();
    finished = true;
  }

  @Override
  public void close() throws Exception {
    if (committer != null) {
      getContainingTask().getCancelables().unregisterCloseable(cancelHook);
      committer.close();
    }
    super.close();
    if (finished && !isInterrupted() && owesRows()) {
      throw new IllegalStateException(
          "The input has ended, but its last rows are not in PostgreSQL: they are committed with a"
              + " checkpoint. Enable checkpointing, and checkpoints after tasks finish.");
    }
  }

  /** Whether the task ends because something failed or was canceled: it will be run again. */
  private boolean isInterrupted() {
    return getContainingTask().isFailing() || getContainingTask().isCanceled();
  }

  /** A checkpoint that begins while the last one is awaited has no rows and needs no commit. */
  private boolean owesRows() {
    return !buffers.isEmpty() || pending.stream().anyMatch(PendingCheckpoint::hasRows);
  }
}
