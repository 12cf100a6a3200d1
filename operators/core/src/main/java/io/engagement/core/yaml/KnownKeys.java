package io.engagement.core.yaml;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Remembers which keys were looked for while a document was read, list positions written as {@code
 * []}: {@code metrics.sessions[].gap}. Together they are what the reader knows.
 */
final class KnownKeys {
  private final SortedSet<String> looked = new TreeSet<>();
  private final SortedSet<String> present = new TreeSet<>();

  void looked(String shape) {
    looked.add(shape);
  }

  void present(String shape) {
    present.add(shape);
  }

  SortedSet<String> missing() {
    SortedSet<String> missing = new TreeSet<>(looked);
    missing.removeAll(present);
    return missing;
  }

  SortedSet<String> looked() {
    return new TreeSet<>(looked);
  }
}
