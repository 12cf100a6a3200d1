package io.engagement.core.metric.experiments;

import static io.engagement.core.metric.experiments.ExperimentsCases.ORDERS;
import static io.engagement.core.metric.experiments.ExperimentsCases.REVENUE;
import static io.engagement.core.metric.experiments.ExperimentsCases.VIEWED;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.experiments.ExperimentsDefinition.Goal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What becomes of two ids when they turn out to be one person. */
class ExperimentsMergeTest {
  private static final Duration RESTATE = Duration.ofDays(31);

  @Test
  void whoSawTheSameVariantUnderBothCountsOnceWithTheGoalsOfBoth() {
    MetricRun<?> run =
        run(
            REVENUE,
            phone(seen("2024-03-05T10:00:00Z", "new")),
            phone(order("2024-03-05T11:00:00Z", 3)),
            seen("2024-03-05T12:00:00Z", "new"),
            order("2024-03-05T13:00:00Z", 4));
    assertThat(rows(run)).isEqualTo(Map.of("new", "2, 2, 7, 25, 0"));
    run.claim("phone", "u");
    assertThat(rows(run)).isEqualTo(Map.of("new", "1, 1, 7, 49, 0"));
  }

  @Test
  void whoSawAnotherVariantUnderEachIsExcludedWhereSeenFirst() {
    MetricRun<?> run =
        run(
            ORDERS,
            phone(seen("2024-03-05T10:00:00Z", "control")),
            phone(order("2024-03-05T11:00:00Z", 1)),
            seen("2024-03-05T12:00:00Z", "new"),
            order("2024-03-05T13:00:00Z", 1));
    run.claim("phone", "u");
    assertThat(rows(run)).isEqualTo(Map.of("control", "0, 0, 0, 0, 1"));
  }

  @Test
  void ofTwoVariantsAtOneInstantTheLowerMessageIdIsSeenFirst() {
    RawEvent own = seen("2024-03-05T10:00:00Z", "new");
    RawEvent other = phone(seen("2024-03-05T10:00:00Z", "control"));
    MetricRun<?> run = run(ORDERS, own.id("2"), other.id("1"));
    run.claim("phone", "u");
    assertThat(rows(run)).isEqualTo(Map.of("control", "0, 0, 0, 0, 1"));
    MetricRun<?> otherWay = run(ORDERS, own.id("1"), other.id("2"));
    otherWay.claim("phone", "u");
    assertThat(rows(otherWay)).isEqualTo(Map.of("new", "0, 0, 0, 0, 1"));
  }

  @Test
  void whoWasExcludedUnderOneIdIsExcluded() {
    MetricRun<?> run =
        run(
            ORDERS,
            phone(seen("2024-03-05T10:00:00Z", "new")),
            phone(seen("2024-03-05T11:00:00Z", "control")),
            seen("2024-03-05T09:00:00Z", "new"),
            order("2024-03-05T13:00:00Z", 1));
    run.claim("phone", "u");
    assertThat(rows(run)).isEqualTo(Map.of("new", "0, 0, 0, 0, 1"));
  }

  @Test
  void goalsOfWhoWasNotExposedCountFromTheExposureOfTheOtherOn() {
    RawEvent[] orders = {
      order("2024-03-05T09:59:59.999Z", 1),
      order("2024-03-05T10:00:00Z", 2),
      order("2024-03-05T11:00:00Z", 4)
    };
    MetricRun<?> run = run(REVENUE, seen("2024-03-05T10:00:00Z", "new"));
    for (RawEvent order : orders) {
      run.acceptAll(phone(order));
    }
    run.claim("phone", "u");
    assertThat(rows(run)).as("the owner exposed").isEqualTo(Map.of("new", "1, 1, 6, 36, 0"));

    MetricRun<?> otherWay = run(REVENUE, orders);
    otherWay.acceptAll(phone(seen("2024-03-05T10:00:00Z", "new")));
    otherWay.claim("phone", "u");
    assertThat(rows(otherWay))
        .as("the anonymous id exposed")
        .isEqualTo(Map.of("new", "1, 1, 6, 36, 0"));
  }

  @Test
  void goalsBetweenTheExposuresOfBothCount() {
    MetricRun<?> run =
        run(
            REVENUE,
            seen("2024-03-05T10:00:00Z", "new"),
            phone(order("2024-03-05T09:00:00Z", 1)),
            phone(order("2024-03-05T11:00:00Z", 2)),
            phone(seen("2024-03-05T12:00:00Z", "new")),
            phone(order("2024-03-05T12:00:00Z", 4)));
    run.claim("phone", "u");
    assertThat(rows(run)).isEqualTo(Map.of("new", "1, 1, 6, 36, 0"));
  }

  @Test
  void goalsAreKnownAsFarBackAsMergesRestate() {
    MetricRun<?> run =
        run(
            REVENUE,
            seen("2024-03-05T10:00:00Z", "new"),
            phone(order("2024-03-05T11:00:00Z", 1)),
            phone(order("2024-03-06T11:00:00Z", 2)));
    run.advanceTo(Instant.parse("2024-03-06T11:00:00Z").plus(RESTATE).toEpochMilli());
    run.flush();
    run.restart();
    run.claim("phone", "u");
    assertThat(rows(run)).as("one of them").isEqualTo(Map.of("new", "1, 1, 2, 4, 0"));
  }

  @Test
  void anExposureOlderThanThatIsKnownForGood() {
    MetricRun<?> run = run(ORDERS, phone(seen("2023-01-01T10:00:00Z", "control")));
    run.advanceTo(Instant.parse("2024-03-05T00:00:00Z").toEpochMilli());
    run.restart();
    run.acceptAll(seen("2024-03-05T10:00:00Z", "new"));
    run.claim("phone", "u");
    assertThat(rows(run)).isEqualTo(Map.of("control", "0, 0, 0, 0, 1"));
  }

  @Test
  void theFirstDimensionValueOfBothCounts() {
    ExperimentsDefinition definition =
        new ExperimentsDefinition("exp", VIEWED, List.of(ORDERS), List.of("plan"));
    MetricRun<?> run = MetricRun.of(ExperimentsCases.of(definition));
    run.acceptAll(
        seen("2024-03-05T11:00:00Z", "new").with("properties.plan", "pro"),
        phone(seen("2024-03-05T10:00:00Z", "new")).with("properties.plan", "free"));
    run.claim("phone", "u");
    assertThat(run.rows().values("experiments", "exp", "e", "new", "orders", "plan", "pro"))
        .isNull();
    assertThat(run.rows().values("experiments", "exp", "e", "new", "orders", "plan", "free"))
        .startsWith(1L);
  }

  @Test
  void ofTooManyExperimentsThoseOfTheOwnerStay() {
    MetricRun<?> run = run(ORDERS);
    int own = ExperimentsMetric.MOST_EXPERIMENTS - 1;
    for (int i = 0; i < own; i++) {
      run.accept(seen("2024-03-05T11:00:00Z", "new").with("properties.experiment_id", "own " + i));
    }
    for (String experiment : List.of("b", "a", "own 0")) {
      run.accept(
          phone(seen("2024-03-05T10:00:00Z", "new")).with("properties.experiment_id", experiment));
    }
    run.flush();
    run.claim("phone", "u");
    assertThat(run.rows().table("experiments").keySet())
        .hasSize(own + 1)
        .anyMatch(key -> key.contains("a"))
        .noneMatch(key -> key.contains("b"));
    assertThat(run.rows().values("experiments", "exp", "own 0", "new", "orders", "", ""))
        .startsWith(1L);
  }

  @Test
  void whatASilentUserDidForGoalsExpiresInTheEnd() {
    MetricRun<?> run = run(ORDERS);
    byte[] nothing = run.bytes("phone");
    run.acceptAll(phone(order("2024-03-05T11:00:00Z", 1)));
    assertThat(run.deadlineMillis())
        .isEqualTo(Instant.parse("2024-03-06T00:00:00Z").plus(RESTATE).toEpochMilli());
    run.advanceTo(run.deadlineMillis());
    assertThat(run.bytes("phone")).isEqualTo(nothing);
  }

  @Test
  void sumsOfBothAreExactBeyondSixtyFourBits() {
    long most = 10_000_000_000_000_000L;
    GoalSum one = new GoalSum();
    GoalSum other = new GoalSum();
    for (int i = 0; i < 500; i++) {
      one.add(most);
      other.add(most);
    }
    one.add(other);
    assertThat(one.isKnown()).isFalse();
    for (int i = 0; i < 1_000; i++) {
      one.add(-most + 1);
    }
    assertThat(one.isKnown()).isTrue();
    assertThat(one.millionths()).isEqualTo(1_000);
  }

  @Test
  void aValueThatIsTooLargeUnderOneIdMakesTheSumUnknown() {
    MetricRun<?> run =
        run(
            REVENUE,
            seen("2024-03-05T10:00:00Z", "new"),
            phone(order("2024-03-05T11:00:00Z", 10_000_000_001L)));
    run.claim("phone", "u");
    assertThat(rows(run)).isEqualTo(Map.of("new", "1, 1, null, null, 0"));
  }

  private static MetricRun<?> run(Goal goal, RawEvent... events) {
    return MetricRun.of(
            ExperimentsCases.of(new ExperimentsDefinition("exp", VIEWED, List.of(goal), List.of()))
                .restating(RESTATE.toMillis()))
        .acceptAll(events);
  }

  private static RawEvent seen(String instant, String variant) {
    return RawEvent.track("Experiment Viewed")
        .with("properties.experiment_id", "e")
        .with("properties.variation_id", variant)
        .at(instant);
  }

  private static RawEvent order(String instant, long revenue) {
    return RawEvent.track("Order Completed").with("properties.revenue", revenue).at(instant);
  }

  private static RawEvent phone(RawEvent event) {
    return event.by("phone");
  }

  /** Variant to users, converters, sum, sum of squares, excluded users. */
  private static Map<String, String> rows(MetricRun<?> run) {
    Map<String, String> rows = new TreeMap<>();
    run.rows()
        .table("experiments")
        .forEach(
            (key, values) -> {
              String all = values.toString();
              rows.put((String) key.get(2), all.substring(1, all.length() - 1));
            });
    return rows;
  }
}
