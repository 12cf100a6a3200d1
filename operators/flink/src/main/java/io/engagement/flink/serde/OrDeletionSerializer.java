package io.engagement.flink.serde;

import io.engagement.core.identity.Deletion;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * Elements of a stream and deletions.
 *
 * @param <T> the element
 */
final class OrDeletionSerializer<T> extends WireSerializer<OrDeletion<T>> {
  private static final long serialVersionUID = 1L;

  private final WireSerializer<T> elements;
  private final DeletionSerializer deletions = new DeletionSerializer();

  OrDeletionSerializer(WireSerializer<T> elements) {
    this.elements = elements;
  }

  @Override
  protected void write(OrDeletion<T> element, StateWriter out) {
    Deletion deletion = element.deletion();
    out.writeBoolean(deletion != null);
    if (deletion == null) {
      elements.write(element.required(), out);
    } else {
      deletions.write(deletion, out);
    }
  }

  @Override
  protected OrDeletion<T> read(StateReader in) {
    return in.readBoolean()
        ? OrDeletion.delete(deletions.read(in))
        : OrDeletion.of(elements.read(in));
  }

  @Override
  public OrDeletion<T> createInstance() {
    throw new UnsupportedOperationException("it is of somebody");
  }

  @Override
  public OrDeletion<T> copy(OrDeletion<T> from) {
    return from;
  }

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public OrDeletionSerializer<T> duplicate() {
    return new OrDeletionSerializer<>((WireSerializer<T>) elements.duplicate());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof OrDeletionSerializer<?> that && elements.equals(that.elements);
  }

  @Override
  public int hashCode() {
    return elements.hashCode();
  }
}
