package io.engagement.bench.comparison;

import io.engagement.bench.ProcessCost;
import io.engagement.bench.contender.Contender;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** What the rounds of a contender have shown. */
final class Standing {
  private final Contender contender;
  private final long events;
  private final List<ProcessCost.Figures> rounds = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();

  Standing(Contender contender, long events) {
    this.contender = contender;
    this.events = events;
  }

  void add(ProcessCost.Figures figures) {
    rounds.add(figures);
  }

  /** A round that does not count. */
  void fail(String why) {
    failures.add(why);
  }

  Contender contender() {
    return contender;
  }

  List<String> failures() {
    return failures;
  }

  List<ProcessCost.Figures> rounds() {
    return rounds;
  }

  /** Whether there is anything to show. */
  boolean isMeasured() {
    return !rounds.isEmpty();
  }

  double[] rates() {
    return rounds.stream().mapToDouble(round -> events / round.seconds()).toArray();
  }

  double medianRate() {
    return median(rates());
  }

  double medianSeconds() {
    return median(ProcessCost.Figures::seconds);
  }

  /** The distance of the fastest round from the slowest, as a share of the median. */
  double spread() {
    double[] sorted = rates();
    Arrays.sort(sorted);
    return (sorted[sorted.length - 1] - sorted[0]) / median(sorted);
  }

  double cpuMicrosAnEvent() {
    return median(round -> round.cpuMicros() / events);
  }

  double bytesAnEvent() {
    return median(round -> (double) round.bytes() / events);
  }

  int fullCollections() {
    return rounds.stream().mapToInt(ProcessCost.Figures::fullCollections).max().orElse(0);
  }

  /** The share of the time in which collections stopped it. */
  double pausedShare() {
    return median(round -> round.pausedMillis() / 1e3 / round.seconds());
  }

  private double median(ToDoubleFunction<ProcessCost.Figures> figure) {
    return median(rounds.stream().mapToDouble(figure).toArray());
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
