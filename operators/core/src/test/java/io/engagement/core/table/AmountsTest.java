package io.engagement.core.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.Money;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class AmountsTest {
  private static final long HUNDREDTH = Money.ONE / 100;
  private static final long SEED = 20_240_301;

  private final StateWriter out = new StateWriter(16);

  @Test
  void wholeUnitsTakeFewBytes() {
    assertThat(written(12_500_000, HUNDREDTH)).as("12.50").isEqualTo(2);
    assertThat(written(12_500_001, HUNDREDTH)).isEqualTo(4);
    assertThat(written(Money.ONE, Money.ONE)).as("a piece").isEqualTo(1);
    assertThat(written(Money.ABSENT, HUNDREDTH)).isEqualTo(1);
    assertThat(written(Money.UNREADABLE, HUNDREDTH)).isEqualTo(1);
  }

  @Test
  void everyAmountIsReadBack() {
    SplittableRandom random = new SplittableRandom(SEED);
    long largest = Long.MAX_VALUE / 4;
    for (long millionths : new long[] {0, 1, -1, HUNDREDTH, -HUNDREDTH, largest, -largest}) {
      written(millionths, HUNDREDTH);
    }
    for (int i = 0; i < 10_000; i++) {
      written(random.nextLong(largest) >> random.nextInt(62), HUNDREDTH);
      written(-random.nextLong(largest) >> random.nextInt(62), Money.ONE);
    }
  }

  private int written(long millionths, long unit) {
    out.clear();
    Amounts.write(millionths, unit, out);
    StateReader in = new StateReader().over(out.toBytes());
    assertThat(Amounts.read(unit, in)).as("seed %d", SEED).isEqualTo(millionths);
    in.expectEnd();
    return out.size();
  }
}
