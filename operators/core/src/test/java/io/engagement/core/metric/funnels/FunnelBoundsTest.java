package io.engagement.core.metric.funnels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.event.EventSchema;
import io.engagement.core.metric.Breakdown;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.session.MessageIds;
import io.engagement.core.time.ZoneCalendar;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The most that is taken, and what the log keeps of it. */
class FunnelBoundsTest {
  private static final byte[] ID = MessageIds.bytes("m");

  @Test
  void sixtyFourBreakdownsAreTheMost() {
    assertThat(withBreakdowns(64).definition().id()).isEqualTo("checkout");
    assertThatThrownBy(() -> withBreakdowns(65))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("more than 64 breakdowns");
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

  @Test
  void anEventThatLeavesTheLogTakesItsIdAlong() {
    FunnelLog log = new FunnelLog();
    for (int i = 0; i < 3; i++) {
      log.insert(5, MessageIds.bytes("m" + i), 1L << i, new String[] {"v" + i});
    }
    log.remove(1);
    assertThat(log.size()).isEqualTo(2);
    assertThat(log.ids[1]).isEqualTo(MessageIds.bytes("m2"));
    assertThat(log.bits[1]).isEqualTo(4);
    assertThat(log.values[1]).containsExactly("v2");
    assertThat(log.ids[2]).as("nor is it held any longer").isNull();
    assertThat(log.values[2]).isNull();
  }

  @Test
  void anEmptyLogWeighsNothingButItself() {
    FunnelLog log = new FunnelLog();
    assertThat(log.heapBytes()).isEqualTo(48);
    log.room(1);
    assertThat(log.heapBytes()).isEqualTo(48 + 24 + 64);
    log.append(1, ID, 1, FunnelLog.NO_VALUES);
    assertThat(log.heapBytes()).isEqualTo(48 + 24 + 64 + 16 + 8);
    log.truncate(0);
    assertThat(log.heapBytes()).isEqualTo(48);
  }

  @Test
  void aLongLogGivesBackTheRoomOfMoreThanHalfOfItsEvents() {
    FunnelLog log = new FunnelLog();
    log.room(20);
    for (int i = 0; i < 20; i++) {
      log.append(i, ID, 1, FunnelLog.NO_VALUES);
    }
    log.truncate(10);
    assertThat(log.millis).hasSize(20);
    log.truncate(9);
    assertThat(log.millis).hasSize(9);
    assertThat(log.ids.length).isEqualTo(9);
    FunnelLog small = new FunnelLog();
    small.room(8);
    small.append(1, ID, 1, FunnelLog.NO_VALUES);
    small.truncate(1);
    assertThat(small.millis).as("room for eight is always kept").hasSize(8);
  }
}
