package io.engagement.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.engagement.bench.latency.CommitReader.Commit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PhaseTest {
  private static final double RATE = 1000;

  /** With commits every second at which so many events were waiting. */
  private static Phase phase(
      double behindSeconds, double[] latencies, int neverSeen, long... waiting) {
    List<Commit> commits = new ArrayList<>();
    for (long each : waiting) {
      commits.add(new Commit(0, 0, each, 50, 30));
    }
    double[] due = new double[latencies.length];
    return new Phase(
        1,
        0.5,
        RATE,
        RATE,
        waiting.length,
        behindSeconds,
        due,
        latencies,
        neverSeen,
        new Percentiles(due),
        commits,
        List.of(),
        0);
  }

  @Test
  void whatWaitsAlikeIsSustainedAndWhatGrowsIsNot() {
    double[] latencies = {900};
    assertThat(phase(0, latencies, 0, 300, 500, 250, 400, 350, 300).remark()).isEmpty();
    assertThat(phase(0, latencies, 0, 300, 600, 900, 1600, 1900, 1950).remark())
        .startsWith("NOT SUSTAINED");
    assertThat(phase(0, latencies, 0, 2100, 2100).remark()).startsWith("BEHIND");
    assertThat(phase(0, latencies, 0, 300).remark()).startsWith("TOO SHORT");
    assertThat(phase(3, latencies, 0, 300, 300).remark()).startsWith("NOT SENT");
  }

  @Test
  void theGoalIsASecondBesideTheInterval() {
    assertThat(phase(0, new double[] {100, 2000}, 0, 0, 0).meetsGoal()).isTrue();
    assertThat(phase(0, new double[] {100, 2001}, 0, 0, 0).meetsGoal()).isFalse();
    assertThat(phase(0, new double[] {100, 200}, 1, 0, 0).meetsGoal()).isFalse();
  }

  @Test
  void rowsAreThoseOfAllCommits() {
    assertThat(phase(0, new double[] {1}, 0, 0, 0, 0, 0).rowsPerSecond()).isEqualTo(50);
  }

  @Test
  void whatIsSustainedIsReadBetweenCommitsThatBothHadWorkToDo() {
    long second = 1_000_000_000;
    List<Commit> commits =
        List.of(
            new Commit(5 * second, 100, 0, 0, 0),
            new Commit(6 * second, 1100, 0, 0, 0),
            new Commit(8 * second, 3100, 0, 0, 0),
            new Commit(9 * second, 3200, 0, 0, 0));
    assertThat(Sustained.rate(commits, 1000, 3200, 0)).isCloseTo(1000, within(1e-9));
    assertThat(Sustained.rate(commits, 3150, 3200, 0)).isCloseTo(3200 / 9.0, within(1e-9));
    assertThatThrownBy(() -> Sustained.rate(commits, 0, 4000, 0))
        .hasMessageContaining("has not been read");
  }
}
