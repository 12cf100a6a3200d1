package io.engagement.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class DimensionTextTest {
  @Test
  void writesScalarsAsPeopleDo() {
    assertThat(DimensionText.of("ios")).isEqualTo("ios");
    assertThat(DimensionText.of(" ")).isEqualTo(" ");
    assertThat(DimensionText.of(true)).isEqualTo("true");
    assertThat(DimensionText.of(false)).isEqualTo("false");
    assertThat(DimensionText.of(3L)).isEqualTo("3");
    assertThat(DimensionText.of(new BigDecimal("19.9"))).isEqualTo("19.9");
    assertThat(DimensionText.of(new BigDecimal("1E+20"))).isEqualTo("100000000000000000000");
    assertThat(DimensionText.of(new BigDecimal("1E-7"))).isEqualTo("0.0000001");
  }

  @Test
  void writesArraysAndObjectsAsJson() {
    assertThat(DimensionText.of(new JsonText("[1,\"a\"]"))).isEqualTo("[1,\"a\"]");
  }

  @Test
  void hasAWordForNothing() {
    assertThat(DimensionText.of(null)).isEqualTo("(none)");
    assertThat(DimensionText.of("")).isEqualTo("(none)");
  }
}
