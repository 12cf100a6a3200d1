package io.engagement.flink.serde;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Arrays of bytes that nobody changes once they are in state, written as Flink does. Flink copies
 * lists of operator state before it writes them; here the copy is the array itself, so that much
 * state does not take twice the heap.
 */
public final class UnchangingBytesSerializer extends TypeSerializerSingleton<byte[]> {
  private static final long serialVersionUID = 1L;

  public static final UnchangingBytesSerializer INSTANCE = new UnchangingBytesSerializer();

  private static final BytePrimitiveArraySerializer BYTES = BytePrimitiveArraySerializer.INSTANCE;

  @Override
  public void serialize(byte[] bytes, DataOutputView target) throws IOException {
    BYTES.serialize(bytes, target);
  }

  @Override
  public byte[] deserialize(DataInputView source) throws IOException {
    return BYTES.deserialize(source);
  }

  @Override
  public byte[] deserialize(byte[] reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    BYTES.copy(source, target);
  }

  @Override
  public byte[] copy(byte[] from) {
    return from;
  }

  @Override
  public byte[] copy(byte[] from, byte[] reuse) {
    return from;
  }

  @Override
  public byte[] createInstance() {
    return new byte[0];
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public TypeSerializerSnapshot<byte[]> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Named in savepoints: never moved or renamed. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<byte[]> {
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
