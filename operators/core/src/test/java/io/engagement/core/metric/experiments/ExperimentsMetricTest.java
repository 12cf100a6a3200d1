package io.engagement.core.metric.experiments;

import static io.engagement.core.metric.experiments.ExperimentsCases.ORDERS;
import static io.engagement.core.metric.experiments.ExperimentsCases.REVENUE;
import static io.engagement.core.metric.experiments.ExperimentsCases.VIEWED;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.MetricLaws;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.experiments.ExperimentsDefinition.Goal;
import io.engagement.core.time.ZoneCalendar;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Section 14 of the definitions, sentence by sentence. */
class ExperimentsMetricTest {

  @Test
  void everyExposedUserCountsAndConvertersAreThoseWithAGoal() {
    assertThat(
            text(
                ORDERS,
                seen("2024-03-05T10:00:00Z", "new").by("ann"),
                seen("2024-03-05T10:00:00Z", "new").by("bob"),
                seen("2024-03-05T10:00:00Z", "control").by("cem"),
                order("2024-03-05T11:00:00Z", 10L).by("bob"),
                order("2024-03-05T12:00:00Z", 10L).by("bob"),
                order("2024-03-05T12:00:00Z", 10L).by("not exposed")))
        .isEqualTo(Map.of("new orders", "2, 1, 2, 4, 0", "control orders", "1, 0, 0, 0, 0"));
  }

  @Test
  void noDayIsEverSoLongOverThatAGoalWouldCorrectIt() {
    ExperimentsDefinition definition =
        new ExperimentsDefinition("exp", VIEWED, List.of(ORDERS), List.of());
    MetricRun<?> run = MetricRun.of(ExperimentsCases.of(definition));
    run.acceptAll(seen("2024-03-05T10:00:00Z", "new"));
    ZoneCalendar utc = new ZoneCalendar(ZoneOffset.UTC, DayOfWeek.MONDAY);
    assertThat(run.sums().keySet())
        .filteredOn(key -> key.tableId() == ExperimentDaysTable.TABLE.id())
        .isNotEmpty()
        .allMatch(day -> ExperimentDaysTable.TABLE.endMillis(day, utc) == Long.MAX_VALUE);
  }

  @Test
  void aGoalWithoutValueSumsItsCountAndOneWithValueTheValue() {
    RawEvent[] history = {
      seen("2024-03-05T10:00:00Z", "new"),
      order("2024-03-05T11:00:00Z", "12.50"),
      order("2024-03-05T12:00:00Z", -1L),
    };
    assertThat(text(ORDERS, history)).isEqualTo(Map.of("new orders", "1, 1, 2, 4, 0"));
    assertThat(text(REVENUE, history)).isEqualTo(Map.of("new revenue", "1, 1, 11.5, 132.25, 0"));
  }

  @Test
  void aGoalWithoutANumberConvertsAndAddsNothing() {
    assertThat(
            text(
                REVENUE,
                seen("2024-03-05T10:00:00Z", "new"),
                RawEvent.track("Order Completed").at("2024-03-05T11:00:00Z")))
        .isEqualTo(Map.of("new revenue", "1, 1, 0, 0, 0"));
  }

  @Test
  void aGoalCountsFromTheInstantOfTheExposureOn() {
    assertThat(
            text(
                ORDERS, order("2024-03-05T09:59:59.999Z", 1L), seen("2024-03-05T10:00:00Z", "new")))
        .isEqualTo(Map.of("new orders", "1, 0, 0, 0, 0"));
    assertThat(text(ORDERS, order("2024-03-05T10:00:00Z", 1L), seen("2024-03-05T10:00:00Z", "new")))
        .isEqualTo(Map.of("new orders", "1, 1, 1, 1, 0"));
  }

  @Test
  void theFirstExposureByEventTimeWinsHoweverLateItComes() {
    assertThat(
            text(
                ORDERS,
                seen("2024-03-05T12:00:00Z", "new"),
                order("2024-03-05T11:00:00Z", 1L),
                order("2024-03-05T13:00:00Z", 1L)))
        .isEqualTo(Map.of("new orders", "1, 1, 1, 1, 0"));
    assertThat(
            text(
                ORDERS,
                seen("2024-03-05T12:00:00Z", "new"),
                order("2024-03-05T11:00:00Z", 1L),
                order("2024-03-05T13:00:00Z", 1L),
                seen("2024-03-05T10:00:00Z", "new")))
        .isEqualTo(Map.of("new orders", "1, 1, 2, 4, 0"));
  }

  @Test
  void whoSeesTwoVariantsIsExcludedAndCountedWhereSeenFirst() {
    assertThat(
            text(
                ORDERS,
                seen("2024-03-05T12:00:00Z", "new"),
                order("2024-03-05T13:00:00Z", 1L),
                seen("2024-03-09T12:00:00Z", "control")))
        .isEqualTo(Map.of("new orders", "0, 0, 0, 0, 1"));
    assertThat(
            text(
                ORDERS,
                seen("2024-03-05T12:00:00Z", "new"),
                order("2024-03-05T13:00:00Z", 1L),
                seen("2024-03-05T11:59:59.999Z", "control")))
        .isEqualTo(Map.of("control orders", "0, 0, 0, 0, 1"));
  }

  @Test
  void ofTwoVariantsAtTheSameInstantTheLowerIdIsSeenFirst() {
    RawEvent[] history = {
      seen("2024-03-05T12:00:00Z", "new").id("2"), seen("2024-03-05T12:00:00Z", "control").id("1")
    };
    assertThat(text(ORDERS, history)).isEqualTo(Map.of("control orders", "0, 0, 0, 0, 1"));
    assertThat(text(ORDERS, history[1], history[0]))
        .isEqualTo(Map.of("control orders", "0, 0, 0, 0, 1"));
  }

  @Test
  void whoSeesThreeVariantsIsExcludedOnce() {
    assertThat(
            text(
                ORDERS,
                seen("2024-03-05T12:00:00Z", "b"),
                seen("2024-03-05T13:00:00Z", "c"),
                order("2024-03-05T13:30:00Z", 1L),
                seen("2024-03-05T11:00:00Z", "a"),
                seen("2024-03-05T14:00:00Z", "a")))
        .isEqualTo(Map.of("a orders", "0, 0, 0, 0, 1"));
  }

  @Test
  void whoSeesTheSameVariantAgainIsNotExcluded() {
    assertThat(
            text(
                ORDERS,
                seen("2024-03-05T12:00:00Z", "new"),
                seen("2024-03-06T12:00:00Z", "new"),
                order("2024-03-06T13:00:00Z", 1L)))
        .isEqualTo(Map.of("new orders", "1, 1, 1, 1, 0"));
  }

  @Test
  void aGoalInTheInstantOfTheExposureCountsWhateverTheMessageIds() {
    for (String id : List.of("1", "3")) {
      assertThat(
              text(
                  ORDERS,
                  order("2024-03-05T10:00:00Z", 1L).id(id),
                  seen("2024-03-05T10:00:00Z", "new").id("2")))
          .as(id)
          .isEqualTo(Map.of("new orders", "1, 1, 1, 1, 0"));
    }
  }

  @Test
  void whoIsExcludedIsCountedUnderTheValueOfTheFirstExposure() {
    ExperimentsDefinition definition =
        new ExperimentsDefinition("exp", VIEWED, List.of(ORDERS), List.of("plan"));
    MetricRun<?> run = MetricRun.of(ExperimentsCases.of(definition));
    run.acceptAll(
        seen("2024-03-05T12:00:00Z", "new").with("properties.plan", "pro"),
        seen("2024-03-05T13:00:00Z", "control").with("properties.plan", "free"));
    assertThat(run.rows().values("experiments", "exp", "e", "new", "orders", "plan", "pro"))
        .containsExactly(0L, 0L, BigDecimal.ZERO, BigDecimal.ZERO, 1L);
    assertThat(run.rows().table("experiments")).hasSize(2);
  }

  @Test
  void theExposureIsWhatTheDefinitionSays() {
    EventMatcher shown = EventMatcher.named("Banner Shown");
    MetricRun<?> run =
        MetricRun.of(
            ExperimentsCases.of(
                new ExperimentsDefinition("exp", shown, List.of(ORDERS), List.of())));
    run.acceptAll(
        seen("2024-03-05T12:00:00Z", "new"),
        RawEvent.track("Banner Shown")
            .with("properties.experiment_id", "e")
            .with("properties.variation_id", "control")
            .at("2024-03-05T13:00:00Z"));
    assertThat(run.rows().table("experiments").keySet())
        .containsExactly(List.of("exp", "e", "control", "orders", "", ""));
  }

  @Test
  void experimentsAreApart() {
    assertThat(
            text(
                ORDERS,
                seen("2024-03-05T12:00:00Z", "new"),
                seen("2024-03-05T13:00:00Z", "blue").with("properties.experiment_id", "colour"),
                order("2024-03-05T12:30:00Z", 1L)))
        .isEqualTo(Map.of("new orders", "1, 1, 1, 1, 0", "blue orders", "1, 0, 0, 0, 0"));
  }

  @Test
  void anExposureThatDoesNotSayOfWhatIsNone() {
    RawEvent exposure = seen("2024-03-05T12:00:00Z", "new");
    assertThat(text(ORDERS, exposure.with("properties.experiment_id", ""))).isEmpty();
    assertThat(text(ORDERS, exposure.with("properties.experiment_id", null))).isEmpty();
    assertThat(text(ORDERS, exposure.with("properties.variation_id", null))).isEmpty();
    assertThat(text(ORDERS, exposure.with("properties.variation_id", 1L)))
        .containsOnlyKeys("1 orders");
  }

  @Test
  void aUserCountsUnderTheDimensionValueOfTheFirstExposure() {
    ExperimentsDefinition definition =
        new ExperimentsDefinition("exp", VIEWED, List.of(ORDERS), List.of("plan"));
    MetricRun<?> run = MetricRun.of(ExperimentsCases.of(definition));
    run.acceptAll(
        seen("2024-03-05T12:00:00Z", "new").with("properties.plan", "pro"),
        order("2024-03-05T13:00:00Z", 1L).with("properties.plan", "free"));
    assertThat(run.rows().values("experiments", "exp", "e", "new", "orders", "plan", "pro"))
        .startsWith(1L, 1L);
    run.acceptAll(seen("2024-03-05T11:00:00Z", "new"));
    assertThat(run.rows().values("experiments", "exp", "e", "new", "orders", "plan", "pro"))
        .isNull();
    assertThat(run.rows().values("experiments", "exp", "e", "new", "orders", "plan", "(none)"))
        .startsWith(1L, 1L);
  }

  @Test
  void whatCannotBeSummedMakesTheSumsUnknownAndNothingElse() {
    assertThat(
            text(
                REVENUE,
                seen("2024-03-05T12:00:00Z", "new").by("ann"),
                order("2024-03-05T13:00:00Z", 10_000_000_000L).by("ann"),
                seen("2024-03-05T12:00:00Z", "new").by("bob"),
                order("2024-03-05T13:00:00Z", 10_000_000_001L).by("bob")))
        .isEqualTo(Map.of("new revenue", "2, 2, null, null, 0"));
    assertThat(
            text(
                REVENUE,
                seen("2024-03-05T12:00:00Z", "new"),
                order("2024-03-05T13:00:00Z", 10_000_000_000L)))
        .isEqualTo(Map.of("new revenue", "1, 1, 10000000000, 100000000000000000000, 0"));
  }

  @Test
  void aSumThatIsNotKnownIsWarnedOfAsLongAsItIs() {
    ExperimentsDefinition definition =
        new ExperimentsDefinition("exp", VIEWED, List.of(REVENUE), List.of());
    MetricRun<?> run = MetricRun.of(ExperimentsCases.of(definition));
    run.acceptAll(
        seen("2024-03-05T12:00:00Z", "new").by("bob"),
        order("2024-03-05T13:00:00Z", 10_000_000_001L).by("bob"));
    assertThat(run.warnings()).isEqualTo(Map.of("unknown_result exp.sum", 1L));
    run.acceptAll(seen("2024-03-05T14:00:00Z", "old").by("bob"));
    assertThat(run.warnings()).isEmpty();
  }

  @Test
  void aUsersSumBeyondSixtyFourBitsIsUnknownInEitherOrder() {
    GoalSum sum = new GoalSum();
    long most = 10_000_000_000_000_000L;
    for (int i = 0; i < 922; i++) {
      sum.add(most);
    }
    assertThat(sum.isKnown()).isTrue();
    assertThat(sum.millionths()).isEqualTo(922 * most);
    sum.add(most);
    assertThat(sum.isKnown()).isFalse();
    sum.add(-most);
    assertThat(sum.isKnown()).isTrue();
    for (int i = 0; i < 2 * 922; i++) {
      sum.add(-most);
    }
    assertThat(sum.millionths()).isEqualTo(-922 * most);
    sum.add(-most);
    assertThat(sum.isKnown()).isFalse();
  }

  private static RawEvent seen(String instant, String variant) {
    return RawEvent.track("Experiment Viewed")
        .with("properties.experiment_id", "e")
        .with("properties.variation_id", variant)
        .at(instant);
  }

  private static RawEvent order(String instant, Object revenue) {
    return RawEvent.track("Order Completed").with("properties.revenue", revenue).at(instant);
  }

  /** Variant and goal to users, converters, sum, sum of squares, excluded users. */
  private static Map<String, String> text(Goal goal, RawEvent... history) {
    Map<String, String> rows = new TreeMap<>();
    MetricLaws.rowsOf(
            ExperimentsCases.of(new ExperimentsDefinition("exp", VIEWED, List.of(goal), List.of())),
            List.of(history))
        .table("experiments")
        .forEach(
            (key, values) -> {
              String all = values.toString();
              rows.put(key.get(2) + " " + key.get(3), all.substring(1, all.length() - 1));
            });
    return rows;
  }
}
