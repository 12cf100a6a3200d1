package io.engagement.flink.sink.postgres;

import io.engagement.core.metric.Column;
import io.engagement.core.metric.ColumnType;
import io.engagement.core.metric.FactTable;
import io.engagement.core.metric.RowChange;
import io.engagement.core.metric.TableSpec;
import io.engagement.flink.serde.OutputTables;
import java.util.List;
import org.apache.flink.api.common.JobID;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.runtime.state.storage.JobManagerCheckpointStorage;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;

/** One attempt of the sink in an operator harness, on two small tables and the accounting. */
final class SinkRun implements AutoCloseable {
  static final FactTable LEFT = numbers(91, "left_numbers");
  static final FactTable RIGHT = numbers(92, "right_numbers");
  static final FactTable ACCOUNTING =
      new FactTable(
          93,
          "input_accounting",
          List.of(new Column("topic", ColumnType.TEXT), new Column("partition", ColumnType.INT)),
          List.of(
              new Column("next_offset", ColumnType.LONG),
              new Column("read", ColumnType.LONG),
              new Column("accepted", ColumnType.LONG),
              new Column("duplicate", ColumnType.LONG),
              new Column("late", ColumnType.LONG),
              new Column("rejected", ColumnType.LONG),
              new Column("filtered", ColumnType.LONG),
              new Column("watermark", ColumnType.TIMESTAMP)));
  static final JobID JOB = new JobID(1, 1);
  static final JobID OTHER_JOB = new JobID(2, 2);

  private static final int LARGEST_STATE_BYTES = 256 << 20;

  private final OneInputStreamOperatorTestHarness<RowChange, Void> harness;

  private SinkRun(PostgresSinkOptions options, JobID job, CommitProbe probe) throws Exception {
    OutputTables tables = SinkRun::tables;
    MockEnvironment environment =
        new MockEnvironmentBuilder().setJobID(job).setManagedMemorySize(1 << 20).build();
    harness =
        new OneInputStreamOperatorTestHarness<>(
            new PostgresSinkOperator(options, tables, probe), environment);
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
    return List.of(LEFT, RIGHT, ACCOUNTING);
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
    SinkRun run = new SinkRun(options, job, probe);
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
    SinkRun run = new SinkRun(options, job, probe);
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

  static RowChange left(String name, long number) {
    return new RowChange(LEFT, new Object[] {name}, new Object[] {number});
  }

  static RowChange right(String name, long number) {
    return new RowChange(RIGHT, new Object[] {name}, new Object[] {number});
  }

  static RowChange deleted(RowChange row) {
    return new RowChange(row.table(), row.key(), null);
  }

  static RowChange read(int partition, long nextOffset) {
    return new RowChange(
        ACCOUNTING,
        new Object[] {"events", (long) partition},
        new Object[] {nextOffset, nextOffset, nextOffset, 0L, 0L, 0L, 0L, null});
  }

  SinkRun put(RowChange... rows) throws Exception {
    for (RowChange row : rows) {
      harness.processElement(new StreamRecord<>(row));
    }
    return this;
  }

  SinkRun watermark(long millis) throws Exception {
    harness.processWatermark(millis);
    return this;
  }

  OperatorSubtaskState snapshot(long checkpoint) throws Exception {
    return harness.snapshot(checkpoint, checkpoint);
  }

  void complete(long checkpoint) throws Exception {
    harness.notifyOfCompletedCheckpoint(checkpoint);
  }

  /** A checkpoint that completes. */
  OperatorSubtaskState checkpoint(long checkpoint) throws Exception {
    OperatorSubtaskState state = snapshot(checkpoint);
    complete(checkpoint);
    return state;
  }

  /** Ends the attempt as the end of the input does. */
  void end() throws Exception {
    harness.getOneInputOperator().finish();
    close();
  }

  /** Ends the attempt as a failure does: without finishing. */
  @Override
  public void close() {
    try {
      harness.getOneInputOperator().close();
      harness.getEnvironment().close();
    } catch (Exception e) {
      throw new IllegalStateException("the attempt did not close", e);
    }
  }
}
