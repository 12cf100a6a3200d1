package io.engagement.core.metric.recommendations;

import static io.engagement.core.laws.RandomHistories.ABSENT;

import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.MetricLaws;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.metric.recommendations.RecommendationsDefinition.Positions;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** The laws of metrics, for random definitions over random histories. */
class RecommendationsLawsPropertyTest {
  private static final List<Long> WINDOWS =
      List.of(
          1_000L,
          Duration.ofMinutes(10).toMillis(),
          Duration.ofMinutes(30).toMillis(),
          Duration.ofHours(2).toMillis(),
          Duration.ofDays(1).toMillis(),
          Duration.ofDays(7).toMillis());

  @Test
  void hold() {
    MetricLaws.hold(10_000, RecommendationsLawsPropertyTest::trial);
  }

  @Test
  void holdWhenIdsAreMerged() {
    MetricLaws.holdWhenMerged(10_000, RecommendationsLawsPropertyTest::trial);
  }

  private static MetricCase trial(RandomGenerator random) {
    Recommending recommending = new Recommending();
    recommending.clickWindowMillis = pick(random, WINDOWS);
    recommending.conversionWindowMillis = pick(random, WINDOWS);
    recommending.onceWithinMillis = pick(random, WINDOWS);
    recommending.listOnceWithinMillis = random.nextBoolean() ? null : pick(random, WINDOWS);
    recommending.positions = pick(random, List.of(Positions.values()));
    recommending.currency = pick(random, List.of("USD", "EUR"));
    List<String> breakdowns = new ArrayList<>(List.of("channel", "platform"));
    breakdowns.removeIf(name -> random.nextBoolean());
    Collections.sort(breakdowns);
    recommending.breakdowns = breakdowns;
    recommending.sample = ZoneSample.pick(random);
    recommending.lateHorizonMillis =
        pick(random, List.of(0L, 20_000L, 3_600_000L, Duration.ofDays(3).toMillis()));
    if (random.nextInt(5) == 0) {
      recommending.limits(1 + random.nextInt(5), 1 + random.nextInt(3), 1 + random.nextInt(3));
    }
    return recommending.trial(histories(recommending, random));
  }

  private static RandomHistories histories(Recommending recommending, RandomGenerator random) {
    boolean plain = random.nextBoolean();
    RandomHistories histories =
        RandomHistories.around(recommending.sample)
            .event("track", "Recommendation Viewed")
            .event("track", "Recommendation Viewed")
            .event("track", "Recommendation Viewed")
            .event("track", "Recommendation Clicked")
            .event("track", "Recommendation Clicked")
            .event("track", "Order Completed")
            .event("track", "Order Completed")
            .field("properties.items", plain ? PLAIN_ITEMS : ITEMS)
            .field("properties.products", plain ? PLAIN_PRODUCTS : PRODUCTS)
            .field("properties.item_id", plain ? List.of("a", "b") : IDS)
            .field("properties.position", plain ? List.of(1L, 2L) : POSITIONS)
            .field(
                "properties.recommendation_id",
                plain ? List.of("r") : Arrays.asList("r", "s", 1L, null))
            .field(
                "properties.impression_id",
                plain ? List.of(ABSENT) : Arrays.asList("i", "j", ABSENT, ABSENT, ABSENT, ""))
            .field("properties.placement_id", Arrays.asList("top", "side", null))
            .field("properties.model_id", Arrays.asList("m", "n", ABSENT))
            .field("properties.model_version", Arrays.asList(2L, ABSENT, ABSENT))
            .field("properties.currency", Arrays.asList("eur", "GBP", ABSENT, ""))
            .field("context.device.type", RandomHistories.DIMENSION_VALUES)
            .field("context.campaign.source", Arrays.asList("email", "ad", null))
            .pauses(
                recommending.clickWindowMillis,
                recommending.clickWindowMillis,
                recommending.conversionWindowMillis,
                recommending.onceWithinMillis,
                5_000,
                1);
    if (!plain) {
      histories
          .event("track", "Product List Viewed")
          .event("track", "Product List Viewed")
          .event("track", "Product Clicked")
          .event("page", "Recommendation Viewed")
          .event("track", "Anything")
          .field("properties.list_id", Arrays.asList("r", "list", ABSENT, ""))
          .field("properties.product_id", IDS);
    }
    return histories;
  }

  private static final List<Object> IDS = Arrays.asList("a", "b", "a", 1L, "1", null, ABSENT, "");
  private static final List<Object> POSITIONS =
      Arrays.asList(1L, 2L, 1L, ABSENT, ABSENT, 0L, 3L, -1L, true, 1_000_001L);
  private static final List<Object> PLAIN_ITEMS =
      List.of(
          List.of(map("item_id", "a")),
          List.of(map("item_id", "a"), map("item_id", "b")),
          List.of(map("item_id", "b"), map("item_id", "a")));
  private static final List<Object> PLAIN_PRODUCTS =
      List.of(
          List.of(map("product_id", "a", "price", 10L)),
          List.of(map("product_id", "b", "price", 20L), map("product_id", "a", "price", 1L)));
  private static final List<Object> ITEMS =
      Arrays.asList(
          List.of(map("item_id", "a")),
          List.of(map("item_id", "a", "position", 2L), map("item_id", "b", "position", 1L)),
          List.of(map("item_id", "a"), map("item_id", "a", "position", 1L), map("item_id", "b")),
          List.of(map("item_id", "a", "impression_id", "i"), map("impression_id", "j")),
          List.of(
              map("item_id", "b", "impression_id", "i"), map("item_id", 1L), map("position", 1L)),
          Arrays.asList("a", 1L, null, map("item_id", "a", "position", 0L)),
          List.of(),
          map("item_id", "a"),
          "a",
          null);
  private static final List<Object> PRODUCTS =
      Arrays.asList(
          List.of(map("product_id", "a", "price", new BigDecimal("9.99"), "quantity", 2L)),
          List.of(map("product_id", "a"), map("product_id", "b", "price", 5L, "currency", "chf")),
          List.of(map("product_id", "a", "price", 3L), map("product_id", "a", "price", 4L)),
          List.of(
              map("product_id", 1L, "price", 2L, "quantity", 0L),
              map("product_id", "b", "price", -2L),
              map("price", 2L)),
          List.of(),
          null);

  private static Map<String, Object> map(Object... members) {
    Map<String, Object> map = new TreeMap<>();
    for (int i = 0; i < members.length; i += 2) {
      map.put((String) members[i], members[i + 1]);
    }
    return map;
  }

  private static <T> T pick(RandomGenerator random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
