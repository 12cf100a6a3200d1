package io.engagement.core.metric.funnels;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventType;
import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.metric.funnels.FunnelsDefinition.Attempts;
import io.engagement.core.metric.funnels.FunnelsDefinition.Counts;
import io.engagement.core.metric.funnels.FunnelsDefinition.EqualTimes;
import io.engagement.core.metric.funnels.FunnelsDefinition.Exclusion;
import io.engagement.core.metric.funnels.FunnelsDefinition.OnExclusion;
import io.engagement.core.metric.funnels.FunnelsDefinition.Order;
import io.engagement.core.metric.funnels.FunnelsDefinition.Step;
import io.engagement.core.table.Period;
import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.Problem;
import io.engagement.core.yaml.Problems;
import io.engagement.core.yaml.YamlReader;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How funnels are written, and what is wrong with them. */
class FunnelsFamilyTest {
  private static final FunnelsFamily FAMILY = new FunnelsFamily();

  private final Problems problems = new Problems("f.yaml");

  private FunnelsDefinition read(String text) {
    ConfigNode node = Objects.requireNonNull(YamlReader.open(text, problems));
    FunnelsDefinition definition = FAMILY.read(node, new DefinitionContext(Set.of("platform")));
    node.reportUnknownKeys();
    return definition;
  }

  @Test
  void stepsAreEnough() {
    FunnelsDefinition definition = read("{id: f, steps: [A, B]}");

    assertThat(problems.all()).isEmpty();
    assertThat(definition)
        .isEqualTo(
            new FunnelsDefinition(
                "f",
                List.of(
                    new Step("A", EventMatcher.named("A"), Counts.EVERY),
                    new Step("B", EventMatcher.named("B"), Counts.EVERY)),
                604_800_000,
                Order.ORDERED,
                null,
                EqualTimes.CHAIN,
                0,
                List.of(),
                OnExclusion.TAINT,
                Attempts.LATEST,
                Period.DAY,
                1,
                List.of()));
  }

  @Test
  void everyOptionIsRead() {
    FunnelsDefinition definition =
        read(
            """
            id: f
            steps: [{event: A, first-time: true, name: Start}, {type: page}, [C, D], any]
            window: 400d
            order: ordered
            strict-increase: true
            exclude: [X, {event: Y, between: [2, 3]}]
            on-exclusion: stop
            attempt: first
            bucket: all
            attribution: 3
            breakdowns: [platform]
            """);

    assertThat(problems.all()).isEmpty();
    assertThat(definition.steps())
        .extracting(Step::name)
        .containsExactly("Start", "page", "C or D", "any");
    assertThat(definition.steps().get(0).counts()).isEqualTo(Counts.FIRST);
    assertThat(definition.steps().get(1).events())
        .isEqualTo(new EventMatcher.Spec(List.of(EventType.PAGE), List.of(), List.of()));
    assertThat(definition.windowMillis()).isEqualTo(400 * 86_400_000L);
    assertThat(definition.equalTimes()).isEqualTo(EqualTimes.DO_NOT_CHAIN);
    assertThat(definition.exclusions())
        .containsExactly(
            new Exclusion(EventMatcher.named("X"), 1, 4),
            new Exclusion(EventMatcher.named("Y"), 2, 3));
    assertThat(definition.onExclusion()).isEqualTo(OnExclusion.STOP);
    assertThat(definition.attempts()).isEqualTo(Attempts.FIRST);
    assertThat(definition.bucket()).isEqualTo(Period.ALL);
    assertThat(definition.attribution()).isEqualTo(3);
  }

  @Test
  void twentyStepsAndTenExclusionsAreTaken() {
    FunnelsDefinition definition =
        read("{id: f, steps: [" + "A, ".repeat(19) + "A], exclude: [" + "X, ".repeat(9) + "X]}");
    assertThat(problems.all()).isEmpty();
    assertThat(definition.steps()).hasSize(20);
    assertThat(definition.exclusions()).hasSize(10);
  }

  @Test
  void defaultsDependOnTheOrder() {
    assertThat(read("{id: f, steps: [A, B], order: any}").attempts()).isEqualTo(Attempts.EARLIEST);
    assertThat(read("{id: f, steps: [A, B], order: strict}").universe()).isNull();
    assertThat(read("{id: f, steps: [A, B], order: strict, strict-universe: C}").universe())
        .isEqualTo(EventMatcher.named("C"));
    assertThat(read("{id: f, steps: [A, B], attribution: last}").attribution())
        .isEqualTo(FunnelsDefinition.LAST_STEP);
    assertThat(read("{id: f, steps: [A, B], exclude: X}").exclusions()).hasSize(1);
    assertThat(problems.all()).isEmpty();
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        wrong("{id: f}", "steps", "is missing; expected a list of steps", "for example"),
        wrong("{id: f, steps: []}", "steps", "a funnel of 0 steps", "from 1 to 20"),
        wrong(
            "{id: f, steps: [A], exclude: X}",
            "exclude",
            "has nothing in between",
            "leave the key"),
        wrong("{id: f, steps: A}", "steps", "expected a list", "for example"),
        wrong("{id: f, steps: [A, {first-time: true}]}", "steps[1]", "says nothing", "add event"),
        wrong(
            "{id: f, steps: [A, {event: B, fist-time: true}]}",
            "steps[1].fist-time",
            "unknown key",
            "mean first-time?"),
        wrong(
            "{id: f, steps: [A, {event: B, first-time: yes}]}",
            "steps[1].first-time",
            "neither true nor false",
            null),
        wrong(
            "{id: f, steps: [A, B], window: 401d}",
            "window",
            "401d is out of range",
            "from 1s to 400d"),
        wrong("{id: f, steps: [A, B], window: 500ms}", "window", "out of range", "from 1s"),
        wrong(
            "{id: f, steps: [A, B], order: loose}", "order", "none of ordered, strict, any", null),
        wrong(
            "{id: f, steps: [A, B], bucket: hour}",
            "bucket",
            "none of day, week, month, all",
            null),
        wrong(
            "{id: f, steps: [A, B], attempt: last}",
            "attempt",
            "none of latest, earliest, first",
            null),
        wrong(
            "{id: f, steps: [A, B], order: any, grace: 2s}",
            "grace",
            "needs order ordered",
            "leave"),
        wrong(
            "{id: f, steps: [A, B], order: strict, strict-increase: true}",
            "strict-increase",
            "needs order ordered",
            "leave"),
        wrong(
            "{id: f, steps: [A, B], strict-universe: any}",
            "strict-universe",
            "needs order strict",
            "order: strict"),
        wrong(
            "{id: f, steps: [A, B], strict-increase: true, grace: 2s}",
            "grace",
            "exclude each other",
            "leave one"),
        wrong("{id: f, steps: [A, B], grace: 2h}", "grace", "2h is out of range", "to 1h"),
        wrong(
            "{id: f, steps: [A, B], on-exclusion: void}",
            "on-exclusion",
            "nothing is excluded",
            "under exclude"),
        wrong(
            "{id: f, steps: [A, B], order: any, exclude: [X], on-exclusion: stop}",
            "on-exclusion",
            "always ends the attempt",
            "leave"),
        wrong(
            "{id: f, steps: [A, B], exclude: []}", "exclude", "the list is empty", "leave the key"),
        wrong(
            "{id: f, steps: [A, B], attribution: 0}",
            "attribution",
            "0 is out of range",
            "from 1 to 2"),
        wrong(
            "{id: f, steps: [A, B], exclude: [{event: X, between: [2, 1]}]}",
            "exclude[0].between",
            "nothing between [2, 1]",
            "earlier one"),
        wrong(
            "{id: f, steps: [A, B, C], exclude: [{event: X, between: [2, 2]}]}",
            "exclude[0].between",
            "nothing between [2, 2]",
            "earlier one first"),
        wrong(
            "{id: f, steps: [A, B], exclude: [{event: X, between: [1, 3]}]}",
            "exclude[0].between[1]",
            "3 is out of range",
            "from 1 to 2"),
        wrong(
            "{id: f, steps: [A, B], exclude: [{event: X, between: [1]}]}",
            "exclude[0].between",
            "expected two steps, found 1",
            "[1, 2]"),
        wrong(
            "{id: f, steps: [A, B], exclude: [{between: [1, 2]}]}",
            "exclude[0]",
            "says nothing",
            "add event"),
        wrong(
            "{id: f, steps: [A, B], attribution: 3}",
            "attribution",
            "3 is out of range",
            "from 1 to 2"),
        wrong(
            "{id: f, steps: [A, B], attribution: middle}",
            "attribution",
            "none of first, last",
            null),
        wrong(
            "{id: f, steps: [A, B], breakdowns: [x]}",
            "breakdowns[0]",
            "no breakdown is named x",
            "x"),
        wrong("{id: F, steps: [A, B]}", "id", "cannot be an id", "lower-case"),
        wrong(
            "{id: f, steps: [" + "A, ".repeat(20) + "A]}",
            "steps",
            "a funnel of 21 steps",
            "to 20"),
        wrong(
            "{id: f, steps: [A, B], exclude: [" + "X, ".repeat(10) + "X]}",
            "exclude",
            "11 exclusions are too many",
            "at most 10"));
  }

  private static Arguments wrong(String text, String path, String message, String hint) {
    return Arguments.of(text, path, message, hint);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void saysWhereAMistakeIsAndWhatToDo(String text, String path, String message, String hint) {
    read(text);

    assertThat(problems.all()).hasSize(1);
    Problem problem = problems.all().get(0);
    assertThat(problem.path()).isEqualTo(path);
    assertThat(problem.message()).contains(message);
    if (hint != null && !hint.equals("x")) {
      assertThat(problem.hint()).contains(hint);
    }
  }
}
