package io.engagement.core.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.laws.ZoneSample;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ZoneCalendarTest {
  private static final long SEED = 41;
  private static final long HOUR_MILLIS = 3_600_000L;

  static Stream<ZoneId> hardZones() {
    return Stream.concat(
        ZoneSample.ALL.stream().map(ZoneSample::zone).distinct(),
        Stream.of(ZoneOffset.ofHoursMinutes(-9, -30), ZoneOffset.MAX, ZoneOffset.MIN));
  }

  @ParameterizedTest
  @MethodSource("hardZones")
  void everyDayStartsWhereJavaTimeSaysAndIsOneStretch(ZoneId zone) {
    ZoneCalendar calendar = new ZoneCalendar(zone, DayOfWeek.MONDAY);
    LocalDate last = LocalDate.of(2031, 1, 1);
    for (LocalDate date = LocalDate.of(1969, 12, 1); date.isBefore(last); date = date.plusDays(1)) {
      long day = date.toEpochDay();
      long start = calendar.startMillis(day);
      assertThat(start).isEqualTo(date.atStartOfDay(zone).toInstant().toEpochMilli());
      long end = calendar.startMillis(day + 1);
      if (end > start) {
        assertThat(calendar.day(start)).isEqualTo(day);
        assertThat(calendar.day(end - 1)).isEqualTo(day);
      }
    }
  }

  @Test
  void everyInstantLiesInItsDayInEveryZone() {
    SplittableRandom random = new SplittableRandom(SEED);
    long until = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();
    for (String id : new TreeSet<>(ZoneId.getAvailableZoneIds())) {
      ZoneCalendar calendar = new ZoneCalendar(ZoneId.of(id), DayOfWeek.MONDAY);
      for (int i = 0; i < 100; i++) {
        long millis = random.nextLong(until);
        long day = calendar.day(millis);
        assertThat(calendar.startMillis(day))
            .as("%s seed %d", id, SEED)
            .isLessThanOrEqualTo(millis);
        assertThat(calendar.startMillis(day + 1)).as("%s seed %d", id, SEED).isGreaterThan(millis);
      }
    }
  }

  @Test
  void aDayHasTwentyThreeToTwentyFiveHours() {
    ZoneCalendar berlin = new ZoneCalendar(ZoneId.of("Europe/Berlin"), DayOfWeek.MONDAY);
    assertThat(hours(berlin, "2024-03-31")).isEqualTo(23);
    assertThat(hours(berlin, "2024-06-01")).isEqualTo(24);
    assertThat(hours(berlin, "2024-10-27")).isEqualTo(25);
  }

  @ParameterizedTest
  @MethodSource("hardZones")
  void hoursAreCountedFromTheStartOfTheirDayAndFollowEachOther(ZoneId zone) {
    ZoneCalendar calendar = new ZoneCalendar(zone, DayOfWeek.MONDAY);
    long number = calendar.hour(calendar.startMillis(-400));
    for (long day = -400; day < LocalDate.of(2031, 1, 1).toEpochDay(); day++) {
      long dayEnd = calendar.startMillis(day + 1);
      for (long start = calendar.startMillis(day); start < dayEnd; start += HOUR_MILLIS) {
        long end = Math.min(start + HOUR_MILLIS, dayEnd);
        List<Long> found =
            List.of(
                calendar.hour(start),
                calendar.hour(end - 1),
                calendar.hourStartMillis(start),
                calendar.hourStartMillis(end - 1),
                calendar.hourEndMillis(start),
                calendar.startOfHourMillis(number));
        if (!found.equals(List.of(number, number, start, start, end, start))) {
          assertThat(found)
              .as("the hour of %s", Instant.ofEpochMilli(start))
              .containsExactly(number, number, start, start, end, start);
        }
        number++;
      }
    }
  }

  @Test
  void hoursBeginAtTheFullHoursOfTheZone() {
    assertThat(hourOf("Asia/Kolkata", "2024-03-01T04:35:00Z")).isEqualTo("2024-03-01T04:30:00Z");
    assertThat(hourOf("Asia/Kathmandu", "2024-03-01T00:14:59.999Z"))
        .isEqualTo("2024-02-29T23:15:00Z");
    assertThat(hourOf("Australia/Lord_Howe", "2024-07-01T00:29:59Z"))
        .isEqualTo("2024-06-30T23:30:00Z");
    assertThat(hourOf("Australia/Lord_Howe", "2024-01-01T00:29:59Z"))
        .isEqualTo("2024-01-01T00:00:00Z");
    assertThat(hourOf("America/New_York", "2024-01-01T00:29:59Z"))
        .isEqualTo("2024-01-01T00:00:00Z");
  }

  @Test
  void aDayThatIsNoWholeNumberOfHoursEndsWithAShorterOne() {
    ZoneCalendar lordHowe = new ZoneCalendar(ZoneId.of("Australia/Lord_Howe"), DayOfWeek.MONDAY);
    long end = lordHowe.startMillis(LocalDate.parse("2024-10-07").toEpochDay());
    assertThat(lordHowe.hourStartMillis(end - 1)).isEqualTo(end - HOUR_MILLIS / 2);
    assertThat(lordHowe.hourEndMillis(end - HOUR_MILLIS / 2)).isEqualTo(end);
    assertThat(lordHowe.hour(end)).isEqualTo(lordHowe.hour(end - 1) + 1);
  }

  private static String hourOf(String zone, String instant) {
    return Instant.ofEpochMilli(
            new ZoneCalendar(ZoneId.of(zone), DayOfWeek.MONDAY)
                .hourStartMillis(Instant.parse(instant).toEpochMilli()))
        .toString();
  }

  @Test
  void aDayThatTheZoneSkippedIsEmpty() {
    ZoneCalendar apia = new ZoneCalendar(ZoneId.of("Pacific/Apia"), DayOfWeek.MONDAY);
    assertThat(hours(apia, "2011-12-30")).isZero();
    long skipped = LocalDate.parse("2011-12-30").toEpochDay();
    long instant = apia.startMillis(skipped);
    assertThat(apia.day(instant)).isEqualTo(skipped + 1);
    assertThat(apia.day(instant - 1)).isEqualTo(skipped - 1);
  }

  @Test
  void whatTheClockShowsTwiceAroundMidnightBelongsToTheNewDay() {
    ZoneCalendar stJohns = new ZoneCalendar(ZoneId.of("America/St_Johns"), DayOfWeek.MONDAY);
    long seventh = LocalDate.parse("2010-11-07").toEpochDay();
    // 23:30 of the 6th on the clock, after 00:00 of the 7th has been shown.
    long again = Instant.parse("2010-11-07T03:00:00Z").toEpochMilli();
    assertThat(Instant.ofEpochMilli(again).atZone(stJohns.zone()).toLocalDate())
        .isEqualTo(LocalDate.parse("2010-11-06"));
    assertThat(stJohns.day(again)).isEqualTo(seventh);
  }

  @ParameterizedTest
  @EnumSource(DayOfWeek.class)
  void weeksStartOnTheWeekdayChosen(DayOfWeek weekStart) {
    ZoneCalendar calendar = new ZoneCalendar(ZoneOffset.UTC, weekStart);
    for (long day = -800; day < 800; day++) {
      LocalDate week = LocalDate.ofEpochDay(day).with(TemporalAdjusters.previousOrSame(weekStart));
      assertThat(calendar.weekOf(day)).isEqualTo(week.toEpochDay());
    }
  }

  @Test
  void monthsStartOnTheFirst() {
    ZoneCalendar calendar = ZoneCalendar.utc();
    for (long day = -800; day < 30_000; day++) {
      LocalDate month = LocalDate.ofEpochDay(day).withDayOfMonth(1);
      assertThat(calendar.monthOf(day)).isEqualTo(month.toEpochDay());
      assertThat(calendar.nextMonth(month.toEpochDay()))
          .isEqualTo(month.plusMonths(1).toEpochDay());
    }
  }

  @ParameterizedTest
  @MethodSource("hardZones")
  void theEndsOfTimeHaveADay(ZoneId zone) {
    ZoneCalendar calendar = new ZoneCalendar(zone, DayOfWeek.SUNDAY);
    for (long millis :
        List.of(Long.MAX_VALUE, Long.MAX_VALUE - 1, Long.MIN_VALUE, Long.MIN_VALUE + 1)) {
      long day = calendar.day(millis);
      List<Long> around =
          List.of(
              calendar.weekOf(day), calendar.nextMonth(calendar.monthOf(day)), day + 2, day - 1);
      around.forEach(
          near ->
              assertThat(Math.signum((double) calendar.startMillis(near)))
                  .as("no overflow at day %d", near)
                  .isEqualTo(Math.signum((double) millis)));
    }
    assertThat(calendar.hour(Long.MAX_VALUE)).isGreaterThan(calendar.hour(Long.MAX_VALUE / 2));
    assertThat(calendar.hour(Long.MIN_VALUE)).isLessThan(calendar.hour(Long.MIN_VALUE / 2));
    assertThat(calendar.day(Long.MAX_VALUE)).isGreaterThan(calendar.day(Long.MAX_VALUE / 2));
    assertThat(calendar.day(Long.MIN_VALUE)).isLessThan(calendar.day(Long.MIN_VALUE / 2));
  }

  @Test
  void daysThatShareAPlaceInTheCacheStayApart() {
    ZoneCalendar berlin = new ZoneCalendar(ZoneId.of("Europe/Berlin"), DayOfWeek.MONDAY);
    for (int round = 0; round < 2; round++) {
      for (long day = 0; day < 5 * 512; day += 512) {
        assertThat(berlin.startMillis(day))
            .isEqualTo(
                LocalDate.ofEpochDay(day).atStartOfDay(berlin.zone()).toInstant().toEpochMilli());
      }
    }
  }

  private static long hours(ZoneCalendar calendar, String date) {
    long day = LocalDate.parse(date).toEpochDay();
    return (calendar.startMillis(day + 1) - calendar.startMillis(day)) / HOUR_MILLIS;
  }
}
