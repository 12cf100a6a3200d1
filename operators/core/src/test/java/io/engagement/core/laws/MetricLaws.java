package io.engagement.core.laws;

import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellKey;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.Measure;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Tries the laws of a metric over seeded random histories:
 *
 * <ol>
 *   <li>after every flush, the sum of all deltas equals the contributions; once events may be
 *       forgotten, the difference between the two only changes when the horizon moves;
 *   <li>the sums, rendered as rows, and the facts equal a naive oracle's, at the end and on the
 *       way;
 *   <li>permuted arrival, repeats, restarts, any flushing rhythm and any legal watermark, also one
 *       that goes back at a restart: the same rows, and no deadline at or before the watermark;
 *   <li>{@link #holdWhenMerged}: split at random between a user and anonymous ids, each claimed at
 *       some point while all is still held: the rows of one user from the start;
 *   <li>{@link #holdWhenMergedLate}, {@link #holdForCurrentCellsWhenMergedLate}: the same, claimed
 *       at any point: nothing is taken back that was not counted, and cells are those of one user
 *       if what they count had not ended when a merge could no longer restate it.
 * </ol>
 *
 * <p>A broken law is reported with its seed and a history shrunk to the events it needs. {@code
 * -Dlaws.histories=N} tries more, {@code -Dlaws.seed=N} others.
 */
public final class MetricLaws {
  private static final int SHRINK_ATTEMPTS = 40;
  private static final int RUNS = 2;

  /** Contributions are compared after every event of so short a history; else now and then. */
  private static final int SHORT_HISTORY = 5;

  private final MetricCase trial;
  private final long runSeed;
  private final Law law;

  private enum Law {
    ONE_ID,
    MERGED,
    MERGED_LATE,
    CURRENT_WHEN_MERGED_LATE
  }

  private MetricLaws(MetricCase trial, long runSeed, Law law) {
    this.trial = trial;
    this.runSeed = runSeed;
    this.law = law;
  }

  /**
   * Tries the laws.
   *
   * @param histories how many
   * @param cases makes a random definition of the family
   * @throws AssertionError with seed and shrunk history when a law is broken
   */
  public static void hold(int histories, Function<RandomGenerator, MetricCase> cases) {
    tryEach(histories, cases, Law.ONE_ID);
  }

  private static void tryEach(int histories, Function<RandomGenerator, MetricCase> cases, Law law) {
    long seed = Long.getLong("laws.seed", 20_240_331L);
    int count = Integer.getInteger("laws.histories", histories);
    for (int i = 0; i < count; i++) {
      long historySeed = seed * 1_000_003L + i;
      RandomGenerator random = new SplittableRandom(historySeed);
      MetricCase trial = cases.apply(random);
      List<RawEvent> history = trial.histories().next(random);
      MetricLaws laws = new MetricLaws(trial, random.nextLong(), law);
      Throwable broken = laws.tryAll(history, laws.runSeed);
      if (broken != null) {
        throw laws.report(historySeed, i, history, broken);
      }
    }
  }

  /**
   * Tries the law of merging.
   *
   * @param histories how many
   * @param cases makes a random definition of the family
   * @throws AssertionError with seed and shrunk history when it is broken
   */
  public static void holdWhenMerged(int histories, Function<RandomGenerator, MetricCase> cases) {
    tryEach(histories, cases, Law.MERGED);
  }

  /**
   * Tries that merging takes back nothing that was not counted, of a family that only counts users.
   *
   * @param histories how many
   * @param cases makes a random definition of the family
   * @throws AssertionError with seed and shrunk history when it is broken
   */
  public static void holdWhenMergedLate(
      int histories, Function<RandomGenerator, MetricCase> cases) {
    tryEach(histories, cases, Law.MERGED_LATE);
  }

  /**
   * Tries the same, and that what had not ended when a merge could no longer restate it is exact.
   *
   * @param histories how many
   * @param cases makes a random definition of the family
   * @throws AssertionError with seed and shrunk history when it is broken
   */
  public static void holdForCurrentCellsWhenMergedLate(
      int histories, Function<RandomGenerator, MetricCase> cases) {
    tryEach(histories, cases, Law.CURRENT_WHEN_MERGED_LATE);
  }

  /** The rows of a history that arrives as it is given, at the end of the input. */
  public static PublishedRows rowsOf(MetricCase trial, List<RawEvent> arrival) {
    MetricRun<?> run = MetricRun.of(trial);
    run.acceptAll(arrival.toArray(new RawEvent[0]));
    return run.finish().rows();
  }

  /** Null when all laws hold. Any exception of the metric breaks them too. */
  private Throwable tryAll(List<RawEvent> history, long seed) {
    try {
      RandomGenerator random = new SplittableRandom(seed);
      if (law == Law.MERGED_LATE || law == Law.CURRENT_WHEN_MERGED_LATE) {
        mergedLateRun(history, random);
        return null;
      }
      PublishedRows expected = trial.oracle().rows(history, Long.MAX_VALUE);
      if (law == Law.MERGED) {
        mergedRun(history, expected, random);
        return null;
      }
      plainRun(history, expected, random);
      for (int i = 0; i < RUNS; i++) {
        disturbedRun(history, expected, random);
      }
      return null;
    } catch (RuntimeException | StackOverflowError broken) {
      return broken;
    }
  }

  private void plainRun(List<RawEvent> history, PublishedRows expected, RandomGenerator random) {
    MetricRun<?> run = MetricRun.of(trial);
    for (RawEvent event : history) {
      run.accept(event);
      run.flush();
      if (history.size() <= SHORT_HISTORY || random.nextInt(history.size()) < SHORT_HISTORY) {
        sameCells(run);
        if (run.flush() != 0) {
          throw new LawBroken("flushing twice must change nothing the second time", event);
        }
      }
    }
    sameCells(run);
    run.finish();
    sameRows(() -> "law 2, in order", run.rows(), expected);
  }

  private void disturbedRun(
      List<RawEvent> history, PublishedRows expected, RandomGenerator random) {
    List<RawEvent> arrival =
        Arrivals.withRepeats(Arrivals.permuted(history, trial.lateHorizonMillis(), random), random);
    List<RawEvent> accepted = Arrivals.withoutRepeats(arrival);
    long[] earliestToCome = earliestToCome(accepted);
    // Half of the runs are judged on the way too.
    int judged = random.nextInt(2 * accepted.size());
    boolean flushesOften = random.nextBoolean();
    boolean timePasses = random.nextInt(4) != 0;
    boolean goesBack = random.nextInt(4) == 0;
    boolean wentBack = false;
    MetricRun<?> run = MetricRun.of(trial);
    Expired expired = new Expired(run, earliestToCome[0]);
    for (int i = 0; i < accepted.size(); i++) {
      run.accept(accepted.get(i));
      if (flushesOften || random.nextInt(4) == 0 || i == judged) {
        run.flush();
        if (random.nextInt(accepted.size()) < SHORT_HISTORY) {
          expired.check();
        }
        if (random.nextInt(3) == 0) {
          run.restart();
          expired.restarted();
          if (goesBack && run.watermarkMillis() != Long.MIN_VALUE) {
            wentBack = true;
            run.watermarkGoesBackTo(
                run.watermarkMillis() - random.nextLong(2 * trial.lateHorizonMillis() + 1));
            run.flush();
          }
        }
      }
      if (timePasses && random.nextBoolean()) {
        run.advanceTo(legalWatermark(run, accepted.get(i), earliestToCome[i + 1], random));
      }
      if (i == judged && !wentBack) {
        run.flush();
        List<RawEvent> soFarAccepted = accepted.subList(0, i + 1);
        PublishedRows soFar = trial.oracle().rows(soFarAccepted, run.watermarkMillis());
        sameRows(() -> "law 2, on the way, arrived as " + soFarAccepted, run.rows(), soFar);
      }
    }
    run.flush();
    expired.check();
    run.restart();
    run.finish();
    sameRows(() -> "law 3, arrived as " + accepted, run.rows(), expected);
  }

  /**
   * Every user's events come from them and up to two of their devices. From a device's claim on,
   * what comes from it is the user's.
   */
  private void mergedRun(List<RawEvent> history, PublishedRows expected, RandomGenerator random) {
    List<RawEvent> arrival = Arrivals.permuted(history, trial.lateHorizonMillis(), random);
    long[] earliestToCome = earliestToCome(arrival);
    int devices = 1 + random.nextInt(2);
    int[] claimedAt = random.ints(devices, 0, arrival.size() + 1).toArray();
    int lastClaim = Arrays.stream(claimedAt).max().orElseThrow();
    boolean flushesOften = random.nextBoolean();
    boolean timePasses = random.nextInt(4) != 0;
    MetricRun<?> run = MetricRun.of(trial);
    for (int i = 0; i < arrival.size(); i++) {
      claim(run, claimedAt, i, history);
      RawEvent event = arrival.get(i);
      int device = random.nextInt(devices + 1);
      boolean isAnonymous = device < devices && i < claimedAt[device];
      run.accept(isAnonymous ? event.by(deviceOf(event.user(), device)) : event);
      if (flushesOften || random.nextInt(4) == 0) {
        run.flush();
        if (random.nextInt(3) == 0) {
          run.restart();
        }
      }
      if (timePasses && random.nextBoolean()) {
        long legal = legalWatermark(run, event, earliestToCome[i + 1], random);
        long held = earliestToCome[0] + trial.restateHorizonMillis();
        run.advanceTo(i < lastClaim ? Math.min(legal, held) : legal);
      }
    }
    claim(run, claimedAt, arrival.size(), history);
    run.flush();
    run.restart();
    if (earliestToCome[0] >= run.acceptedFromMillis()) {
      sameCells(run);
    }
    run.finish();
    sameRows(() -> "law 4, claimed at " + Arrays.toString(claimedAt), run.rows(), expected);
  }

  /** The same, with claims when some of what they move is behind the horizon. */
  private void mergedLateRun(List<RawEvent> history, RandomGenerator random) {
    List<RawEvent> arrival = Arrivals.permuted(history, trial.lateHorizonMillis(), random);
    long[] earliestToCome = earliestToCome(arrival);
    int devices = 1 + random.nextInt(2);
    int[] claimedAt = random.ints(devices, 0, arrival.size() + 1).toArray();
    long restatedFromMillis = Long.MIN_VALUE;
    MetricRun<?> run = MetricRun.of(trial);
    for (int i = 0; i <= arrival.size(); i++) {
      if (claim(run, claimedAt, i, history)) {
        restatedFromMillis = run.restatedFromMillis();
        nothingNegative(run);
      }
      if (i < arrival.size()) {
        RawEvent event = arrival.get(i);
        int device = random.nextInt(devices + 1);
        boolean isAnonymous = device < devices && i < claimedAt[device];
        run.accept(isAnonymous ? event.by(deviceOf(event.user(), device)) : event);
        if (random.nextInt(3) == 0) {
          run.flush();
          run.restart();
        }
        if (random.nextBoolean()) {
          run.advanceTo(legalWatermark(run, event, earliestToCome[i + 1], random));
        }
      }
    }
    run.flush();
    nothingNegative(run);
    if (law == Law.CURRENT_WHEN_MERGED_LATE) {
      MetricRun<?> ofOneId = MetricRun.of(trial);
      history.forEach(ofOneId::accept);
      ofOneId.flush();
      sameCurrentCells(run, ofOneId, restatedFromMillis);
    }
  }

  private static void nothingNegative(MetricRun<?> run) {
    run.sums()
        .forEach(
            (key, value) -> {
              for (int i = 0; i < run.table(key).measures().size(); i++) {
                if (value.sum(i).signum() < 0) {
                  throw new LawBroken("law 5: a cell must not be negative", text(run.sums()));
                }
              }
            });
  }

  private void sameCurrentCells(MetricRun<?> run, MetricRun<?> ofOneId, long restatedFromMillis) {
    Map<CellKey, CellValue> current = current(run, restatedFromMillis);
    Map<CellKey, CellValue> expected = current(ofOneId, restatedFromMillis);
    boolean same = current.keySet().equals(expected.keySet());
    for (CellKey key : current.keySet()) {
      same = same && sameNumbers(run.table(key), current.get(key), expected.get(key));
    }
    if (!same) {
      throw new LawBroken(
          "law 5: cells restated from " + restatedFromMillis + " on must be those of one id",
          text(current) + "of one id\n" + text(expected));
    }
  }

  /** Cells that are not 0 and count something from an instant on. */
  private Map<CellKey, CellValue> current(MetricRun<?> run, long fromMillis) {
    Map<CellKey, CellValue> current = new HashMap<>();
    run.sums()
        .forEach(
            (key, value) -> {
              long endMillis = run.table(key).completeAtMillis(key, trial.calendar());
              if (!value.isZero() && endMillis > fromMillis) {
                current.put(key, value);
              }
            });
    return current;
  }

  /** Whether any device was claimed. */
  private static boolean claim(MetricRun<?> run, int[] claimedAt, int at, List<RawEvent> history) {
    boolean isClaim = false;
    for (int device = 0; device < claimedAt.length; device++) {
      if (claimedAt[device] == at) {
        isClaim = true;
        for (String user : history.stream().map(RawEvent::user).distinct().toList()) {
          run.claim(deviceOf(user, device), user);
        }
      }
    }
    return isClaim;
  }

  private static String deviceOf(String user, int device) {
    return "device-" + device + "-of-" + user;
  }

  /** By how many have come: the earliest time among those still to come. */
  private static long[] earliestToCome(List<RawEvent> accepted) {
    long[] earliest = new long[accepted.size() + 1];
    earliest[accepted.size()] = Long.MAX_VALUE;
    for (int i = accepted.size() - 1; i >= 0; i--) {
      earliest[i] = Math.min(earliest[i + 1], accepted.get(i).timeMillis());
    }
    return earliest;
  }

  /** A watermark at which everything still to come is accepted; often the highest such one. */
  private long legalWatermark(
      MetricRun<?> run, RawEvent last, long earliestToCome, RandomGenerator random) {
    long horizon = trial.lateHorizonMillis();
    boolean none = earliestToCome == Long.MAX_VALUE;
    long highest = (none ? last.timeMillis() + random.nextLong(90 * 86_400_000L) : earliestToCome);
    highest += horizon;
    long lowest = Math.max(run.watermarkMillis(), highest - 4 * horizon - 86_400_000L);
    long deadline = run.deadlineMillis();
    return switch (random.nextInt(4)) {
      case 0 -> highest;
      case 1 -> Math.min(highest, deadline);
      case 2 -> Math.min(highest, deadline - 1);
      default -> lowest >= highest ? highest : lowest + random.nextLong(highest - lowest);
    };
  }

  /** Law 1, exactly: as long as nothing may be expired. */
  private static void sameCells(MetricRun<?> run) {
    Map<CellKey, CellValue> contributed = run.contributions();
    Map<CellKey, CellValue> summed = run.sums();
    boolean same = nonZero(contributed) == nonZero(summed);
    for (Map.Entry<CellKey, CellValue> cell : contributed.entrySet()) {
      if (!cell.getValue().isZero()) {
        CellValue sum = summed.get(cell.getKey());
        same = same && sum != null && sameNumbers(run.table(cell.getKey()), cell.getValue(), sum);
      }
    }
    if (!same) {
      throw new LawBroken(
          "law 1: the sum of the deltas must equal the contributions",
          text(summed) + "contributed\n" + text(contributed));
    }
  }

  private static int nonZero(Map<CellKey, CellValue> cells) {
    int count = 0;
    for (CellValue value : cells.values()) {
      count += value.isZero() ? 0 : 1;
    }
    return count;
  }

  private static boolean sameNumbers(CellTable table, CellValue one, CellValue other) {
    for (int i = 0; i < table.measures().size(); i++) {
      if (!one.number(i).equals(other.number(i))) {
        return false;
      }
    }
    return table.histogramCount() == 0 || Arrays.equals(bytes(one), bytes(other));
  }

  private static byte[] bytes(CellValue value) {
    StateWriter out = new StateWriter(32);
    value.write(out);
    return out.toBytes();
  }

  private static String text(Map<CellKey, CellValue> cells) {
    StringBuilder text = new StringBuilder();
    cells.forEach(
        (key, value) ->
            text.append(key).append(" = ").append(Arrays.toString(bytes(value))).append('\n'));
    return text.toString();
  }

  private static void sameRows(Supplier<String> law, PublishedRows actual, PublishedRows expected) {
    List<String> differences = actual.differencesFrom(expected);
    if (!differences.isEmpty()) {
      int shown = Math.min(12, differences.size());
      throw new LawBroken(
          law.get() + ": " + differences.size() + " rows differ",
          String.join("\n", differences.subList(0, shown)));
    }
  }

  private AssertionError report(
      long historySeed, int index, List<RawEvent> history, Throwable firstBroken) {
    List<RawEvent> shrunk = new ArrayList<>(history);
    Throwable broken = firstBroken;
    boolean smaller = true;
    while (smaller) {
      smaller = false;
      for (int i = shrunk.size() - 1; i >= 0 && shrunk.size() > 1; i--) {
        List<RawEvent> fewer = new ArrayList<>(shrunk);
        fewer.remove(i);
        Throwable stillBroken = tryOften(fewer);
        if (stillBroken != null) {
          shrunk = fewer;
          broken = stillBroken;
          smaller = true;
        }
      }
    }
    StringBuilder message = new StringBuilder();
    message.append("history ").append(index).append(" of seed ").append(historySeed);
    message.append(" breaks a law for ").append(trial.description()).append('\n');
    message.append(broken).append("\nwith ").append(shrunk.size()).append(" events:\n");
    shrunk.forEach(event -> message.append("  ").append(event).append('\n'));
    return new AssertionError(message.toString(), broken);
  }

  private Throwable tryOften(List<RawEvent> history) {
    for (int i = 0; i < SHRINK_ATTEMPTS; i++) {
      Throwable broken = tryAll(history, runSeed + i);
      if (broken != null) {
        return broken;
      }
    }
    return null;
  }

  /** Law 1 while the horizon moves: what the sums have and the contributions have not. */
  private static final class Expired {
    private final MetricRun<?> run;
    private final long earliestMillis;
    private long acceptedFromMillis = Long.MIN_VALUE;
    private Map<CellKey, List<BigInteger>> before = Map.of();

    Expired(MetricRun<?> run, long earliestMillis) {
      this.run = run;
      this.earliestMillis = earliestMillis;
    }

    void check() {
      if (run.acceptedFromMillis() <= earliestMillis) {
        sameCells(run);
        return;
      }
      Map<CellKey, List<BigInteger>> now = difference();
      boolean horizonMoved = run.acceptedFromMillis() != acceptedFromMillis;
      acceptedFromMillis = run.acceptedFromMillis();
      if (!horizonMoved && !now.equals(before)) {
        throw new LawBroken(
            "law 1: without the horizon moving, sums and contributions must change alike", now);
      }
      before = now;
    }

    /** A metric that expires in steps may start a new step now. */
    void restarted() {
      acceptedFromMillis = Long.MIN_VALUE;
    }

    private Map<CellKey, List<BigInteger>> difference() {
      Map<CellKey, List<BigInteger>> difference = new HashMap<>();
      Map<CellKey, CellValue> contributed = run.contributions();
      run.sums()
          .forEach((key, value) -> difference.put(key, numbers(run.table(key), value, 1, null)));
      contributed.forEach(
          (key, value) ->
              difference.put(key, numbers(run.table(key), value, -1, difference.get(key))));
      difference.values().removeIf(Expired::isZero);
      return difference;
    }

    private static boolean isZero(List<BigInteger> numbers) {
      for (BigInteger number : numbers) {
        if (number.signum() != 0) {
          return false;
        }
      }
      return true;
    }

    private static List<BigInteger> numbers(
        CellTable table, CellValue value, long sign, List<BigInteger> added) {
      List<BigInteger> numbers = new ArrayList<>();
      for (int i = 0; i < table.measures().size(); i++) {
        boolean isSum = table.measures().get(i).combine() == Measure.Combine.SUM;
        numbers.add(isSum ? value.sum(i).multiply(BigInteger.valueOf(sign)) : BigInteger.ZERO);
      }
      for (int i = 0; i < table.histogramCount(); i++) {
        numbers.add(BigInteger.valueOf(sign * value.histogram(i).total()));
      }
      if (added != null) {
        for (int i = 0; i < numbers.size(); i++) {
          numbers.set(i, numbers.get(i).add(added.get(i)));
        }
      }
      return numbers;
    }
  }
}
