package io.engagement.cli.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What became of the records of all partitions, as the published accounting has it. */
final class Accounting {
  /** Columns of the table, beside what was read. */
  static final List<String> FATES =
      List.of("accepted", "duplicate", "late", "rejected", "filtered");

  private final Map<String, Progress> progress = new TreeMap<>();
  private final Map<String, Long> sums = new TreeMap<>();
  private final List<String> broken = new ArrayList<>();

  /**
   * Adds a partition.
   *
   * @param counts of each of {@link #FATES}
   */
  void add(String topic, int partition, long read, List<Long> counts, Progress reached) {
    String name = topic + "/" + partition;
    progress.put(name, reached);
    sums.merge("read", read, Long::sum);
    for (int i = 0; i < FATES.size(); i++) {
      sums.merge(FATES.get(i), counts.get(i), Long::sum);
    }
    if (counts.stream().mapToLong(Long::longValue).sum() != read) {
      broken.add(name);
    }
  }

  /**
   * Says what became of all of them.
   *
   * @return progress by {@code topic/partition}
   */
  Map<String, Progress> tell(Health health) {
    StringBuilder text = new StringBuilder();
    text.append(String.format(Locale.ROOT, "read %,d =", sums.getOrDefault("read", 0L)));
    for (String fate : FATES) {
      text.append(text.charAt(text.length() - 1) == '=' ? " " : " + ");
      text.append(String.format(Locale.ROOT, "%s %,d", fate, sums.getOrDefault(fate, 0L)));
    }
    health.say("accounting", text.toString());
    if (!broken.isEmpty()) {
      health.problem(
          "the accounting of " + String.join(", ", broken) + " does not add up",
          "please report it: it is a mistake of the program, or somebody changed the table");
    }
    return progress;
  }
}
