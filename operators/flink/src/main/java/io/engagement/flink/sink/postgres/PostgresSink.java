package io.engagement.flink.sink.postgres;

import io.engagement.core.table.RowChange;
import io.engagement.flink.checkpoint.CheckpointedSinkOperator;
import io.engagement.flink.checkpoint.InputProgress;
import io.engagement.flink.serde.OutputTables;
import io.engagement.flink.state.StateCatalog;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The sink into PostgreSQL: with every completed checkpoint one local transaction over all tables
 * and the ledger, so that any statement of a reader sees exactly one checkpoint.
 *
 * <pre>
 * rows ──► collect the last change of each row ──barrier──► set aside in state
 *                                                              │ checkpoint completed
 *                                      ledger: mine? the next? ▼
 *                             BEGIN; all tables; ledger; COMMIT ──► readers
 * </pre>
 *
 * <p>Needs checkpointing. Before the job is submitted the client calls {@link
 * PostgresTables#prepare}.
 */
public final class PostgresSink {
  private PostgresSink() {}

  /**
   * Attaches the sink.
   *
   * @param rows all changes of one row come from one upstream subtask
   * @param progress how far the input has been read, sent before each barrier
   */
  public static SingleOutputStreamOperator<Void> attach(
      DataStream<RowChange> rows,
      DataStream<InputProgress> progress,
      OutputTables outputs,
      PostgresSinkOptions options) {
    return attach(rows, progress, outputs, options, CommitProbe.NONE);
  }

  static SingleOutputStreamOperator<Void> attach(
      DataStream<RowChange> rows,
      DataStream<InputProgress> progress,
      OutputTables outputs,
      PostgresSinkOptions options,
      CommitProbe probe) {
    return rows.connect(progress)
        .transform("postgres", Types.VOID, operator(outputs, options, probe))
        .uid(StateCatalog.POSTGRES_SINK)
        .setParallelism(1)
        .setMaxParallelism(1);
  }

  static CheckpointedSinkOperator operator(
      OutputTables outputs, PostgresSinkOptions options, CommitProbe probe) {
    return new CheckpointedSinkOperator(
        outputs,
        (tables, jobId) -> new CheckpointCommitter(options, tables, jobId, probe),
        options.start());
  }
}
