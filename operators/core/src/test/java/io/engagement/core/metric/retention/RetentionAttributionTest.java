package io.engagement.core.metric.retention;

import static io.engagement.core.metric.retention.Retained.r;
import static io.engagement.core.metric.retention.Retained.s;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.laws.MetricLaws;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.retention.RetentionDefinition.Attribution;
import io.engagement.core.metric.retention.RetentionDefinition.Cohort;
import io.engagement.core.metric.retention.RetentionDefinition.Counting;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which dimension value a user counts under where the start alone says so. */
class RetentionAttributionTest {
  private static final String PLAN = "properties.plan";

  @ParameterizedTest
  @EnumSource(Counting.class)
  void aReturnCountsWhateverValueItCarries(Counting counting) {
    RawEvent[] events = {
      s("2024-03-05T10:00:00Z").with(PLAN, "pro"), r("2024-03-06T10:00:00Z").with(PLAN, "free")
    };
    assertThat(byStart().counting(counting).of("pro", events))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 1", 1L));
    assertThat(byStart().counting(counting).of("free", events)).isEmpty();
  }

  @Test
  void theFirstStartAloneSaysTheValue() {
    RawEvent[] events = {
      s("2024-03-05T10:00:00Z").with(PLAN, "pro"),
      s("2024-03-05T11:00:00Z").with(PLAN, "free"),
      s("2024-03-06T10:00:00Z").with(PLAN, "free")
    };
    assertThat(byStart().of("pro", events)).isEqualTo(Map.of("2024-03-05 + 0", 1L));
    assertThat(byStart().of("free", events)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Counting.class)
  void aLateEarlierStartMovesTheUserToItsValue(Counting counting) {
    RawEvent[] events = {
      s("2024-03-05T20:00:00Z").with(PLAN, "free"),
      r("2024-03-06T21:00:00Z"),
      s("2024-03-05T10:00:00Z").with(PLAN, "pro")
    };
    assertThat(byStart().counting(counting).of("pro", events))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 1", 1L));
    assertThat(byStart().counting(counting).of("free", events)).isEmpty();
  }

  @Test
  void ofTwoStartsAtAnInstantTheLowerMessageIdSaysTheValue() {
    RawEvent pro = s("2024-03-05T10:00:00Z").with(PLAN, "pro").id("1");
    RawEvent free = s("2024-03-05T10:00:00Z").with(PLAN, "free").id("2");
    Map<String, Long> cohort = Map.of("2024-03-05 + 0", 1L);
    assertThat(byStart().of("pro", pro, free)).isEqualTo(cohort);
    assertThat(byStart().of("pro", free, pro)).isEqualTo(cohort);
    assertThat(byStart().of("free", free, pro)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Counting.class)
  void withRecurringCohortsTheUserCountsOnceUnderEachValueOfTheStarts(Counting counting) {
    RawEvent[] events = {
      s("2024-03-05T10:00:00Z").with(PLAN, "pro"),
      r("2024-03-06T12:00:00Z"),
      s("2024-03-05T11:00:00Z").with(PLAN, "free"),
      s("2024-03-05T12:00:00Z").with(PLAN, "free")
    };
    Retained recurring = byStart().of(Cohort.RECURRING).counting(counting);
    Map<String, Long> cohort = Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 1", 1L);
    assertThat(recurring.of("pro", events)).isEqualTo(cohort);
    assertThat(recurring.of("free", events)).isEqualTo(cohort);
    assertThat(recurring.after(events)).isEqualTo(cohort);
  }

  @Test
  void aStartWithoutTheValueCountsUnderNone() {
    assertThat(byStart().of("(none)", s("2024-03-05T10:00:00Z"), r("2024-03-06T10:00:00Z")))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 1", 1L));
  }

  @Test
  void aMergeLeavesTheValueOfTheEarlierStart() {
    MetricRun<?> run =
        MetricRun.of(byStart().trial().restating(Duration.ofDays(31).toMillis()))
            .acceptAll(
                s("2024-03-05T11:00:00Z").with(PLAN, "free"),
                r("2024-03-06T10:00:00Z"),
                s("2024-03-05T10:00:00Z").with(PLAN, "pro").by("phone"));
    assertThat(Retained.users(run.rows(), "free")).hasSize(2);
    run.claim("phone", "u");
    assertThat(Retained.users(run.rows(), "pro"))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 1", 1L));
    assertThat(Retained.users(run.rows(), "free")).isEmpty();
  }

  @Test
  void valuesAddUpToTheTotalWhereThereIsOneCohort() {
    MetricLaws.rowsOf(
            byStart().trial(),
            Arrays.asList(
                s("2024-03-05T10:00:00Z").with(PLAN, "pro").by("a"),
                s("2024-03-05T11:00:00Z").with(PLAN, "free").by("a"),
                s("2024-03-05T10:00:00Z").with(PLAN, "free").by("b"),
                r("2024-03-06T10:00:00Z").with(PLAN, "pro").by("b"),
                r("2024-03-06T10:00:00Z").by("a")))
        .table("retention")
        .forEach(
            (key, values) ->
                assertThat((Long) values.get(0))
                    .as("%s", key)
                    .isEqualTo(key.get(5).equals("") ? 2L : 1L));
  }

  private static Retained byStart() {
    return new Retained().by(Attribution.START).brokenDownBy("plan");
  }
}
