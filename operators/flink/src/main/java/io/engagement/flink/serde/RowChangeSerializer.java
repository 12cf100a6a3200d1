package io.engagement.flink.serde;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@link RowChange}s: a length and the bytes of {@link RowFormat}. Carries the {@link
 * OutputTables}, never a table. Rows are not changed once emitted, so copying gives the same
 * object.
 */
public final class RowChangeSerializer extends TypeSerializer<RowChange> {
  private static final long serialVersionUID = 1L;
  private static final int INITIAL_BYTES = 256;

  private final OutputTables outputs;
  private transient @Nullable TableIndex tables;
  private transient @Nullable StateWriter writer;
  private transient @Nullable StateReader reader;
  private transient byte @Nullable [] buffer;

  public RowChangeSerializer(OutputTables outputs) {
    this.outputs = outputs;
  }

  TableIndex tables() {
    TableIndex index = tables;
    if (index == null) {
      index = new TableIndex(outputs.tables());
      tables = index;
    }
    return index;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public TypeSerializer<RowChange> duplicate() {
    return new RowChangeSerializer(outputs);
  }

  @Override
  public RowChange createInstance() {
    TableSpec table = tables().tables().get(0);
    return new RowChange(table, new Object[table.keyColumns().size()], null);
  }

  @Override
  public RowChange copy(RowChange from) {
    return from;
  }

  @Override
  public RowChange copy(RowChange from, RowChange reuse) {
    return from;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public void serialize(RowChange row, DataOutputView target) throws IOException {
    StateWriter out = writer;
    if (out == null) {
      out = new StateWriter(INITIAL_BYTES);
      writer = out;
    }
    out.clear();
    RowFormat.write(row, out);
    target.writeInt(out.size());
    target.write(out.array(), 0, out.size());
  }

  @Override
  public RowChange deserialize(DataInputView source) throws IOException {
    int length = source.readInt();
    byte[] bytes = read(length, source);
    StateReader in = reader;
    if (in == null) {
      in = StateReader.ofRepeatedTexts();
      reader = in;
    }
    RowChange row = RowFormat.read(in.over(bytes, 0, length), tables());
    in.expectEnd();
    return row;
  }

  private byte[] read(int length, DataInputView source) throws IOException {
    byte[] bytes = buffer;
    if (bytes == null || bytes.length < length) {
      bytes = new byte[Math.max(INITIAL_BYTES, length)];
      buffer = bytes;
    }
    source.readFully(bytes, 0, length);
    return bytes;
  }

  @Override
  public RowChange deserialize(RowChange reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    int length = source.readInt();
    target.writeInt(length);
    target.write(read(length, source), 0, length);
  }

  @Override
  public TypeSerializerSnapshot<RowChange> snapshotConfiguration() {
    return new RowChangeSerializerSnapshot(RecordedTables.of(tables().tables()));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof RowChangeSerializer that
        && RecordedTables.of(tables().tables()).equals(RecordedTables.of(that.tables().tables()));
  }

  @Override
  public int hashCode() {
    return RecordedTables.of(tables().tables()).hashCode();
  }
}
