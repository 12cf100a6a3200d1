package io.engagement.core.metric.experiments;

import static io.engagement.core.metric.experiments.ExperimentsCases.ORDERS;
import static io.engagement.core.metric.experiments.ExperimentsCases.REVENUE;
import static io.engagement.core.metric.experiments.ExperimentsCases.VIEWED;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.laws.DamagedBytes;
import io.engagement.core.laws.GoldenBytes;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.experiments.ExperimentsDefinition.Goal;
import io.engagement.core.table.CellKey;
import io.engagement.core.time.ZoneCalendar;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What the section of a user's history keeps, what of it expires, and what it makes of older
 * sections.
 */
class ExperimentsStateTest {
  private static final int LAYOUT_1 = 1;
  private static final int LAYOUT_2 = 2;
  private static final int LAYOUT_4 = 4;

  @Test
  void layoutFourStillReadsAndWritesTheSameBytes() {
    MetricRun<?> run = run("platform");
    run.acceptAll(history());
    GoldenBytes.areKept("experiments/v4-state.hex", run, run("platform"), LAYOUT_4);
    GoldenBytes.areRead("experiments/v3-state.hex", run, run("platform"), 3);
    assertThat(run.heapBytes("u")).as("what a cache is told it weighs").isEqualTo(1_544);
  }

  @Test
  void whoWasExposedUnderLayoutOneCountsUnderNoDay() {
    MetricRun<?> run = run("platform");
    byte[] now = run.acceptAll(history()).bytes("u");
    MetricRun<?> restored = run("platform");
    restored.restore("u", GoldenBytes.of("experiments/v1-state.hex", now), LAYOUT_1);
    assertThat(restored.contributions().keySet()).noneMatch(ExperimentsStateTest::isOfDay);
    restored.acceptAll(order("2024-03-02T14:00:00Z"), seen("2024-03-02T15:00:00Z", "d", "new"));
    assertThat(restored.rows().table("experiment_days").keySet())
        .as("and nothing is taken back that was never counted")
        .allMatch(key -> key.get(1).equals("d"))
        .hasSize(2);
    assertThat(restored.contributions().keySet().stream().filter(ExperimentsStateTest::isOfDay))
        .hasSize(2);
  }

  @Test
  void whoWasExposedUnderLayoutTwoIsPublishedWithTheirNextEvent() {
    MetricRun<?> run = run("platform");
    byte[] now = run.acceptAll(history()).bytes("u");
    MetricRun<?> restored = run("platform");
    restored.restore("u", GoldenBytes.of("experiments/v2-state.hex", now), LAYOUT_2);
    assertThat(restored.rows().size()).isZero();
    RawEvent again = seen("2024-03-02T15:00:00Z", "c", "1");
    restored.acceptAll(again);
    run.acceptAll(again);
    assertThat(restored.rows().table("experiment_assignments"))
        .isEqualTo(run.rows().table("experiment_assignments"))
        .hasSize(3);
    assertThat(restored.bytes("u")).isEqualTo(run.bytes("u"));
  }

  @Test
  void whatHasBeenPublishedIsNotPublishedAgainAfterARestart() {
    MetricRun<?> run = run("platform");
    run.acceptAll(history());
    MetricRun<?> restored = run("platform");
    restored.restore("u", run.bytes("u"), LAYOUT_4);
    restored.acceptAll(order("2024-03-02T12:30:00Z"), seen("2024-03-02T15:00:00Z", "b", "new"));
    assertThat(restored.rows().table("experiment_assignments")).as("nothing new").isEmpty();
  }

  @Test
  void anEarlierExposureThatComesLateGivesADayToWhoHadNone() {
    MetricRun<?> run = run("platform");
    byte[] now = run.acceptAll(history()).bytes("u");
    MetricRun<?> restored = run("platform");
    restored.restore("u", GoldenBytes.of("experiments/v1-state.hex", now), LAYOUT_1);
    restored.acceptAll(seen("2024-03-01T10:00:00Z", "c", "1"));
    assertThat(restored.rows().table("experiment_days").keySet())
        .allMatch(
            key ->
                key.get(1).equals("c")
                    && key.get(4).equals(LocalDate.parse("2024-03-01").toEpochDay()))
        .hasSize(2);
  }

  @Test
  void theDayIsThatOfTheZoneOfThen() {
    ExperimentsDefinition definition =
        new ExperimentsDefinition("exp", VIEWED, List.of(ORDERS), List.of());
    MetricRun<?> there = MetricRun.of(ExperimentsCases.in("Pacific/Kiritimati", definition));
    there.acceptAll(seen("2024-03-01T12:00:00Z", "a", "new"));
    MetricRun<?> here = MetricRun.of(ExperimentsCases.in("Pacific/Pago_Pago", definition));
    here.continueFrom(there);
    here.acceptAll(order("2024-03-01T13:00:00Z"), seen("2024-03-01T10:30:00Z", "b", "new"));
    assertThat(here.rows().table("experiment_days").keySet())
        .extracting(key -> key.get(1) + " " + LocalDate.ofEpochDay((long) key.get(4)))
        .containsExactlyInAnyOrder("a 2024-03-02", "b 2024-02-29");
  }

  @Test
  void keepsNoMoreThanAThousandExperimentsOfAUser() {
    MetricRun<?> run = run();
    for (int i = 0; i < ExperimentsMetric.MOST_EXPERIMENTS + 500; i++) {
      run.accept(
          RawEvent.track("Experiment Viewed")
              .at(1_709_251_200_000L + i)
              .with("properties.experiment_id", "e" + i)
              .with("properties.variation_id", "a"));
    }
    run.flush();
    assertThat(run.bytes("u").length).isLessThan(60 * ExperimentsMetric.MOST_EXPERIMENTS);
    assertThat(run.sums().keySet()).isEqualTo(run.contributions().keySet());
    assertThat(run.sums()).hasSize(ExperimentsMetric.MOST_EXPERIMENTS * 4);
    // Those that are known are followed: e0 is the first of them.
    Map<?, ?> before = Map.copyOf(run.contributions());
    run.acceptAll(
        RawEvent.track("Experiment Viewed")
            .at(1_709_251_300_000L)
            .with("properties.experiment_id", "e0")
            .with("properties.variation_id", "b"));
    assertThat(run.contributions()).as("the user is excluded").isNotEqualTo(before);
    assertThat(run.sums().keySet()).isEqualTo(run.contributions().keySet());
  }

  @Test
  void theOrderOfArrivalDoesNotShowInTheBytes() {
    MetricRun<?> run = run("platform");
    run.acceptAll(history());
    RawEvent[] backwards = history();
    java.util.Collections.reverse(Arrays.asList(backwards));
    MetricRun<?> other = run("platform");
    other.acceptAll(backwards);
    assertThat(other.bytes("u")).isEqualTo(run.bytes("u"));
  }

  @Test
  void damagedBytesAndNewerLayoutsAreRefused() {
    MetricRun<?> run = run("platform");
    run.acceptAll(history());
    DamagedBytes.areRefused(run, "u", LAYOUT_4);
  }

  @Test
  void whatWasDoneForGoalsIsKeptForTheLateHorizonOnly() {
    MetricRun<?> run = run();
    long begin = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
    run.acceptAll(seen("2024-01-01T00:00:00Z", "a", "new"));
    int largest = 0;
    for (int i = 0; i < 2_000; i++) {
      run.acceptAll(order(Instant.ofEpochMilli(begin + i * 3_600_000L).toString()));
      run.advanceTo(begin + i * 3_600_000L);
      largest = Math.max(largest, run.bytes("u").length);
    }
    // Three days of an order an hour, each counted for two goals, of at most 10 bytes.
    assertThat(largest).isLessThan(73 * 2 * 10 + 60);
    run.advanceTo(begin + 3_000 * 3_600_000L);
    run.flush();
    assertThat(run.bytes("u")).as("one experiment").hasSizeLessThan(40);
  }

  @Test
  void whoIsExcludedKeepsNoSums() {
    MetricRun<?> run = run();
    run.acceptAll(seen("2024-01-01T00:00:00Z", "a", "new"));
    int before = run.bytes("u").length;
    run.acceptAll(seen("2024-01-02T00:00:00Z", "a", "control"));
    assertThat(run.bytes("u").length).isLessThan(before);
  }

  @Test
  void aDimensionThatComesLaterHasOnlyWhoIsExposedAfterwards() {
    MetricRun<?> run = run();
    run.acceptAll(seen("2024-01-01T00:00:00Z", "a", "new"));
    MetricRun<?> broken = run("platform");
    broken.restore("u", run.bytes("u"), LAYOUT_4);
    assertThat(broken.contributions()).hasSize(2 + 2);
    broken.acceptAll(seen("2024-01-01T00:00:00Z", "b", "new"));
    assertThat(broken.contributions()).hasSize(2 + 2 + 4 + 2);
  }

  @Test
  void theDefinitionStartsFromScratchWhenItsNumbersWouldChange() {
    Set<Integer> keys = new HashSet<>();
    keys.add(key(VIEWED, ORDERS));
    keys.add(key(EventMatcher.ANY, ORDERS));
    keys.add(key(VIEWED, REVENUE));
    keys.add(key(VIEWED, ORDERS, REVENUE));
    keys.add(key(VIEWED, new Goal("orders", EventMatcher.ANY, null)));
    keys.add(key(VIEWED, new Goal("orders", ORDERS.events(), "properties.revenue")));
    assertThat(keys).hasSize(6);
  }

  private static boolean isOfDay(CellKey key) {
    return key.tableId() == ExperimentDaysTable.TABLE.id();
  }

  private static int key(EventMatcher exposure, Goal... goals) {
    return new ExperimentsMetric(
            new ExperimentsDefinition("exp", exposure, List.of(goals), List.of()),
            new MetricSetup(new EventSchema.Builder(), ZoneCalendar.utc(), Map.of(), 0))
        .definition()
        .key();
  }

  private static MetricRun<?> run(String... breakdowns) {
    return MetricRun.of(
        ExperimentsCases.of(
            new ExperimentsDefinition(
                "exp", VIEWED, List.of(ORDERS, REVENUE), List.of(breakdowns))));
  }

  private static RawEvent[] history() {
    return new RawEvent[] {
      seen("2024-03-01T23:59:59.999Z", "Ünïcødé", "new").with("context.device.type", "ios"),
      seen("2024-03-02T10:00:00Z", "b", "new"),
      order("2024-03-02T11:00:00Z"),
      order("2024-03-02T12:00:00Z").with("properties.revenue", 20_000_000_000L),
      seen("2024-03-02T09:00:00Z", "b", "control"),
      seen("2024-03-02T13:00:00Z", "c", "1")
    };
  }

  private static RawEvent seen(String instant, String experiment, String variant) {
    return RawEvent.track("Experiment Viewed")
        .with("properties.experiment_id", experiment)
        .with("properties.variation_id", variant)
        .at(instant);
  }

  private static RawEvent order(String instant) {
    return RawEvent.track("Order Completed").with("properties.revenue", 5L).at(instant);
  }
}
