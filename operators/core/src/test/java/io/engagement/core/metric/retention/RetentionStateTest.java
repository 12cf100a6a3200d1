package io.engagement.core.metric.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.laws.DamagedBytes;
import io.engagement.core.laws.GoldenBytes;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.retention.RetentionDefinition.Attribution;
import io.engagement.core.metric.retention.RetentionDefinition.Cohort;
import io.engagement.core.metric.retention.RetentionDefinition.Counting;
import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What the section of a user's history keeps, what of it expires, and what it makes of older
 * sections.
 */
class RetentionStateTest {
  private static final EventMatcher VIEWED = EventMatcher.named("Product Viewed");
  private static final EventMatcher ADDED = EventMatcher.named("Product Added");
  private static final int LAYOUT_2 = 2;

  @ParameterizedTest
  @EnumSource(Counting.class)
  void layoutTwoStillReadsAndWritesTheSameBytes(Counting counting) {
    MetricCase trial = of(Cohort.FIRST_EVER, counting, 2, "platform");
    MetricRun<?> run = MetricRun.of(trial);
    run.acceptAll(
        start("2024-03-01T23:59:59.999Z").with("context.device.type", "ios"),
        back("2024-03-03T10:00:00Z").with("context.device.type", "ios"),
        back("2024-03-03T11:00:00Z").with("context.device.type", "Ünïcødé"));
    long watermark = Instant.parse("2024-03-06T10:30:00.001Z").toEpochMilli();
    run.advanceTo(watermark);
    run.acceptAll(back("2024-03-04T11:00:00Z").with("context.device.type", "ios"));
    MetricRun<?> restored = MetricRun.of(trial);
    restored.advanceTo(watermark);
    String name = "-" + counting.name().toLowerCase(java.util.Locale.ROOT) + ".hex";
    GoldenBytes.areKept("retention/v2" + name, run, restored, LAYOUT_2);
    MetricRun<?> older = MetricRun.of(trial);
    older.advanceTo(watermark);
    GoldenBytes.areRead("retention/v1" + name, run, older, 1);
    assertThat(run.heapBytes("u"))
        .as("what a cache is told it weighs")
        .isEqualTo(counting == Counting.ROLLING ? 946 : 1_106);
  }

  @Test
  void layoutTwoOfStartsStillReadsAndWritesTheSameBytes() {
    MetricCase trial = ofStarts(Cohort.RECURRING, Counting.ON);
    MetricRun<?> run = MetricRun.of(trial);
    run.acceptAll(
        start("2024-03-01T10:00:00Z").with("context.device.type", "ios"),
        start("2024-03-01T11:00:00Z").with("context.device.type", "Ünïcødé"),
        back("2024-03-03T11:00:00Z"));
    GoldenBytes.areKept("retention/v2-start.hex", run, MetricRun.of(trial), LAYOUT_2);
    GoldenBytes.areRead("retention/v1-start.hex", run, MetricRun.of(trial), 1);
  }

  @ParameterizedTest
  @EnumSource(Counting.class)
  void damagedBytesOfStartsAndNewerLayoutsAreRefused(Counting counting) {
    MetricRun<?> run = MetricRun.of(ofStarts(Cohort.RECURRING, counting));
    run.acceptAll(start("2024-03-05T10:00:00Z"), back("2024-03-06T10:00:00Z"));
    DamagedBytes.areRefused(run, "u", LAYOUT_2);
  }

  @ParameterizedTest
  @EnumSource(Counting.class)
  void whenAllIsOverNoValueOfAStartIsKept(Counting counting) {
    MetricRun<?> run = MetricRun.of(ofStarts(Cohort.FIRST_TIME, counting));
    run.acceptAll(
        start("2024-03-05T10:00:00Z").with("context.device.type", "a value of some length"),
        back("2024-03-30T10:00:00Z"));
    run.advanceTo(Instant.parse("2024-05-01T00:00:00Z").toEpochMilli());
    run.flush();
    assertThat(run.bytes("u").length).isLessThan(28);
  }

  @ParameterizedTest
  @EnumSource(Counting.class)
  void damagedBytesAndNewerLayoutsAreRefused(Counting counting) {
    MetricRun<?> run = MetricRun.of(of(Cohort.RECURRING, counting, 2, "platform"));
    run.acceptAll(start("2024-03-05T10:00:00Z"), back("2024-03-06T10:00:00Z"));
    DamagedBytes.areRefused(run, "u", LAYOUT_2);
  }

  @ParameterizedTest
  @EnumSource(Counting.class)
  void stateStaysSmallHoweverMuchAUserDoes(Counting counting) {
    MetricRun<?> run = MetricRun.of(of(Cohort.RECURRING, counting, 3));
    long begin = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
    int largest = 0;
    for (long i = 0; i < 6_000; i++) {
      long time = begin + i * 1_800_000L;
      run.acceptAll(
          RawEvent.track("Product Viewed").at(time), RawEvent.track("Product Added").at(time + 1));
      run.advanceTo(time);
      largest = Math.max(largest, run.bytes("u").length);
    }
    // Ten cohorts of 8 bytes, and three days of seven times of 5 bytes.
    assertThat(largest).isLessThan(250);
  }

  @ParameterizedTest
  @EnumSource(Counting.class)
  void whenAllIsOverOnlyTheFirstStartIsKept(Counting counting) {
    MetricRun<?> run = MetricRun.of(of(Cohort.FIRST_TIME, counting, 1));
    run.acceptAll(start("2024-03-05T10:00:00Z"), back("2024-03-30T10:00:00Z"));
    run.advanceTo(Instant.parse("2024-05-01T00:00:00Z").toEpochMilli());
    run.flush();
    int kept = run.bytes("u").length;
    assertThat(kept).isLessThan(20);
    run.acceptAll(back("2024-05-02T10:00:00Z"), start("2024-05-02T10:00:00Z"));
    assertThat(run.bytes("u")).as("nothing of it can count").hasSize(kept);
    run.finish();
    assertThat(run.rows().table("retention").keySet())
        .allMatch(key -> key.get(2).equals("2024-03-05"));
  }

  @Test
  void theDefinitionStartsFromScratchWhenItsNumbersWouldChange() {
    Set<Integer> keys = new HashSet<>();
    for (Cohort cohort : Cohort.values()) {
      for (Counting counting : Counting.values()) {
        for (Period period : RetentionFamily.PERIODS) {
          for (int number = 1; number <= 2; number++) {
            keys.add(key(VIEWED, ADDED, period, number, cohort, counting, 1));
            keys.add(key(VIEWED, ADDED, period, number, cohort, counting, 2));
          }
        }
      }
    }
    keys.add(key(ADDED, ADDED, Period.DAY, 1, Cohort.FIRST_TIME, Counting.ON, 1));
    keys.add(key(VIEWED, VIEWED, Period.DAY, 1, Cohort.FIRST_TIME, Counting.ON, 1));
    assertThat(keys).hasSize(3 * 3 * 4 * 2 * 2 + 2);
  }

  @Test
  void anotherAttributionIsAnotherDefinition() {
    assertThat(key(Attribution.START)).isNotEqualTo(key(Attribution.BOTH));
  }

  private static int key(Attribution attribution) {
    return key(
        new RetentionDefinition(
            "back",
            VIEWED,
            ADDED,
            Period.DAY,
            7,
            Cohort.FIRST_TIME,
            Counting.ON,
            1,
            List.of(),
            attribution));
  }

  private static int key(RetentionDefinition definition) {
    return RetentionMetric.of(
            definition, new MetricSetup(new EventSchema.Builder(), ZoneCalendar.utc(), Map.of(), 0))
        .definition()
        .key();
  }

  private static int key(
      EventMatcher start,
      EventMatcher returns,
      Period period,
      int periods,
      Cohort cohort,
      Counting counting,
      int minReturns) {
    return key(
        new RetentionDefinition(
            "back",
            start,
            returns,
            period,
            periods,
            cohort,
            counting,
            minReturns,
            List.of(),
            Attribution.BOTH));
  }

  private static MetricCase of(
      Cohort cohort, Counting counting, int minReturns, String... breakdowns) {
    return of(cohort, counting, minReturns, Attribution.BOTH, breakdowns);
  }

  private static MetricCase ofStarts(Cohort cohort, Counting counting) {
    return of(cohort, counting, 1, Attribution.START, "platform");
  }

  private static MetricCase of(
      Cohort cohort,
      Counting counting,
      int minReturns,
      Attribution attribution,
      String... breakdowns) {
    return RetentionCases.of(
        new RetentionDefinition(
            "back",
            VIEWED,
            ADDED,
            Period.DAY,
            7,
            cohort,
            counting,
            minReturns,
            List.of(breakdowns),
            attribution));
  }

  private static RawEvent start(String instant) {
    return RawEvent.track("Product Viewed").at(instant);
  }

  private static RawEvent back(String instant) {
    return RawEvent.track("Product Added").at(instant);
  }
}
