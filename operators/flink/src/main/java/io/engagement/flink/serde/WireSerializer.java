package io.engagement.flink.serde;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * The serializer of a type that only travels between tasks and is never kept in state: four bytes
 * of length, then what {@link #write} wrote, moved in one piece.
 *
 * @param <T> the element
 */
public abstract class WireSerializer<T> extends TypeSerializer<T> {
  private static final long serialVersionUID = 1L;

  private transient @Nullable StateWriter writer;
  private transient @Nullable StateReader reader;
  private transient byte @Nullable [] buffer;

  protected abstract void write(T element, StateWriter out);

  protected abstract T read(StateReader in);

  @Override
  public void serialize(T element, DataOutputView target) throws IOException {
    StateWriter out = writer;
    if (out == null) {
      out = new StateWriter(512);
      writer = out;
    }
    out.clear();
    write(element, out);
    target.writeInt(out.size());
    target.write(out.array(), 0, out.size());
  }

  @Override
  public T deserialize(DataInputView source) throws IOException {
    int length = source.readInt();
    byte[] bytes = buffer;
    if (bytes == null || bytes.length < length) {
      bytes = new byte[Math.max(512, Integer.highestOneBit(length) << 1)];
      buffer = bytes;
    }
    source.readFully(bytes, 0, length);
    StateReader in = reader;
    if (in == null) {
      in = StateReader.ofRepeatedTexts();
      reader = in;
    }
    return read(in.over(bytes, 0, length));
  }

  @Override
  public T deserialize(T reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    int length = source.readInt();
    target.writeInt(length);
    target.write(source, length);
  }

  @Override
  public T copy(T from, T reuse) {
    return copy(from);
  }

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public int getLength() {
    return -1;
  }

  @Override
  public TypeSerializerSnapshot<T> snapshotConfiguration() {
    throw new UnsupportedOperationException(getClass().getSimpleName() + " is not for state");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other != null && other.getClass() == getClass();
  }

  @Override
  public int hashCode() {
    return getClass().hashCode();
  }
}
