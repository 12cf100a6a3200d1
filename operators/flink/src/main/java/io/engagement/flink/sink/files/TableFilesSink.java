package io.engagement.flink.sink.files;

import io.engagement.core.table.RowChange;
import io.engagement.flink.serde.OutputTables;
import io.engagement.flink.state.StateCatalog;
import java.nio.file.Path;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * The sink of bounded runs: when the input has ended, one {@code <table>.jsonl} per output table
 * with the final rows, an empty file for an empty table. Rows are sorted by key, column by column,
 * numbers and dates by value and texts by code point; equal rows give equal bytes.
 *
 * <p>Runs on one task and keeps all rows in memory until the end: about 100 bytes and the row's
 * encoding for each (230 for a session), and 600 more for each row of the table that is being
 * written. 10 million sessions fit in 9 GB.
 */
public final class TableFilesSink {
  private TableFilesSink() {}

  /**
   * Attaches the sink.
   *
   * @param rows all changes of one row come from one upstream subtask
   * @param directory created if missing; files of the same names are replaced
   */
  public static SingleOutputStreamOperator<Void> attach(
      DataStream<RowChange> rows, OutputTables outputs, Path directory) {
    return rows.transform("files", Types.VOID, new TableFilesOperator(outputs, directory))
        .uid(StateCatalog.FILES_SINK)
        .setParallelism(1)
        .setMaxParallelism(1);
  }
}
