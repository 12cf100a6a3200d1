package io.engagement.flink.serde;

import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The table layouts that a {@link RowChangeSerializer} wrote with. A newer one reads its rows when
 * every recorded table still has the same columns; further tables do no harm.
 */
public final class RowChangeSerializerSnapshot implements TypeSerializerSnapshot<RowChange> {
  private static final int VERSION = 1;

  private RecordedTables recorded;

  /** For Flink, which reads into it. */
  public RowChangeSerializerSnapshot() {
    this(RecordedTables.of(List.of()));
  }

  RowChangeSerializerSnapshot(RecordedTables recorded) {
    this.recorded = recorded;
  }

  @Override
  public int getCurrentVersion() {
    return VERSION;
  }

  @Override
  public void writeSnapshot(DataOutputView out) throws IOException {
    byte[] bytes = recorded.toBytes();
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  @Override
  public void readSnapshot(int readVersion, DataInputView in, ClassLoader userCodeClassLoader)
      throws IOException {
    if (readVersion != VERSION) {
      throw new IOException(
          "a snapshot of version " + readVersion + " is from a later release than this one");
    }
    byte[] bytes = new byte[in.readInt()];
    in.readFully(bytes);
    recorded = RecordedTables.read(bytes);
  }

  @Override
  public TypeSerializer<RowChange> restoreSerializer() {
    return new RowChangeSerializer(recorded);
  }

  @Override
  public TypeSerializerSchemaCompatibility<RowChange> resolveSchemaCompatibility(
      TypeSerializerSnapshot<RowChange> oldSnapshot) {
    if (!(oldSnapshot instanceof RowChangeSerializerSnapshot old)) {
      return TypeSerializerSchemaCompatibility.incompatible();
    }
    TableIndex now = new TableIndex(recorded.tables());
    for (TableSpec before : old.recorded.tables()) {
      TableSpec table = now.find(before.id());
      if (table == null || !TableIndex.sameLayout(before, table)) {
        return TypeSerializerSchemaCompatibility.incompatible();
      }
    }
    return TypeSerializerSchemaCompatibility.compatibleAsIs();
  }
}
