package io.engagement.core.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import org.junit.jupiter.api.Test;

class KnownOrdersTest {
  private static final long DAY = 86_400_000L;
  private static final long HORIZON = 90 * DAY;
  private static final long NOW = 1_709_290_800_000L;

  private KnownOrders orders = new KnownOrders();

  private boolean repeats(String id, long millis) {
    return orders.isRepeat(id, millis, HORIZON);
  }

  private void restart() {
    StateWriter out = new StateWriter(64);
    orders.write(out);
    orders = KnownOrders.read(new StateReader().over(out.toBytes()));
    StateWriter again = new StateWriter(64);
    orders.write(again);
    assertThat(again.toBytes()).isEqualTo(out.toBytes());
  }

  @Test
  void theFirstToArriveIsTheOrder() {
    assertThat(repeats("a", NOW)).isFalse();
    assertThat(repeats("a", NOW)).isTrue();
    assertThat(repeats("a", NOW + 40_000)).isTrue();
    assertThat(repeats("a", NOW - DAY)).as("though it happened before").isTrue();
    assertThat(repeats("b", NOW)).isFalse();
    restart();
    assertThat(repeats("a", NOW + DAY)).isTrue();
    assertThat(repeats("b", NOW + DAY)).isTrue();
    assertThat(orders.size()).isEqualTo(2);
  }

  @Test
  void anOrderIsKnownForItsHorizonIncluded() {
    assertThat(repeats("a", NOW)).isFalse();
    assertThat(repeats("a", NOW + HORIZON)).isTrue();
    assertThat(repeats("a", NOW + HORIZON + 1)).as("an order again").isFalse();
    assertThat(repeats("a", NOW + HORIZON + 2)).isTrue();
    assertThat(orders.size()).isEqualTo(1);
    assertThat(orders.lastMillis()).isEqualTo(NOW + HORIZON + 1);
  }

  @Test
  void ordersExpireByTheirTime() {
    for (int i = 0; i < 100; i++) {
      assertThat(repeats("o" + i, NOW + i)).isFalse();
    }
    orders.expireBefore(NOW + 60);
    assertThat(orders.size()).isEqualTo(40);
    assertThat(repeats("o60", NOW + 60)).isTrue();
    assertThat(repeats("o59", NOW + 59)).isFalse();
    orders.expireBefore(Long.MAX_VALUE);
    assertThat(orders.size()).isZero();
    assertThat(orders.heapBytes()).isLessThan(100);
    restart();
  }

  @Test
  void theOldestMakeRoom() {
    for (int i = 0; i < KnownOrders.MOST + 500; i++) {
      assertThat(repeats("o" + i, NOW + i)).isFalse();
    }
    assertThat(orders.size()).isEqualTo(KnownOrders.MOST);
    assertThat(repeats("o500", NOW)).isTrue();
    assertThat(repeats("o" + (KnownOrders.MOST + 499), NOW)).isTrue();
    assertThat(repeats("older than all", NOW - 1)).isFalse();
    assertThat(repeats("older than all", NOW - 1)).as("is not kept").isFalse();
    restart();
  }

  @Test
  void damagedBytesAreRefused() {
    repeats("a", NOW);
    StateWriter out = new StateWriter(64);
    orders.write(out);
    byte[] bytes = out.toBytes();
    bytes[0] = 100;
    assertThatThrownBy(() -> KnownOrders.read(new StateReader().over(bytes)))
        .isInstanceOf(IllegalStateException.class);
  }
}
