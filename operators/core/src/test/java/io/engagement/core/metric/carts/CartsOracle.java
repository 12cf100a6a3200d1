package io.engagement.core.metric.carts;

import io.engagement.core.laws.Approximately;
import io.engagement.core.laws.NaiveOracle;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RawEvent;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Carts the slow way: all events of a user sorted and told as a story ({@link CartStory}).
 *
 * @param breakdowns of the definition: name to path
 */
public record CartsOracle(
    CartsDefinition definition,
    int mostCarts,
    int mostADay,
    ZoneId zone,
    Map<String, String> breakdowns)
    implements NaiveOracle {
  private static final Set<String> NAMES =
      Set.of(
          "Product Added",
          "Product Removed",
          "Cart Viewed",
          "Checkout Started",
          "Payment Info Entered",
          "Order Completed",
          "Order Cancelled",
          "Order Refunded");

  /** With the usual limits. */
  public CartsOracle(CartsDefinition definition, ZoneId zone, Map<String, String> breakdowns) {
    this(definition, CartRules.MOST_CARTS, CartRules.MOST_A_DAY, zone, breakdowns);
  }

  @Override
  public PublishedRows rows(List<RawEvent> events, long watermarkMillis) {
    PublishedRows rows = new PublishedRows();
    Map<List<String>, List<CartStory.Basket>> cells = new LinkedHashMap<>();
    events.stream()
        .filter(CartsOracle::isOfCarts)
        .sorted(RawEvent.ORDER)
        .collect(Collectors.groupingBy(RawEvent::user, TreeMap::new, Collectors.toList()))
        .forEach(
            (user, history) -> {
              CartStory story = new CartStory(definition, mostCarts, breakdowns, user);
              withinLimit(history).forEach(story::tell);
              for (CartStory.Basket basket : story.baskets) {
                boolean abandoned =
                    basket.pending()
                        && watermarkMillis > basket.last + definition.abandonAfterMillis();
                basket.state = abandoned ? "abandoned" : basket.state;
                rows.put("carts", List.of(definition.id(), basket.id, user), fact(basket));
                keys(basket)
                    .forEach(
                        key -> cells.computeIfAbsent(key, none -> new ArrayList<>()).add(basket));
              }
            });
    cells.forEach((key, baskets) -> rows.put("cart_metrics", key(key), sums(baskets)));
    return rows;
  }

  private static boolean isOfCarts(RawEvent event) {
    return event.type().equals("track")
        && (NAMES.contains(event.name()) || event.name().startsWith("Checkout Step "));
  }

  private List<RawEvent> withinLimit(List<RawEvent> history) {
    Map<LocalDate, Integer> weights = new HashMap<>();
    List<RawEvent> kept = new ArrayList<>();
    for (RawEvent event : history) {
      LocalDate day = Instant.ofEpochMilli(event.timeMillis()).atZone(ZoneOffset.UTC).toLocalDate();
      int before = weights.getOrDefault(day, 0);
      if (before < mostADay) {
        kept.add(event);
      }
      weights.put(day, before + 1 + lineCount(event));
    }
    return kept;
  }

  private static int lineCount(RawEvent event) {
    return switch (event.name()) {
      case "Product Added", "Product Removed" ->
          isNothing(event.field("properties.product_id"))
                  && event.field("properties.products") instanceof List<?> list
                  && !list.isEmpty()
              ? list.size()
              : 1;
      case "Cart Viewed", "Order Completed", "Order Refunded", "Order Cancelled" ->
          event.field("properties.products") instanceof List<?> list ? list.size() : 0;
      default -> 0;
    };
  }

  private static boolean isNothing(Object value) {
    return value == null || value.equals("");
  }

  private List<Object> fact(CartStory.Basket basket) {
    boolean purchased = basket.state.equals("purchased");
    Long closed =
        switch (basket.state) {
          case "purchased", "emptied" -> basket.last;
          case "abandoned" -> basket.last + definition.abandonAfterMillis();
          default -> null;
        };
    return Arrays.asList(
        basket.state,
        basket.currency,
        plain(purchased ? basket.bought : basket.pieces()),
        published(purchased ? basket.paid : basket.worth()),
        basket.created,
        basket.last,
        closed,
        purchased && basket.onceAbandoned,
        basket.over,
        basket.mixed,
        purchased ? basket.order : null,
        purchased ? published(basket.gross) : null,
        purchased ? refunded(basket) : null,
        basket.checkoutAt);
  }

  private static Long refunded(CartStory.Basket basket) {
    boolean known = basket.gross != CartStory.UNREADABLE && basket.paid != CartStory.UNREADABLE;
    return known ? (Long) millionths(basket.gross.subtract(basket.paid)) : null;
  }

  private static BigDecimal plain(BigDecimal number) {
    BigDecimal plain = number.stripTrailingZeros();
    return plain.scale() < 0 ? plain.setScale(0) : plain;
  }

  private static Long published(BigDecimal amount) {
    return amount == CartStory.UNREADABLE ? null : (Long) millionths(amount);
  }

  /** What is not known is in no sum. */
  private static long millionths(BigDecimal amount) {
    return amount == CartStory.UNREADABLE ? 0 : amount.movePointRight(6).longValueExact();
  }

  private List<List<String>> keys(CartStory.Basket basket) {
    String day = Long.toString(day(basket.created));
    List<List<String>> keys = new ArrayList<>();
    keys.add(List.of(day, basket.currency, "", ""));
    breakdowns.forEach(
        (name, path) ->
            keys.add(
                List.of(day, basket.currency, name, basket.values.getOrDefault(name, "(none)"))));
    return keys;
  }

  private List<Object> key(List<String> key) {
    return List.of(definition.id(), Long.parseLong(key.get(0)), key.get(1), key.get(2), key.get(3));
  }

  private long day(long millis) {
    LocalDate day = Instant.ofEpochMilli(millis).atZone(zone).toLocalDate().plusDays(1);
    while (day.atStartOfDay(zone).toInstant().toEpochMilli() > millis) {
      day = day.minusDays(1);
    }
    return day.toEpochDay();
  }

  private static List<Object> sums(List<CartStory.Basket> baskets) {
    List<CartStory.Basket> purchased = in("purchased", baskets);
    List<CartStory.Basket> abandoned = in("abandoned", baskets);
    List<Long> times = new ArrayList<>();
    purchased.forEach(basket -> times.add(basket.last - basket.created));
    times.sort(null);
    return Arrays.asList(
        (long) baskets.size(),
        baskets.stream().filter(basket -> basket.checkout).count(),
        (long) purchased.size(),
        (long) abandoned.size(),
        purchased.stream().filter(basket -> basket.onceAbandoned).count(),
        (long) in("emptied", baskets).size(),
        purchased.stream().mapToLong(basket -> millionths(basket.paid)).sum(),
        abandoned.stream().mapToLong(basket -> millionths(basket.worth())).sum(),
        times.isEmpty() ? null : median(times));
  }

  private static List<CartStory.Basket> in(String state, List<CartStory.Basket> baskets) {
    return baskets.stream().filter(basket -> basket.state.equals(state)).toList();
  }

  private static Approximately median(List<Long> times) {
    int half = times.size() / 2;
    double median =
        times.size() % 2 == 1 ? times.get(half) : (times.get(half - 1) + times.get(half)) / 2.0;
    return new Approximately(median, 0.01, 0.5);
  }
}
