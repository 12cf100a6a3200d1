package io.engagement.flink.checkpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Ranges of commits, by their numbers. Immutable; written as PostgreSQL writes an {@code
 * int8multirange}: {@code {[3,7),[12,13)}}.
 */
public record CommitRanges(List<Range> ranges) {
  public static final CommitRanges NONE = new CommitRanges(List.of());

  /** As many as are remembered; savepoints of longer ago than so many rewinds are not expected. */
  private static final int MOST_RANGES = 100;

  private static final Pattern RANGE = Pattern.compile("\\[(\\d+),(\\d+)\\)");

  public CommitRanges {
    ranges = List.copyOf(ranges);
  }

  /**
   * @param from the first of them
   * @param until the first after them
   */
  public record Range(long from, long until) {}

  public boolean contains(long commit) {
    return ranges.stream().anyMatch(range -> range.from() <= commit && commit < range.until());
  }

  /**
   * With all commits after one, up to another.
   *
   * @param until not smaller than any that is in already
   */
  public CommitRanges withAfter(long commit, long until) {
    if (until <= commit) {
      return this;
    }
    List<Range> changed = new ArrayList<>();
    long from = commit + 1;
    for (Range range : ranges) {
      if (range.until() < from) {
        changed.add(range);
      } else {
        from = Math.min(from, range.from());
      }
    }
    changed.add(new Range(from, until + 1));
    return new CommitRanges(
        changed.subList(Math.max(0, changed.size() - MOST_RANGES), changed.size()));
  }

  /**
   * @throws IllegalStateException when it is not what {@link #toString} writes
   */
  public static CommitRanges parse(String text) {
    List<Range> ranges = new ArrayList<>();
    Matcher range = RANGE.matcher(text);
    while (range.find()) {
      ranges.add(new Range(Long.parseLong(range.group(1)), Long.parseLong(range.group(2))));
    }
    CommitRanges parsed = new CommitRanges(ranges);
    if (!parsed.toString().equals(text)) {
      throw new IllegalStateException("these are no ranges of commits: " + text);
    }
    return parsed;
  }

  @Override
  public String toString() {
    return ranges.stream()
        .map(range -> "[" + range.from() + "," + range.until() + ")")
        .collect(Collectors.joining(",", "{", "}"));
  }
}
