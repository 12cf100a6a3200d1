package io.engagement.core.metric.stickiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.metric.stickiness.StickinessDefinition.Interval;
import io.engagement.core.time.ZoneCalendar;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/** Where an hour or a day begins and ends, to the millisecond. */
class UnitsTest {
  private static final long HOUR = 3_600_000L;

  private final ZoneCalendar berlin =
      new ZoneCalendar(ZoneId.of("Europe/Berlin"), DayOfWeek.MONDAY);
  private final Units hours = new Units(Interval.HOUR, berlin);
  private final Units days = new Units(Interval.DAY, berlin);

  @Test
  void everyHourOfALongDayIsAnHour() {
    long start = millis("2024-10-26T22:00:00Z");
    for (int hour = 0; hour < 25; hour++) {
      long unit = hours.at(start + hour * HOUR);
      assertThat(unit).isEqualTo(hours.first(hours.day(unit)) + hour);
      assertThat(hours.at(start + (hour + 1) * HOUR - 1)).isEqualTo(unit);
      assertThat(hours.startMillis(unit)).isEqualTo(start + hour * HOUR);
      assertThat(hours.endMillis(unit)).isEqualTo(start + (hour + 1) * HOUR);
    }
    assertThat(hours.day(hours.at(start + 25 * HOUR))).isEqualTo(berlin.day(start) + 1);
  }

  @Test
  void aDayIsAsLongAsTheZoneHasIt() {
    long day = days.at(millis("2024-10-27T12:00:00Z"));
    assertThat(days.day(day)).isEqualTo(day);
    assertThat(days.first(day)).isEqualTo(day);
    assertThat(days.startMillis(day)).isEqualTo(millis("2024-10-26T22:00:00Z"));
    assertThat(days.endMillis(day)).isEqualTo(millis("2024-10-27T23:00:00Z"));
  }

  private static long millis(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }
}
