package io.engagement.core.metric.carts;

import static io.engagement.core.metric.carts.Shopper.added;
import static io.engagement.core.metric.carts.Shopper.checkout;
import static io.engagement.core.metric.carts.Shopper.event;
import static io.engagement.core.metric.carts.Shopper.line;
import static io.engagement.core.metric.carts.Shopper.of;
import static io.engagement.core.metric.carts.Shopper.ordered;
import static io.engagement.core.metric.carts.Shopper.refunded;
import static io.engagement.core.metric.carts.Shopper.removed;
import static io.engagement.core.metric.carts.Shopper.viewed;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.DecoderOptions;
import io.engagement.core.event.EventSchema;
import io.engagement.core.event.SegmentDecoder;
import io.engagement.core.event.UserEvent;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.time.ZoneCalendar;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which cart an event belongs to, and what it does to lines, amount and currency. */
class CartEventsTest {
  private final Shopper shopper = new Shopper();

  @Test
  void aProductAddedMakesACartNamedByItsEvent() {
    shopper.does(added("10:00:00", "p", 5L).id("m-1"));

    assertThat(shopper.cart())
        .isEqualTo(
            new Shopper.Row(
                "fd1e98f27dfd90eaa5c27d9048289579",
                "open",
                "USD",
                1,
                5,
                "2024-03-01T10:00:00Z",
                "2024-03-01T10:00:00Z",
                null,
                false,
                false,
                false,
                BigDecimal.ONE,
                null,
                null,
                null,
                null));
  }

  @Test
  void aCartSaysWhatWasPaidWhatWasGivenBackAndWhenItCameToCheckout() {
    shopper.does(
        added("10:00:00", "p", 5L),
        checkout("10:05:00"),
        event("Payment Info Entered", "10:06:00"));
    assertThat(shopper.cart().checkout()).isEqualTo("2024-03-01T10:05:00Z");
    assertThat(shopper.cart().gross()).as("not paid yet").isNull();

    shopper.does(ordered("10:07:00", "o-1", 20L), refunded("10:08:00", "o-1", 8L));
    assertThat(shopper.cart().order()).isEqualTo("o-1");
    assertThat(shopper.cart().gross()).isEqualTo(20.0);
    assertThat(shopper.cart().refunded()).isEqualTo(8.0);
    assertThat(shopper.cart().amount()).isEqualTo(12.0);

    // A late checkout is the first one; more than all of it is never given back.
    shopper.does(checkout("10:01:00"), refunded("10:09:00", "o-1", 100L));
    assertThat(shopper.cart().checkout()).isEqualTo("2024-03-01T10:01:00Z");
    assertThat(shopper.cart().gross()).isEqualTo(20.0);
    assertThat(shopper.cart().refunded()).isEqualTo(20.0);
  }

  @Test
  void ofAnOrderWhoseAmountCannotBeReadNothingIsKnown() {
    shopper.does(ordered("10:07:00", "o-1", "free"), refunded("10:08:00", "o-1", 8L));
    assertThat(shopper.cart().gross()).isNull();
    assertThat(shopper.cart().refunded()).isNull();
    assertThat(shopper.cart().checkout()).isNull();
  }

  @Test
  void aCartIdNamesTheCartOfOneUser() {
    shopper.does(
        of("c-1", added("10:00:00", "p", 5L)),
        of(" c-1 ", added("10:01:00", "p", 5L)),
        of("c-2", added("10:02:00", "p", 7L)),
        of("c-1", added("10:03:00", "q", 1L)).by("somebody else"));

    assertThat(shopper.carts())
        .extracting(Shopper.Row::id, Shopper.Row::amount)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("c-1", 10.0),
            org.assertj.core.groups.Tuple.tuple("c-2", 7.0),
            org.assertj.core.groups.Tuple.tuple("c-1", 1.0));
  }

  @Test
  void withoutACartIdTheOpenCartWithTheLatestActivityIsMeant() {
    shopper.does(
        of("c-1", added("10:00:00", "p", 1L)),
        of("c-2", added("10:01:00", "p", 2L)),
        of("c-1", checkout("10:02:00")),
        added("10:03:00", "q", 10L));

    assertThat(shopper.carts()).extracting(Shopper.Row::amount).containsExactly(11.0, 2.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "undefined", "  ", "0"})
  void whatTrackersSendForNoIdIsNoId(String id) {
    shopper.does(added("10:00:00", "p", 1L), of(id, added("10:01:00", "p", 1L)));
    assertThat(shopper.cart().items()).isEqualTo(2);
  }

  @Test
  void aCartViewedWithProductsMakesACart() {
    shopper.does(viewed("10:00:00", line("p", 2L, 3L)));
    assertThat(shopper.cart().amount()).isEqualTo(6);
  }

  @Test
  void otherEventsWithoutACartChangeNothing() {
    shopper.does(
        event("Cart Viewed", "10:00:00"),
        viewed("10:00:01"),
        viewed("10:00:02", line("p", 2L, 0L)),
        removed("10:01:00", "p"),
        checkout("10:02:00"),
        of("c-1", checkout("10:03:00")),
        event("Checkout Step Viewed", "10:04:00"),
        event("Payment Info Entered", "10:05:00"),
        event("Order Cancelled", "10:06:00"),
        added("10:07:00", "p", 1L).with("properties.quantity", 0L));
    assertThat(shopper.run.rows().size()).isZero();
  }

  @Test
  void aProductAddedWithoutAnyPropertyIsALineWithoutPrice() {
    shopper.does(event("Product Added", "10:00:00"), event("Product Added", "10:01:00"));
    assertThat(shopper.cart())
        .extracting(Shopper.Row::items, Shopper.Row::amount, Shopper.Row::currency)
        .containsExactly(2L, 0.0, "USD");
  }

  @Test
  void aLineHasTheLatestPrice() {
    shopper.does(
        added("10:00:00", "p", 5L),
        added("10:02:00", "p", new BigDecimal("4.50")),
        added("10:01:00", "p", 100L),
        added("10:03:00", "p", null));
    assertThat(shopper.cart().amount()).isEqualTo(18);
  }

  @Test
  void aQuantityThatIsNoneCountsAsOne() {
    shopper.does(
        added("10:00:00", "p", 1L).with("properties.quantity", 2L),
        added("10:01:00", "p", 1L).with("properties.quantity", "3"),
        added("10:02:00", "p", 1L).with("properties.quantity", "a few"),
        added("10:03:00", "p", 1L).with("properties.quantity", 1_000_001L));
    assertThat(shopper.cart().items()).isEqualTo(7);
  }

  @Test
  void aQuantityMayBeADecimal() {
    shopper.does(
        added("10:00:00", "carrots", 4L).with("properties.quantity", new BigDecimal("1.85")),
        added("10:01:00", "bread", 3L));
    assertThat(shopper.cart().amount()).isEqualTo(10.4);
    assertThat(shopper.cart().exactItems()).isEqualByComparingTo("2.85");
  }

  @Test
  void aNegativeQuantityIsTheOppositeEvent() {
    shopper.does(
        added("10:00:00", "p", 5L).with("properties.quantity", 4L),
        added("10:01:00", "p", 5L).with("properties.quantity", -1L),
        removed("10:02:00", "p").with("properties.quantity", -2L),
        added("10:03:00", "q", 5L).with("properties.quantity", -1L));
    assertThat(shopper.cart().items()).isEqualTo(5);
    assertThat(shopper.cart().overRemoved()).isTrue();
  }

  @Test
  void productsThatGoBySkuOrIdAreLinesOfTheirOwn() {
    shopper.does(
        Shopper.event("Product Added", "10:00:00")
            .with("properties.id", "507f1f77")
            .with("properties.sku", "45790-32")
            .with("properties.price", new BigDecimal("18.99"))
            .with("properties.quantity", 2L),
        Shopper.event("Product Added", "10:01:00")
            .with("properties.id", "505bd767")
            .with("properties.sku", "46493-32")
            .with("properties.price", 3L));
    assertThat(shopper.cart().amount()).isEqualTo(40.98);
  }

  @Test
  void productsWithoutAnyIdAreLinesOfTheirOwn() {
    shopper.does(
        Shopper.event("Product Added", "10:00:00").with("properties.price", 5L),
        Shopper.event("Product Added", "10:01:00").with("properties.price", 7L),
        Shopper.event("Product Removed", "10:02:00").with("properties.price", 7L));
    assertThat(shopper.cart().amount()).isEqualTo(12);
    assertThat(shopper.cart().overRemoved()).as("which one is not known").isTrue();
  }

  @Test
  void theNamesOfGaFourAreKnown() {
    shopper.does(
        Shopper.event("add_to_cart", "10:00:00")
            .with("properties.currency", "EUR")
            .with("properties.value", 20L)
            .with(
                "properties.items",
                List.of(
                    Map.of("item_id", "a", "price", 5L, "quantity", 2L, "currency", "EUR"),
                    Map.of("item_id", "b", "price", 10L, "currency", "EUR"))),
        Shopper.event("begin_checkout", "10:01:00"),
        Shopper.event("purchase", "10:02:00")
            .with("properties.transaction_id", "t")
            .with("properties.value", 19L)
            .with("properties.currency", "EUR"));
    assertThat(shopper.cart())
        .extracting(Shopper.Row::state, Shopper.Row::items, Shopper.Row::amount)
        .containsExactly("purchased", 3L, 19.0);
  }

  @Test
  void aCurrencyIsTheSameInAnyCase() {
    shopper.does(
        added("10:00:00", "a", 10L).with("properties.currency", "USD"),
        added("10:01:00", "b", 5L).with("properties.currency", "usd"));
    assertThat(shopper.cart())
        .extracting(Shopper.Row::amount, Shopper.Row::mixedCurrencies)
        .containsExactly(15.0, false);
  }

  @Test
  void anAmountTooLargeForAnyColumnIsNotKnown() {
    shopper.does(added("10:00:00", "p", 10_000_000_000L).with("properties.quantity", 1_000_000L));
    assertThat(shopper.cart().amount()).isNaN();
    assertThat(shopper.run.warnings()).isEqualTo(Map.of("unknown_result carts.amount", 1L));

    shopper.does(removed("10:01:00", "p").with("properties.quantity", 999_900L));
    assertThat(shopper.cart().amount()).isEqualTo(1e12);
    assertThat(shopper.run.warnings()).isEmpty();
  }

  @Test
  void aRemovalReducesTheQuantityAndIsFlaggedWhenThereIsLess() {
    shopper.does(
        added("10:00:00", "p", 5L).with("properties.quantity", 3L),
        added("10:00:01", "q", 1L),
        removed("10:01:00", "p").with("properties.quantity", 2L));
    assertThat(shopper.cart().amount()).isEqualTo(6);
    assertThat(shopper.cart().overRemoved()).isFalse();

    shopper.does(removed("10:02:00", "p").with("properties.quantity", 2L));
    assertThat(shopper.cart().amount()).isEqualTo(1);
    assertThat(shopper.cart().overRemoved()).isTrue();
    assertThat(shopper.cart().state()).isEqualTo("open");
  }

  @Test
  void removingWhatIsNotThereIsFlagged() {
    shopper.does(added("10:00:00", "p", 5L), removed("10:01:00", "other"));
    assertThat(shopper.cart().overRemoved()).isTrue();
    assertThat(shopper.cart().amount()).isEqualTo(5);
  }

  @Test
  void removingExactlyWhatIsThereIsNotFlagged() {
    shopper.does(added("10:00:00", "p", 5L), added("10:00:01", "q", 1L), removed("10:01:00", "p"));
    assertThat(shopper.cart().overRemoved()).isFalse();
    assertThat(shopper.cart().items()).isEqualTo(1);
  }

  @Test
  void aCartViewedReplacesTheLinesOnlyWithProducts() {
    shopper.does(added("10:00:00", "p", 5L), event("Cart Viewed", "10:01:00"));
    assertThat(shopper.cart().amount()).isEqualTo(5);

    shopper.does(viewed("10:02:00", line("q", 2L, 2L), line("r", "0.5", 1L)));
    assertThat(shopper.cart().amount()).isEqualTo(4.5);
    assertThat(shopper.cart().items()).isEqualTo(3);
  }

  @Test
  void aViewedLineWithoutPriceKeepsTheOneThatWasKnown() {
    shopper.does(
        added("10:00:00", "p", 5L).with("properties.currency", "EUR"),
        viewed("10:01:00", Map.of("product_id", "p", "quantity", 3L), Map.of("product_id", "q")));
    assertThat(shopper.cart())
        .extracting(Shopper.Row::amount, Shopper.Row::currency, Shopper.Row::mixedCurrencies)
        .containsExactly(15.0, "EUR", false);
  }

  @Test
  void theCurrencyIsThatOfTheFirstLineAndOthersStayOut() {
    shopper.does(
        added("10:01:00", "p", 5L).with("properties.currency", "usd"),
        added("10:00:00", "q", 3L).with("properties.currency", "EUR"));
    assertThat(shopper.cart())
        .extracting(
            Shopper.Row::currency,
            Shopper.Row::amount,
            Shopper.Row::items,
            Shopper.Row::mixedCurrencies)
        .containsExactly("EUR", 3.0, 2L, true);
    assertThat(shopper.sums("2024-03-01", "USD")).isNull();
    assertThat(shopper.sums("2024-03-01", "EUR").get(0)).isEqualTo(1L);
  }

  @Test
  void theCurrencyOfAViewedCartIsThatOfItsFirstLineElseOfTheEvent() {
    shopper.does(
        viewed(
            "10:00:00",
            Map.of("product_id", "p", "price", 2L, "currency", "EUR"),
            Map.of("product_id", "q", "price", 3L, "currency", "USD")));
    assertThat(shopper.cart())
        .extracting(Shopper.Row::currency, Shopper.Row::amount, Shopper.Row::mixedCurrencies)
        .containsExactly("EUR", 2.0, true);

    Shopper other = new Shopper();
    other.does(viewed("10:00:00", line("p", 2L, 1L)).with("properties.currency", "GBP"));
    assertThat(other.cart().currency()).isEqualTo("GBP");
  }

  @Test
  void theDefaultCurrencyIsThatOfTheDefinition() {
    Shopper pounds =
        new Shopper(
            CartsCases.of(
                new CartsDefinition("carts", 3_600_000, "GBP", 86_400_000, List.of()), 50, 2_000));
    pounds.does(added("10:00:00", "p", 5L), ordered("10:01:00", "o", 6L));
    assertThat(pounds.cart().currency()).isEqualTo("GBP");
  }

  @Test
  void checkoutEventsTakeACartToCheckoutAndItStaysThere() {
    for (String name :
        List.of(
            "Checkout Started",
            "Checkout Step Viewed",
            "Checkout Step Completed",
            "Payment Info Entered")) {
      Shopper one = new Shopper();
      one.does(added("10:00:00", "p", 5L), event(name, "10:01:00"), added("10:02:00", "q", 1L));
      assertThat(one.cart().state()).as(name).isEqualTo("checkout");
      assertThat(one.cart().amount()).isEqualTo(6);
      assertThat(one.sums("2024-03-01", "USD").get(1)).isEqualTo(1L);
    }
  }

  @Test
  void viewsOfPagesWithThoseNamesAreNoCartEvents() {
    shopper.does(RawEvent.page("Product Added").at("2024-03-01T10:00:00Z"));
    assertThat(shopper.run.rows().size()).isZero();
  }

  @Test
  void theBucketIsTheDayOfCreationWhateverHappensLater() {
    shopper.does(
        added("23:59:59.999", "p", 5L),
        added("2024-03-02T00:30:00Z", "q", 2L),
        ordered("2024-03-02T01:00:00Z", "o", 9L));
    assertThat(shopper.sums("2024-03-01", "USD").subList(0, 8))
        .containsExactly(1L, 0L, 1L, 0L, 0L, 0L, 9_000_000L, 0L);
    assertThat((long) shopper.sums("2024-03-01", "USD").get(8)).isBetween(3_564_000L, 3_636_000L);
    assertThat(shopper.sums("2024-03-02", "USD")).isNull();
  }

  @Test
  void theDayIsThatOfTheZone() {
    Shopper berlin =
        new Shopper(
            CartsCases.in(
                new ZoneSample(
                    ZoneId.of("Europe/Berlin"), LocalDateTime.parse("2024-03-31T02:00"))));
    berlin.does(
        of("a", added("2024-03-30T23:00:00Z", "p", 5L)),
        of("b", added("2024-03-31T21:59:59.999Z", "p", 5L)),
        of("c", added("2024-03-31T22:00:00Z", "p", 5L)));
    assertThat(berlin.sums("2024-03-31", "USD").get(0)).as("a day of 23 hours").isEqualTo(2L);
    assertThat(berlin.sums("2024-04-01", "USD").get(0)).isEqualTo(1L);
  }

  @Test
  void aCartWithoutAnyValueIsUnderNone() {
    Shopper one = new Shopper(CartsCases.plain("platform"));
    one.does(added("10:00:00", "p", 5L), added("10:01:00", "q", 5L));
    assertThat(one.sums("2024-03-01", "USD", "platform", "(none)").get(0)).isEqualTo(1L);
  }

  @Test
  void theBreakdownValueIsThatOfTheFirstEventThatHasOne() {
    Shopper one = new Shopper(CartsCases.plain("platform"));
    one.does(
        added("10:00:00", "p", 5L).with("context.device.type", ""),
        added("10:02:00", "p", 5L).with("context.device.type", "web"),
        added("10:01:00", "p", 5L).with("context.device.type", "ios"));
    assertThat(one.sums("2024-03-01", "USD", "platform", "ios").get(0)).isEqualTo(1L);
    assertThat(one.sums("2024-03-01", "USD", "platform", "web")).isNull();
    assertThat(one.sums("2024-03-01", "USD", "platform", "(none)")).isNull();
  }

  @Test
  void theRealDecoderFindsEveryKindOfCartEventAndNoOther() {
    EventSchema.Builder builder = new EventSchema.Builder();
    CartsMetric metric =
        new CartsMetric(
            new CartsDefinition("carts", 3_600_000, "USD", 86_400_000, List.of()),
            new MetricSetup(builder, ZoneCalendar.utc(), Map.of(), 0));
    SegmentDecoder decoder = new SegmentDecoder(builder.build(), DecoderOptions.defaults());
    assertThat(
            List.of(
                    "Product Added",
                    "Product Removed",
                    "Cart Viewed",
                    "Checkout Started",
                    "Checkout Step Viewed",
                    "Checkout Step Completed",
                    "Payment Info Entered",
                    "Order Completed",
                    "Order Cancelled",
                    "Order Refunded")
                .stream()
                .filter(name -> metric.wants(decoded(decoder, "track", "event", name))))
        .hasSize(10);
    for (String name : List.of("Checkout", "Checkout Steps", "Product Viewed", "Cart")) {
      assertThat(metric.wants(decoded(decoder, "track", "event", name))).as(name).isFalse();
    }
    assertThat(metric.wants(decoded(decoder, "page", "name", "Cart Viewed"))).isFalse();
  }

  private static UserEvent decoded(SegmentDecoder decoder, String type, String key, String name) {
    byte[] record =
        """
        {"type": "%s", "%s": "%s", "userId": "u", "messageId": "m",
         "timestamp": "2024-03-01T10:00:00Z"}
        """
            .formatted(type, key, name)
            .getBytes(StandardCharsets.UTF_8);
    UserEvent event = new UserEvent();
    assertThat(decoder.decode(record, 0, record.length, SegmentDecoder.UNKNOWN_TIME, event))
        .isNull();
    return event;
  }
}
