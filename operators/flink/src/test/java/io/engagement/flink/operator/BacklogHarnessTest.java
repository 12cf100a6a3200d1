package io.engagement.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.config.ConfigText;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.operator.OneTaskPipeline.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What waits until its user's history is needed counts as if it had been taken in at once. */
class BacklogHarnessTest {
  private static final long SEED = 20_261_201;
  private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

  private static final String CONFIG =
      """
      time: {out-of-orderness: 10s, late-horizon: 3d, jump: 0s}
      dedup: {horizon: 4d}
      limits: {events-per-user: %d}
      breakdowns: {name: event}
      metrics:
        active-users: [{id: active, events: any, periods: [day, week, rolling-5m], breakdowns: [name]}]
        sessions: [{id: web, breakdowns: [name]}]
        lifecycle: [{id: life, events: any, periods: [day]}]
        retention: [{id: daily, start: any, return: any, period: day, periods: 5, cohort: first-time}]
        funnels: [{id: buy, steps: [View, Order], window: 1d}]
        score: [{id: score, half-life: 7d, weights: {View: 1, Order: 10}}]
      """;

  /** Without what is decided by arrival: how many events an id had when it was claimed. */
  private static Map<String, String> run(
      MetricsFactory metrics, long seed, BooleanSupplier isBacklog) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    PublishedState published = new PublishedState();
    State state = null;
    int events = random.nextInt(20, 200);
    long now = NOON.toEpochMilli();
    int read = 0;
    for (int checkpoint = 1; read < events; checkpoint++) {
      try (OneTaskPipeline job = new OneTaskPipeline(metrics, state, StartOptions.CONTINUE)) {
        for (int more = random.nextInt(1, 60); more > 0 && read < events; more--, read++) {
          now += random.nextInt(20) == 0 ? random.nextLong(2 * DAY.toMillis()) : 600_000;
          long time = now - random.nextLong(random.nextInt(4) == 0 ? 4 * DAY.toMillis() : 60_000);
          int device = random.nextInt(6);
          String user = random.nextInt(3) == 0 ? null : "u" + device / 2;
          int id = random.nextInt(5) == 0 ? random.nextInt(read + 1) : read;
          String name =
              switch (random.nextInt(12)) {
                case 0 -> "Poison";
                case 1, 2 -> "Order";
                default -> "View";
              };
          Instant appended = Instant.ofEpochMilli(now);
          job.clock(isBacklog.getAsBoolean() ? appended.plus(DAY) : appended);
          job.read(
              StitchedHarnessTest.event(name, user, "d" + device, id, Instant.ofEpochMilli(time)),
              appended);
          if (random.nextInt(10) == 0) {
            job.watermark(now - random.nextLong(DAY.toMillis()));
          }
        }
        published.apply(job.barrier(checkpoint));
        state = job.snapshot(checkpoint);
      }
    }
    try (OneTaskPipeline job = new OneTaskPipeline(metrics, state, StartOptions.CONTINUE)) {
      // All that has a deadline meets it.
      job.watermark(now + 10 * DAY.toMillis());
      published.apply(job.barrier(1_000));
    }
    return published.without("identity_merges");
  }

  @ParameterizedTest
  @CsvSource({
    "user-or-anonymous, event",
    "user-or-anonymous, flush",
    "user-or-anonymous, write",
    "stitched, event"
  })
  void countsTheSame(String mode, String poison) throws Exception {
    // One that is found out only when it is flushed counts towards the limit until then.
    int limit = poison.equals("event") ? 25 : 10_000;
    ConfigText config =
        new ConfigText("test", "identity: {mode: %s}\n".formatted(mode) + CONFIG.formatted(limit));
    MetricsFactory metrics = () -> PlantedMetric.beside(config, poison);
    for (long seed = SEED; seed < SEED + 6; seed++) {
      SplittableRandom mixed = new SplittableRandom(seed);
      Map<String, String> atOnce = run(metrics, seed, () -> false);
      assertThat(atOnce).as("seed %d", seed).isNotEmpty();
      for (BooleanSupplier isBacklog : List.<BooleanSupplier>of(() -> true, mixed::nextBoolean)) {
        Map<String, String> found = run(metrics, seed, isBacklog);
        assertThat(PublishedState.differing(found, atOnce))
            .as("seed %d", seed)
            .isEqualTo(PublishedState.differing(atOnce, found));
      }
    }
  }
}
