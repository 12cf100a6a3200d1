package io.engagement.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Where days of UTC begin and end. */
class UtcDayTest {
  private static final long MARCH_5 = Instant.parse("2024-03-05T00:00:00Z").toEpochMilli();

  @Test
  void aDayEndsWhereTheNextBegins() {
    assertThat(UtcDay.startMillis(MARCH_5)).isEqualTo(MARCH_5);
    assertThat(UtcDay.startMillis(MARCH_5 - 1)).isEqualTo(MARCH_5 - UtcDay.MILLIS);
    assertThat(UtcDay.endMillis(MARCH_5 - 1)).isEqualTo(MARCH_5);
    assertThat(UtcDay.endMillis(MARCH_5)).isEqualTo(MARCH_5 + UtcDay.MILLIS);
  }

  @Test
  void daysBeforeTheEpochAreCutAlike() {
    assertThat(UtcDay.startMillis(-1)).isEqualTo(-UtcDay.MILLIS);
    assertThat(UtcDay.endMillis(-1)).isZero();
  }

  @Test
  void theEndsOfTimeBelongToNoDay() {
    assertThat(UtcDay.startMillis(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
    assertThat(UtcDay.startMillis(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
  }
}
