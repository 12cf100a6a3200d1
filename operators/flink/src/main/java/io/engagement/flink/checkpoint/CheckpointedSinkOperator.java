package io.engagement.flink.checkpoint;

import io.engagement.core.table.RowChange;
import io.engagement.flink.Watermarks;
import io.engagement.flink.checkpoint.CheckpointTarget.Written;
import io.engagement.flink.serde.OutputTables;
import io.engagement.flink.serde.RecordedTables;
import io.engagement.flink.serde.TableIndex;
import io.engagement.flink.state.StateCatalog;
import java.io.Closeable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Collects the latest change of every row, sets them aside with each checkpoint and publishes them
 * when the checkpoint has completed. One instance for the whole job.
 *
 * <p>Input: rows; how far the input has been read. State: what is not known to be published, see
 * {@link SinkState}; cleared when it is. No timers. A replay from a checkpoint publishes nothing
 * twice: the target's ledger tells.
 */
public final class CheckpointedSinkOperator extends AbstractStreamOperator<Void>
    implements TwoInputStreamOperator<RowChange, InputProgress, Void> {
  private static final long serialVersionUID = 1L;

  private final OutputTables outputs;
  private final CheckpointTarget.Factory factory;
  private final @Nullable String republish;

  private transient TableIndex tables;
  private transient SortedMap<Integer, RowBuffer> buffers;
  private transient Deque<PendingCheckpoint> pending;
  private transient InputOffsets offsets;
  private transient long watermarkMillis;
  private transient String republishedFor;
  private transient boolean owesRepublished;
  private transient ListState<byte[]> headerState;
  private transient ListState<byte[]> rowState;
  private transient @Nullable SinkState restored;
  private transient CheckpointTarget target;
  private transient Closeable cancelHook;
  private transient Counter rejectedRows;
  private transient Counter changedRows;
  private transient long commitMillis;
  private transient boolean finished;

  // Flink creates it on the client and fills it in on the task.
  @SuppressWarnings("NullAway.Init")
  public CheckpointedSinkOperator(
      OutputTables outputs, CheckpointTarget.Factory factory, StartOptions start) {
    this.outputs = outputs;
    this.factory = factory;
    this.republish = start.republish();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    tables = new TableIndex(outputs.tables());
    buffers = new TreeMap<>();
    pending = new ArrayDeque<>();
    offsets = InputOffsets.NONE;
    watermarkMillis = Long.MIN_VALUE;
    // Without state there is nothing to publish again.
    republishedFor = republish == null ? "" : republish;
    headerState = context.getOperatorStateStore().getListState(StateCatalog.SINK_HEADER);
    rowState = context.getOperatorStateStore().getListState(StateCatalog.SINK_ROWS);
    for (byte[] header : headerState.get()) {
      SinkState state = SinkState.read(header, rowState.get());
      restored = state;
      offsets = state.restored().offsets();
      watermarkMillis = state.restored().watermarkMillis();
      republishedFor = state.republishedFor();
    }
    if (context.getRestoredCheckpointId().isPresent() && restored == null) {
      throw new SuppressRestartsException(
          new SinkRefusedException(
              "The job was restored from checkpoint %d, but this sink was not part of it: rows published before would be missing. Start without state to count from the input."
                  .formatted(context.getRestoredCheckpointId().getAsLong())));
    }
  }

  @Override
  public void open() throws Exception {
    super.open();
    rejectedRows = getMetricGroup().counter("rejectedRows");
    changedRows = getMetricGroup().counter("changedRows");
    getMetricGroup().gauge("commitMillis", () -> commitMillis);
    getMetricGroup().gauge("uncommittedCheckpoints", () -> pending.size());
    getMetricGroup()
        .gauge("bufferedBytes", () -> buffers.values().stream().mapToLong(RowBuffer::bytes).sum());
    String jobId = getContainingTask().getEnvironment().getJobID().toString();
    target = factory.open(tables, jobId);
    cancelHook = target::abort;
    getContainingTask().getCancelables().registerCloseable(cancelHook);
    SinkState state = restored;
    restored = null;
    try {
      target.start(state);
      if (state != null) {
        commitRestored(state);
      }
    } catch (SinkRefusedException e) {
      throw new SuppressRestartsException(e);
    }
  }

  /** What completed before the failure and may not be published. */
  private void commitRestored(SinkState state) throws Exception {
    CheckpointMark shown = target.claim().committed();
    List<PendingCheckpoint> known = state.pending();
    int next = 0;
    for (int i = 0; i < known.size(); i++) {
      next = known.get(i).mark().sameCheckpoint(shown.id(), shown.fence()) ? i + 1 : next;
    }
    for (PendingCheckpoint checkpoint : known.subList(next, known.size())) {
      commit(checkpoint, state.layout());
    }
  }

  @Override
  public void processElement1(StreamRecord<RowChange> element) {
    RowChange row = element.getValue();
    buffers.computeIfAbsent(row.table().id(), id -> new RowBuffer()).put(row);
  }

  @Override
  public void processElement2(StreamRecord<InputProgress> element) {
    offsets = offsets.with(element.getValue());
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    watermarkMillis = Math.max(watermarkMillis, Watermarks.fromFlink(mark.getTimestamp()));
    super.processWatermark(mark);
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    CheckpointMark mark =
        new CheckpointMark(
            context.getCheckpointId(), target.claim().fence(), 0, watermarkMillis, offsets);
    String before = republishedFor;
    republishedFor = republish == null ? before : republish;
    boolean republished = owesRepublished || !republishedFor.equals(before);
    owesRepublished = false;
    SortedMap<Integer, List<byte[]>> chunks = new TreeMap<>();
    buffers.forEach((table, rows) -> chunks.put(table, RowChunks.drained(rows)));
    buffers.clear();
    pending.add(new PendingCheckpoint(mark, republished, chunks));
    headerState.update(
        List.of(
            SinkState.header(
                target.claim().lineage(),
                target.claim().committed(),
                republishedFor,
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

  /**
   * Takes the rows of a checkpoint that will never complete back among those of the next one:
   * however many checkpoints fail, each row is held once.
   */
  @Override
  public void notifyCheckpointAborted(long checkpointId) throws Exception {
    super.notifyCheckpointAborted(checkpointId);
    PendingCheckpoint last = pending.peekLast();
    if (last == null || last.mark().id() != checkpointId) {
      return;
    }
    pending.removeLast();
    owesRepublished |= last.republished();
    last.chunks()
        .forEach(
            (table, chunks) -> {
              RowBuffer buffer = buffers.computeIfAbsent(table, id -> new RowBuffer());
              chunks.forEach(chunk -> RowChunks.read(chunk, tables, buffer::putEarlier));
            });
  }

  private void commit(PendingCheckpoint checkpoint, TableIndex layout) throws Exception {
    long startNanos = System.nanoTime();
    Written written = target.commit(checkpoint, layout);
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
    if (target != null) {
      getContainingTask().getCancelables().unregisterCloseable(cancelHook);
      target.close();
    }
    super.close();
    if (finished && !isInterrupted() && owesRows()) {
      throw new IllegalStateException(
          "The input has ended, but its last rows are not published: they are committed with a"
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
