package io.engagement.core.event;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What counts as an identifier, and what trackers send when they have none. */
public final class Identifiers {
  private static final Set<String> BLOCKED =
      Set.of(
          "null",
          "nil",
          "none",
          "undefined",
          "anonymous",
          "guest",
          "unknown",
          "0",
          "-1",
          "nan",
          "[object object]",
          "true",
          "false",
          "not_authenticated",
          "id",
          "distinct_id",
          "email");
  private static final int LONGEST_BLOCKED = 17;
  private static final long BLOCKED_LENGTHS = lengths();

  private Identifiers() {}

  /**
   * The identifier in a text: without white space around it (as {@link String#strip} sees it), or
   * null when nothing is left or the rest is one of the words that stand for nobody, whatever its
   * case.
   */
  public static @Nullable String normalized(String text) {
    String stripped = text.strip();
    int length = stripped.length();
    if (length == 0) {
      return null;
    }
    boolean suspicious = length <= LONGEST_BLOCKED && (BLOCKED_LENGTHS >>> length & 1) != 0;
    return suspicious && BLOCKED.contains(stripped.toLowerCase(Locale.ROOT)) ? null : stripped;
  }

  private static long lengths() {
    long bits = 0;
    for (String word : BLOCKED) {
      bits |= 1L << word.length();
    }
    return bits;
  }
}
