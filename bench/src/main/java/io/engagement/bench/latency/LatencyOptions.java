package io.engagement.bench.latency;

import io.engagement.bench.Arguments;
import io.engagement.bench.Arguments.BadOptionException;
import io.engagement.bench.contender.Contender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is measured.
 *
 * @param checkpointSeconds from one checkpoint to the next; a job for each
 * @param rates events a second, in place of {@code loads}; null when those count
 * @param loads shares of the highest rate with which the job keeps up
 * @param seconds how long each load or rate is measured
 * @param probesPerSecond events whose way is followed
 * @param events of the backlog by which it is measured what the job sustains with one
 * @param warmUp events of the backlog before those
 * @param users how many people there are
 * @param days over which the backlog lies; 0: ten thousand events in a second
 * @param heapMegabytes of the job
 * @param hotUser the share of all events that are one user's
 * @param hotItem the share of the events about products that are about one of them
 * @param definitions YAML below {@code breakdowns} and {@code metrics}
 */
record LatencyOptions(
    List<Integer> checkpointSeconds,
    @Nullable List<Double> rates,
    List<Double> loads,
    int seconds,
    int probesPerSecond,
    long events,
    long warmUp,
    int users,
    double days,
    int slots,
    int heapMegabytes,
    int seed,
    double hotUser,
    double hotItem,
    String definitions,
    Path output) {
  private static final int HIGHEST_RATE = 10_000_000;
  private static final int LONGEST_INTERVAL_SECONDS = 600;

  /** Reads {@code --name value} pairs; the defaults are those of {@code engage bench}. */
  static LatencyOptions parse(String[] arguments) throws BadOptionException, IOException {
    Arguments given = new Arguments(arguments);
    given.text("--suite");
    long events = given.number("--events", 2_000_000, 1, Long.MAX_VALUE);
    String definitions = given.definitions();
    String rates = given.text("--rate");
    String loads = given.text("--load");
    if (rates != null && loads != null) {
      throw new BadOptionException("--rate and --load exclude each other");
    }
    LatencyOptions options =
        new LatencyOptions(
            seconds(given),
            rates == null ? null : Arguments.decimals("--rate", rates, HIGHEST_RATE),
            Arguments.decimals("--load", loads == null ? "0.5,0.9" : loads, 2),
            given.number("--seconds", 60, 1),
            (int) given.number("--probes", 10, 1, 200),
            events,
            given.number("--warm-up", Math.min(events / 2, 2_000_000), 0),
            given.number("--users", Math.max(1, events / 10), 1),
            given.decimal("--days", 3, 30),
            given.number("--slots", 2, 1),
            given.number("--heap", 4096, 256),
            given.number("--seed", 7, Integer.MIN_VALUE),
            given.decimal("--hot-user", 0, 1),
            given.decimal("--hot-item", 0, 1),
            definitions == null ? Contender.catalogue() : definitions,
            given.output());
    given.requireAllTaken();
    ProbeTable.of(options.definitions());
    return options;
  }

  private static List<Integer> seconds(Arguments given) throws BadOptionException {
    String text = given.text("--checkpoints");
    List<Integer> seconds = new ArrayList<>();
    for (double each :
        Arguments.decimals(
            "--checkpoints", text == null ? "1,10" : text, LONGEST_INTERVAL_SECONDS)) {
      if (each != Math.rint(each)) {
        throw new BadOptionException("--checkpoints " + text + ": seconds are whole numbers");
      }
      seconds.add((int) each);
    }
    return seconds;
  }
}
