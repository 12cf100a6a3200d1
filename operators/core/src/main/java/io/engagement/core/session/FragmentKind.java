package io.engagement.core.session;

import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateWriter;

/**
 * What a family keeps of a session's events. {@link Sessionizer} decides which events belong
 * together and looks after start and end; the kind looks after the rest.
 *
 * <p>Law: including events in any order, and appending fragments of a partition of them in order,
 * give the same fragment.
 *
 * @param <F> the fragment, mutable
 */
public interface FragmentKind<F extends Fragment> {

  /** A fragment of no events. */
  F create();

  /** Adds an event, which may lie before, amid or after those included so far. */
  void include(F fragment, UserEvent event);

  /**
   * Adds all events of a fragment that lie after those of the first; leaves {@code later} as is.
   */
  void append(F fragment, F later);

  /**
   * Allows to forget in which order events before an instant came: none will join them any more.
   */
  void seal(F fragment, long beforeMillis);

  /** Writes all but start and end. */
  void write(F fragment, StateWriter out);

  /** What the fragment takes on the heap, roughly. */
  int heapBytes(F fragment);
}
