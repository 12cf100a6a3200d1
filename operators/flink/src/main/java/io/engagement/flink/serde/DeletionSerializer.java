package io.engagement.flink.serde;

import io.engagement.core.identity.Deletion;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/** Deletions on their way to where the history of an id is. */
public final class DeletionSerializer extends WireSerializer<Deletion> {
  private static final long serialVersionUID = 1L;

  /** The type of a stream of deletions. */
  public static final WireType<Deletion> TYPE =
      WireType.of(Deletion.class, new DeletionSerializer());

  @Override
  protected void write(Deletion deletion, StateWriter out) {
    out.writeText(deletion.id());
    out.writeText(deletion.user());
    out.writeText(deletion.requestId());
    out.writeLong(deletion.atMillis());
  }

  @Override
  protected Deletion read(StateReader in) {
    return new Deletion(in.readRequiredText(), in.readText(), in.readRequiredText(), in.readLong());
  }

  @Override
  public Deletion createInstance() {
    throw new UnsupportedOperationException("a deletion is of somebody");
  }

  @Override
  public Deletion copy(Deletion from) {
    return from;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public DeletionSerializer duplicate() {
    return new DeletionSerializer();
  }
}
