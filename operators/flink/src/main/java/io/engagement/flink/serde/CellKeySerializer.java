package io.engagement.flink.serde;

import io.engagement.core.table.CellKey;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * The key of the cells' state. Its bytes are part of every savepoint and cannot change: length in
 * two bytes, then {@link CellKey#bytes()}.
 */
public final class CellKeySerializer extends KeySerializer<CellKey> {
  private static final long serialVersionUID = 1L;

  public static final CellKeySerializer INSTANCE = new CellKeySerializer();

  private static final CellKey NONE = new CellKey(new byte[0]);

  @Override
  public void serialize(CellKey key, DataOutputView target) throws IOException {
    byte[] bytes = key.bytes();
    if (bytes.length > 0xFFFF) {
      throw new IOException("a cell key of " + bytes.length + " bytes");
    }
    target.writeShort(bytes.length);
    target.write(bytes);
  }

  @Override
  public CellKey deserialize(DataInputView source) throws IOException {
    byte[] bytes = new byte[source.readUnsignedShort()];
    source.readFully(bytes);
    return new CellKey(bytes);
  }

  @Override
  public CellKey createInstance() {
    return NONE;
  }

  @Override
  public TypeSerializerSnapshot<CellKey> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Named in savepoints: never moved or renamed. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<CellKey> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
