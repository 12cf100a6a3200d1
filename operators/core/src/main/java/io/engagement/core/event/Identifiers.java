package io.engagement.core.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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

  /** Longer ones, in UTF-8, are replaced by a hash: no store, index or request refuses one. */
  public static final int LONGEST_BYTES = 256;

  private static final int MOST_BYTES_OF_A_CHAR = 3;

  private Identifiers() {}

  /**
   * The identifier in a text: without white space around it (as {@link String#strip} sees it), or
   * null when nothing is left or the rest is one of the words that stand for nobody, whatever its
   * case; {@link #bounded}.
   */
  public static @Nullable String normalized(String text) {
    String stripped = text.strip();
    return stripped.isEmpty() || isBlocked(stripped) ? null : bounded(stripped);
  }

  /** The identifier itself, or 32 hexadecimal digits of a hash in the place of a longer one. */
  public static String bounded(String id) {
    if (!isLong(id)) {
      return id;
    }
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java runtime has SHA-256", impossible);
    }
  }

  /** Whether a text is longer than an identifier may be. */
  public static boolean isLong(String id) {
    return id.length() > LONGEST_BYTES / MOST_BYTES_OF_A_CHAR
        && id.getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES;
  }

  /**
   * What a value of {@link UserEvent#field} calls a thing of a shop, for example a product: its
   * text without white space around it, also {@code 0}, {@link #bounded}; null when nothing is
   * left.
   */
  public static @Nullable String text(@Nullable Object field) {
    String text = field == null ? "" : DimensionText.of(field).strip();
    return text.isEmpty() || text.equals(DimensionText.NONE) ? null : bounded(text);
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
