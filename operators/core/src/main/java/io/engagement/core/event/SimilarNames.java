package io.engagement.core.event;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the name that definitions mean when an event's name differs from it only in case, white
 * space and punctuation: {@code order_completed} is most likely an {@code Order Completed} that
 * nothing counts. Not thread-safe.
 */
final class SimilarNames {
  private static final int SLOTS = 1 << 9;
  private static final int LONGEST = 128;

  /** By letters and digits alone. */
  private final Map<String, String> meant = new HashMap<>();

  private final Collection<String> exact;

  /**
   * Names that need no warning, so that each is looked at once as long as nothing takes its slot.
   */
  private final @Nullable String[] known = new String[SLOTS];

  /**
   * @param names those that definitions mean
   */
  SimilarNames(Collection<String> names) {
    exact = names;
    for (String name : names) {
      String letters = letters(name);
      if (!letters.isEmpty()) {
        meant.merge(
            letters, name, (one, other) -> EventOrder.compareTexts(one, other) < 0 ? one : other);
      }
    }
  }

  /** The name that is most likely meant; null when it is the one given, or none. */
  @Nullable String of(String name) {
    int hash = name.hashCode();
    int slot = (hash ^ hash >>> 16) & SLOTS - 1;
    if (name.equals(known[slot])) {
      return null;
    }
    String similar =
        name.length() > LONGEST || exact.contains(name) ? null : meant.get(letters(name));
    if (similar == null) {
      known[slot] = name;
    }
    return similar;
  }

  private static String letters(String name) {
    StringBuilder letters = new StringBuilder(name.length());
    name.codePoints()
        .filter(Character::isLetterOrDigit)
        .map(Character::toLowerCase)
        .forEach(letters::appendCodePoint);
    return letters.toString();
  }
}
