package io.engagement.core.event;

/**
 * The order of a user's events: by time, at the same instant by message id. Ids, and all texts
 * whose order shows, are ordered by code point, which is the order of their UTF-8 bytes.
 */
public final class EventOrder {
  private EventOrder() {}

  /** Whether one event comes before another one of its user. */
  public static boolean isBefore(UserEvent event, long otherMillis, String otherId) {
    return event.timeMillis < otherMillis
        || (event.timeMillis == otherMillis && compareTexts(event.messageId, otherId) < 0);
  }

  /** Compares texts by code point: UTF-16 puts those beyond U+FFFF before U+E000, here behind. */
  public static int compareTexts(String one, String other) {
    int common = Math.min(one.length(), other.length());
    for (int i = 0; i < common; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a != b) {
        boolean isSurrogate = Character.isSurrogate(a);
        return isSurrogate == Character.isSurrogate(b)
            ? Character.compare(a, b)
            : isSurrogate ? 1 : -1;
      }
    }
    return Integer.compare(one.length(), other.length());
  }
}
