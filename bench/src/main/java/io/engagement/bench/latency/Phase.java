package io.engagement.bench.latency;

import io.engagement.bench.latency.CheckpointHistory.Checkpoint;
import io.engagement.bench.latency.CommitReader.Commit;
import java.util.List;

/**
 * A rate that was measured for a while, at one interval of checkpoints.
 *
 * @param load the share of full load; NaN when the rate was given, or tried to find that
 * @param wantedRate events a second
 * @param rate events a second in fact
 * @param behindSeconds how far the sender was behind its schedule at the end
 * @param probes by when they were due: seconds since the beginning
 * @param latencies of the probes in the same order, in milliseconds from when each was due; of one
 *     that was never seen the time until nobody waited any longer
 * @param neverSeen how many those are
 * @param append from when a probe was due until it was appended
 * @param commits that a reader has seen
 * @param checkpoints that began
 * @param waitingAtEnd events appended when it was over, and not visible
 */
record Phase(
    int checkpointSeconds,
    double load,
    double wantedRate,
    double rate,
    double seconds,
    double behindSeconds,
    double[] probes,
    double[] latencies,
    int neverSeen,
    Percentiles append,
    List<Commit> commits,
    List<Checkpoint> checkpoints,
    long waitingAtEnd) {
  /** What a row may take beside waiting for the next checkpoint. */
  private static final double GOAL_MILLIS = 1_000;

  /** A sender this far behind has not sent what was asked for. */
  private static final double LONGEST_BEHIND_SECONDS = 1;

  Percentiles latency() {
    return new Percentiles(latencies);
  }

  double goalMillis() {
    return 1e3 * checkpointSeconds + GOAL_MILLIS;
  }

  boolean meetsGoal() {
    return neverSeen == 0 && latency().at(99) <= goalMillis();
  }

  /**
   * By how many seconds' worth of events more waited at the commits of the second half, in the
   * median, than at those of the first. What waits when a commit is seen has been appended since
   * its checkpoint began: it stays alike as long as the job keeps up.
   */
  double growthSeconds() {
    int half = commits.size() / 2;
    return half == 0
        ? Double.NaN
        : (waiting(half, commits.size()) - waiting(0, half)) / Math.max(1, rate);
  }

  private double waiting(int from, int to) {
    return new Percentiles(
            commits.subList(from, to).stream().mapToDouble(Commit::waiting).toArray())
        .at(50);
  }

  /** What is wrong with it; empty when it is what was asked for, and the job kept up. */
  String remark() {
    if (behindSeconds > LONGEST_BEHIND_SECONDS) {
      return "NOT SENT AS ASKED: the sender was %.0f s behind".formatted(behindSeconds);
    }
    if (commits.size() < 2) {
      return "TOO SHORT: fewer than two commits";
    }
    if (growthSeconds() > 1) {
      return "NOT SUSTAINED: the backlog grows";
    }
    // As much as an interval and a second may wait at a commit.
    double mayWait = rate * (checkpointSeconds + 1);
    return commits.get(commits.size() - 1).waiting() > mayWait
        ? "BEHIND: more waits than comes in an interval and a second"
        : "";
  }

  double rowsPerSecond() {
    return commits.stream().mapToLong(Commit::rows).sum() / seconds;
  }

  Percentiles commitMillis() {
    return new Percentiles(commits.stream().mapToDouble(Commit::millis).toArray());
  }

  Percentiles checkpointMillis() {
    return new Percentiles(checkpoints.stream().mapToDouble(Checkpoint::millis).toArray());
  }

  /** From the beginning of a checkpoint to that of the next. */
  Percentiles checkpointGapMillis() {
    double[] gaps = new double[Math.max(0, checkpoints.size() - 1)];
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = checkpoints.get(i + 1).triggerMillis() - checkpoints.get(i).triggerMillis();
    }
    return new Percentiles(gaps);
  }
}
