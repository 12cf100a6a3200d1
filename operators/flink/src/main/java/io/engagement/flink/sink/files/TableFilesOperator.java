package io.engagement.flink.sink.files;

import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import io.engagement.flink.checkpoint.RowBuffer;
import io.engagement.flink.checkpoint.RowChunks;
import io.engagement.flink.serde.DeletedSubjects;
import io.engagement.flink.serde.OutputTables;
import io.engagement.flink.serde.RecordedTables;
import io.engagement.flink.serde.TableIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Keeps the latest state of every row and writes the files when the input has ended; a restart
 * after that writes the same files again. Where checkpoints are taken, all rows are part of them.
 */
final class TableFilesOperator extends AbstractStreamOperator<Void>
    implements OneInputStreamOperator<RowChange, Void>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private final OutputTables outputs;
  private final String directory;
  private transient TableIndex tables;
  private transient RowBuffer rows;
  private transient ListState<byte[]> layoutState;
  private transient ListState<byte[]> rowState;

  // Flink creates it on the client and fills it in on the task.
  @SuppressWarnings("NullAway.Init")
  TableFilesOperator(OutputTables outputs, Path directory) {
    this.outputs = outputs;
    this.directory = directory.toAbsolutePath().toString();
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    tables = new TableIndex(outputs.tables());
    rows = new RowBuffer();
    layoutState = context.getOperatorStateStore().getListState(bytes("layout"));
    rowState = context.getOperatorStateStore().getListState(bytes("rows"));
    for (byte[] layout : layoutState.get()) {
      TableIndex recorded = new TableIndex(RecordedTables.read(layout).tables());
      for (byte[] chunk : rowState.get()) {
        RowChunks.read(chunk, recorded, this::restore);
      }
    }
  }

  private void restore(RowChange recorded) {
    RowChange row = RecordedTables.adapt(recorded, tables);
    if (row != null) {
      rows.put(row);
    }
  }

  private static ListStateDescriptor<byte[]> bytes(String name) {
    return new ListStateDescriptor<>(name, BytePrimitiveArraySerializer.INSTANCE);
  }

  @Override
  public void processElement(StreamRecord<RowChange> element) {
    RowChange row = element.getValue();
    if (DeletedSubjects.is(row)) {
      // Every row of the subject that is here comes as a deletion of its own.
      return;
    }
    if (row.isDelete()) {
      rows.remove(row);
    } else {
      rows.put(row);
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    layoutState.update(List.of(RecordedTables.of(tables.tables()).toBytes()));
    rowState.update(RowChunks.of(rows));
  }

  @Override
  public void endInput() throws IOException {
    TableFiles files = new TableFiles(Path.of(directory));
    try {
      for (TableSpec table : tables.tables()) {
        files.write(table, rowsOf(table));
      }
      files.publish();
    } finally {
      files.discard();
    }
  }

  /** One table at a time is decoded: memory. */
  private List<RowChange> rowsOf(TableSpec table) {
    List<RowChange> found = new ArrayList<>();
    rows.forEachOf(table, tables, found::add);
    return found;
  }
}
