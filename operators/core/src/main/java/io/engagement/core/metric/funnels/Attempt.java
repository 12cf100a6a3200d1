package io.engagement.core.metric.funnels;

/** One attempt, reused for the next. */
final class Attempt {
  /** Positions in the log, by step; the entry first. */
  final int[] events;

  int reached;
  boolean tainted;

  Attempt(int steps) {
    events = new int[steps];
  }

  void enter(int event) {
    events[0] = event;
    reached = 1;
    tainted = false;
  }

  void reach(int event) {
    events[reached++] = event;
  }

  boolean uses(int event) {
    for (int i = 0; i < reached; i++) {
      if (events[i] == event) {
        return true;
      }
    }
    return false;
  }

  void become(Attempt other) {
    System.arraycopy(other.events, 0, events, 0, other.reached);
    reached = other.reached;
    tainted = other.tainted;
  }
}
