package io.engagement.flink.sink.postgres;

import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import io.engagement.flink.checkpoint.CheckpointedSinkOperator;
import io.engagement.flink.checkpoint.InputProgress;
import io.engagement.flink.serde.OutputTables;
import java.util.List;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.runtime.state.storage.JobManagerCheckpointStorage;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** One attempt of the sink in an operator harness, on two small tables. */
final class SinkRun implements AutoCloseable {
  static final FactTable LEFT = numbers(91, "left_numbers");
  static final FactTable RIGHT = numbers(92, "right_numbers");
  static final JobID JOB = new JobID(1, 1);
  static final JobID OTHER_JOB = new JobID(2, 2);

  private static final int LARGEST_STATE_BYTES = 256 << 20;

  private final AbstractStreamOperatorTestHarness<Void> harness;

  private SinkRun(PostgresSinkOptions options, OutputTables tables, JobID job, CommitProbe probe)
      throws Exception {
    MockEnvironment environment =
        new MockEnvironmentBuilder().setJobID(job).setManagedMemorySize(1 << 20).build();
    harness =
        new AbstractStreamOperatorTestHarness<>(
            PostgresSink.operator(tables, options, probe), environment);
    harness.setCheckpointStorage(new JobManagerCheckpointStorage(LARGEST_STATE_BYTES));
  }

  private static FactTable numbers(int id, String name) {
    return new FactTable(
        id,
        name,
        List.of(new Column("name", ColumnType.TEXT)),
        List.of(new Column("number", ColumnType.LONG)));
  }

  static List<TableSpec> tables() {
    return List.of(LEFT, RIGHT);
  }

  /** A migrated schema with the small tables. */
  static TestDatabase database() throws Exception {
    return withTables(TestDatabase.migrated());
  }

  static TestDatabase withTables(TestDatabase database) throws Exception {
    database.create(LEFT);
    database.create(RIGHT);
    return database;
  }

  static SinkRun fresh(PostgresSinkOptions options) throws Exception {
    return fresh(options, JOB, CommitProbe.NONE);
  }

  static SinkRun fresh(PostgresSinkOptions options, JobID job, CommitProbe probe) throws Exception {
    SinkRun run = new SinkRun(options, SinkRun::tables, job, probe);
    try {
      run.harness.open();
    } catch (Exception e) {
      run.close();
      throw e;
    }
    return run;
  }

  static SinkRun restored(PostgresSinkOptions options, long checkpoint, OperatorSubtaskState state)
      throws Exception {
    return restored(options, checkpoint, state, JOB, CommitProbe.NONE);
  }

  static SinkRun restored(
      PostgresSinkOptions options,
      long checkpoint,
      OperatorSubtaskState state,
      JobID job,
      CommitProbe probe)
      throws Exception {
    SinkRun run = new SinkRun(options, SinkRun::tables, job, probe);
    run.harness.setRestoredCheckpointId(checkpoint);
    try {
      run.harness.initializeState(state);
      run.harness.open();
    } catch (Exception e) {
      run.close();
      throw e;
    }
    return run;
  }

  /**
   * An attempt of a job with these tables.
   *
   * @param state null for a start without
   */
  static SinkRun of(
      PostgresSinkOptions options,
      OutputTables tables,
      long checkpoint,
      @Nullable OperatorSubtaskState state)
      throws Exception {
    SinkRun run = new SinkRun(options, tables, JOB, CommitProbe.NONE);
    try {
      if (state != null) {
        run.harness.setRestoredCheckpointId(checkpoint);
        run.harness.initializeState(state);
      }
      run.harness.open();
    } catch (Exception e) {
      run.close();
      throw e;
    }
    return run;
  }

  static RowChange left(String name, long number) {
    return new RowChange(LEFT, new Object[] {name}, new Object[] {number});
  }

  static RowChange right(String name, long number) {
    return new RowChange(RIGHT, new Object[] {name}, new Object[] {number});
  }

  static RowChange deleted(RowChange row) {
    return new RowChange(row.table(), row.key(), null);
  }

  static InputProgress read(int partition, long nextOffset) {
    return new InputProgress("events", partition, nextOffset);
  }

  /** Hands over rows, and how far the input has been read. */
  SinkRun put(Object... elements) throws Exception {
    for (Object element : elements) {
      if (element instanceof InputProgress progress) {
        operator().processElement2(new StreamRecord<>(progress));
      } else {
        operator().processElement1(new StreamRecord<>((RowChange) element));
      }
    }
    return this;
  }

  SinkRun watermark(long millis) throws Exception {
    operator().processWatermark1(new Watermark(millis));
    operator().processWatermark2(new Watermark(millis));
    return this;
  }

  OperatorSubtaskState snapshot(long checkpoint) throws Exception {
    return harness.snapshot(checkpoint, checkpoint);
  }

  void complete(long checkpoint) throws Exception {
    harness.notifyOfCompletedCheckpoint(checkpoint);
  }

  void abort(long checkpoint) throws Exception {
    operator().notifyCheckpointAborted(checkpoint);
  }

  /** A checkpoint that completes. */
  OperatorSubtaskState checkpoint(long checkpoint) throws Exception {
    OperatorSubtaskState state = snapshot(checkpoint);
    complete(checkpoint);
    return state;
  }

  /** Ends the attempt as the end of the input does. */
  void end() throws Exception {
    operator().finish();
    close();
  }

  /** Ends the attempt as a failure does: without finishing. */
  @Override
  public void close() {
    try {
      operator().close();
      harness.getEnvironment().close();
    } catch (Exception e) {
      throw new IllegalStateException("the attempt did not close", e);
    }
  }

  private CheckpointedSinkOperator operator() {
    return (CheckpointedSinkOperator) harness.getOperator();
  }
}
