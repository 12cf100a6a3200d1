package io.engagement.core.metric.carts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.EventSchema;
import io.engagement.core.event.Money;
import io.engagement.core.metric.Breakdown;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.carts.CartLog.Outcome;
import io.engagement.core.session.MessageIds;
import io.engagement.core.time.ZoneCalendar;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The most that is taken: events of a day, breakdowns, kinds that are known. */
class CartBoundsTest {
  private static final long DAY_START = Instant.parse("2024-03-05T00:00:00Z").toEpochMilli();
  private static final long LAST_OF_DAY = DAY_START + 86_399_999L;

  private static CartEvent event(long millis) {
    return new CartEvent(
        millis,
        MessageIds.bytes("m-" + millis),
        new Commerce(Commerce.Kind.CHECKOUT, null, null, null, Money.ABSENT, null),
        new String[0]);
  }

  @Test
  void theLogSaysWhatAnEventHasDone() {
    CartLog log = new CartLog(2);
    assertThat(log.take(event(DAY_START + 5))).isEqualTo(Outcome.APPENDED);
    assertThat(log.take(event(LAST_OF_DAY))).isEqualTo(Outcome.APPENDED);
    assertThat(log.take(event(LAST_OF_DAY + 1))).as("another day").isEqualTo(Outcome.APPENDED);
    assertThat(log.take(event(LAST_OF_DAY - 1))).as("puts one out").isEqualTo(Outcome.CHANGED);
    assertThat(log.take(event(LAST_OF_DAY))).as("beyond two a day").isEqualTo(Outcome.IGNORED);
    assertThat(log.events())
        .extracting(CartEvent::millis)
        .containsExactly(DAY_START + 5, LAST_OF_DAY - 1, LAST_OF_DAY + 1);
  }

  @Test
  void anEventBetweenOthersChangesThem() {
    CartLog log = new CartLog(10);
    assertThat(log.take(event(DAY_START + 5))).isEqualTo(Outcome.APPENDED);
    assertThat(log.take(event(DAY_START + 3))).isEqualTo(Outcome.CHANGED);
    assertThat(log.take(event(DAY_START + 7))).isEqualTo(Outcome.APPENDED);
    assertThat(log.last().millis()).isEqualTo(DAY_START + 7);
  }

  @Test
  void theEndsOfTimeBeginTheirDays() {
    assertThat(CartLog.dayStart(LAST_OF_DAY)).isEqualTo(DAY_START);
    assertThat(CartLog.dayStart(DAY_START)).isEqualTo(DAY_START);
    assertThat(CartLog.dayStart(-1)).isEqualTo(-86_400_000L);
    assertThat(CartLog.dayStart(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    assertThat(CartLog.dayStart(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void onlyKindsThatThereAreAreRead() {
    for (Commerce.Kind kind : Commerce.Kind.values()) {
      assertThat(Commerce.Kind.at(kind.ordinal())).isEqualTo(kind);
    }
    for (int ordinal : new int[] {-1, Commerce.Kind.values().length}) {
      assertThatThrownBy(() -> Commerce.Kind.at(ordinal))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(ordinal + " is no kind");
    }
  }

  @Test
  void onlyStatesThatThereAreAreRead() {
    for (Cart.State state : Cart.State.values()) {
      assertThat(Cart.State.at(state.ordinal())).isEqualTo(state);
    }
    int none = Cart.State.values().length;
    assertThatThrownBy(() -> Cart.State.at(none))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(none + " is no state");
  }

  @Test
  void sixtyFourBreakdownsAreTheMost() {
    assertThat(withBreakdowns(64).definition().id()).isEqualTo("c");
    assertThatThrownBy(() -> withBreakdowns(65))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 64 breakdowns");
  }

  private static CartsMetric withBreakdowns(int count) {
    EventSchema.Builder schema = new EventSchema.Builder();
    Map<String, Breakdown> breakdowns = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      String path = "properties.p" + i;
      breakdowns.put("b" + i, Breakdown.of("b" + i, path, schema.field(path)));
    }
    return new CartsMetric(
        new CartsDefinition(
            "c", 3_600_000, "USD", 7_776_000_000L, breakdowns.keySet().stream().toList()),
        new MetricSetup(schema, ZoneCalendar.utc(), breakdowns, 0));
  }
}
