package io.engagement.flink.serde;

import io.engagement.core.identity.Deletion;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An element of a stream, or a deletion: both travel in one stream, so that neither overtakes the
 * other.
 *
 * @param element null when it is a deletion
 * @param deletion null when it is an element
 * @param <T> the element
 */
public record OrDeletion<T>(@Nullable T element, @Nullable Deletion deletion) {

  /** An element. */
  public static <T> OrDeletion<T> of(T element) {
    return new OrDeletion<>(element, null);
  }

  /** A deletion. */
  public static <T> OrDeletion<T> delete(Deletion deletion) {
    return new OrDeletion<>(null, deletion);
  }

  /** The element, which it must be. */
  public T required() {
    return Objects.requireNonNull(element);
  }

  /** The type of a stream of them. */
  @SuppressWarnings({"unchecked", "rawtypes"}) // there is no class of a parameterized type
  public static <T> WireType<OrDeletion<T>> type(WireSerializer<T> elements) {
    return WireType.of((Class) OrDeletion.class, new OrDeletionSerializer<>(elements));
  }
}
