package io.engagement.bench.latency;

import io.engagement.bench.latency.CommitReader.Commit;
import java.util.List;

/** How many events a second a job has read of a backlog. */
final class Sustained {
  private Sustained() {}

  /**
   * From the first commit that shows the warm-up until the last before the end of the backlog, as
   * long as they lie apart: then nothing is counted but work. Else from the beginning until all of
   * it was seen.
   *
   * @param warmUp events that do not count
   * @param total the whole backlog, the warm-up included
   */
  static double rate(List<Commit> commits, long warmUp, long total, long beganNanos) {
    Commit first = null;
    Commit last = null;
    Commit end = null;
    for (Commit commit : commits) {
      if (commit.read() >= total) {
        end = end == null ? commit : end;
      } else if (commit.read() >= warmUp) {
        first = first == null ? commit : first;
        last = commit;
      }
    }
    if (end == null) {
      throw new IllegalArgumentException("the backlog has not been read");
    }
    if (first != null && last.read() > first.read()) {
      return (last.read() - first.read()) / ((last.seenNanos() - first.seenNanos()) / 1e9);
    }
    return total / ((end.seenNanos() - beganNanos) / 1e9);
  }
}
