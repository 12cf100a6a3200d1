package io.engagement.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.config.ConfigText;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.operator.OneTaskPipeline.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Events, claims, histories and watermarks travel at any speed relative to each other: every table
 * is that of the same events with the owner's id in them from the start.
 */
class StitchedRacesTest {
  private static final int TRIALS = Integer.getInteger("races", 12);
  private static final long SEED = Long.getLong("races.seed", 20_261_201);
  private static final Instant START = Instant.parse("2024-03-01T12:00:00Z");
  static final String METRICS =
      """
      time: {out-of-orderness: 10s, late-horizon: 3d, jump: 0s}
      breakdowns: {platform: context.device.type, source: context.campaign.source}
      metrics:
        active-users: [{id: active, periods: [day, week, rolling-7d, rolling-5m], breakdowns: [platform]}]
        sessions: [{id: web, breakdowns: [platform], split: [campaign]}]
        lifecycle: [{id: life, periods: [day, week], breakdowns: [platform]}]
        stickiness: [{id: sticky, breakdowns: [platform]}]
        retention:
          - {id: weekly, start: Product Viewed, return: any, period: day, periods: 5}
          - {id: again, start: Product Viewed, return: any, period: day, periods: 5, cohort: recurring}
          - {id: brought, start: any, period: day, periods: 3, breakdowns: [platform, source], attribution: start}
          - {id: brought_again, start: Product Viewed, return: Product Viewed, period: hour, periods: 3, cohort: recurring,
             counting: rolling, min-returns: 2, breakdowns: [platform, source], attribution: start}
          - {id: brought_since, start: Product Viewed, period: day, periods: 3, cohort: recurring, counting: on-or-after,
             breakdowns: [platform], attribution: start}
        trends:
          - {id: prices, events: Product Viewed, periods: [hour, day, week], sum: properties.price, breakdowns: [platform]}
          - {id: orders, events: Order Completed, sum: properties.revenue}
        funnels:
          - {id: buy, steps: [Product Viewed, Product Added, Order Completed], window: 1d}
          - {id: strict, steps: [Product Viewed, Product Added], window: 1d, order: strict}
        experiments:
          - {id: exp, goals: [{id: order, event: Order Completed, value: properties.revenue}], breakdowns: [source]}
        score:
          - {id: score, weights: {Product Viewed: 1, Order Completed: 10}}
          - {id: profile, weights: {Product Viewed: 1, Order Completed: 10}, publish: closed}
        paths: [{id: pages, events: {type: page}}]
        recommendations: [{id: recs}]
        carts: [{id: carts}]
        content: [{id: top, events: Product Viewed, item: properties.product_id, top: 5}]
      """;
  private static final String STITCHED = "identity: {mode: stitched}\n";
  private static final String[] NAMES = {
    "Product Viewed",
    "Product Added",
    "Order Completed",
    "Experiment Viewed",
    "Recommendation Viewed",
    "Recommendation Clicked"
  };

  /** An event, and the one it is when its owner is known from the start. */
  private record Said(String json, String rewritten) {}

  /** How often something comes between two events, and whether the input ends. */
  private record Course(int watermarkOneIn, int barrierOneIn, int restartOneIn, boolean ends) {}

  @Test
  void countsAsIfTheOwnerHadDoneItAllHoweverThingsTravel() throws Exception {
    Course course = new Course(5, 12, 2, true);
    for (int trial = 0; trial < TRIALS; trial++) {
      SplittableRandom random = new SplittableRandom(SEED + trial);
      List<Said> events = events(random);
      OneTaskPipeline plain = start(METRICS, null, null);
      boolean isDelayed = trial % 4 > 0;
      rowsOfBoth(
          trial,
          random,
          events,
          course,
          STITCHED + METRICS,
          isDelayed,
          plain,
          Said::rewritten,
          "identity_merges");
    }
  }

  /** The days before a restart are taken back and restated as far as without it. */
  @Test
  void aRestartChangesNothingWhereAClaimCannotRestateAll() throws Exception {
    Course course = new Course(3, 6, 1, false);
    String config =
        "identity: {mode: stitched, restate: 1d}\n" + METRICS.replace("horizon: 3d", "horizon: 6h");
    long beyond = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      SplittableRandom random = new SplittableRandom(SEED + trial);
      List<Said> events = events(random);
      OneTaskPipeline running = start(config, null, null);
      Map<String, String> rows =
          rowsOfBoth(trial, random, events, course, config, false, running, Said::json);
      beyond += rows.keySet().stream().filter(key -> key.contains("beyond_restate")).count();
    }
    assertThat(beyond).as("claims of ids that had done something earlier").isPositive();
  }

  /** What a job publishes that is restarted now and then, and another that is not as well. */
  private static Map<String, String> rowsOfBoth(
      int trial,
      SplittableRandom random,
      List<Said> events,
      Course course,
      String config,
      boolean isDelayed,
      OneTaskPipeline running,
      Function<Said, String> told,
      String... apartFrom)
      throws Exception {
    PublishedState found = new PublishedState();
    PublishedState expected = new PublishedState();
    OneTaskPipeline restarted = start(config, null, isDelayed ? random.split() : null);
    for (int i = 0; i < events.size(); i++) {
      restarted.read(events.get(i).json());
      running.read(told.apply(events.get(i)));
      if (random.nextInt(course.watermarkOneIn()) == 0) {
        long watermark = START.toEpochMilli() + i * 1_800_000L - 14_400_000;
        restarted.watermark(watermark);
        running.watermark(watermark);
      }
      if (isDelayed && random.nextInt(course.barrierOneIn()) == 0) {
        restarted.abortedBarrier(i + 1);
      }
      if (random.nextInt(course.barrierOneIn()) == 0) {
        found.apply(restarted.barrier(i + 1));
        expected.apply(running.barrier(i + 1));
        if (random.nextInt(course.restartOneIn()) == 0) {
          State state = restarted.snapshot(i + 1);
          restarted.close();
          restarted = start(config, state, isDelayed ? random.split() : null);
        }
      }
    }
    if (course.ends()) {
      restarted.watermark(Long.MAX_VALUE);
      running.watermark(Long.MAX_VALUE);
    }
    found.apply(restarted.barrier(100_000));
    expected.apply(running.barrier(100_000));
    restarted.close();
    running.close();
    Map<String, String> rows = found.without(apartFrom);
    Map<String, String> others = expected.without(apartFrom);
    assertThat(PublishedState.differing(rows, others))
        .as("rows that differ, seed %d", SEED + trial)
        .isEqualTo(PublishedState.differing(others, rows));
    return rows;
  }

  /** Of three users with a few devices each, which sign in some time or never, with repeats. */
  private static List<Said> events(SplittableRandom random) {
    int count = random.nextInt(5, 120);
    int devices = random.nextInt(1, 9);
    boolean[] isSignedIn = new boolean[devices];
    List<String> drawn = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    Map<String, String> owners = new HashMap<>();
    for (int i = 0; i < count; i++) {
      if (i > 0 && random.nextInt(10) == 0) {
        int repeated = Math.max(0, i - 1 - random.nextInt(6));
        drawn.add(drawn.get(repeated));
        ids.add(ids.get(repeated));
        continue;
      }
      int device = random.nextInt(devices);
      isSignedIn[device] |= device < 7 && random.nextInt(10) == 0;
      // A user's id may have been used as an anonymous one before.
      String id = device == 6 ? "u0" : "d" + device;
      String user = isSignedIn[device] && random.nextInt(4) > 0 ? "u" + device % 3 : null;
      if (user != null) {
        owners.put(id, user);
      }
      Instant time = START.plusSeconds(i * 1_800L + random.nextInt(-14_000, 1_000) / 500 * 500L);
      drawn.add(event(random, i, id, user, time));
      ids.add(id);
    }
    List<Said> events = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String json = drawn.get(i);
      String owner = owners.get(ids.get(i));
      boolean isRewritten = owner != null && !json.contains("userId");
      events.add(new Said(json, isRewritten ? withUser(json, owner) : json));
    }
    return events;
  }

  private static String withUser(String json, String user) {
    return "{\"userId\":\"" + user + "\"," + json.substring(1);
  }

  /** Something that one of the metrics counts. */
  static String event(
      SplittableRandom random, int number, String id, @Nullable String user, Instant time) {
    String platform = random.nextBoolean() ? "phone" : "tablet";
    String common =
        "{\"anonymousId\":\"%s\",\"messageId\":\"m%d\",\"timestamp\":\"%s\",\"context\":{\"device\":{\"type\":\"%s\"},\"campaign\":{\"source\":\"c%d\"}},"
            .formatted(id, number, time, platform, random.nextInt(2));
    int product = random.nextInt(4);
    String said;
    if (random.nextInt(4) == 0) {
      said =
          "\"type\":\"page\",\"name\":\"P\",\"properties\":{\"path\":\"/%d\"}}"
              .formatted(random.nextInt(4));
    } else {
      String name = NAMES[random.nextInt(NAMES.length)];
      String cart = random.nextInt(3) == 0 ? ",\"cart_id\":\"c" + id + "\"" : "";
      said =
          ("\"type\":\"track\",\"event\":\"%s\",\"properties\":{\"product_id\":\"p%d\",\"price\":%d,\"quantity\":1,"
                  + "\"experiment_id\":\"e\",\"variation_id\":\"v%d\",\"revenue\":%d,\"order_id\":\"o%d\",\"item_id\":\"p%d\","
                  + "\"placement_id\":\"home\",\"recommendation_id\":\"r%d\",\"position\":1,\"items\":[{\"item_id\":\"p%d\",\"position\":1}],"
                  + "\"products\":[{\"product_id\":\"p%d\",\"price\":3,\"quantity\":2}]%s}}")
              .formatted(
                  name,
                  product,
                  random.nextInt(30),
                  random.nextInt(2),
                  random.nextInt(50),
                  number,
                  product,
                  random.nextInt(3),
                  product,
                  product,
                  cart);
    }
    String json = common + said;
    return user == null ? json : withUser(json, user);
  }

  private static OneTaskPipeline start(
      String config, @Nullable State state, @Nullable SplittableRandom delays) throws Exception {
    return new OneTaskPipeline(
        TestDeployment.metrics(new ConfigText("test", config)),
        state,
        StartOptions.CONTINUE,
        delays,
        null);
  }
}
