package io.engagement.core.metric.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.laws.DamagedBytes;
import io.engagement.core.laws.GoldenBytes;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
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
class LifecycleStateTest {
  private static final String PLATFORM_PATH = "context.device.type";
  private static final int LAYOUT_2 = 2;

  @Test
  void layoutTwoStillReadsAndWritesTheSameBytes() {
    MetricRun<?> run = MetricRun.of(LifecycleCases.of(LifecycleCases.PERIODS, "platform", "plan"));
    run.acceptAll(
        seen("2024-01-31T23:59:59.999Z").with(PLATFORM_PATH, "ios"),
        seen("2024-03-05T10:00:00Z").with(PLATFORM_PATH, "web").with("properties.plan", "pro"),
        seen("2024-02-10T11:30:00Z").with(PLATFORM_PATH, "Ünïcødé"));
    GoldenBytes.areKept(
        "lifecycle/v2-state.hex",
        run,
        MetricRun.of(LifecycleCases.of(LifecycleCases.PERIODS, "platform", "plan")),
        LAYOUT_2);
    GoldenBytes.areRead(
        "lifecycle/v1-state.hex",
        run,
        MetricRun.of(LifecycleCases.of(LifecycleCases.PERIODS, "platform", "plan")),
        1);
    assertThat(run.heapBytes("u")).as("what a cache is told it weighs").isEqualTo(1_334);
  }

  @Test
  void damagedBytesAndNewerLayoutsAreRefused() {
    MetricRun<?> run = MetricRun.of(LifecycleCases.of(LifecycleCases.PERIODS, "platform"));
    run.acceptAll(seen("2024-03-05T10:00:00Z").with(PLATFORM_PATH, "web"));
    DamagedBytes.areRefused(run, "u", LAYOUT_2);
  }

  @Test
  void aBreakdownComesAndGoesWithoutTheOthers() {
    MetricRun<?> before = MetricRun.of(LifecycleCases.of(List.of(Period.DAY), "plan"));
    before.acceptAll(seen("2024-03-05T10:00:00Z").with("properties.plan", "pro"));

    MetricRun<?> after = MetricRun.of(LifecycleCases.of(List.of(Period.DAY), "platform"));
    after.restore("u", before.bytes("u"), LAYOUT_2);
    after.acceptAll(seen("2024-03-06T10:00:00Z").with(PLATFORM_PATH, "ios"));
    assertThat(after.rows().table("lifecycle").keySet())
        .containsExactlyInAnyOrder(
            List.of("life", "day", "2024-03-06", "", ""),
            List.of("life", "day", "2024-03-07", "", ""),
            List.of("life", "day", "2024-03-06", "platform", "ios"),
            List.of("life", "day", "2024-03-07", "platform", "ios"));
    MetricRun<?> neverHadPlan = MetricRun.of(LifecycleCases.of(List.of(Period.DAY), "platform"));
    neverHadPlan.restore("u", before.bytes("u"), LAYOUT_2);
    assertThat(neverHadPlan.bytes("u")).hasSizeLessThan(before.bytes("u").length);
  }

  @Test
  void aPeriodAddedLaterCountsTheDaysThatAreKept() {
    MetricRun<?> before = MetricRun.of(LifecycleCases.of(List.of(Period.DAY)));
    before.acceptAll(seen("2024-02-29T10:00:00Z"));

    MetricRun<?> after = MetricRun.of(LifecycleCases.of(List.of(Period.DAY, Period.MONTH)));
    after.restore("u", before.bytes("u"), LAYOUT_2);
    after.acceptAll(seen("2024-03-06T10:00:00Z"));
    after.restart();
    after.acceptAll(seen("2024-03-06T11:00:00Z"));
    assertThat(after.rows().values("lifecycle", "life", "month", "2024-02-01", "", ""))
        .containsExactly(1L, 0L, 0L, 0L, false);
    assertThat(after.rows().values("lifecycle", "life", "month", "2024-03-01", "", ""))
        .containsExactly(0L, 1L, 0L, 0L, false);
  }

  @Test
  void stateStaysSmallHoweverLongAUserIsActive() {
    MetricRun<?> run = MetricRun.of(LifecycleCases.of(LifecycleCases.PERIODS, "platform"));
    long start = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
    long day = 86_400_000L;
    int largest = 0;
    for (long i = 0; i < 1_000; i++) {
      run.acceptAll(RawEvent.track("Seen").at(start + i * day).with(PLATFORM_PATH, "web"));
      run.advanceTo(start + i * day);
      largest = Math.max(largest, run.bytes("u").length);
    }
    // At most three chunks of days, in total and for the value.
    assertThat(largest).isLessThan(90);
  }

  @Test
  void theDefinitionStartsFromScratchOnlyWhenItsNumbersWouldChange() {
    DefinitionKey key = key("UTC", DayOfWeek.MONDAY, EventMatcher.ANY, List.of(Period.DAY));
    assertThat(key("UTC", DayOfWeek.MONDAY, EventMatcher.ANY, List.of(Period.WEEK))).isEqualTo(key);
    assertThat(key("Europe/Berlin", DayOfWeek.MONDAY, EventMatcher.ANY, List.of(Period.DAY)))
        .isNotEqualTo(key);
    assertThat(key("UTC", DayOfWeek.SUNDAY, EventMatcher.ANY, List.of(Period.DAY)))
        .isNotEqualTo(key);
    assertThat(key("UTC", DayOfWeek.MONDAY, EventMatcher.named("Seen"), List.of(Period.DAY)))
        .isNotEqualTo(key);
  }

  private static DefinitionKey key(
      String zone, DayOfWeek weekStart, EventMatcher events, List<Period> periods) {
    ZoneCalendar calendar = new ZoneCalendar(ZoneId.of(zone), weekStart);
    return new LifecycleMetric(
            new LifecycleDefinition("life", events, periods, List.of()),
            new MetricSetup(new EventSchema.Builder(), calendar, Map.of(), 0))
        .definition();
  }

  private static RawEvent seen(String instant) {
    return RawEvent.track("Product Viewed").at(instant);
  }
}
