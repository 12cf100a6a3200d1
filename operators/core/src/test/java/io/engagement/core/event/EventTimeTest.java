package io.engagement.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventTimeTest {
  private static final long NONE = EventTime.ABSENT;
  private static final long SECOND = 1000;
  private static final long DAY = 86_400 * SECOND;
  private static final long TOLERANCE = 300 * SECOND;
  private static final long T = 1_704_368_738_000L;

  private final UserEvent event = new UserEvent();

  @Test
  void trustsATimestampThatComesAlone() {
    resolve(T, NONE, NONE, NONE, NONE);
    assertTime(T, 0);
    resolve(T, NONE, T - 7200 * SECOND, T, T);
    assertTime(T, 0);
  }

  @Test
  void prefersTheTimestampWhenTheClockOfTheDeviceIsUnknown() {
    resolve(T, T - 5000, NONE, T, T);
    assertTime(T, 0);
  }

  @Test
  void takesTheOriginalTimestampWhenThereIsNoOther() {
    resolve(NONE, T, NONE, T + DAY / 2, NONE);
    assertTime(T, 0);
  }

  @Test
  void leavesASmallSkewAlone() {
    long sent = T + 2 * SECOND;
    resolve(T + 1, T, sent, sent + 59_999, NONE);
    assertTime(T, 0);
    resolve(T + 1, T, sent, sent - 59_999, NONE);
    assertTime(T, 0);
  }

  @Test
  void correctsASkewFromSixtySecondsOn() {
    long sent = T + 2 * SECOND;
    resolve(NONE, T, sent, sent + 60_000, NONE);
    assertTime(T + 60_000, 0);
    resolve(NONE, T, sent, sent - 60_000, NONE);
    assertTime(T - 60_000, 0);
  }

  @Test
  void correctsTheDeviceEvenWhenATimestampIsThere() {
    resolve(T + 5, T, T + 1000, T + 1000 + 60_000, NONE);
    assertTime(T + 60_000, 0);
  }

  @Test
  void correctsASkewUpToADay() {
    resolve(NONE, T, T, T + DAY, NONE);
    assertTime(T + DAY, 0);
    resolve(NONE, T, T, T - DAY, NONE);
    assertTime(T - DAY, 0);
  }

  @Test
  void flagsASkewAboveADayAndLeavesIt() {
    resolve(NONE, T, T, T + DAY + 1, NONE);
    assertTime(T, UserEvent.SKEW_UNCORRECTED);
    resolve(NONE, T, T, T - DAY - 1, T + DAY);
    assertTime(T, UserEvent.SKEW_UNCORRECTED);
  }

  @Test
  void takesTheAppendTimeForAMissingReceivedAt() {
    resolve(NONE, T, T + 1000, NONE, T + 1000 + 60_000);
    assertTime(T + 60_000, 0);
    resolve(NONE, T, T, NONE, T + DAY + 1);
    assertTime(T, UserEvent.SKEW_UNCORRECTED);
  }

  @Test
  void correctsNothingWithoutAnyTimeOfArrival() {
    resolve(NONE, T, T + 7200 * SECOND, NONE, NONE);
    assertTime(T, 0);
  }

  @Test
  void clampsWhatIsLaterThanTheToleranceAllows() {
    resolve(T + TOLERANCE, NONE, NONE, NONE, T);
    assertTime(T + TOLERANCE, 0);
    resolve(T + TOLERANCE + 1, NONE, NONE, NONE, T);
    assertTime(T, UserEvent.TIME_CLAMPED);
  }

  @Test
  void clampsAgainstTheAppendTimeRatherThanReceivedAt() {
    resolve(T + TOLERANCE + 1, NONE, NONE, T + DAY, T);
    assertTime(T, UserEvent.TIME_CLAMPED);
    resolve(T + TOLERANCE + 1, NONE, NONE, T - DAY, T + 1);
    assertTime(T + TOLERANCE + 1, 0);
  }

  @Test
  void clampsAgainstReceivedAtWhenThereIsNoAppendTime() {
    resolve(T + TOLERANCE + 1, NONE, NONE, T, NONE);
    assertTime(T, UserEvent.TIME_CLAMPED);
    resolve(T + 400 * DAY, NONE, NONE, NONE, NONE);
    assertTime(T + 400 * DAY, 0);
  }

  @Test
  void clampsAfterCorrecting() {
    resolve(NONE, T + 7200 * SECOND, T + 7200 * SECOND, T, T);
    assertTime(T, 0);
    resolve(NONE, T + 2 * DAY, T + 2 * DAY, T, T);
    assertTime(T, UserEvent.SKEW_UNCORRECTED | UserEvent.TIME_CLAMPED);
  }

  @Test
  void wantsATimestampOrAnOriginalOne() {
    assertThat(tryResolve(NONE, NONE, T, T, T)).isEqualTo(RejectionReason.MISSING_TIMESTAMP);
  }

  @Test
  void refusesATimeCorrectedToBefore1970() {
    assertThat(tryResolve(NONE, 0, 60_000, 0, NONE)).isEqualTo(RejectionReason.INVALID_TIMESTAMP);
    assertThat(tryResolve(NONE, 60_000, 60_000, 0, NONE)).isNull();
    assertTime(0, 0);
  }

  private void resolve(long timestamp, long original, long sent, long received, long append) {
    assertThat(tryResolve(timestamp, original, sent, received, append)).isNull();
  }

  private @Nullable RejectionReason tryResolve(
      long timestamp, long original, long sent, long received, long append) {
    event.flags = 0;
    return new EventTime(TOLERANCE).resolve(timestamp, original, sent, received, append, event);
  }

  private void assertTime(long expectedMillis, int expectedFlags) {
    assertThat(event.timeMillis).isEqualTo(expectedMillis);
    assertThat(event.flags).isEqualTo(expectedFlags);
  }
}
