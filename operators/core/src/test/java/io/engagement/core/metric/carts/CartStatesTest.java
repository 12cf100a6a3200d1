package io.engagement.core.metric.carts;

import static io.engagement.core.metric.carts.Shopper.added;
import static io.engagement.core.metric.carts.Shopper.checkout;
import static io.engagement.core.metric.carts.Shopper.event;
import static io.engagement.core.metric.carts.Shopper.of;
import static io.engagement.core.metric.carts.Shopper.ordered;
import static io.engagement.core.metric.carts.Shopper.refunded;
import static io.engagement.core.metric.carts.Shopper.removed;
import static io.engagement.core.metric.carts.Shopper.viewed;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.laws.RawEvent;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Open, checkout, purchased, abandoned, emptied: when, and to the millisecond. */
class CartStatesTest {
  private static final String DAY = "2024-03-01";

  private final Shopper shopper = new Shopper();

  @Test
  void aCartIsAbandonedWhenTheWatermarkHasPassedThePause() {
    shopper.does(added("10:00:00", "p", 5L)).watermark("11:00:00");
    assertThat(shopper.cart().state()).isEqualTo("open");
    assertThat(shopper.cart().closed()).isNull();

    shopper.watermark("11:00:00.001");
    assertThat(shopper.cart().state()).isEqualTo("abandoned");
    assertThat(shopper.cart().closed()).isEqualTo("2024-03-01T11:00:00Z");
    assertThat(shopper.sums(DAY, "USD"))
        .containsExactly(1L, 0L, 0L, 1L, 0L, 0L, 0L, 5_000_000L, null);
  }

  @Test
  void anEventAtThatInstantStillContinuesIt() {
    shopper.does(added("10:00:00", "p", 5L), added("11:00:00", "q", 1L));
    assertThat(shopper.cart().items()).isEqualTo(2);
  }

  @Test
  void oneMillisecondLaterANewCartStarts() {
    shopper.does(added("10:00:00", "p", 5L), added("11:00:00.001", "q", 1L)).ends();
    assertThat(shopper.carts()).extracting(Shopper.Row::items).containsExactly(1L, 1L);
    assertThat(shopper.carts()).extracting(Shopper.Row::state).containsOnly("abandoned");
  }

  @Test
  void aLateEventBetweenTwoCartsMakesThemOne() {
    shopper
        .does(added("10:00:00", "p", 5L), added("11:30:00", "q", 1L))
        .watermark("12:00:00")
        .does(added("10:45:00", "r", 2L));
    assertThat(shopper.cart().items()).isEqualTo(3);
    assertThat(shopper.sums(DAY, "USD").get(0)).isEqualTo(1L);
    assertThat(shopper.sums(DAY, "USD").get(3)).isEqualTo(0L);
  }

  @Test
  void theSameCartIdReopensAnAbandonedCart() {
    shopper.does(of("c", added("10:00:00", "p", 5L)), of("c", checkout("10:10:00")));
    shopper.watermark("12:00:00");
    assertThat(shopper.cart().state()).isEqualTo("abandoned");

    shopper.does(of("c", event("Cart Viewed", "13:00:00")));
    assertThat(shopper.cart().state()).isEqualTo("open");
    assertThat(shopper.cart().recovered()).isFalse();
    assertThat(shopper.sums(DAY, "USD")).containsExactly(1L, 1L, 0L, 0L, 0L, 0L, 0L, 0L, null);

    shopper.watermark("14:00:00.001");
    assertThat(shopper.cart().state()).isEqualTo("abandoned");
    assertThat(shopper.sums(DAY, "USD").get(3)).isEqualTo(1L);
  }

  @Test
  void aReopenedCartThatIsPurchasedIsRecovered() {
    shopper.does(
        of("c", added("10:00:00", "p", 5L)),
        of("c", checkout("13:00:00")),
        of("c", ordered("13:10:00", "o", 6L)));
    assertThat(shopper.cart().recovered()).isTrue();
    assertThat(shopper.sums(DAY, "USD"))
        .containsExactly(1L, 1L, 1L, 0L, 1L, 0L, 6_000_000L, 0L, value(11_400_000));
  }

  /** What the histogram makes of a duration, within one percent. */
  private Object value(long millis) {
    Object median = shopper.sums(DAY, "USD").get(8);
    assertThat((long) median).isBetween(millis * 99 / 100, millis * 101 / 100);
    return median;
  }

  @Test
  void anOrderTakesTheAbandonmentBack() {
    shopper.does(added("10:00:00", "p", 5L)).watermark("12:00:00");
    assertThat(shopper.sums(DAY, "USD").get(3)).isEqualTo(1L);

    shopper.does(ordered("13:00:00", "o", null));
    assertThat(shopper.cart().state()).isEqualTo("purchased");
    assertThat(shopper.cart().recovered()).isTrue();
    assertThat(shopper.cart().closed()).isEqualTo("2024-03-01T13:00:00Z");
    assertThat(shopper.sums(DAY, "USD"))
        .containsExactly(1L, 0L, 1L, 0L, 1L, 0L, 5_000_000L, 0L, value(10_800_000));
  }

  @Test
  void anOrderAtTheInstantOfAbandonmentRecoversNothing() {
    Shopper exactly = new Shopper();
    exactly.does(added("10:00:00", "p", 5L), ordered("11:00:00", "o", null)).ends();
    assertThat(exactly.cart().recovered()).isFalse();
    assertThat(exactly.sums(DAY, "USD").get(4)).isEqualTo(0L);

    shopper.does(added("10:00:00", "p", 5L), ordered("11:00:00.001", "o", null)).ends();
    assertThat(shopper.cart().recovered()).isTrue();
    assertThat(shopper.sums(DAY, "USD").get(4)).isEqualTo(1L);
  }

  @Test
  void anOrderThatNamesItsCartRecoversItHoweverLongAgoItWasAbandoned() {
    shopper.does(
        of("c", added("10:00:00", "p", 5L)),
        of("c", ordered("2024-04-01T11:00:00.001Z", "o", null)));
    assertThat(shopper.cart())
        .extracting(Shopper.Row::state, Shopper.Row::recovered, Shopper.Row::amount)
        .containsExactly("purchased", true, 5.0);
  }

  @Test
  void anOrderWithoutAnyCartMakesOneOfItsLines() {
    shopper.does(
        ordered("10:10:00", "o", null)
            .with("properties.products", List.of(Shopper.line("x", 4L, 2L))));
    assertThat(shopper.cart())
        .extracting(
            Shopper.Row::state,
            Shopper.Row::amount,
            Shopper.Row::items,
            Shopper.Row::created,
            Shopper.Row::closed)
        .containsExactly("purchased", 8.0, 2L, "2024-03-01T10:10:00Z", "2024-03-01T10:10:00Z");
    assertThat(shopper.sums(DAY, "USD"))
        .containsExactly(1L, 0L, 1L, 0L, 0L, 0L, 8_000_000L, 0L, 0L);
  }

  @Test
  void anOrderWithoutCartIdFindsACartSevenDaysAfterItsAbandonment() {
    shopper.does(added("10:00:00", "p", 5L), ordered("2024-03-08T11:00:00Z", "o", 7L));
    assertThat(shopper.cart().recovered()).isTrue();
  }

  @Test
  void oneMillisecondLaterItMakesACartOfItsOwn() {
    shopper.does(added("10:00:00", "p", 5L), ordered("2024-03-08T11:00:00.001Z", "o", 7L)).ends();
    assertThat(shopper.carts())
        .extracting(Shopper.Row::state)
        .containsExactly("abandoned", "purchased");
    assertThat(shopper.carts().get(1))
        .extracting(Shopper.Row::amount, Shopper.Row::items, Shopper.Row::recovered)
        .containsExactly(7.0, 0L, false);
    assertThat(shopper.sums("2024-03-08", "USD"))
        .containsExactly(1L, 0L, 1L, 0L, 0L, 0L, 7_000_000L, 0L, 0L);
  }

  @Test
  void anOrderPrefersTheOpenCartThenTheLatestAbandonedOne() {
    shopper.does(
        of("old", added("08:00:00", "p", 1L)),
        of("newer", added("09:00:00", "p", 2L)),
        of("open", added("10:30:00", "p", 3L)),
        ordered("10:40:00", "o-1", null),
        ordered("10:50:00", "o-2", null));
    assertThat(shopper.carts())
        .extracting(Shopper.Row::id, Shopper.Row::state)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("old", "open"),
            org.assertj.core.groups.Tuple.tuple("newer", "purchased"),
            org.assertj.core.groups.Tuple.tuple("open", "purchased"));
  }

  @Test
  void anOrderOfAnUnknownCartMakesThatCart() {
    shopper.does(
        added("10:00:00", "p", 5L),
        of("c", ordered("10:10:00", "o", null))
            .with("properties.currency", "EUR")
            .with("properties.products", List.of(Shopper.line("x", 4L, 2L))));
    assertThat(shopper.carts()).extracting(Shopper.Row::state).containsExactly("open", "purchased");
    assertThat(shopper.carts().get(1))
        .extracting(Shopper.Row::id, Shopper.Row::amount, Shopper.Row::items, Shopper.Row::currency)
        .containsExactly("c", 8.0, 2L, "EUR");
  }

  @Test
  void anUnreadableTotalIsNotKnownAndInNoSum() {
    shopper.does(
        added("10:00:00", "p", 5L),
        ordered("10:10:00", "o", "none").with("properties.revenue", 8L),
        refunded("10:20:00", "o", 3L));
    assertThat(shopper.cart().amount()).isNaN();
    assertThat(shopper.sums("2024-03-01", "USD").get(6)).isEqualTo(0L);
    shopper.does(refunded("10:30:00", "o", null));
    assertThat(shopper.cart().amount()).as("all of it is given back").isZero();
  }

  @Test
  void aRefundIsGivenBackWhateverItsSign() {
    shopper.does(
        ordered("10:00:00", "o", "20.00"),
        refunded("10:10:00", "o", "-16.13"),
        refunded("10:20:00", "o", "all"));
    assertThat(shopper.cart().amount()).as("what tells nothing takes nothing").isEqualTo(3.87);
  }

  @Test
  void aRefundOfProductsTakesThoseBackAtTheirPriceElseThatOfTheOrder() {
    RawEvent order =
        ordered("10:00:00", "o", 70L)
            .with(
                "properties.products",
                List.of(Shopper.line("111", 10L, 4L), Shopper.line("222", 30L, 1L)));
    shopper.does(
        order,
        refunded("10:10:00", "o", null)
            .with("properties.products", List.of(Map.of("product_id", "111", "quantity", 2L))));
    assertThat(shopper.cart().amount()).isEqualTo(50);
    shopper.does(
        refunded("10:20:00", "o", null)
            .with("properties.products", List.of(Shopper.line("222", 25L, 1L))),
        refunded("10:30:00", "o", null)
            .with("properties.products", List.of(Map.of("product_id", "333"))));
    assertThat(shopper.cart().amount()).isEqualTo(25);
    shopper.does(refunded("10:40:00", "o", null).with("properties.products", List.of()));
    assertThat(shopper.cart().amount()).isZero();
  }

  @Test
  void anOrdersTotalWinsThenItsRevenueThenTheLines() {
    RawEvent both = ordered("10:10:00", "o", 9L).with("properties.revenue", 8L);
    shopper.does(added("10:00:00", "p", 5L), both);
    assertThat(shopper.cart().amount()).isEqualTo(9);

    Shopper revenue = new Shopper();
    revenue.does(
        added("10:00:00", "p", 5L), ordered("10:10:00", "o", " ").with("properties.revenue", 8L));
    assertThat(revenue.cart().amount()).isEqualTo(8);

    Shopper free = new Shopper();
    free.does(
        added("10:00:00", "p", 5L), ordered("10:10:00", "o", 0L).with("properties.revenue", 8L));
    assertThat(free.cart().amount()).isZero();

    Shopper lines = new Shopper();
    lines.does(added("10:00:00", "p", 5L), ordered("10:10:00", "o", null));
    assertThat(lines.cart().amount()).isEqualTo(5);
  }

  @Test
  void anOrdersCurrencyWinsTogetherWithItsTotal() {
    shopper.does(
        added("10:00:00", "p", 5L),
        ordered("10:10:00", "o", 9L).with("properties.currency", "EUR"));
    assertThat(shopper.cart().currency()).isEqualTo("EUR");
    assertThat(shopper.sums(DAY, "USD")).isNull();

    Shopper without = new Shopper();
    without.does(
        added("10:00:00", "p", 5L),
        ordered("10:10:00", "o", null).with("properties.currency", "EUR"));
    assertThat(without.cart())
        .extracting(Shopper.Row::currency, Shopper.Row::amount)
        .containsExactly("USD", 5.0);
  }

  @Test
  void aPurchasedCartIgnoresEvents() {
    shopper.does(
        of("c", added("10:00:00", "p", 5L)),
        of("c", ordered("10:10:00", "o", 6L)),
        of("c", added("10:11:00", "q", 1L)),
        of("c", checkout("10:12:00")),
        of("c", ordered("10:13:00", "o-2", 100L)));
    assertThat(shopper.cart())
        .extracting(Shopper.Row::state, Shopper.Row::amount, Shopper.Row::last, Shopper.Row::items)
        .containsExactly("purchased", 6.0, "2024-03-01T10:10:00Z", 1L);
  }

  @Test
  void withoutCartIdANewCartStartsAfterAPurchase() {
    shopper.does(
        added("10:00:00", "p", 5L), ordered("10:10:00", "o", 6L), added("10:11:00", "q", 1L));
    assertThat(shopper.carts()).extracting(Shopper.Row::state).containsExactly("purchased", "open");
  }

  @Test
  void theSameOrderAgainChangesNothing() {
    shopper.does(
        added("10:00:00", "p", 5L),
        ordered("10:10:00", "o", 6L),
        ordered("10:10:05", "o", 6L),
        of("c", ordered("10:10:09", "o", 6L)));
    assertThat(shopper.cart().amount()).isEqualTo(6);
  }

  @Test
  void aRefundSubtractsItsTotalThenItsRevenue() {
    shopper.does(
        added("10:00:00", "p", 5L),
        ordered("10:10:00", "o", 20L),
        refunded("11:00:00", "o", 5L),
        refunded("12:00:00", "o", null).with("properties.revenue", "2.5"),
        refunded("12:30:00", "another", 1L));
    assertThat(shopper.cart().amount()).isEqualTo(12.5);
    assertThat(shopper.cart().state()).isEqualTo("purchased");
    assertThat(shopper.cart().last()).isEqualTo("2024-03-01T10:10:00Z");
    assertThat(shopper.sums(DAY, "USD").get(2)).isEqualTo(1L);
    assertThat(shopper.sums(DAY, "USD").get(6)).isEqualTo(12_500_000L);
  }

  @Test
  void aCancellationWithoutAmountTakesTheWholeAmountBack() {
    shopper.does(
        ordered("10:10:00", "o", 20L),
        event("Order Cancelled", "11:00:00").with("properties.order_id", "o"),
        refunded("11:10:00", "o", 20L));
    assertThat(shopper.cart().amount()).isZero();
  }

  @Test
  void aCancellationWithATotalTakesThatBackAndNotMore() {
    RawEvent cancelled =
        event("Order Cancelled", "11:00:00")
            .with("properties.order_id", "o")
            .with("properties.total", 5L)
            .with("properties.revenue", 1L);
    shopper.does(ordered("10:10:00", "o", 20L), cancelled);
    assertThat(shopper.cart().amount()).isEqualTo(15);

    shopper.does(refunded("12:00:00", "o", 16L));
    assertThat(shopper.cart().amount()).as("clamped at nothing").isZero();
  }

  @Test
  void cartsOfTwoCurrenciesAreCountedApart() {
    shopper.does(
        of("a", added("10:00:00", "p", 5L)),
        of("b", added("10:00:01", "p", 7L).with("properties.currency", "EUR")),
        of("a", ordered("10:05:00", "o-1", 5L)),
        of("b", ordered("10:06:00", "o-2", 7L)));
    assertThat(shopper.sums(DAY, "USD").subList(0, 7))
        .containsExactly(1L, 0L, 1L, 0L, 0L, 0L, 5_000_000L);
    assertThat(shopper.sums(DAY, "EUR").subList(0, 7))
        .containsExactly(1L, 0L, 1L, 0L, 0L, 0L, 7_000_000L);
  }

  @Test
  void aRefundInAnotherCurrencyStaysOutAndIsFlagged() {
    shopper.does(
        ordered("10:10:00", "o", 20L),
        refunded("11:00:00", "o", 5L).with("properties.currency", "EUR"));
    assertThat(shopper.cart())
        .extracting(Shopper.Row::amount, Shopper.Row::mixedCurrencies)
        .containsExactly(20.0, true);
  }

  @Test
  void aRefundThatCameBeforeItsOrderCounts() {
    shopper.does(refunded("11:00:00", "o", 5L), ordered("10:10:00", "o", 20L));
    assertThat(shopper.cart().amount()).isEqualTo(15);
  }

  @Test
  void aCartWithoutLinesIsEmptied() {
    shopper.does(added("10:00:00", "p", 5L), removed("10:05:00", "p"));
    assertThat(shopper.cart())
        .extracting(Shopper.Row::state, Shopper.Row::closed, Shopper.Row::items)
        .containsExactly("emptied", "2024-03-01T10:05:00Z", 0L);
    assertThat(shopper.sums(DAY, "USD")).containsExactly(1L, 0L, 0L, 0L, 0L, 1L, 0L, 0L, null);

    shopper.ends();
    assertThat(shopper.cart().state()).as("it is not abandoned").isEqualTo("emptied");

    Shopper viewer = new Shopper();
    viewer.does(added("10:00:00", "p", 5L), viewed("10:05:00"));
    assertThat(viewer.cart().state()).isEqualTo("emptied");
  }

  @Test
  void theSameCartIdReopensAnEmptiedCartAndWithoutOneANewCartStarts() {
    shopper.does(
        of("c", added("10:00:00", "p", 5L)),
        of("c", removed("10:05:00", "p")),
        added("10:06:00", "q", 1L));
    assertThat(shopper.carts()).extracting(Shopper.Row::state).containsExactly("emptied", "open");

    shopper.does(of("c", added("10:07:00", "p", 2L)));
    assertThat(shopper.carts()).extracting(Shopper.Row::state).containsExactly("open", "open");
    assertThat(shopper.carts().get(0).amount()).isEqualTo(2);
  }

  @Test
  void anEmptiedCartThatIsOnlyLookedAtStaysEmptied() {
    shopper.does(
        of("c", added("10:00:00", "p", 5L)),
        of("c", removed("10:05:00", "p")),
        of("c", event("Cart Viewed", "10:06:00")),
        of("c", checkout("10:07:00")));
    assertThat(shopper.cart())
        .extracting(Shopper.Row::state, Shopper.Row::last)
        .containsExactly("emptied", "2024-03-01T10:07:00Z");
    assertThat(shopper.sums(DAY, "USD").get(1)).isEqualTo(0L);
  }

  @Test
  void anEmptiedCartIsNoOpenCartForAnOrder() {
    shopper.does(
        added("10:00:00", "p", 5L), removed("10:05:00", "p"), ordered("10:10:00", "o", 3L));
    assertThat(shopper.carts())
        .extracting(Shopper.Row::state)
        .containsExactly("emptied", "purchased");
  }

  @Test
  void equalTimesGoByMessageId() {
    shopper.does(
        removed("10:00:00", "p").id("b"),
        added("10:00:00", "p", 5L).id("a"),
        added("10:00:00", "q", 1L).id("c"));
    assertThat(shopper.carts())
        .extracting(Shopper.Row::state)
        .containsExactlyInAnyOrder("emptied", "open");
  }

  @Test
  void aCartIsRememberedByItsIdForAsLongAsConfigured() {
    long hour = 3_600_000;
    CartsDefinition definition = new CartsDefinition("carts", hour, "USD", 24 * hour, List.of());
    Shopper exactly = new Shopper(CartsCases.of(definition, 50, 2_000));
    exactly.does(
        of("c", added("10:00:00", "p", 5L)),
        of("c", added("2024-03-02T10:00:00Z", "p", 5L)),
        of("c", ordered("2024-03-02T10:01:00Z", "o", 10L)),
        refunded("2024-03-03T10:01:00Z", "o", 4L),
        refunded("2024-03-03T10:01:00.001Z", "o", 4L));
    assertThat(exactly.cart())
        .extracting(Shopper.Row::items, Shopper.Row::amount, Shopper.Row::recovered)
        .containsExactly(2L, 6.0, true);

    Shopper beyond = new Shopper(CartsCases.of(definition, 50, 2_000));
    beyond.does(
        of("c", added("10:00:00", "p", 5L)), of("c", added("2024-03-02T10:00:00.001Z", "p", 5L)));
    assertThat(beyond.cart().created()).as("its row is the new cart's").startsWith("2024-03-02");
    assertThat(beyond.sums(DAY, "USD").get(0)).isEqualTo(1L);
    assertThat(beyond.sums("2024-03-02", "USD").get(0)).isEqualTo(1L);
  }

  @Test
  void whatIsPublishedAsAbandonedStaysThatAfterARestart() {
    shopper.does(of("c", added("10:00:00", "p", 5L))).watermark("12:00:00");
    byte[] stored = shopper.run.bytes("u");

    Shopper restored = new Shopper();
    restored.run.restore("u", stored, 3);
    restored.does(of("d", added("11:59:00", "p", 1L)), of("c-9", added("11:59:01", "p", 1L)));
    assertThat(restored.carts())
        .extracting(Shopper.Row::id)
        .as("the other cart is published already, as abandoned")
        .containsExactly("d", "c-9");
    assertThat(restored.sums(DAY, "USD").get(3)).as("nor is it taken back").isEqualTo(0L);
  }
}
