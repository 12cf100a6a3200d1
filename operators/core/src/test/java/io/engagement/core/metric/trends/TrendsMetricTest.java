package io.engagement.core.metric.trends;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.SlicedCases;
import io.engagement.core.table.Period;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What events come to in a bucket. */
class TrendsMetricTest {
  private static RawEvent viewed(String instant, Object price) {
    return RawEvent.track("Product Viewed").at(instant).with(TrendsCases.PRICE, price);
  }

  private static List<Object> row(MetricRun<?> run, String period, String bucket) {
    return row(run, period, bucket, "", "");
  }

  private static List<Object> row(
      MetricRun<?> run, String period, String bucket, String dimension, String value) {
    return run.rows().values("trends", "trend", period, bucket, dimension, value);
  }

  @Test
  void anEventCountsInItsHourDayWeekAndMonth() {
    MetricRun<?> run = MetricRun.of(TrendsCases.of(TrendsCases.PERIODS));
    run.acceptAll(
        viewed("2024-03-05T10:59:59.999Z", 2L),
        viewed("2024-03-05T11:00:00Z", new BigDecimal("0.5")),
        viewed("2024-03-10T23:59:59.999Z", "1.25").by("other"));
    assertThat(row(run, "hour", "2024-03-05T10:00:00Z"))
        .isEqualTo(List.of(1L, 1L, new BigDecimal("2"), 1L, false));
    assertThat(row(run, "day", "2024-03-05"))
        .isEqualTo(List.of(2L, 1L, new BigDecimal("2.5"), 2L, false));
    assertThat(row(run, "week", "2024-03-04"))
        .isEqualTo(List.of(3L, 2L, new BigDecimal("3.75"), 3L, false));
    assertThat(row(run, "month", "2024-03-01"))
        .isEqualTo(List.of(3L, 2L, new BigDecimal("3.75"), 3L, false));
    run.advanceTo(Instant.parse("2024-03-06T00:00:00Z").toEpochMilli());
    assertThat(row(run, "day", "2024-03-05").get(4)).isEqualTo(true);
  }

  @Test
  void whatIsNoNumberIsCountedAndNotAddedUp() {
    MetricRun<?> run = MetricRun.of(TrendsCases.of(List.of(Period.DAY)));
    run.acceptAll(
        viewed("2024-03-05T10:00:00Z", "free"),
        viewed("2024-03-05T11:00:00Z", null),
        RawEvent.page("Home").at("2024-03-05T12:00:00Z"));
    assertThat(row(run, "day", "2024-03-05")).isEqualTo(Arrays.asList(3L, 1L, null, 0L, false));
    run.acceptAll(viewed("2024-03-05T13:00:00Z", 0L));
    assertThat(row(run, "day", "2024-03-05"))
        .isEqualTo(List.of(4L, 1L, new BigDecimal("0"), 1L, false));
  }

  @Test
  void sumsBeyondSixtyFourBitsAreExact() {
    MetricRun<?> run = MetricRun.of(TrendsCases.of(List.of(Period.DAY)));
    for (int i = 0; i < 2_000; i++) {
      run.accept(viewed("2024-03-05T10:00:00Z", -9_999_999_999L).id("m" + i));
    }
    run.flush();
    run.restart();
    assertThat(row(run, "day", "2024-03-05").get(2)).isEqualTo(new BigDecimal("-19999999998000"));
    run.claim("u", "owner");
    assertThat(row(run, "day", "2024-03-05").get(2)).isEqualTo(new BigDecimal("-19999999998000"));
  }

  @Test
  void whoTurnsOutToBeOnePersonIsOneUserAndTheEventsStay() {
    MetricRun<?> run =
        MetricRun.of(
            TrendsCases.of(TrendsCases.PERIODS, "plan").restating(Duration.ofDays(31).toMillis()));
    run.acceptAll(
        viewed("2024-03-05T10:00:00Z", 1L).with("properties.plan", "pro"),
        viewed("2024-03-05T10:30:00Z", 2L).with("properties.plan", "pro").by("phone"),
        viewed("2024-03-05T12:00:00Z", 4L).by("phone"));
    assertThat(row(run, "day", "2024-03-05").subList(0, 2)).isEqualTo(List.of(3L, 2L));
    run.advanceTo(Instant.parse("2024-03-30T00:00:00Z").toEpochMilli());
    run.restart();
    run.claim("phone", "u");
    assertThat(row(run, "day", "2024-03-05"))
        .isEqualTo(List.of(3L, 1L, new BigDecimal("7"), 3L, true));
    assertThat(row(run, "hour", "2024-03-05T10:00:00Z", "plan", "pro"))
        .isEqualTo(List.of(2L, 1L, new BigDecimal("3"), 2L, true));
  }

  @Test
  void pagePingsCountWhereTheyAreAskedFor() {
    MetricRun<?> run =
        MetricRun.of(
            TrendsCases.of(
                new TrendsDefinition(
                    "trend", EventMatcher.named("Page Ping"), List.of(Period.DAY), null, List.of()),
                SlicedCases.march("UTC"),
                DayOfWeek.MONDAY,
                SlicedCases.LATE_HORIZON_MILLIS));
    run.acceptAll(RawEvent.track("Page Ping").at("2024-03-05T10:00:00Z"));
    assertThat(row(run, "day", "2024-03-05")).isEqualTo(Arrays.asList(1L, 1L, null, 0L, false));
  }
}
