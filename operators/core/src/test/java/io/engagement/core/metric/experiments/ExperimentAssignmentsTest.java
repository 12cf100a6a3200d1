package io.engagement.core.metric.experiments;

import static io.engagement.core.metric.experiments.ExperimentsCases.ORDERS;
import static io.engagement.core.metric.experiments.ExperimentsCases.VIEWED;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.experiments.ExperimentsDefinition.Goal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Who saw which variant, and how often that is said. */
class ExperimentAssignmentsTest {
  private static final Goal PAGES = new Goal("pages", EventMatcher.named("Home"), null);

  @Test
  void aRowSaysTheVariantSinceWhenAndWhichGoalsWereReached() {
    MetricRun<?> run = run();
    run.acceptAll(page("2024-03-05T09:00:00Z"), seen("2024-03-05T10:00:00Z", "new"));
    assertThat(rows(run)).isEqualTo(Map.of("u", "new 2024-03-05T10:00:00Z []"));
    run.acceptAll(page("2024-03-05T11:00:00Z"));
    assertThat(rows(run)).isEqualTo(Map.of("u", "new 2024-03-05T10:00:00Z [\"pages\"]"));
    run.acceptAll(order("2024-03-05T12:00:00Z"));
    assertThat(rows(run))
        .as("in the order of the definition")
        .isEqualTo(Map.of("u", "new 2024-03-05T10:00:00Z [\"orders\",\"pages\"]"));
  }

  @Test
  void whoSawTwoVariantsIsExcludedAndReachesNothing() {
    MetricRun<?> run = run();
    run.acceptAll(
        seen("2024-03-05T10:00:00Z", "new"),
        order("2024-03-05T12:00:00Z"),
        seen("2024-03-06T10:00:00Z", "control"));
    assertThat(rows(run)).isEqualTo(Map.of("u", "new 2024-03-05T10:00:00Z excluded null"));
  }

  @Test
  void aLateExposureMovesTheBeginningAndTheGoalsSince() {
    MetricRun<?> run = run();
    run.acceptAll(order("2024-03-05T09:00:00Z"), seen("2024-03-05T10:00:00Z", "new"));
    run.acceptAll(seen("2024-03-05T08:00:00Z", "new"));
    assertThat(rows(run)).isEqualTo(Map.of("u", "new 2024-03-05T08:00:00Z [\"orders\"]"));
    run.acceptAll(seen("2024-03-05T07:00:00Z", "control"));
    assertThat(rows(run)).isEqualTo(Map.of("u", "control 2024-03-05T07:00:00Z excluded null"));
  }

  @Test
  void whatChangesNothingIsNotPublished() {
    MetricRun<?> run = run();
    run.acceptAll(order("2024-03-05T09:00:00Z"), page("2024-03-05T09:30:00Z"));
    assertThat(run.factChanges()).as("nobody is exposed").isZero();
    run.acceptAll(seen("2024-03-05T10:00:00Z", "new"), order("2024-03-05T11:00:00Z"));
    assertThat(run.factChanges()).as("exposed, then converted").isEqualTo(2);
    for (int minute = 10; minute < 60; minute++) {
      run.acceptAll(
          order("2024-03-05T12:" + minute + ":00Z"),
          seen("2024-03-05T13:" + minute + ":00Z", "new"));
    }
    run.acceptAll(order("2024-03-05T10:30:00Z"));
    run.finish();
    assertThat(run.factChanges()).as("a second order, and seen again").isEqualTo(2);
    run.acceptAll(seen("2024-03-05T14:00:00Z", "old"));
    assertThat(run.factChanges()).isEqualTo(3);
    run.acceptAll(seen("2024-03-05T15:00:00Z", "other"), order("2024-03-05T16:00:00Z"));
    assertThat(run.factChanges()).as("excluded already").isEqualTo(3);
  }

  @Test
  void onlyTheRowOfTheExperimentThatChangesIsPublished() {
    MetricRun<?> run = run();
    run.acceptAll(
        seen("2024-03-05T10:00:00Z", "new"),
        seen("2024-03-05T10:00:00Z", "blue").with("properties.experiment_id", "colour"));
    int before = run.factChanges();
    run.acceptAll(seen("2024-03-05T11:00:00Z", "red").with("properties.experiment_id", "colour"));
    assertThat(run.factChanges() - before).isEqualTo(1);
    assertThat(run.rows().table("experiment_assignments").keySet())
        .containsExactlyInAnyOrder(List.of("exp", "e", "u"), List.of("exp", "colour", "u"));
  }

  @Test
  void aMergeLeavesOneRowOfThePersonWithTheFirstExposureOfBoth() {
    MetricRun<?> run = run();
    run.acceptAll(
        seen("2024-03-05T10:00:00Z", "new").by("phone"),
        seen("2024-03-05T12:00:00Z", "new"),
        order("2024-03-05T11:00:00Z"));
    assertThat(rows(run).keySet()).containsExactly("phone", "u");
    run.claim("phone", "u");
    assertThat(rows(run)).isEqualTo(Map.of("u", "new 2024-03-05T10:00:00Z [\"orders\"]"));
  }

  @Test
  void aMergeOfTwoVariantsExcludes() {
    MetricRun<?> run = run();
    run.acceptAll(
        seen("2024-03-05T10:00:00Z", "control").by("phone"),
        seen("2024-03-05T12:00:00Z", "new"),
        seen("2024-03-05T12:00:00Z", "tall")
            .by("phone")
            .with("properties.experiment_id", "header"));
    run.claim("phone", "u");
    assertThat(run.rows().table("experiment_assignments").keySet())
        .containsExactlyInAnyOrder(List.of("exp", "e", "u"), List.of("exp", "header", "u"));
    assertThat(run.rows().values("experiment_assignments", "exp", "e", "u"))
        .startsWith("control", millis("2024-03-05T10:00:00Z"), true);
  }

  private static MetricRun<?> run() {
    return MetricRun.of(
        ExperimentsCases.of(
            new ExperimentsDefinition("exp", VIEWED, List.of(ORDERS, PAGES), List.of())));
  }

  private static RawEvent seen(String instant, String variant) {
    return RawEvent.track("Experiment Viewed")
        .with("properties.experiment_id", "e")
        .with("properties.variation_id", variant)
        .at(instant);
  }

  private static RawEvent order(String instant) {
    return RawEvent.track("Order Completed").at(instant);
  }

  private static RawEvent page(String instant) {
    return RawEvent.track("Home").at(instant);
  }

  private static long millis(String instant) {
    return Instant.parse(instant).toEpochMilli();
  }

  /** User to variant, first exposure, whether excluded, and goals. */
  private static Map<String, String> rows(MetricRun<?> run) {
    Map<String, String> rows = new TreeMap<>();
    run.rows()
        .table("experiment_assignments")
        .forEach(
            (key, values) ->
                rows.put(
                    (String) key.get(2),
                    values.get(0)
                        + " "
                        + Instant.ofEpochMilli((long) values.get(1))
                        + ((boolean) values.get(2) ? " excluded " : " ")
                        + values.get(3)));
    return rows;
  }
}
