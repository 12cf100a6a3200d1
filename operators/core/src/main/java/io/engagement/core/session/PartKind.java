package io.engagement.core.session;

import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/**
 * What one observer keeps of a session's events besides what all observers share.
 *
 * <p>Law: including events in any order, and merging the parts of any partition of them, give parts
 * that say the same.
 *
 * @param <P> the part, mutable
 */
public interface PartKind<P> {

  /** A part of no events. */
  P create();

  /**
   * Adds an event, which may lie before, amid or after those included so far.
   *
   * @param place where a view lies among the views: {@link ViewMarks#FIRST}, {@link
   *     ViewMarks#LAST}, both or none; 0 for other events and where views are not counted
   */
  void include(P part, UserEvent event, int place);

  /**
   * Adds all events of another part, which may lie before, amid or after those of the first; leaves
   * {@code other} as is.
   *
   * @param place where the views of the other lie among all: {@link ViewMarks#FIRST} if they have
   *     the first, {@link ViewMarks#LAST} if they have the last, both or none; 0 without views and
   *     where views are not counted
   */
  void merge(P part, P other, int place);

  /** Expires the order of events before an instant: none will join them any more. */
  default void expire(P part, long beforeMillis) {}

  /**
   * @param startMillis the first event of the session, epoch milliseconds
   */
  void write(P part, long startMillis, StateWriter out);

  /**
   * Reads what {@link #write} wrote in this or an older layout.
   *
   * @param version the layout of the observer whose part it is
   */
  P read(StateReader in, int version, long startMillis);

  /** What a part takes on the heap, roughly. */
  int heapBytes(P part);

  /** Whether views, engagement and counts must be kept for it. */
  default boolean needsViews() {
    return false;
  }

  /** For observers to whom all that matters is which sessions there are. */
  PartKind<Object> NOTHING =
      new PartKind<>() {
        private static final Object PRESENT = new Object();

        @Override
        public Object create() {
          return PRESENT;
        }

        @Override
        public void include(Object part, UserEvent event, int place) {}

        @Override
        public void merge(Object part, Object other, int place) {}

        @Override
        public void write(Object part, long startMillis, StateWriter out) {}

        @Override
        public Object read(StateReader in, int version, long startMillis) {
          return PRESENT;
        }

        @Override
        public int heapBytes(Object part) {
          return 0;
        }
      };
}
