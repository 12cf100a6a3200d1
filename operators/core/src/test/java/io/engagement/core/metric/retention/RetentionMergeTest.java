package io.engagement.core.metric.retention;

import static io.engagement.core.metric.retention.Retained.r;
import static io.engagement.core.metric.retention.Retained.s;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.Condition;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.retention.RetentionDefinition.Cohort;
import io.engagement.core.metric.retention.RetentionDefinition.Counting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of two ids when they turn out to be one person. */
class RetentionMergeTest {
  private static final Duration RESTATE = Duration.ofDays(31);
  private static final EventMatcher S_AS_PRO =
      new EventMatcher.Spec(
          List.of(),
          List.of("S"),
          List.of(new Condition("properties.plan", Condition.Operator.EQ, List.of("pro"))));

  @Test
  void theUserMovesToTheCohortOfTheEarlierStart() {
    MetricRun<?> run =
        run(
            new Retained(),
            s("2024-03-07T10:00:00Z"),
            r("2024-03-08T10:00:00Z"),
            phone(s("2024-03-05T10:00:00Z")),
            phone(r("2024-03-06T10:00:00Z")));
    assertThat(users(run))
        .isEqualTo(
            Map.of(
                "2024-03-05 + 0", 1L,
                "2024-03-05 + 1", 1L,
                "2024-03-07 + 0", 1L,
                "2024-03-07 + 1", 1L));
    run.claim("phone", "u");
    assertThat(users(run))
        .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 1", 1L, "2024-03-05 + 3", 1L));
  }

  @Test
  void theCohortStaysWhereTheOwnerStartedFirst() {
    MetricRun<?> run =
        run(
            new Retained(),
            s("2024-03-05T10:00:00Z"),
            phone(s("2024-03-05T11:00:00Z")),
            phone(r("2024-03-06T10:00:00Z")));
    run.claim("phone", "u");
    assertThat(users(run)).isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 1", 1L));
  }

  @Test
  void returnsOfWhoHadNoStartCountForTheOwnersCohort() {
    for (Counting counting : Counting.values()) {
      MetricRun<?> run =
          run(
              new Retained().counting(counting),
              s("2024-03-05T10:00:00Z"),
              phone(r("2024-03-06T10:00:00Z")));
      run.claim("phone", "u");
      assertThat(users(run))
          .as(counting.name())
          .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 1", 1L));
    }
  }

  @Test
  void withFirstEverAnEarlierEventThatFailsLeavesNoCohort() {
    MetricRun<?> run =
        run(
            firstEver(),
            s("2024-03-05T10:00:00Z").with("properties.plan", "pro"),
            phone(s("2024-03-04T10:00:00Z")));
    assertThat(users(run)).isEqualTo(Map.of("2024-03-05 + 0", 1L));
    run.claim("phone", "u");
    assertThat(users(run)).isEmpty();
  }

  @Test
  void withFirstEverTheLowerMessageIdOfTwoAtAnInstantIsFirst() {
    RawEvent pro = s("2024-03-05T10:00:00Z").with("properties.plan", "pro");
    MetricRun<?> without = run(firstEver(), pro.id("2"), phone(s("2024-03-05T10:00:00Z").id("1")));
    without.claim("phone", "u");
    assertThat(users(without)).isEmpty();
    MetricRun<?> with = run(firstEver(), pro.id("1"), phone(s("2024-03-05T10:00:00Z").id("2")));
    with.claim("phone", "u");
    assertThat(users(with)).isEqualTo(Map.of("2024-03-05 + 0", 1L));
  }

  @Test
  void withRecurringCohortsTheUserIsOnceInEveryCohortOfBoth() {
    for (Counting counting : Counting.values()) {
      MetricRun<?> run =
          run(
              new Retained().of(Cohort.RECURRING).counting(counting),
              s("2024-03-05T10:00:00Z"),
              phone(s("2024-03-05T09:00:00Z")),
              phone(s("2024-03-06T10:00:00Z")),
              r("2024-03-07T10:00:00Z"));
      run.claim("phone", "u");
      assertThat(users(run))
          .as(counting.name())
          .containsEntry("2024-03-05 + 0", 1L)
          .containsEntry("2024-03-05 + 2", 1L)
          .containsEntry("2024-03-06 + 0", 1L)
          .containsEntry("2024-03-06 + 1", 1L);
    }
  }

  @Test
  void theReturnsOfBothCountTogether() {
    for (Counting counting : Counting.values()) {
      MetricRun<?> run =
          run(
              new Retained().counting(counting).needing(2),
              s("2024-03-05T10:00:00Z"),
              r("2024-03-06T10:00:00Z"),
              phone(r("2024-03-06T11:00:00Z")));
      assertThat(users(run)).isEqualTo(Map.of("2024-03-05 + 0", 1L));
      run.claim("phone", "u");
      assertThat(users(run))
          .as(counting.name())
          .isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 1", 1L));
      run.acceptAll(r("2024-03-06T12:00:00Z"));
      assertThat(users(run)).containsEntry("2024-03-05 + 1", 1L);
    }
  }

  @Test
  void withRollingStepsTheyCountFromTheEarlierStart() {
    MetricRun<?> run =
        run(
            new Retained().counting(Counting.ROLLING),
            s("2024-03-05T12:00:00Z"),
            r("2024-03-06T11:59:59.999Z"),
            phone(s("2024-03-05T10:00:00Z")));
    assertThat(users(run)).isEqualTo(Map.of("2024-03-05 + 0", 2L));
    run.claim("phone", "u");
    assertThat(users(run)).isEqualTo(Map.of("2024-03-05 + 0", 1L, "2024-03-05 + 1", 1L));
  }

  @Test
  void cellsOfPeriodsThatEndedBeforeWhatIsRestatedStayAsTheyAre() {
    MetricRun<?> run =
        run(
            new Retained(),
            phone(s("2024-03-04T10:00:00Z")),
            s("2024-03-05T10:00:00Z"),
            r("2024-03-06T10:00:00Z"),
            r("2024-03-08T10:00:00Z"));
    run.advanceTo(Instant.parse("2024-03-08T00:00:00Z").plus(RESTATE).toEpochMilli());
    run.flush();
    run.restart();
    run.claim("phone", "u");
    assertThat(users(run))
        .isEqualTo(
            Map.of(
                "2024-03-04 + 0", 1L,
                "2024-03-04 + 4", 1L,
                "2024-03-05 + 0", 1L,
                "2024-03-05 + 1", 1L));
  }

  @Test
  void returnsOfAUserWithoutACohortAreKeptForOneThatAMergeBrings() {
    MetricRun<?> run = run(firstEver(), phone(s("2024-03-05T10:00:00Z")));
    run.acceptAll(s("2024-03-04T10:00:00Z").with("properties.plan", "pro"));
    run.advanceTo(Instant.parse("2024-03-10T00:00:00Z").toEpochMilli());
    run.acceptAll(phone(r("2024-03-09T10:00:00Z")));
    run.claim("phone", "u");
    assertThat(users(run)).isEqualTo(Map.of("2024-03-04 + 0", 1L, "2024-03-04 + 5", 1L));
  }

  @ParameterizedTest
  @EnumSource(Counting.class)
  void theReturnsOfASilentUserExpireInTheEnd(Counting counting) {
    MetricRun<?> run = run(new Retained().counting(counting).needing(2));
    byte[] nothing = run.bytes("phone");
    run.acceptAll(
        phone(r("2024-03-05T10:00:00Z")),
        phone(r("2024-03-05T11:00:00Z")),
        phone(r("2024-03-06T10:00:00Z")));
    run.advanceTo(run.deadlineMillis());
    assertThat(run.bytes("phone")).isEqualTo(nothing);
    assertThat(run.deadlineMillis()).isEqualTo(Long.MAX_VALUE);
  }

  private static Retained firstEver() {
    return new Retained().start(S_AS_PRO).of(Cohort.FIRST_EVER);
  }

  private static MetricRun<?> run(Retained retained, RawEvent... events) {
    return MetricRun.of(retained.trial().restating(RESTATE.toMillis())).acceptAll(events);
  }

  private static RawEvent phone(RawEvent event) {
    return event.by("phone");
  }

  private static Map<String, Long> users(MetricRun<?> run) {
    return Retained.users(run.rows(), "");
  }
}
