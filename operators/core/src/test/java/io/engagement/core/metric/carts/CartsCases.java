package io.engagement.core.metric.carts;

import static io.engagement.core.laws.RandomHistories.ABSENT;

import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.time.ZoneCalendar;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/** Definitions of carts on trial. */
final class CartsCases {
  static final Map<String, String> DIMENSIONS =
      Map.of("platform", "context.device.type", "plan", "properties.plan");
  static final long LATE_HORIZON_MILLIS = Duration.ofDays(3).toMillis();
  private static final long HOUR = Duration.ofHours(1).toMillis();
  private static final long DAY = 24 * HOUR;

  private static final List<Object> CART_IDS =
      List.of(ABSENT, ABSENT, ABSENT, ABSENT, "c1", "c1", " c1 ", "c2", "null", 7L);

  private CartsCases() {}

  /** The defaults, in UTC, with a late horizon of three days. */
  static MetricCase plain(String... breakdowns) {
    return of(
        new CartsDefinition("carts", HOUR, "USD", 90 * DAY, List.of(breakdowns)),
        CartRules.MOST_CARTS,
        CartRules.MOST_A_DAY);
  }

  static MetricCase of(CartsDefinition definition, int mostCarts, int mostADay) {
    ZoneSample sample = new ZoneSample(ZoneId.of("UTC"), LocalDateTime.parse("2024-03-01T00:00"));
    return of(definition, mostCarts, mostADay, sample, LATE_HORIZON_MILLIS, CART_IDS);
  }

  /** The defaults in a zone. */
  static MetricCase in(ZoneSample sample) {
    return of(
        new CartsDefinition("carts", HOUR, "USD", 90 * DAY, List.of()),
        CartRules.MOST_CARTS,
        CartRules.MOST_A_DAY,
        sample,
        LATE_HORIZON_MILLIS,
        CART_IDS);
  }

  /** Any definition, anywhere. */
  static MetricCase random(RandomGenerator random) {
    List<String> breakdowns = new ArrayList<>(DIMENSIONS.keySet());
    breakdowns.removeIf(name -> random.nextInt(3) != 0);
    Collections.sort(breakdowns);
    long abandonAfter = pick(random, List.of(1_000L, 60_000L, HOUR, HOUR, DAY));
    // A cart id that comes again when its cart has expired takes the row of that one, and nobody
    // can bring it back should the new cart turn out to be none: carts have names in the laws where
    // none expires.
    boolean named = random.nextInt(3) != 0;
    long remember =
        named
            ? 4_000_000 * DAY
            : pick(random, List.of(abandonAfter, Math.max(2 * DAY, abandonAfter), 90 * DAY));
    boolean fewCarts = !named && random.nextInt(3) == 0;
    return of(
        new CartsDefinition(
            "carts", abandonAfter, pick(random, List.of("USD", "EUR")), remember, breakdowns),
        fewCarts ? 1 + random.nextInt(3) : CartRules.MOST_CARTS,
        random.nextInt(4) == 0 ? 1 + random.nextInt(12) : CartRules.MOST_A_DAY,
        ZoneSample.pick(random),
        pick(random, List.of(0L, 20_000L, HOUR, LATE_HORIZON_MILLIS)),
        named ? CART_IDS : List.of(ABSENT, "undefined"));
  }

  private static MetricCase of(
      CartsDefinition definition,
      int mostCarts,
      int mostADay,
      ZoneSample sample,
      long lateHorizonMillis,
      List<Object> cartIds) {
    Map<String, String> used = new TreeMap<>(DIMENSIONS);
    used.keySet().retainAll(definition.breakdowns());
    CartRules rules =
        new CartRules(
            definition.abandonAfterMillis(),
            definition.rememberMillis(),
            definition.currency(),
            mostCarts,
            mostADay);
    return new MetricCase(
        definition + " " + rules + " in " + sample + " late " + lateHorizonMillis,
        new ZoneCalendar(sample.zone(), DayOfWeek.MONDAY),
        lateHorizonMillis,
        DIMENSIONS,
        setup -> new CartsMetric(definition, rules, setup),
        List.of(CartsTables.CELLS),
        new CartsOracle(definition, mostCarts, mostADay, sample.zone(), used),
        histories(sample, definition, cartIds));
  }

  private static RandomHistories histories(
      ZoneSample sample, CartsDefinition definition, List<Object> cartIds) {
    long after = definition.abandonAfterMillis();
    return RandomHistories.around(sample)
        .longest(16)
        .event("track", "Product Added")
        .event("track", "Product Added")
        .event("track", "Product Added")
        .event("track", "Product Removed")
        .event("track", "Cart Viewed")
        .event("track", "Checkout Started")
        .event("track", "Checkout Step Viewed")
        .event("track", "Payment Info Entered")
        .event("track", "Order Completed")
        .event("track", "Order Completed")
        .event("track", "Order Refunded")
        .event("track", "Order Cancelled")
        .event("track", "Product Viewed")
        .event("page", "Cart Viewed")
        .field("context.device.type", RandomHistories.DIMENSION_VALUES)
        .field("properties.plan", Arrays.asList("free", "pro", null, ABSENT))
        .field("properties.cart_id", cartIds)
        .field("properties.order_id", Arrays.asList(ABSENT, "o1", "o1", "o2", "o3", 4L, ""))
        .field("properties.product_id", Arrays.asList("p1", "p1", "p2", "p3", 5L, ABSENT, ""))
        .field(
            "properties.price",
            Arrays.asList(10L, 10L, new BigDecimal("9.99"), "5.5", ABSENT, -1L, true, "x"))
        .field(
            "properties.quantity",
            Arrays.asList(
                ABSENT, ABSENT, 1L, 2L, 3L, 0L, "2", new BigDecimal("2.5"), null, -1L, "few"))
        .field(
            "properties.currency", Arrays.asList(ABSENT, ABSENT, ABSENT, "USD", "eur", "EUR", 1L))
        .field(
            "properties.total",
            Arrays.asList(ABSENT, ABSENT, ABSENT, 100L, "20.5", 0L, -3L, "free"))
        .field("properties.revenue", Arrays.asList(ABSENT, ABSENT, new BigDecimal("15.0000005")))
        .field(
            "properties.products",
            Arrays.asList(
                ABSENT,
                ABSENT,
                List.of(),
                "p1",
                List.of(Map.of("product_id", "p1", "price", 3L, "quantity", 2L)),
                List.of(Map.of("product_id", "p1"), Map.of("product_id", "p2", "price", "1.25")),
                List.of(
                    Map.of("product_id", "p2", "currency", "EUR", "quantity", 0L),
                    Map.of("product_id", "p3", "currency", "GBP", "price", 7L),
                    Map.of("product_id", "p3", "quantity", new BigDecimal("0.75")),
                    Map.of("price", 2L),
                    Map.of("price", 2L, "quantity", -1L),
                    Map.of("product_id", "p1", "price", 8L))))
        .pauses(
            after,
            after,
            after / 2,
            after + CartRules.RECOVERY_MILLIS,
            Math.min(definition.rememberMillis(), 90 * DAY));
  }

  private static <T> T pick(RandomGenerator random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
