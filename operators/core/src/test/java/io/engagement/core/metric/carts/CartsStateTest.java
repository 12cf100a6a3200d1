package io.engagement.core.metric.carts;

import static io.engagement.core.metric.carts.Shopper.added;
import static io.engagement.core.metric.carts.Shopper.checkout;
import static io.engagement.core.metric.carts.Shopper.of;
import static io.engagement.core.metric.carts.Shopper.ordered;
import static io.engagement.core.metric.carts.Shopper.refunded;
import static io.engagement.core.metric.carts.Shopper.removed;
import static io.engagement.core.metric.carts.Shopper.viewed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.engagement.core.event.EventSchema;
import io.engagement.core.laws.DamagedBytes;
import io.engagement.core.laws.GoldenBytes;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.time.ZoneCalendar;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What the section of a user's history keeps, what of it expires, and what it makes of older
 * sections.
 */
class CartsStateTest {
  private static final int LAYOUT_3 = 3;
  private static final long HOUR = 3_600_000L;
  private static final long DAY = 24 * HOUR;
  private static final String PLATFORM = "context.device.type";

  /** Carts in every state before the log, and every kind of event in it. */
  private static Shopper filled(MetricCase trial) {
    Shopper shopper = new Shopper(trial);
    shopper
        .does(
            added("08:00:00", "p", "19.99").with(PLATFORM, "Ünïcødé").id("9f0c"),
            of("c-1", added("10:00:00", "p", 5L)).with(PLATFORM, "ios"),
            of("c-1", removed("10:00:01", "q")).id("3b241101-e2bb-4255-8caf-4136c566a962"),
            of("c-2", added("10:01:00", "p", 5L).with("properties.currency", "EUR")),
            of("c-2", removed("10:02:00", "p")),
            of("c-3", added("10:03:00", "r", 7L)),
            of("c-3", ordered("10:04:00", "o-3", 8L)))
        .watermark("2024-03-05T00:30:00Z")
        .does(
            of("c-4", viewed("2024-03-05T01:00:00Z", Shopper.line("p", 2L, 3L))),
            of("c-4", removed("2024-03-05T01:00:01Z", "p")),
            checkout("2024-03-05T01:01:00Z").with(PLATFORM, "web"),
            ordered("2024-03-05T01:02:00Z", "o-4", null).with("properties.currency", "EUR"),
            refunded("2024-03-05T01:03:00Z", "o-3", 3L));
    return shopper;
  }

  @Test
  void layoutThreeStillReadsAndWritesTheSameBytes() {
    MetricCase trial = CartsCases.plain("plan", "platform");
    MetricRun<?> run = filled(trial).run;
    MetricRun<?> restored = MetricRun.of(trial);
    GoldenBytes.areKept("carts/v3-state.hex", run, restored, LAYOUT_3);
    GoldenBytes.areRead("carts/v2-state.hex", run, MetricRun.of(trial), 2);
    assertThat(restored.deadlineMillis()).isEqualTo(run.deadlineMillis());
    assertThat(run.heapBytes("u")).as("what a cache is told it weighs").isEqualTo(6_642);
  }

  @Test
  void ofCartsInLayoutOneNobodyKnowsWhatWasPaidAndWhenTheyCameToCheckout() {
    Shopper restored = new Shopper(CartsCases.plain("plan", "platform"));
    Shopper lived = filled(CartsCases.plain("plan", "platform"));
    byte[] golden = GoldenBytes.of("carts/v1-state.hex", lived.run.bytes("u"));
    restored.run.restore("u", golden, 1);
    assertThat(restored.run.contributions().keySet()).isEqualTo(lived.run.contributions().keySet());
    restored.does(
        refunded("2024-03-05T01:04:00Z", "o-3", 1L), refunded("2024-03-05T01:05:00Z", "o-4", 1L));
    assertThat(restored.carts())
        .filteredOn(cart -> cart.order() != null)
        .extracting(Shopper.Row::order, Shopper.Row::amount, Shopper.Row::gross)
        .containsExactly(tuple("o-3", 4.0, null), tuple("o-4", 3.0, 4.0));
  }

  @Test
  void damagedBytesAndNewerLayoutsAreRefused() {
    MetricRun<?> run = filled(CartsCases.plain("platform")).run;
    DamagedBytes.areRefused(run, "u", LAYOUT_3);
  }

  @Test
  void aChangedByteIsReadOrRefused() {
    DamagedBytes.areReadOrRefused(filled(CartsCases.plain("platform")).run, "u", LAYOUT_3);
  }

  @Test
  void breakdownsComeAndGo() {
    byte[] stored = filled(CartsCases.plain("platform")).run.bytes("u");

    Shopper without = new Shopper(CartsCases.plain());
    without.run.restore("u", stored, LAYOUT_3);
    assertThat(without.run.contributions().keySet()).allMatch(key -> !key.toString().isEmpty());
    without.does(of("c-9", added("2024-03-05T02:00:00Z", "p", 1L)));
    assertThat(without.sums("2024-03-05", "USD").get(0)).isEqualTo(1L);

    Shopper other = new Shopper(CartsCases.plain("plan", "platform"));
    other.run.restore("u", stored, LAYOUT_3);
    RawEvent next = of("c-9", added("2024-03-05T02:00:00Z", "p", 1L));
    other.does(next.with("properties.plan", "pro").with(PLATFORM, "tv"));
    assertThat(other.sums("2024-03-05", "USD", "plan", "pro").get(0)).isEqualTo(1L);
    assertThat(other.sums("2024-03-05", "USD", "plan", "(none)").get(0))
        .as("the carts from before count under it from now on")
        .isEqualTo(1L);
    assertThat(other.sums("2024-03-05", "USD", "platform", "tv").get(0)).isEqualTo(1L);
    assertThat(other.sums("2024-03-05", "USD").get(0)).isEqualTo(1L);
  }

  @Test
  void anEventOlderThanWhatIsExpiredChangesNothing() {
    Shopper shopper = new Shopper().does(of("c-1", added("10:00:00", "p", 5L)));
    shopper.watermark("2024-03-20T12:00:00Z");
    byte[] expired = shopper.run.bytes("u");
    Shopper restored = new Shopper();
    restored.run.restore("u", expired, LAYOUT_3);
    restored.does(of("c-1", added("09:00:00", "p", 5L)), added("2024-03-16T23:59:59Z", "q", 1L));
    assertThat(restored.run.sums()).isEmpty();
    assertThat(restored.run.bytes("u")).isEqualTo(expired);
    restored.watermark("2024-03-19T12:00:00Z");
    assertThat(restored.run.deadlineMillis()).isGreaterThan(restored.run.watermarkMillis());
    restored.does(added("2024-03-17T00:00:00Z", "q", 1L));
    assertThat(restored.carts()).as("the first day that is open").hasSize(1);
  }

  @Test
  void stateStaysSmallHoweverMuchAUserShops() {
    MetricRun<?> run = MetricRun.of(CartsCases.plain());
    long begin = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
    int largest = 0;
    for (long i = 0; i < 2_000; i++) {
      long time = begin + i * 3 * HOUR;
      run.acceptAll(
          RawEvent.track("Product Added")
              .at(time)
              .with("properties.product_id", "p")
              .with("properties.cart_id", "cart-" + i),
          RawEvent.track("Order Completed")
              .at(time + 1)
              .with("properties.cart_id", "cart-" + i)
              .with("properties.order_id", "order-" + i)
              .with("properties.total", 20L));
      run.advanceTo(time);
      largest = Math.max(largest, run.bytes("u").length);
    }
    // Fifty carts of 40 bytes, and four days of 16 events.
    assertThat(largest).isLessThan(6_000);
  }

  @Test
  void aRobotsDayIsBounded() {
    MetricRun<?> run = MetricRun.of(CartsCases.plain());
    long begin = Instant.parse("2024-03-01T00:00:00Z").toEpochMilli();
    for (int i = 0; i < 20_000; i++) {
      run.accept(
          RawEvent.track("Product Added")
              .at(begin + i)
              .with("properties.product_id", "p-" + i)
              .with("properties.cart_id", "c-" + i / 150));
    }
    run.flush();
    assertThat(run.bytes("u").length).isLessThan(50_000);
    // An event weighs two, so the first thousand count: seven carts of which no line is the 101st.
    assertThat(run.rows().table("carts")).hasSize(7);
    assertThat(run.rows().table("carts").values())
        .allMatch(values -> ((BigDecimal) values.get(2)).intValue() <= 100);
  }

  @Test
  void theOldestOfTooManyCartsIsNotKnownAnyMore() {
    MetricCase trial =
        CartsCases.of(new CartsDefinition("carts", HOUR, "USD", 90 * DAY, List.of()), 2, 2_000);
    Shopper shopper = new Shopper(trial);
    shopper.does(
        of("c-1", added("10:00:00", "p", 1L)),
        of("c-2", added("10:01:00", "p", 2L)),
        of("c-1", added("10:02:00", "p", 1L)),
        of("c-3", added("10:03:00", "p", 3L)),
        of("c-1", added("10:04:00", "q", 10L)),
        of("c-2", checkout("10:05:00")));
    assertThat(shopper.carts()).extracting(Shopper.Row::amount).containsExactly(12.0, 2.0, 3.0);
    assertThat(shopper.carts()).extracting(Shopper.Row::state).containsOnly("open");
  }

  @Test
  void aCartThatAnEventCanStillBeMeantForCountsAmongThem() {
    CartsDefinition definition = new CartsDefinition("carts", HOUR, "USD", 90 * DAY, List.of());
    for (String time : List.of("2024-03-08T11:00:00Z", "2024-03-08T11:00:00.001Z")) {
      Shopper shopper = new Shopper(CartsCases.of(definition, 2, 2_000));
      shopper.does(
          of("old", added("08:00:00", "p", 1L)),
          // Until seven days after its abandonment an order can be meant for it.
          added("10:00:00", "p", 2L),
          of("new", added(time, "p", 3L)),
          of("old", checkout("2024-03-08T12:00:00Z")));
      assertThat(shopper.carts().get(0).state())
          .as("the oldest of three, with the third at %s", time)
          .isEqualTo(time.endsWith("00Z") ? "open" : "checkout");
    }
  }

  @Test
  void aCartWithoutIdIsKeptForAsLongAsAnOrderMayCome() {
    assertThat(expiredAt(90 * DAY))
        .as("seven days after its abandonment")
        .isEqualTo(Instant.parse("2024-03-12T00:00:00Z").toEpochMilli());
    assertThat(expiredAt(2 * DAY))
        .as("no longer than any cart is remembered")
        .isEqualTo(Instant.parse("2024-03-07T00:00:00Z").toEpochMilli());
  }

  @Test
  void aCartIsKnownAtTheLastInstantThatAnEventCanBeMeantForIt() {
    CartsDefinition definition = new CartsDefinition("carts", HOUR, "USD", DAY, List.of());
    Shopper shopper = new Shopper(CartsCases.of(definition, 50, 2_000));
    shopper.does(of("c", added("2024-03-01T00:00:00Z", "p", 5L)));
    // From 2024-03-02T00:00:00Z on events are accepted: a day after its last one.
    shopper.watermark("2024-03-05T00:00:00Z");
    shopper.does(of("c", added("2024-03-02T00:00:00Z", "p", 5L)));
    assertThat(shopper.cart().items()).isEqualTo(2L);
    assertThat(shopper.cart().created()).isEqualTo("2024-03-01T00:00:00Z");
  }

  @Test
  void theRowOfAnIdIsTheOlderCartsAgainWhenTheNewerOneGoes() {
    CartsDefinition definition = new CartsDefinition("carts", HOUR, "USD", DAY, List.of());
    Shopper shopper = new Shopper(CartsCases.of(definition, 50, 2));
    shopper.does(
        of("c", added("2024-03-01T10:00:00Z", "p", 5L)),
        of("d", added("2024-03-01T10:00:01Z", "p", 1L)),
        of("c", added("2024-03-03T12:00:00Z", "p", 7L)));
    assertThat(shopper.cart().created()).isEqualTo("2024-03-03T12:00:00Z");
    // One event with a line is all that is looked at of a day: an earlier one takes its place.
    shopper.does(of("e", added("2024-03-03T11:00:00Z", "p", 9L)));
    assertThat(shopper.carts())
        .extracting(Shopper.Row::id, Shopper.Row::amount)
        .containsExactly(tuple("c", 5.0), tuple("e", 9.0));
  }

  /** The watermark at which the state of a user with one cart of 2024-03-01T10:00 is empty. */
  private static long expiredAt(long rememberMillis) {
    MetricRun<?> run =
        MetricRun.of(
            CartsCases.of(
                new CartsDefinition("carts", HOUR, "USD", rememberMillis, List.of()), 50, 2_000));
    int empty = run.bytes("u").length;
    run.acceptAll(added("10:00:00", "p", 1L));
    while (run.deadlineMillis() < Long.MAX_VALUE) {
      run.advanceTo(run.deadlineMillis());
    }
    assertThat(run.bytes("u"))
        .as("nothing but the day up to which it is expired")
        .hasSize(empty + 2);
    return run.watermarkMillis();
  }

  @Test
  void whenAllIsOverNothingIsKept() {
    MetricRun<?> run = MetricRun.of(CartsCases.plain());
    int empty = run.bytes("u").length;
    run.acceptAll(
        of("c", added("10:00:00", "p", 1L)), added("12:00:00", "p", 1L), checkout("12:01:00"));
    int deadlines = 0;
    while (run.deadlineMillis() < Long.MAX_VALUE) {
      assertThat(++deadlines).isLessThan(10);
      run.advanceTo(run.deadlineMillis());
    }
    assertThat(run.bytes("u"))
        .as("nothing but the day up to which it is expired")
        .hasSize(empty + 2);
    assertThat(run.watermarkMillis())
        .as("the cart with an id is remembered for 90 days")
        .isEqualTo(Instant.parse("2024-06-03T00:00:00Z").toEpochMilli());
    assertThat(run.rows().table("carts")).hasSize(2);
  }

  @Test
  void theDefinitionStartsFromScratchWhenItsNumbersWouldChange() {
    Set<Integer> keys = new HashSet<>();
    for (String zone : List.of("UTC", "Asia/Tokyo")) {
      for (long abandonAfter : new long[] {HOUR, 2 * HOUR}) {
        for (String currency : List.of("USD", "EUR")) {
          for (long remember : new long[] {DAY, 2 * DAY}) {
            keys.add(
                key(zone, new CartsDefinition("c", abandonAfter, currency, remember, List.of())));
          }
        }
      }
    }
    assertThat(keys).hasSize(16);
  }

  private static int key(String zone, CartsDefinition definition) {
    return new CartsMetric(
            definition,
            new MetricSetup(
                new EventSchema.Builder(),
                new ZoneCalendar(ZoneId.of(zone), DayOfWeek.MONDAY),
                Map.of(),
                0))
        .definition()
        .key();
  }
}
