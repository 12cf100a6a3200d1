package io.engagement.core.metric.stickiness;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.laws.DamagedBytes;
import io.engagement.core.laws.GoldenBytes;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.SlicedCases;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.stickiness.StickinessDefinition.Interval;
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
class StickinessStateTest {
  private static final String PLATFORM_PATH = "context.device.type";
  private static final int LAYOUT_2 = 2;
  private static final List<Period> PERIODS =
      List.of(Period.WEEK, Period.MONTH, Period.ROLLING_30D);

  @Test
  void layoutTwoStillReadsAndWritesTheSameBytes() {
    MetricRun<?> run =
        MetricRun.of(StickinessCases.of(Interval.DAY, 2, PERIODS, "platform", "plan"));
    run.acceptAll(
        seen("2024-01-31T23:59:59.999Z").with(PLATFORM_PATH, "ios"),
        seen("2024-03-05T10:00:00Z").with(PLATFORM_PATH, "web").with("properties.plan", "pro"),
        seen("2024-03-05T11:00:00Z").with(PLATFORM_PATH, "web"),
        seen("2024-02-10T11:30:00Z").with(PLATFORM_PATH, "Ünïcødé"));
    GoldenBytes.areKept(
        "stickiness/v2-state.hex",
        run,
        MetricRun.of(StickinessCases.of(Interval.DAY, 2, PERIODS, "platform", "plan")),
        LAYOUT_2);
    GoldenBytes.areRead(
        "stickiness/v1-state.hex",
        run,
        MetricRun.of(StickinessCases.of(Interval.DAY, 2, PERIODS, "platform", "plan")),
        1);
    assertThat(run.heapBytes("u")).as("what a cache is told it weighs").isEqualTo(1_694);
  }

  @Test
  void damagedBytesAndNewerLayoutsAreRefused() {
    MetricRun<?> run = MetricRun.of(StickinessCases.of(Interval.DAY, 2, PERIODS, "platform"));
    run.acceptAll(seen("2024-03-05T10:00:00Z").with(PLATFORM_PATH, "web"));
    DamagedBytes.areRefused(run, "u", LAYOUT_2);
  }

  @Test
  void aPeriodAddedLaterCountsTheDaysThatAreKept() {
    MetricRun<?> before = MetricRun.of(StickinessCases.of(Interval.DAY, 1, List.of(Period.WEEK)));
    before.acceptAll(seen("2024-03-01T10:00:00Z"));

    MetricRun<?> after =
        MetricRun.of(StickinessCases.of(Interval.DAY, 1, List.of(Period.WEEK, Period.MONTH)));
    after.restore("u", before.bytes("u"), LAYOUT_2);
    after.acceptAll(seen("2024-03-06T10:00:00Z"));
    after.restart();
    after.acceptAll(seen("2024-03-06T11:00:00Z"));
    assertThat(after.rows().table("stickiness"))
        .isEqualTo(
            Map.of(
                List.of("sticky", "month", "2024-03-01", 2L, "", ""), List.of(1L, false),
                List.of("sticky", "week", "2024-03-04", 1L, "", ""), List.of(1L, false)));
  }

  @Test
  void whatCannotMatterAnyMoreExpires() {
    MetricRun<?> run = MetricRun.of(StickinessCases.of(Interval.HOUR, 2, PERIODS, "platform"));
    byte[] empty = run.bytes("u");
    long start = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
    long hour = 3_600_000L;
    int largest = 0;
    for (long i = 0; i < 200 * 24; i++) {
      long time = start + i * hour;
      String campaign = "campaign " + i / (24 * 20);
      run.acceptAll(
          RawEvent.track("Seen").at(time).with(PLATFORM_PATH, campaign),
          RawEvent.track("Seen").id("2 " + i).at(time).with(PLATFORM_PATH, campaign),
          RawEvent.track("Seen").at(time + 1).with(PLATFORM_PATH, "once " + i % 100));
      run.advanceTo(time);
      largest = Math.max(largest, run.bytes("u").length);
    }
    // Two days a chunk of 9 or 10 bytes, of up to 36 days, twice; and three days of single events.
    assertThat(largest).isLessThan(2 * 18 * 10 + 110 * 20);
    run.finish();
    assertThat(run.bytes("u")).isEqualTo(empty);
  }

  @Test
  void theDaysOfAWindowStayAsLongAsALateEventCouldMeetThem() {
    MetricRun<?> run =
        MetricRun.of(StickinessCases.of(Interval.DAY, 1, List.of(Period.ROLLING_30D)));
    run.acceptAll(seen("2024-03-01T10:00:00Z"));
    long lateHorizon = SlicedCases.LATE_HORIZON_MILLIS;
    run.advanceTo(Instant.parse("2024-03-31T00:00:00Z").toEpochMilli() - 1 + lateHorizon);
    run.flush();
    assertThat(run.contributions()).as("of the windows that may still change").hasSize(1);
    run.advanceTo(Instant.parse("2024-03-31T00:00:00Z").toEpochMilli() + lateHorizon);
    run.flush();
    assertThat(run.contributions()).isEmpty();
    assertThat(run.rows().size()).isEqualTo(30);
  }

  @Test
  void theDefinitionStartsFromScratchOnlyWhenItsNumbersWouldChange() {
    DefinitionKey key = key("UTC", DayOfWeek.MONDAY, EventMatcher.ANY, List.of(Period.WEEK));
    assertThat(key("UTC", DayOfWeek.MONDAY, EventMatcher.ANY, List.of(Period.MONTH)))
        .isEqualTo(key);
    assertThat(key("Europe/Berlin", DayOfWeek.MONDAY, EventMatcher.ANY, List.of(Period.WEEK)))
        .isNotEqualTo(key);
    assertThat(key("UTC", DayOfWeek.SUNDAY, EventMatcher.ANY, List.of(Period.WEEK)))
        .isNotEqualTo(key);
    assertThat(key("UTC", DayOfWeek.MONDAY, EventMatcher.named("Seen"), List.of(Period.WEEK)))
        .isNotEqualTo(key);
    assertThat(key("UTC", DayOfWeek.MONDAY, Interval.HOUR, 2)).isNotEqualTo(key);
    assertThat(key("UTC", DayOfWeek.MONDAY, Interval.DAY, 3)).isNotEqualTo(key);
  }

  private static DefinitionKey key(
      String zone, DayOfWeek weekStart, Interval interval, int minEvents) {
    return key(zone, weekStart, EventMatcher.ANY, interval, minEvents, List.of(Period.MONTH));
  }

  private static DefinitionKey key(
      String zone, DayOfWeek weekStart, EventMatcher events, List<Period> periods) {
    return key(zone, weekStart, events, Interval.DAY, 2, periods);
  }

  private static DefinitionKey key(
      String zone,
      DayOfWeek weekStart,
      EventMatcher events,
      Interval interval,
      int minEvents,
      List<Period> periods) {
    ZoneCalendar calendar = new ZoneCalendar(ZoneId.of(zone), weekStart);
    return new StickinessMetric(
            new StickinessDefinition("sticky", events, interval, minEvents, periods, List.of()),
            new MetricSetup(new EventSchema.Builder(), calendar, Map.of(), 0))
        .definition();
  }

  private static RawEvent seen(String instant) {
    return RawEvent.track("Product Viewed").at(instant);
  }
}
