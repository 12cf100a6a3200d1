package io.engagement.flink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What Flink's watermarks mean. */
class WatermarksTest {
  @Test
  void flinksLastInstantThatHasComeIsTheOneBeforeOurs() {
    assertThat(Watermarks.fromFlink(999)).isEqualTo(1_000);
    assertThat(Watermarks.toFlink(1_000)).isEqualTo(999);
    assertThat(Watermarks.fromFlink(-1)).isZero();
  }

  @Test
  void theEndsOfTimeAreTheSame() {
    for (long end : new long[] {Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertThat(Watermarks.fromFlink(end)).isEqualTo(end);
      assertThat(Watermarks.toFlink(end)).isEqualTo(end);
    }
  }
}
