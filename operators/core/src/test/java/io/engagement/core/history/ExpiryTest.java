package io.engagement.core.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.time.UtcDay;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** How far logs are expired. */
class ExpiryTest {
  private static final long DAY = UtcDay.MILLIS;
  private static final long MARCH_5 = Instant.parse("2024-03-05T00:00:00Z").toEpochMilli();

  @Test
  void daysExpireAsAWhole() {
    Expiry expiry = new Expiry();
    assertThat(expiry.dueBefore(MARCH_5 - 1)).isEqualTo(MARCH_5 - DAY);
    assertThat(expiry.dueBefore(MARCH_5)).isEqualTo(MARCH_5);
    assertThat(expiry.dueBefore(Long.MIN_VALUE)).isEqualTo(Long.MIN_VALUE);
    assertThat(expiry.dueBefore(Long.MAX_VALUE)).isEqualTo(Long.MAX_VALUE);
    expiry.advanceTo(MARCH_5);
    assertThat(expiry.isExpired(MARCH_5 - 1)).isTrue();
    assertThat(expiry.isExpired(MARCH_5)).isFalse();
  }

  @Test
  void itNeverGoesBack() {
    Expiry expiry = new Expiry();
    expiry.advanceTo(MARCH_5);
    assertThat(expiry.dueBefore(MARCH_5 - DAY)).isEqualTo(MARCH_5);
    expiry.advanceTo(Long.MIN_VALUE);
    assertThat(expiry.beforeMillis()).isEqualTo(MARCH_5);
  }

  @Test
  void aDeadlineIsWhenTheDayOfTheLastNeedIsOver() {
    Expiry expiry = new Expiry();
    assertThat(expiry.deadlineMillis(MARCH_5 - 1, 7)).isEqualTo(MARCH_5 + 7);
    assertThat(expiry.deadlineMillis(MARCH_5, 7)).isEqualTo(MARCH_5 + DAY + 7);
  }

  @Test
  void aDeadlineIsNeverWhereNothingMoreExpires() {
    Expiry expiry = new Expiry();
    expiry.advanceTo(MARCH_5);
    long deadline = expiry.deadlineMillis(0, 7);
    assertThat(expiry.dueBefore(deadline - 7)).isGreaterThan(MARCH_5);
    assertThat(expiry.dueBefore(deadline - 7 - 1)).isEqualTo(MARCH_5);
    expiry.advanceTo(Long.MAX_VALUE);
    assertThat(expiry.deadlineMillis(0, 7)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void itIsReadAsItWasWritten() {
    long[] all = {Long.MIN_VALUE, Long.MAX_VALUE, 0, DAY, -DAY, 2 * DAY, -3 * DAY, MARCH_5};
    for (long before : all) {
      Expiry expiry = new Expiry();
      expiry.advanceTo(before);
      StateWriter out = new StateWriter(16);
      expiry.write(out);
      Expiry read = new Expiry();
      StateReader in = new StateReader().over(out.toBytes());
      read.read(in);
      in.expectEnd();
      assertThat(read.beforeMillis()).isEqualTo(before);
      assertThat(out.size()).isLessThanOrEqualTo(3);
    }
  }
}
