package io.engagement.core.event;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What counts as an identifier, and what trackers send when they have none. */
public final class Identifiers {
  private static final List<String> BLOCKED =
      List.of(
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
  private static final String[][] BLOCKED_BY_LENGTH = byLength();

  private Identifiers() {}

  /**
   * The identifier in a text: without white space around it (as {@link String#strip} sees it), or
   * null when nothing is left or the rest is one of the words that stand for nobody, whatever its
   * case.
   */
  public static @Nullable String normalized(String text) {
    String stripped = text.strip();
    return stripped.isEmpty() || isBlocked(stripped) ? null : stripped;
  }

  private static boolean isBlocked(String text) {
    if (text.length() >= BLOCKED_BY_LENGTH.length) {
      return false;
    }
    for (String blocked : BLOCKED_BY_LENGTH[text.length()]) {
      if (blocked.equalsIgnoreCase(text)) {
        return true;
      }
    }
    return false;
  }

  private static String[][] byLength() {
    int longest = BLOCKED.stream().mapToInt(String::length).max().orElseThrow();
    return IntStream.rangeClosed(0, longest)
        .mapToObj(
            length ->
                BLOCKED.stream().filter(word -> word.length() == length).toArray(String[]::new))
        .toArray(String[][]::new);
  }
}
