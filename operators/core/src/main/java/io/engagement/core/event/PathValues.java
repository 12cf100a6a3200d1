package io.engagement.core.event;

import org.jspecify.annotations.Nullable;

/** The values of a record at numbered paths, in the canonical form of {@link UserEvent}. */
@FunctionalInterface
public interface PathValues {
  /** The value at a path, by its index; null when it is absent or null. */
  @Nullable Object at(int path);
}
