package io.engagement.core.metric.activeusers;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.laws.DamagedBytes;
import io.engagement.core.laws.GoldenBytes;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.SlicedCases;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What the section of a user's history keeps, what of it expires, and what it makes of older
 * sections.
 */
class ActiveUsersStateTest {
  private static final String PLATFORM_PATH = "context.device.type";
  private static final int LAYOUT_2 = 2;

  /** Of the definition that the last test starts from; never changes. */
  private static final int RELEASED_KEY = 1_275_979_218;

  @Test
  void layoutTwoStillReadsAndWritesTheSameBytes() {
    MetricRun<?> run =
        MetricRun.of(ActiveUsersCases.of(ActiveUsersCases.PERIODS, "platform", "plan"));
    run.acceptAll(
        seen("2024-01-31T23:59:59.999Z").with(PLATFORM_PATH, "ios"),
        seen("2024-03-05T10:00:00Z").with(PLATFORM_PATH, "web").with("properties.plan", "pro"),
        seen("2024-03-05T11:30:00Z").with(PLATFORM_PATH, "Ünïcødé"),
        seen("2024-02-10T11:30:00Z"));
    GoldenBytes.areKept(
        "active-users/v2-state.hex",
        run,
        MetricRun.of(ActiveUsersCases.of(ActiveUsersCases.PERIODS, "platform", "plan")),
        LAYOUT_2);
    GoldenBytes.areRead(
        "active-users/v1-state.hex",
        run,
        MetricRun.of(ActiveUsersCases.of(ActiveUsersCases.PERIODS, "platform", "plan")),
        1);
    assertThat(run.heapBytes("u")).as("what a cache is told it weighs").isEqualTo(2_012);
  }

  @Test
  void damagedBytesAndNewerLayoutsAreRefused() {
    MetricRun<?> run = MetricRun.of(ActiveUsersCases.of(ActiveUsersCases.PERIODS, "platform"));
    run.acceptAll(seen("2024-03-05T10:00:00Z").with(PLATFORM_PATH, "web"));
    DamagedBytes.areRefused(run, "u", LAYOUT_2);
  }

  @Test
  void aBreakdownAddedLaterCountsFromThenOn() {
    MetricRun<?> before = MetricRun.of(ActiveUsersCases.of(List.of(Period.DAY, Period.WEEK)));
    before.acceptAll(seen("2024-03-05T10:00:00Z").with(PLATFORM_PATH, "ios"));

    MetricRun<?> after =
        MetricRun.of(ActiveUsersCases.of(List.of(Period.DAY, Period.WEEK), "platform"));
    after.restore("u", before.bytes("u"), LAYOUT_2);
    after.acceptAll(
        seen("2024-03-05T11:00:00Z").with(PLATFORM_PATH, "ios"),
        seen("2024-03-06T11:00:00Z").with(PLATFORM_PATH, "ios"));
    assertThat(rows(after))
        .containsExactlyInAnyOrder(
            "day 2024-03-05 platform ios 1",
            "week 2024-03-04 platform ios 1",
            "day 2024-03-06  1 of the total",
            "day 2024-03-06 platform ios 1");
  }

  @Test
  void aBreakdownThatWasRemovedIsDropped() {
    MetricRun<?> before =
        MetricRun.of(ActiveUsersCases.of(List.of(Period.DAY), "platform", "plan"));
    before.acceptAll(
        seen("2024-03-05T10:00:00Z").with(PLATFORM_PATH, "ios").with("properties.plan", "pro"));

    MetricRun<?> after = MetricRun.of(ActiveUsersCases.of(List.of(Period.DAY), "plan"));
    after.restore("u", before.bytes("u"), LAYOUT_2);
    after.acceptAll(
        seen("2024-03-05T11:00:00Z").with(PLATFORM_PATH, "ios").with("properties.plan", "pro"));
    assertThat(rows(after)).isEmpty();
    MetricRun<?> neverHadIt = MetricRun.of(ActiveUsersCases.of(List.of(Period.DAY), "plan"));
    neverHadIt.acceptAll(seen("2024-03-05T10:00:00Z").with("properties.plan", "pro"));
    assertThat(after.bytes("u")).isEqualTo(neverHadIt.bytes("u"));
  }

  @Test
  void aPeriodAddedLaterCountsTheDaysThatAreKept() {
    MetricRun<?> before = MetricRun.of(ActiveUsersCases.of(List.of(Period.DAY)));
    before.acceptAll(seen("2024-03-05T10:00:00Z"));

    MetricRun<?> after = MetricRun.of(ActiveUsersCases.of(List.of(Period.DAY, Period.MONTH)));
    after.restore("u", before.bytes("u"), LAYOUT_2);
    after.acceptAll(seen("2024-03-06T10:00:00Z"));
    assertThat(rows(after))
        .containsExactlyInAnyOrder(
            "month 2024-03-01  1 of the total", "day 2024-03-06  1 of the total");
    after.restart();
    after.acceptAll(seen("2024-03-06T11:00:00Z"));
    assertThat(rows(after)).hasSize(2);
  }

  /** Their days are looked at once more to expire: that is no event. */
  @Test
  void aPeriodAddedLaterDoesNotCountWhoNeverComesBack() {
    MetricRun<?> before = MetricRun.of(ActiveUsersCases.of(List.of(Period.DAY)));
    before.acceptAll(seen("2024-03-05T10:00:00Z"));

    MetricRun<?> after = MetricRun.of(ActiveUsersCases.of(List.of(Period.DAY, Period.MONTH)));
    after.restore("u", before.bytes("u"), LAYOUT_2);
    after.advanceTo(Instant.parse("2024-05-20T00:00:00Z").toEpochMilli());
    after.flush();
    assertThat(rows(after)).isEmpty();
    assertThat(after.bytes("u")).hasSizeLessThan(before.bytes("u").length);
    after.acceptAll(seen("2024-05-20T10:00:00Z"));
    assertThat(rows(after))
        .containsExactlyInAnyOrder(
            "month 2024-05-01  1 of the total", "day 2024-05-20  1 of the total");
  }

  @Test
  void aPeriodThatWasRemovedIsDropped() {
    MetricRun<?> before =
        MetricRun.of(ActiveUsersCases.of(List.of(Period.DAY, Period.ROLLING_5M), "platform"));
    before.acceptAll(seen("2024-03-05T10:00:00Z"));

    MetricRun<?> onlyDays = MetricRun.of(ActiveUsersCases.of(List.of(Period.DAY), "platform"));
    onlyDays.restore("u", before.bytes("u"), LAYOUT_2);
    onlyDays.acceptAll(seen("2024-03-05T11:00:00Z"));
    assertThat(onlyDays.rows().size()).isZero();
    assertThat(onlyDays.bytes("u")).hasSizeLessThan(before.bytes("u").length);

    MetricRun<?> onlyMinutes =
        MetricRun.of(ActiveUsersCases.of(List.of(Period.ROLLING_5M), "platform"));
    onlyMinutes.restore("u", before.bytes("u"), LAYOUT_2);
    assertThat(onlyMinutes.bytes("u")).hasSizeLessThan(before.bytes("u").length);
  }

  @Test
  void whatCannotMatterAnyMoreExpires() {
    MetricRun<?> run = MetricRun.of(ActiveUsersCases.of(ActiveUsersCases.PERIODS, "platform"));
    long start = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
    long hour = 3_600_000L;
    int largest = 0;
    for (long i = 0; i < 400 * 24; i++) {
      long time = start + i * hour;
      run.acceptAll(
          RawEvent.track("Seen").at(time).with(PLATFORM_PATH, "campaign " + i / (24 * 20)));
      run.advanceTo(time);
      largest = Math.max(largest, run.bytes("u").length);
    }
    // Three days of an hourly minute each and a day set, for the total and up to four values.
    assertThat(largest).isLessThan(2 * 72 * 10 + 5 * 40);
  }

  /** Of minutes at the end of a day, the windows they count in reach into the next one. */
  @Test
  void minutesExpireWithTheUtcDayOfTheirWindowsAndTheLateHorizon() {
    Map<String, String> days =
        Map.of("2024-03-05T23:55:59.999Z", "2024-03-06", "2024-03-05T23:56:00Z", "2024-03-07");
    days.forEach(
        (seen, until) -> {
          MetricRun<?> run = MetricRun.of(ActiveUsersCases.of(ActiveUsersCases.PERIODS));
          run.acceptAll(seen(seen));
          int all = run.bytes("u").length;
          long deadline =
              Instant.parse(until + "T00:00:00Z").toEpochMilli() + SlicedCases.LATE_HORIZON_MILLIS;
          assertThat(run.deadlineMillis()).isEqualTo(deadline);
          run.advanceTo(deadline);
          assertThat(run.bytes("u")).hasSizeLessThan(all);
        });
  }

  @Test
  void afterTheEndOfTheInputNothingIsKept() {
    MetricRun<?> run = MetricRun.of(ActiveUsersCases.of(ActiveUsersCases.PERIODS, "platform"));
    byte[] empty = run.bytes("u");
    run.acceptAll(seen("2024-03-05T10:00:00Z").with(PLATFORM_PATH, "web"));
    run.finish();
    assertThat(run.bytes("u")).isEqualTo(empty);
  }

  @Test
  void theDaysOfAWindowStayAsLongAsALateEventCouldMeetThem() {
    MetricCase trial = ActiveUsersCases.of(List.of(Period.ROLLING_30D));
    MetricRun<?> run = MetricRun.of(trial);
    run.acceptAll(seen("2024-03-01T10:00:00Z"));
    // From 2024-03-30 on events are accepted: its window still reaches back to the 1st.
    long lateHorizon = SlicedCases.LATE_HORIZON_MILLIS;
    run.advanceTo(Instant.parse("2024-03-31T00:00:00Z").toEpochMilli() - 1 + lateHorizon);
    run.flush();
    assertThat(run.contributions()).hasSize(30);
    run.advanceTo(Instant.parse("2024-03-31T00:00:00Z").toEpochMilli() + lateHorizon);
    run.flush();
    assertThat(run.contributions()).isEmpty();
    assertThat(run.rows().size()).isEqualTo(30);
  }

  @Test
  void theDefinitionStartsFromScratchOnlyWhenItsNumbersWouldChange() {
    DefinitionKey key = key("UTC", DayOfWeek.MONDAY, EventMatcher.ANY, List.of(Period.DAY));
    assertThat(key("UTC", DayOfWeek.MONDAY, EventMatcher.ANY, List.of(Period.WEEK))).isEqualTo(key);
    assertThat(key("Europe/Berlin", DayOfWeek.MONDAY, EventMatcher.ANY, List.of(Period.DAY)))
        .isNotEqualTo(key);
    assertThat(key("UTC", DayOfWeek.SUNDAY, EventMatcher.ANY, List.of(Period.DAY)))
        .isNotEqualTo(key);
    assertThat(
            key("UTC", DayOfWeek.MONDAY, EventMatcher.named("Product Viewed"), List.of(Period.DAY)))
        .isNotEqualTo(key);
    assertThat(key.key())
        .as("what running deployments have in their state")
        .isEqualTo(RELEASED_KEY);
  }

  private static DefinitionKey key(
      String zone, DayOfWeek weekStart, EventMatcher events, List<Period> periods) {
    EventSchema.Builder schema = new EventSchema.Builder();
    ZoneCalendar calendar = new ZoneCalendar(ZoneId.of(zone), weekStart);
    return new ActiveUsersMetric(
            new ActiveUsersDefinition("active", events, periods, List.of()),
            new MetricSetup(schema, calendar, Map.of(), 0))
        .definition();
  }

  private static RawEvent seen(String instant) {
    return RawEvent.track("Product Viewed").at(instant);
  }

  private static List<String> rows(MetricRun<?> run) {
    return run.rows().table("active_users").entrySet().stream()
        .map(
            row -> {
              List<Object> key = row.getKey();
              Object users = row.getValue().get(0);
              return key.get(3).equals("")
                  ? key.get(1) + " " + key.get(2) + "  " + users + " of the total"
                  : key.get(1)
                      + " "
                      + key.get(2)
                      + " "
                      + key.get(3)
                      + " "
                      + key.get(4)
                      + " "
                      + users;
            })
        .toList();
  }
}
