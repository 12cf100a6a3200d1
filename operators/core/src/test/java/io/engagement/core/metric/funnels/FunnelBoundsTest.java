package io.engagement.core.metric.funnels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.event.EventSchema;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.table.Breakdown;
import io.engagement.core.time.ZoneCalendar;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How much a definition may ask for. */
class FunnelBoundsTest {
  @Test
  void sixtyFourBreakdownsAreTheMost() {
    assertThat(withBreakdowns(64).definition().id()).isEqualTo("checkout");
    assertThatThrownBy(() -> withBreakdowns(65))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("65 breakdowns of one definition, at most 64");
  }

  private static FunnelsMetric withBreakdowns(int count) {
    EventSchema.Builder schema = new EventSchema.Builder();
    Map<String, Breakdown> breakdowns = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      String path = "properties.p" + i;
      breakdowns.put("b" + i, Breakdown.of("b" + i, path, schema.field(path)));
    }
    Funnel funnel = Funnel.of("A", "B").by(breakdowns.keySet().toArray(new String[0]));
    return new FunnelsMetric(
        funnel.definition(), new MetricSetup(schema, ZoneCalendar.utc(), breakdowns, 0));
  }
}
