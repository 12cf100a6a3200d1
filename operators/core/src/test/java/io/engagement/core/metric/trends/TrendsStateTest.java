package io.engagement.core.metric.trends;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.laws.DamagedBytes;
import io.engagement.core.laws.GoldenBytes;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the section of a user's history keeps, what of it expires, and what comes and goes. */
class TrendsStateTest {
  private static final int LAYOUT_2 = 2;
  private static final String PLATFORM = "context.device.type";

  private static RawEvent viewed(String instant, Object price) {
    return RawEvent.track("Product Viewed").at(instant).with(TrendsCases.PRICE, price);
  }

  private static MetricRun<?> filled(String... breakdowns) {
    return MetricRun.of(TrendsCases.of(TrendsCases.PERIODS, breakdowns))
        .acceptAll(
            viewed("2024-03-04T23:59:59.999Z", 10_000_000_000L).with(PLATFORM, "ios"),
            viewed("2024-03-05T10:00:00Z", -2L).with(PLATFORM, "Ünïcødé"),
            viewed("2024-03-05T11:30:00Z", "9.99").with("properties.plan", "pro"),
            viewed("2024-03-05T11:30:00Z", null).id("no price"));
  }

  @Test
  void layoutTwoStillReadsAndWritesTheSameBytes() {
    MetricRun<?> run = filled("plan", "platform");
    GoldenBytes.areKept(
        "trends/v2-state.hex",
        run,
        MetricRun.of(TrendsCases.of(TrendsCases.PERIODS, "plan", "platform")),
        LAYOUT_2);
    GoldenBytes.areRead(
        "trends/v1-state.hex",
        run,
        MetricRun.of(TrendsCases.of(TrendsCases.PERIODS, "plan", "platform")),
        1);
  }

  @Test
  void damagedBytesAndNewerLayoutsAreRefused() {
    DamagedBytes.areRefused(filled("platform"), "u", LAYOUT_2);
  }

  @Test
  void aPeriodAddedLaterCountsFromThenOnAndOneThatWasRemovedIsDropped() {
    MetricRun<?> before = MetricRun.of(TrendsCases.of(List.of(Period.HOUR, Period.DAY)));
    before.acceptAll(viewed("2024-03-05T10:00:00Z", 2L));
    MetricRun<?> after = MetricRun.of(TrendsCases.of(List.of(Period.DAY, Period.WEEK)));
    after.restore("u", before.bytes("u"), LAYOUT_2);
    assertThat(after.contributions()).hasSize(1);
    after.acceptAll(viewed("2024-03-06T10:00:00Z", 3L));
    assertThat(after.rows().values("trends", "trend", "week", "2024-03-04", "", ""))
        .isEqualTo(List.of(1L, 1L, new BigDecimal("3"), 1L, false));
    after.restart();
    assertThat(after.contributions()).hasSize(3);
  }

  @Test
  void breakdownsComeAndGo() {
    MetricRun<?> after = MetricRun.of(TrendsCases.of(TrendsCases.PERIODS, "plan"));
    after.restore("u", filled("platform").bytes("u"), LAYOUT_2);
    assertThat(after.contributions()).hasSize(filled().contributions().size());
    after.acceptAll(viewed("2024-03-05T12:00:00Z", 1L).with("properties.plan", "pro"));
    assertThat(after.rows().values("trends", "trend", "day", "2024-03-05", "plan", "pro"))
        .isEqualTo(List.of(1L, 1L, new BigDecimal("1"), 1L, false));
  }

  @Test
  void whatCannotChangeAnyMoreExpires() {
    MetricRun<?> run = MetricRun.of(TrendsCases.of(TrendsCases.PERIODS, "platform"));
    byte[] empty = run.bytes("u");
    long start = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
    int largest = 0;
    for (long hour = 0; hour < 100 * 24; hour++) {
      long time = start + hour * 3_600_000L;
      run.acceptAll(
          RawEvent.track("Product Viewed").at(time).with(PLATFORM, "campaign " + hour / 480));
      run.advanceTo(time);
      largest = Math.max(largest, run.bytes("u").length);
    }
    // 73 hours, 4 days, 2 weeks and 2 months of the total, and of up to three values together.
    assertThat(largest).isLessThan(2 * 82 * 7 + 100);
    while (run.deadlineMillis() < Long.MAX_VALUE) {
      run.advanceTo(run.deadlineMillis());
    }
    assertThat(run.bytes("u")).isEqualTo(empty);
  }

  @Test
  void afterTheEndOfTheInputNothingIsKept() {
    MetricRun<?> run = filled("platform");
    run.finish();
    assertThat(run.bytes("u"))
        .isEqualTo(MetricRun.of(TrendsCases.of(TrendsCases.PERIODS, "platform")).bytes("u"));
  }

  @Test
  void theDefinitionStartsFromScratchOnlyWhenItsNumbersWouldChange() {
    int key = key("UTC", EventMatcher.ANY, List.of(Period.DAY), null);
    assertThat(key("UTC", EventMatcher.ANY, List.of(Period.WEEK), null)).isEqualTo(key);
    assertThat(
            List.of(
                key("Asia/Tokyo", EventMatcher.ANY, List.of(Period.DAY), null),
                key("UTC", EventMatcher.named("Product Viewed"), List.of(Period.DAY), null),
                key("UTC", EventMatcher.ANY, List.of(Period.DAY), TrendsCases.PRICE)))
        .doesNotHaveDuplicates()
        .doesNotContain(key);
  }

  private static int key(String zone, EventMatcher events, List<Period> periods, String sum) {
    return new TrendsMetric(
            new TrendsDefinition("trend", events, periods, sum, List.of()),
            new MetricSetup(
                new EventSchema.Builder(),
                new ZoneCalendar(ZoneId.of(zone), DayOfWeek.MONDAY),
                Map.of(),
                0))
        .definition()
        .key();
  }
}
