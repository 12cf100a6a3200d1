package io.engagement.core.metric.paths;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many of a user's counted sessions make a transition, by day and by dimension value. Only for
 * users with many sessions: with few, looking at them costs less. Not written.
 */
final class TransitionCounts {
  /** The dimension of the total. */
  static final int TOTAL = -1;

  private static final int ENTRY_HEAP_BYTES = 140;

  private @Nullable Map<Transition, Integer> counts;

  /** How many sessions are counted here. */
  private int sessions;

  /**
   * One step of a path.
   *
   * @param dimension its number, or {@link #TOTAL}
   */
  record Transition(long day, int at, String source, String target, int dimension, String value) {}

  /** Whether transitions are counted. */
  boolean isKept() {
    return counts != null;
  }

  /** Begins to count, with nothing. */
  void begin() {
    counts = new HashMap<>();
    sessions = 0;
  }

  /** Stops counting. */
  void drop() {
    counts = null;
  }

  /** Stops counting, unless so many sessions are counted. */
  void dropUnless(int counted) {
    if (sessions != counted) {
      drop();
    }
  }

  /** Notes that a session is added, or taken back. */
  void addSession(int sign) {
    sessions += sign;
  }

  /**
   * Adds a transition of a session, or takes it back.
   *
   * @param sign 1 or -1
   * @return whether no other session makes the transition
   */
  boolean add(Transition transition, int sign) {
    if (counts == null) {
      throw new IllegalStateException("transitions are not counted");
    }
    Integer now = counts.merge(transition, sign, (one, other) -> sum(one, other));
    return now == null || (sign == 1 && now == 1);
  }

  /** Null for nothing, which takes no place. */
  @SuppressWarnings("NullAway") // as Map.merge has it
  private static Integer sum(int one, int other) {
    return one + other == 0 ? null : one + other;
  }

  int heapBytes() {
    return 24 + (counts == null ? 0 : ENTRY_HEAP_BYTES * counts.size());
  }
}
