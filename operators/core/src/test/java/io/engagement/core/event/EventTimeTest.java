package io.engagement.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class EventTimeTest {
  private static final long NONE = EventTime.ABSENT;
  private static final long UNREADABLE = EventTime.UNREADABLE;
  private static final long SECOND = 1000;
  private static final long DAY = 86_400 * SECOND;
  private static final long TOLERANCE = 300 * SECOND;
  private static final long T = 1_704_368_738_000L;

  private final UserEvent event = new UserEvent();
  private final Warnings warnings = new Warnings();
  private EventClock clock = EventClock.AUTO;

  @Test
  void trustsATimestampThatComesAlone() {
    resolve(T, NONE, NONE, NONE, NONE);
    assertTime(T, 0);
    resolve(T, NONE, T - 7200 * SECOND, NONE, T);
    assertTime(T, 0);
    resolve(T, NONE, NONE, T + 7200 * SECOND, T);
    assertTime(T, 0);
  }

  @Test
  void trustsATimestampBesideTheOriginalOneWhateverTheClockOfTheDeviceSaid() {
    resolve(T, T - 5000, NONE, T, T);
    assertTime(T, 0);
    resolve(T, T - 4 * DAY, T - 4 * DAY, T, T);
    assertTime(T, 0);
    resolve(T, 0, 0, T, T);
    assertTime(T, 0);
    resolve(T, UNREADABLE, UNREADABLE, T, T);
    assertTime(T, 0);
    assertThat(warnings.size()).isZero();
  }

  @Test
  void leavesASmallSkewAlone() {
    long sent = T + 2 * SECOND;
    resolve(T, NONE, sent, sent + 59_999, NONE);
    assertTime(T, 0);
    resolve(T, NONE, sent, sent - 59_999, NONE);
    assertTime(T, 0);
  }

  @Test
  void correctsADeviceFromSixtySecondsOnHoweverWrongItsClockIs() {
    long sent = T + 2 * SECOND;
    for (long skew : new long[] {60_000, -60_000, DAY, DAY + 1, -3 * DAY, 400 * DAY}) {
      resolve(T, NONE, sent, sent + skew, NONE);
      assertTime(T + skew, UserEvent.CLOCK_CORRECTED);
      resolve(NONE, T, sent, sent + skew, NONE);
      assertTime(T + skew, UserEvent.CLOCK_CORRECTED);
    }
    assertThat(warnings.code(0)).isEqualTo(WarningCode.CLOCK_CORRECTED);
  }

  @Test
  void neverCorrectsByTheAppendTime() {
    resolve(T, NONE, T + 1000, NONE, T + 1000 + 600_000);
    assertTime(T, 0);
    resolve(NONE, T, T + 1000, NONE, T + DAY);
    assertTime(T, 0);
  }

  @Test
  void takesTheClockThatIsConfigured() {
    clock = EventClock.DELIVERED;
    resolve(T, NONE, T, T + DAY, NONE);
    assertTime(T, 0);
    resolve(NONE, T, T, T + DAY, NONE);
    assertTime(T, 0);
    clock = EventClock.RAW;
    resolve(T + 5, T, T, T + DAY, NONE);
    assertTime(T + DAY, UserEvent.CLOCK_CORRECTED);
    resolve(T, NONE, T, T + DAY, NONE);
    assertTime(T + DAY, UserEvent.CLOCK_CORRECTED);
  }

  @Test
  void clampsWhatIsLaterThanTheToleranceAllows() {
    resolve(T + TOLERANCE, NONE, NONE, NONE, T);
    assertTime(T + TOLERANCE, 0);
    resolve(T + TOLERANCE + 1, NONE, NONE, NONE, T);
    assertTime(T, UserEvent.TIME_CLAMPED);
    assertThat(warnings.code(0)).isEqualTo(WarningCode.TIME_CLAMPED);
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
    resolve(T + 400 * DAY, NONE, NONE, UNREADABLE, NONE);
    assertTime(T + 400 * DAY, 0);
    assertThat(warnings.code(0)).isEqualTo(WarningCode.UNREADABLE_TIME);
    assertThat(warnings.field(0)).isEqualTo("receivedAt");
  }

  @Test
  void clampsAfterCorrecting() {
    resolve(T + 7200 * SECOND, NONE, T + 7200 * SECOND, T, T);
    assertTime(T, UserEvent.CLOCK_CORRECTED);
    resolve(T + 2 * DAY, T, T, T, T);
    assertTime(T, UserEvent.TIME_CLAMPED);
  }

  @Test
  void trustsNoArrivalThatCannotBe() {
    long seconds = T / 1000;
    resolve(T, NONE, NONE, NONE, seconds);
    assertTime(T, 0);
    assertThat(warnings.code(0)).isEqualTo(WarningCode.IMPLAUSIBLE_ARRIVAL);
    assertThat(warnings.field(0)).isEqualTo("append_time");
    resolve(T, NONE, NONE, T - DAY, seconds);
    assertTime(T - DAY, UserEvent.TIME_CLAMPED);
    resolve(T, NONE, T, 0, NONE);
    assertTime(T, 0);
    resolve(NONE, NONE, NONE, T, seconds);
    assertTime(T, UserEvent.ARRIVAL_TIME);
    assertThat(tryResolve(NONE, NONE, NONE, NONE, seconds))
        .isEqualTo(RejectionReason.MISSING_TIMESTAMP);
    resolve(T, NONE, NONE, NONE, EventTime.EARLIEST_ARRIVAL_MILLIS);
    assertTime(EventTime.EARLIEST_ARRIVAL_MILLIS, UserEvent.TIME_CLAMPED);
  }

  @Test
  void warnsOfATimeOfTransportOnlyWhereItIsNeeded() {
    resolve(T, NONE, UNREADABLE, T, T);
    assertTime(T, 0);
    assertThat(warnings.code(0)).isEqualTo(WarningCode.UNREADABLE_TIME);
    assertThat(warnings.field(0)).isEqualTo("sentAt");
    resolve(T, NONE, UNREADABLE, NONE, T);
    assertThat(warnings.size()).isZero();
    resolve(T, NONE, NONE, UNREADABLE, T);
    assertThat(warnings.size()).isZero();
  }

  @Test
  void takesTheArrivalOfAnEventWithoutATime() {
    resolve(NONE, NONE, T - DAY, T, T + 1);
    assertTime(T, UserEvent.ARRIVAL_TIME);
    resolve(NONE, NONE, NONE, NONE, T);
    assertTime(T, UserEvent.ARRIVAL_TIME);
    assertThat(warnings.code(0)).isEqualTo(WarningCode.ARRIVAL_TIME);
    assertThat(tryResolve(NONE, NONE, T, NONE, NONE)).isEqualTo(RejectionReason.MISSING_TIMESTAMP);
  }

  @Test
  void refusesAClaimedTimeThatCannotBeRead() {
    assertThat(tryResolve(UNREADABLE, T, NONE, T, T)).isEqualTo(RejectionReason.INVALID_TIMESTAMP);
    assertThat(tryResolve(NONE, UNREADABLE, NONE, T, T))
        .isEqualTo(RejectionReason.INVALID_TIMESTAMP);
    clock = EventClock.RAW;
    assertThat(tryResolve(T, UNREADABLE, NONE, T, T)).isEqualTo(RejectionReason.INVALID_TIMESTAMP);
  }

  @Test
  void refusesATimeCorrectedToBefore1970() {
    assertThat(tryResolve(0, NONE, T + 60_000, T, NONE))
        .isEqualTo(RejectionReason.INVALID_TIMESTAMP);
    resolve(60_000, NONE, T + 60_000, T, NONE);
    assertTime(0, UserEvent.CLOCK_CORRECTED);
  }

  private void resolve(long timestamp, long original, long sent, long received, long append) {
    assertThat(tryResolve(timestamp, original, sent, received, append)).isNull();
  }

  private @Nullable RejectionReason tryResolve(
      long timestamp, long original, long sent, long received, long append) {
    event.flags = 0;
    warnings.clear();
    return new EventTime(clock, TOLERANCE, warnings)
        .resolve(timestamp, original, sent, received, append, event);
  }

  private void assertTime(long expectedMillis, int expectedFlags) {
    assertThat(event.timeMillis).isEqualTo(expectedMillis);
    assertThat(event.flags).isEqualTo(expectedFlags);
  }
}
