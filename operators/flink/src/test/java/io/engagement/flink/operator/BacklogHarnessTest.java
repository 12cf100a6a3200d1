package io.engagement.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.operator.OneTaskPipeline.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What waits until its user's history is needed counts as if it had been taken in at once. */
class BacklogHarnessTest {
  private static final long SEED = 20_261_201;
  private static final int SEEDS = Integer.getInteger("backlogs", 2);
  private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  /** Ids of events that are to throw; nothing else has one of them. */
  private static final int POISON_IDS = 1_000_000;

  private static final String CONFIG =
      StitchedRacesTest.METRICS.replace(
              "retention:",
              """
              retention:
                  - {id: ever, start: {event: Product Viewed, where: {properties.product_id: p1}},
                     return: any, period: day, periods: 5, cohort: first-ever}""")
          + "dedup: {horizon: 4d}\n";

  /** Tables that say how records came, or by which claim. */
  private static final String[] OF_RECORDS = {
    "input_accounting", "input_warnings", "late", "rejected", "identity_merges"
  };

  /**
   * @param isDelayed whether things are on their way for a while where ids are stitched: the same
   *     while whatever waits
   * @param isWrittenWhenQuiet whether it is known how far barriers lie apart, so that a history is
   *     written as soon as no event of its user comes next
   */
  private static PublishedState run(
      MetricsFactory metrics,
      long seed,
      boolean isDelayed,
      boolean isWrittenWhenQuiet,
      BooleanSupplier isBacklog)
      throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    SplittableRandom delays = isDelayed ? new SplittableRandom(~seed) : null;
    PublishedState published = new PublishedState();
    State state = null;
    int events = random.nextInt(20, 200);
    List<String> read = new ArrayList<>();
    long now = NOON.toEpochMilli();
    for (int checkpoint = 1; read.size() < events; checkpoint++) {
      try (OneTaskPipeline job =
          new OneTaskPipeline(metrics, state, StartOptions.CONTINUE, delays, null)) {
        for (int barrier = 0; isWrittenWhenQuiet && barrier < 2; barrier++) {
          job.clock(Instant.ofEpochMilli(now));
          published.apply(job.barrier(3L * checkpoint + barrier));
        }
        for (int more = random.nextInt(1, 60); more > 0 && read.size() < events; more--) {
          now += random.nextInt(20) == 0 ? random.nextLong(2 * DAY.toMillis()) : 600_000;
          long time = now - random.nextLong(random.nextInt(4) == 0 ? 4 * DAY.toMillis() : 60_000);
          String event = event(random, read, Instant.ofEpochMilli(time));
          read.add(event);
          Instant appended = Instant.ofEpochMilli(now);
          job.clock(isBacklog.getAsBoolean() ? appended.plus(DAY) : appended);
          job.read(event, appended);
          if (random.nextInt(10) == 0) {
            job.watermark(now - random.nextLong(DAY.toMillis()));
          }
        }
        published.apply(job.barrier(3L * checkpoint + 2));
        state = job.snapshot(3L * checkpoint + 2);
      }
    }
    try (OneTaskPipeline job = new OneTaskPipeline(metrics, state, StartOptions.CONTINUE)) {
      // All that has a deadline meets it.
      job.watermark(now + 10 * DAY.toMillis());
      published.apply(job.barrier(1_000));
    }
    return published;
  }

  /** Something new, the same once more, something else with the same id, or poison. */
  private static String event(SplittableRandom random, List<String> read, Instant time) {
    int device = random.nextInt(6);
    String user = random.nextInt(3) == 0 ? null : "u" + device / 2;
    int number = read.size();
    return switch (random.nextInt(12)) {
      case 0 ->
          // Of one id alone: where it is left out, it claims nothing.
          StitchedHarnessTest.event(
              "Poison", user, user == null ? "d" + device : null, POISON_IDS + number, time);
      case 1 -> {
        String before = number == 0 ? "" : read.get(random.nextInt(number));
        yield before.isEmpty() || before.contains("Poison")
            ? StitchedRacesTest.event(random, number, "d" + device, user, time)
            : before;
      }
      case 2 ->
          StitchedRacesTest.event(random, random.nextInt(number + 1), "d" + device, user, time);
      default -> StitchedRacesTest.event(random, number, "d" + device, user, time);
    };
  }

  @ParameterizedTest
  @CsvSource({
    "user-or-anonymous, event",
    "user-or-anonymous, flush",
    "stitched, event",
    "stitched, flush",
    "stitched, write"
  })
  void countsTheSame(String mode, String poison) throws Exception {
    // One that is found out only when it is flushed counts towards the limit until then.
    int limit = poison.equals("event") ? 25 : 10_000;
    String yaml =
        "identity: {mode: %s}\nlimits: {events-per-user: %d}\n%s".formatted(mode, limit, CONFIG);
    EngagementConfig config = read(yaml);
    EngagementConfig withoutPoison = read(yaml + "filter: {exclude: {event: Poison}}\n");
    MetricsFactory metrics = () -> PlantedMetric.beside(config, poison);
    for (long seed = SEED; seed < SEED + SEEDS; seed++) {
      SplittableRandom mixed = new SplittableRandom(seed);
      boolean isDelayed = seed % 2 == 0;
      PublishedState atOnce = run(metrics, seed, isDelayed, false, () -> false);
      if (isDelayed) {
        assertSame(
            run(metrics, seed, true, false, mixed::nextBoolean), atOnce, seed, "identity_merges");
        assertSame(
            run(metrics, seed, true, true, mixed::nextBoolean), atOnce, seed, "identity_merges");
      } else {
        MetricsFactory clean = () -> PlantedMetric.beside(withoutPoison, poison);
        assertSame(atOnce, run(clean, seed, false, false, () -> false), seed, OF_RECORDS);
        assertSame(run(metrics, seed, false, false, () -> true), atOnce, seed, "identity_merges");
        assertSame(run(metrics, seed, false, true, () -> false), atOnce, seed, "identity_merges");
      }
    }
  }

  private static EngagementConfig read(String yaml) {
    return EngagementConfigReader.read(new ConfigText("test", yaml)).config();
  }

  /** Without what is decided by arrival: how many events an id had when it was claimed. */
  private static void assertSame(
      PublishedState found, PublishedState expected, long seed, String... without) {
    Map<String, String> rows = found.without(without);
    Map<String, String> others = expected.without(without);
    assertThat(rows).as("seed %d", seed).isNotEmpty();
    assertThat(PublishedState.differing(rows, others))
        .as("seed %d", seed)
        .isEqualTo(PublishedState.differing(others, rows));
  }
}
