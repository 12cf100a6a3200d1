package io.engagement.core.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BreakdownBitsTest {

  private static List<Breakdown> named(String... names) {
    List<Breakdown> breakdowns = new ArrayList<>();
    for (String name : names) {
      breakdowns.add(Breakdown.of(name, "properties." + name, breakdowns.size()));
    }
    return breakdowns;
  }

  private static long translated(long bits, String[] then, String... now) {
    StateWriter out = new StateWriter(16);
    new BreakdownBits(named(then)).write(out);
    StateReader in = new StateReader().over(out.toBytes());
    int[] dimensions = new BreakdownBits(named(now)).read(in);
    in.expectEnd();
    return BreakdownBits.translated(bits, dimensions);
  }

  @Test
  void bitsFollowTheirDimensions() {
    String[] then = {"a", "b", "c"};
    assertThat(translated(0b101, then, "a", "b", "c")).isEqualTo(0b101);
    assertThat(translated(0b101, then, "c", "x", "a")).isEqualTo(0b101);
    assertThat(translated(0b001, then, "c", "x", "a")).isEqualTo(0b100);
    assertThat(translated(0b011, then, "c")).isZero();
    assertThat(translated(0b111, then)).isZero();
  }

  @Test
  void allAreAsManyAsThereAre() {
    assertThat(new BreakdownBits(List.of()).all()).isZero();
    assertThat(new BreakdownBits(named("a", "b")).all()).isEqualTo(0b11);
    String[] most = new String[64];
    for (int i = 0; i < most.length; i++) {
      most[i] = "d" + i;
    }
    assertThat(new BreakdownBits(named(most)).all()).isEqualTo(-1L);
    String[] tooMany = new String[65];
    java.util.Arrays.setAll(tooMany, i -> "d" + i);
    assertThatThrownBy(() -> new BreakdownBits(named(tooMany)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
