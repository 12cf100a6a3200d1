package io.engagement.core.event;

/** The six calls of the Segment spec. The order is part of the wire format: append only. */
public enum EventType {
  TRACK,
  PAGE,
  SCREEN,
  IDENTIFY,
  GROUP,
  ALIAS;

  private static final EventType[] VALUES = values();

  /** The type at {@code ordinal}, without copying the array of values. */
  public static EventType at(int ordinal) {
    return VALUES[ordinal];
  }

  /** Whether the event is a view: a page or a screen. */
  public boolean isView() {
    return this == PAGE || this == SCREEN;
  }
}
