package io.engagement.flink.serde;

import io.engagement.core.event.UserEvent;
import io.engagement.core.event.json.Hash64;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.jspecify.annotations.Nullable;

/**
 * A user as the key of their history. Its hash decides the key group and is a mixed one: ids that
 * share the hash of {@link String} are easily made up, and would all meet in one subtask.
 */
public final class UserKey {
  /** The type to key a stream by. */
  public static final WireType<UserKey> TYPE = WireType.key(UserKey.class, Serializer.INSTANCE);

  private final String user;
  private final int hash;

  public UserKey(String user) {
    this.user = user;
    this.hash = (int) (Hash64.ofText(user) >>> Integer.SIZE);
  }

  public static UserKey of(UserEvent event) {
    return new UserKey(event.user);
  }

  public String user() {
    return user;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof UserKey that && user.equals(that.user);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return user;
  }

  /** The user as Flink writes texts: part of every savepoint. */
  public static final class Serializer extends KeySerializer<UserKey> {
    private static final long serialVersionUID = 1L;

    static final Serializer INSTANCE = new Serializer();

    private static final UserKey NONE = new UserKey("");

    @Override
    public void serialize(UserKey key, DataOutputView target) throws IOException {
      StringValue.writeString(key.user, target);
    }

    @Override
    public UserKey deserialize(DataInputView source) throws IOException {
      return new UserKey(StringValue.readString(source));
    }

    @Override
    public void copy(DataInputView source, DataOutputView target) throws IOException {
      StringValue.copyString(source, target);
    }

    @Override
    public UserKey createInstance() {
      return NONE;
    }

    @Override
    public TypeSerializerSnapshot<UserKey> snapshotConfiguration() {
      return new Snapshot();
    }
  }

  /** Named in savepoints: never moved or renamed. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<UserKey> {
    public Snapshot() {
      super(() -> Serializer.INSTANCE);
    }
  }
}
