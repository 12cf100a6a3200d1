package io.engagement.core.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.time.ZoneCalendar;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeriodTest {
  private final ZoneCalendar berlin =
      new ZoneCalendar(ZoneId.of("Europe/Berlin"), DayOfWeek.MONDAY);

  @ParameterizedTest
  @CsvSource({
    "DAY,         2024-03-31T21:59:59.999Z, 2024-03-31,           2024-03-31T22:00:00Z",
    "DAY,         2024-03-30T23:00:00Z,     2024-03-31,           2024-03-31T22:00:00Z",
    "WEEK,        2024-03-31T21:59:59.999Z, 2024-03-25,           2024-03-31T22:00:00Z",
    "MONTH,       2024-03-31T21:59:59.999Z, 2024-03-01,           2024-03-31T22:00:00Z",
    "MONTH,       2024-12-31T23:00:00Z,     2025-01-01,           2025-01-31T23:00:00Z",
    "ROLLING_7D,  2024-03-31T12:00:00Z,     2024-03-31,           2024-03-31T22:00:00Z",
    "ROLLING_30D, 2024-10-27T12:00:00Z,     2024-10-27,           2024-10-27T23:00:00Z",
    "ROLLING_5M,  2024-03-31T12:00:59.999Z, 2024-03-31T12:00:00Z, 2024-03-31T12:01:00Z",
    "MINUTE,      2024-03-31T12:01:00Z,     2024-03-31T12:01:00Z, 2024-03-31T12:02:00Z",
    "HOUR,        2024-03-31T12:59:59.999Z, 2024-03-31T12:00:00Z, 2024-03-31T13:00:00Z",
    "HOUR,        1969-12-31T23:30:00Z,     1969-12-31T23:00:00Z, 1970-01-01T00:00:00Z",
  })
  void anInstantHasABucketThatEnds(Period period, String instant, String bucket, String end) {
    long number = period.bucketOf(Instant.parse(instant).toEpochMilli(), berlin);
    assertThat(period.text(number)).isEqualTo(bucket);
    assertThat(period.endMillis(number, berlin)).isEqualTo(Instant.parse(end).toEpochMilli());
  }

  @Test
  void anHourIsOneOfTheZone() {
    ZoneCalendar kolkata = new ZoneCalendar(ZoneId.of("Asia/Kolkata"), DayOfWeek.MONDAY);
    long hour = Period.HOUR.bucketOf(Instant.parse("2024-03-01T04:35:00Z").toEpochMilli(), kolkata);
    assertThat(Period.HOUR.text(hour)).isEqualTo("2024-03-01T04:30:00Z");
    assertThat(Period.HOUR.endMillis(hour, kolkata))
        .isEqualTo(Instant.parse("2024-03-01T05:30:00Z").toEpochMilli());
  }

  @Test
  void allIsOneBucketThatNeverEnds() {
    assertThat(Period.ALL.bucketOf(1_700_000_000_000L, berlin)).isZero();
    assertThat(Period.ALL.text(0)).isEqualTo("1970-01-01");
    assertThat(Period.ALL.endMillis(0, berlin)).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theOrderIsWrittenToStateAndStaysWhatItIs() {
    assertThat(Period.values())
        .containsExactly(
            Period.DAY,
            Period.WEEK,
            Period.MONTH,
            Period.ROLLING_7D,
            Period.ROLLING_30D,
            Period.ROLLING_5M,
            Period.HOUR,
            Period.MINUTE,
            Period.ALL);
    for (Period period : Period.values()) {
      assertThat(Period.at(period.ordinal())).isEqualTo(period);
    }
  }
}
