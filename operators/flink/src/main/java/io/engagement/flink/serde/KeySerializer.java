package io.engagement.flink.serde;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** What the serializers of keys have in common: keys are immutable and of any length. */
abstract class KeySerializer<K> extends TypeSerializerSingleton<K> {
  private static final long serialVersionUID = 1L;

  @Override
  public final K deserialize(K reuse, DataInputView source) throws IOException {
    return deserialize(source);
  }

  @Override
  public void copy(DataInputView source, DataOutputView target) throws IOException {
    serialize(deserialize(source), target);
  }

  @Override
  public final K copy(K from) {
    return from;
  }

  @Override
  public final K copy(K from, K reuse) {
    return from;
  }

  @Override
  public final boolean isImmutableType() {
    return true;
  }

  @Override
  public final int getLength() {
    return -1;
  }
}
