package io.engagement.core.metric.carts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.event.Commerce;
import io.engagement.core.event.EventSchema;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.table.Breakdown;
import io.engagement.core.time.ZoneCalendar;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How much a definition may ask for, and what is known in a state. */
class CartBoundsTest {
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
        .hasMessageContaining("65 breakdowns of one definition, at most 64");
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
