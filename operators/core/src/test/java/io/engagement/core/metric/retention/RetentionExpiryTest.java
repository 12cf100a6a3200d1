package io.engagement.core.metric.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.retention.RetentionDefinition.Attribution;
import io.engagement.core.metric.retention.RetentionDefinition.Cohort;
import io.engagement.core.metric.retention.RetentionDefinition.Counting;
import io.engagement.core.table.Period;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is still right once the start, the return or both can no longer be corrected. */
class RetentionExpiryTest {
  private static final EventMatcher VIEWED = EventMatcher.named("Product Viewed");
  private static final EventMatcher ADDED = EventMatcher.named("Product Added");
  private static final int PERIODS = 7;

  @ParameterizedTest
  @EnumSource(Counting.class)
  void aValueWithNothingLeftIsDropped(Counting counting) {
    MetricRun<?> run = run(VIEWED, Cohort.RECURRING, counting, 2);
    byte[] nothing = run.bytes("u");
    run.acceptAll(
        start("2024-03-05T10:00:00Z").with("properties.plan", "pro"),
        back("2024-03-06T11:00:00Z").with("properties.plan", "pro"),
        back("2024-03-06T12:00:00Z").with("properties.plan", "pro"),
        back("2024-03-07T12:00:00Z").with("properties.plan", "pro"),
        back("2024-03-12T11:00:00Z").with("properties.plan", "pro"),
        back("2024-03-12T12:00:00Z").with("properties.plan", "pro"));
    assertThat(run.bytes("u")).isNotEqualTo(nothing);
    acceptOnlyFrom(run, "2024-04-05T00:00:00Z");
    assertThat(run.bytes("u")).isEqualTo(nothing);
  }

  @ParameterizedTest
  @EnumSource(Counting.class)
  void aReturnWithoutAStartIsDroppedOnceNoStartCanComeBeforeIt(Counting counting) {
    MetricRun<?> run = run(VIEWED, Cohort.RECURRING, counting, 2);
    byte[] nothing = run.bytes("u");
    run.acceptAll(back("2024-03-05T23:59:59.999Z").with("properties.plan", "pro"));
    acceptOnlyFrom(run, "2024-03-05T23:59:59.999Z");
    assertThat(run.bytes("u")).isNotEqualTo(nothing);
    acceptOnlyFrom(run, "2024-03-06T01:00:00Z");
    assertThat(run.bytes("u")).isEqualTo(nothing);
  }

  @Test
  void aRollingStartIsKeptUntilItsLastStepIsOver() {
    MetricRun<?> run = run(VIEWED, Cohort.RECURRING, Counting.ROLLING, 1);
    byte[] nothing = run.bytes("u");
    run.acceptAll(start("2024-03-05T10:00:00Z").with("properties.plan", "pro"));
    acceptOnlyFrom(run, "2024-03-13T09:59:59.999Z");
    run.acceptAll(back("2024-03-13T09:59:59.999Z").with("properties.plan", "pro"));
    assertThat(users(run, PERIODS)).as("the last instant of the last step").isEqualTo(1L);

    MetricRun<?> other = run(VIEWED, Cohort.RECURRING, Counting.ROLLING, 1);
    other.acceptAll(start("2024-03-05T10:00:00Z").with("properties.plan", "pro"));
    acceptOnlyFrom(other, "2024-03-13T10:00:00Z");
    assertThat(other.bytes("u")).isEqualTo(nothing);
  }

  @Test
  void whatAStepHadBeforeTheCutIsCarried() {
    MetricRun<?> run = run(VIEWED, Cohort.RECURRING, Counting.ROLLING, 3);
    run.acceptAll(start("2024-03-05T10:00:00Z"), back("2024-03-08T11:00:00Z"));
    acceptOnlyFrom(run, "2024-03-08T12:00:00Z");
    run.acceptAll(back("2024-03-08T13:00:00Z"));
    acceptOnlyFrom(run, "2024-03-08T14:00:00Z");
    assertThat(users(run, 3)).isZero();
    run.acceptAll(back("2024-03-08T15:00:00Z"));
    assertThat(users(run, 3)).as("one before each cut and one after").isEqualTo(1L);
    assertThat(run.contributions()).as("the step, not the cohort").hasSize(2);
  }

  @Test
  void stepsBeforeTheCutContributeNothingMore() {
    MetricRun<?> run = run(VIEWED, Cohort.RECURRING, Counting.ROLLING, 1);
    run.acceptAll(start("2024-03-05T10:00:00Z"), back("2024-03-08T11:00:00Z"));
    acceptOnlyFrom(run, "2024-03-08T12:00:00Z");
    assertThat(run.contributions()).as("the step of the cut").hasSize(2);
  }

  @Test
  void whichOfTwoStartsAtAnInstantIsFirstIsKnownWhileOneMayCome() {
    MetricRun<?> run = run(RetentionCases.VIEWED_AS_PRO, Cohort.FIRST_EVER, Counting.ON, 1);
    RawEvent pro = start("2024-03-05T10:00:00Z").with("properties.plan", "pro").id("2");
    RawEvent free = start("2024-03-05T10:00:00Z").with("properties.plan", "free").id("1");
    run.acceptAll(pro);
    assertThat(users(run, 0)).isEqualTo(1L);
    acceptOnlyFrom(run, "2024-03-05T10:00:00Z");
    run.acceptAll(free);
    assertThat(users(run, 0)).as("the one with the lesser id comes first").isZero();
  }

  @Test
  void theIdOfTheFirstStartExpiresOnceItIsKnown() {
    MetricRun<?> run = run(RetentionCases.VIEWED_AS_PRO, Cohort.FIRST_EVER, Counting.ON, 1);
    run.acceptAll(
        start("2024-03-05T10:00:00Z").with("properties.plan", "pro").id("a long id ".repeat(9)));
    int kept = run.bytes("u").length;
    acceptOnlyFrom(run, "2024-03-05T10:00:00.001Z");
    assertThat(run.bytes("u").length).isLessThan(kept - 90);
  }

  private static MetricRun<?> run(
      EventMatcher start, Cohort cohort, Counting counting, int minReturns) {
    return MetricRun.of(
        RetentionCases.of(
            new RetentionDefinition(
                "back",
                start,
                ADDED,
                Period.DAY,
                PERIODS,
                cohort,
                counting,
                minReturns,
                List.of("plan"),
                Attribution.BOTH)));
  }

  /** Moves the watermark to where events before an instant are late, and flushes. */
  private static void acceptOnlyFrom(MetricRun<?> run, String instant) {
    run.advanceTo(Instant.parse(instant).toEpochMilli() + RetentionCases.LATE_HORIZON_MILLIS);
    run.flush();
  }

  /** Users of the cohort of the fifth of March at an index. */
  private static long users(MetricRun<?> run, long index) {
    return run.rows().table("retention").entrySet().stream()
        .filter(row -> row.getKey().subList(2, 5).equals(List.of("2024-03-05", index, "")))
        .mapToLong(row -> (Long) row.getValue().get(0))
        .sum();
  }

  private static RawEvent start(String instant) {
    return RawEvent.track("Product Viewed").at(instant);
  }

  private static RawEvent back(String instant) {
    return RawEvent.track("Product Added").at(instant);
  }
}
