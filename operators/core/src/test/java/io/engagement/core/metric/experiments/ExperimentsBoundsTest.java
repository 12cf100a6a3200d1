package io.engagement.core.metric.experiments;

import static io.engagement.core.metric.experiments.ExperimentsCases.ORDERS;
import static io.engagement.core.metric.experiments.ExperimentsCases.REVENUE;
import static io.engagement.core.metric.experiments.ExperimentsCases.VIEWED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.experiments.ExperimentsDefinition.Goal;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.time.ZoneCalendar;
import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.Problems;
import io.engagement.core.yaml.YamlReader;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The most that is taken, and what comes at the same instant. */
class ExperimentsBoundsTest {
  private final Problems problems = new Problems("f.yaml");

  private ExperimentsDefinition read(int goals) {
    String text =
        IntStream.rangeClosed(1, goals)
            .mapToObj(i -> "{id: g" + i + ", event: E" + i + "}")
            .collect(Collectors.joining(", ", "{id: e, goals: [", "]}"));
    ConfigNode node = Objects.requireNonNull(YamlReader.open(text, problems));
    return new ExperimentsFamily().read(node, new DefinitionContext(Set.of()));
  }

  private static MetricRun<?> run(Goal... goals) {
    return MetricRun.of(
        ExperimentsCases.of(new ExperimentsDefinition("exp", VIEWED, List.of(goals), List.of())));
  }

  @Test
  void fiftyGoalsAreTheMost() {
    ExperimentsDefinition fifty = read(ExperimentsFamily.MOST_GOALS);
    assertThat(problems.all()).isEmpty();
    assertThat(make(fifty).definition().id()).isEqualTo("e");

    ExperimentsDefinition more = read(ExperimentsFamily.MOST_GOALS + 1);
    assertThat(problems.all()).hasSize(1);
    assertThat(problems.all().get(0).message()).contains("51 goals are too many");
    assertThatThrownBy(() -> make(more)).hasMessageContaining("51 goals are too many");
  }

  private static ExperimentsMetric make(ExperimentsDefinition definition) {
    return new ExperimentsMetric(
        definition, new MetricSetup(new EventSchema.Builder(), ZoneCalendar.utc(), Map.of(), 0));
  }

  @Test
  void everyOneOfFiftyGoalsIsCounted() {
    Goal[] goals =
        IntStream.range(0, ExperimentsFamily.MOST_GOALS)
            .mapToObj(i -> new Goal("g" + i, EventMatcher.named("E" + i), null))
            .toArray(Goal[]::new);
    MetricRun<?> run = run(goals);
    run.acceptAll(
        seen("new"),
        RawEvent.track("E0").at("2024-03-05T11:00:00Z"),
        RawEvent.track("E49").at("2024-03-05T11:00:00Z"));
    assertThat(run.rows().table("experiments")).hasSize(50);
    assertThat(
            run.rows().table("experiments").entrySet().stream()
                .filter(row -> row.getValue().get(1).equals(1L))
                .map(row -> row.getKey().get(3)))
        .containsExactlyInAnyOrder("g0", "g49");
  }

  @Test
  void whatHappenedAtOneInstantIsKeptInTheSameOrderHoweverItCame() {
    RawEvent five = order(5L);
    RawEvent six = order(6L);
    RawEvent seven = order(7L);
    byte[] bytes = run(ORDERS, REVENUE).acceptAll(five, six, seven).bytes("u");
    assertThat(run(ORDERS, REVENUE).acceptAll(seven, six, five).bytes("u")).isEqualTo(bytes);
    assertThat(run(ORDERS, REVENUE).acceptAll(six, seven, five).bytes("u")).isEqualTo(bytes);
  }

  @Test
  void whichExposureOfAnInstantIsFirstIsKnownWhileOneMayCome() {
    MetricRun<?> run = run(ORDERS);
    run.acceptAll(seen("new").id("2"));
    acceptOnlyFrom(run, "2024-03-05T10:00:00Z");
    run.acceptAll(seen("control").id("1"));
    assertThat(run.rows().table("experiments").keySet())
        .allMatch(key -> key.contains("control"), "the lesser id is the first exposure")
        .isNotEmpty();
  }

  @Test
  void theIdOfAnExposureExpiresOnceNoneCanComeBefore() {
    MetricRun<?> run = run(ORDERS);
    run.acceptAll(seen("new").id("a long id ".repeat(9)));
    int kept = run.bytes("u").length;
    acceptOnlyFrom(run, "2024-03-05T10:00:00.001Z");
    assertThat(run.bytes("u").length).isEqualTo(kept - 93);
  }

  @Test
  void aGoalThatIsNotDefinedIsRefused() {
    GoalLog log = new GoalLog();
    log.add(new GoalLog.Entry(1_000, 1, 7));
    StateWriter out = new StateWriter(16);
    log.write(out);
    byte[] bytes = out.toBytes();
    assertThat(GoalLog.read(over(bytes), 2, 4).heapBytes()).isEqualTo(log.heapBytes());
    assertThatThrownBy(() -> GoalLog.read(over(bytes), 1, 4))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no goal 1 of 1");
  }

  private static StateReader over(byte[] bytes) {
    return new StateReader().over(bytes, 0, bytes.length);
  }

  private static void acceptOnlyFrom(MetricRun<?> run, String instant) {
    long millis = Instant.parse(instant).toEpochMilli();
    run.advanceTo(millis + ExperimentsCases.LATE_HORIZON_MILLIS);
    run.flush();
    assertThat(run.acceptedFromMillis()).isEqualTo(millis);
  }

  private static RawEvent seen(String variant) {
    return RawEvent.track("Experiment Viewed")
        .with("properties.experiment_id", "a")
        .with("properties.variation_id", variant)
        .at("2024-03-05T10:00:00Z");
  }

  private static RawEvent order(long revenue) {
    return RawEvent.track("Order Completed")
        .with("properties.revenue", revenue)
        .at("2024-03-05T11:00:00Z");
  }
}
