package io.engagement.core.yaml;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the word somebody probably meant. */
public final class Spelling {
  private Spelling() {}

  /**
   * The known word nearest to a misspelt one, without regard to case; the first of several.
   *
   * @return null when none is near: more than a third of the letters differ
   */
  public static @Nullable String nearest(String word, Collection<String> known) {
    String sought = word.toLowerCase(Locale.ROOT);
    String nearest = null;
    int least = Integer.MAX_VALUE;
    for (String candidate : known) {
      int distance = distance(sought, candidate.toLowerCase(Locale.ROOT));
      int allowed = Math.max(1, Math.max(sought.length(), candidate.length()) / 3);
      if (distance <= allowed && distance < least) {
        nearest = candidate;
        least = distance;
      }
    }
    return nearest;
  }

  /** A hint: the word that was probably meant, else all that are known. */
  public static String hint(String word, Collection<String> known) {
    String nearest = nearest(word, known);
    return nearest == null
        ? "known here: " + String.join(", ", known)
        : "did you mean " + nearest + '?';
  }

  /**
   * Insertions, deletions, replacements and swaps of neighbours that lead from one to the other.
   */
  private static int distance(String from, String to) {
    int[][] table = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          table[i][j] = i + j;
          continue;
        }
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int least = table[i - 1][j - 1] + (same ? 0 : 1);
        least = Math.min(least, Math.min(table[i - 1][j], table[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && from.charAt(i - 1) == to.charAt(j - 2)
            && from.charAt(i - 2) == to.charAt(j - 1)) {
          least = Math.min(least, table[i - 2][j - 2] + 1);
        }
        table[i][j] = least;
      }
    }
    return table[from.length()][to.length()];
  }
}
