package io.engagement.core.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.UserEvent;
import io.engagement.core.metric.ConfiguredMetric;
import io.engagement.core.metric.MetricFamily;
import io.engagement.core.metric.PublishedMetric;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Breakdown;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.Test;

class MetricsTest {
  private static final String ACTIVE = "metrics: {active-users: [{id: active}]}";

  private static Metrics metrics(String yaml) {
    return Metrics.of(EngagementConfigReader.read(new ConfigText("test.yaml", yaml)).config());
  }

  private static UserEvent event(Metrics metrics, EventMatcher... holding) {
    UserEvent event = new UserEvent();
    event.reset(metrics.schema().fields().size(), metrics.schema().matchers().size());
    for (EventMatcher matcher : holding) {
      event.setMatch(metrics.schema().matchers().indexOf(matcher));
    }
    return event;
  }

  private static EngagementConfig reference() {
    return EngagementConfigReader.read(
            Path.of(System.getProperty("basedir", "."))
                .resolve("../../conf/engagement.reference.yaml"))
        .config();
  }

  @Test
  void everyFamilyOfTheReferenceFileRuns() {
    EngagementConfig config = reference();
    assertThat(config.metrics())
        .extracting(configured -> configured.family().name())
        .as("all but trends, which are explained there and not in use")
        .containsAll(
            MetricCatalog.families().stream()
                .map(MetricFamily::name)
                .filter(name -> !name.equals("trends"))
                .toList());

    assertThat(Metrics.of(config).metrics())
        .flatExtracting(UserMetric::published)
        .extracting(published -> published.definition().id())
        .containsExactlyInAnyOrderElementsOf(
            config.metrics().stream().map(ConfiguredMetric::id).toList());
  }

  @Test
  void definitionsThatMeanTheSameBySessionsShareASection() {
    String four =
        "sessions: [{id: web}], paths: [{id: p}], content: [{id: c}], "
            + "score: [{id: s, weights: {A: 1}}]";

    assertThat(metrics("metrics: {%s}".formatted(four)).metrics()).hasSize(1);
    assertThat(metrics("metrics: {%s, carts: [{id: c}]}".formatted(four)).metrics()).hasSize(2);
    assertThat(metrics("metrics: {sessions: [{id: web}], paths: [{id: p, gap: 1h}]}").metrics())
        .hasSize(2);
  }

  @Test
  void noMetricWantsAnEventThatMatchesNothing() {
    Metrics metrics = Metrics.of(reference());
    UserEvent event = event(metrics);
    assertThat(metrics.metrics()).noneMatch(metric -> metric.wants(event));
  }

  @Test
  void theStateOfAUserWithoutEventsIsReadBack() {
    assertThat(Metrics.of(reference()).metrics()).allSatisfy(MetricsTest::emptyStateIsReadBack);
  }

  private static <S> void emptyStateIsReadBack(UserMetric<S> metric) {
    byte[] written = written(metric, metric.create());
    StateReader in = new StateReader().over(written, 0, written.length);
    S read = metric.read(in, metric.stateVersion());
    in.expectEnd();
    assertThat(written(metric, read)).as(metric.definition().id()).isEqualTo(written);
    assertThat(metric.heapBytes(read)).as(metric.definition().id()).isPositive();
  }

  private static <S> byte[] written(UserMetric<S> metric, S state) {
    StateWriter out = new StateWriter(16);
    metric.write(state, out);
    return out.toBytes();
  }

  @Test
  void everyDefinitionBecomesAMetricWithAName() {
    Metrics metrics =
        metrics(
            """
            breakdowns: {platform: context.device.type}
            metrics:
              active-users:
                - {id: active, breakdowns: [platform]}
                - {id: buyers, events: Order Completed}
            """);

    assertThat(metrics.metrics())
        .extracting(metric -> metric.definition().id())
        .containsExactly("active", "buyers");
    for (UserMetric<?> metric : metrics.metrics()) {
      assertThat(metrics.names().definition(metric.definition().key()))
          .isEqualTo(metric.definition().id());
    }
    int platform = Breakdown.of("platform", "context.device.type", 0).key();
    assertThat(metrics.names().dimension(platform)).isEqualTo("platform");
    assertThat(metrics.schema().fields()).contains(List.of("context.device.type"));
  }

  @Test
  void twoReadingsOfAConfigurationGiveTheSameNumbers() {
    Metrics one = metrics(ACTIVE);
    Metrics other = metrics(ACTIVE);

    assertThat(one.schema().matchers()).isEqualTo(other.schema().matchers());
    assertThat(one.names()).isEqualTo(other.names());
  }

  @Test
  void whatMeansTheSameInAnotherNotationKeepsItsPlaceInState() {
    Metrics one =
        metrics("metrics: {active-users: [{id: a, events: {event: [B, A], type: [page, track]}}]}");
    Metrics other =
        metrics("metrics: {active-users: [{id: a, events: {type: [track, page], event: [A, B]}}]}");
    Metrics different = metrics("metrics: {active-users: [{id: a, events: {event: [A, B]}}]}");

    assertThat(one.names()).isEqualTo(other.names());
    assertThat(one.names()).isNotEqualTo(different.names());
  }

  @Test
  void aFilterRuleTakesEventsFromEveryMetric() {
    Metrics metrics = metrics("filter: {exclude: [Test Event]}\n" + ACTIVE);
    EventMatcher counted = metrics.schema().matchers().get(0);

    assertThat(metrics.takes(event(metrics, counted))).isTrue();
    assertThat(metrics.takes(event(metrics, counted, EventMatcher.named("Test Event")))).isFalse();
    assertThat(metrics.takes(event(metrics))).isFalse();
  }

  @Test
  void theCalendarIsThatOfTheZone() {
    Metrics metrics = metrics("time: {zone: Asia/Kathmandu, week-start: sunday}\n" + ACTIVE);

    assertThat(metrics.calendar().zone()).isEqualTo(ZoneId.of("Asia/Kathmandu"));
    assertThat(metrics.calendar().weekStart()).isEqualTo(DayOfWeek.SUNDAY);
  }

  @Test
  void pathsGoByTheSessionsTheyNameWhateverTheOrder() {
    String both = "metrics: {sessions: [%s], paths: [{id: p, sessions: five}]}";
    String five = "{id: five, gap: 5m}";
    String ten = "{id: ten, gap: 10m}";

    assertThat(paths(both.formatted(five + ", " + ten)))
        .isEqualTo(paths(both.formatted(ten + ", " + five)))
        .isEqualTo(paths("metrics: {sessions: [%s], paths: [{id: p}]}".formatted(five)))
        .isNotEqualTo(paths("metrics: {sessions: [%s], paths: [{id: p}]}".formatted(ten)));
    assertThat(paths("metrics: {paths: [{id: p}]}"))
        .isEqualTo(paths("metrics: {paths: [{id: p, gap: 30m}]}"));
  }

  /** What the definition p of paths is known by: it changes with the sessions it goes by. */
  private static int paths(String yaml) {
    return metrics(yaml).metrics().stream()
        .flatMap(metric -> metric.published().stream())
        .map(PublishedMetric::definition)
        .filter(definition -> definition.id().equals("p"))
        .findFirst()
        .orElseThrow()
        .key();
  }

  @Test
  void breakdownsThatWouldShareTheirPlaceInStateAreRefused() {
    String[] pair = collision(i -> "b" + i, name -> Breakdown.of(name, "properties.p", 0).key());
    String yaml =
        "breakdowns: {%s: properties.p, %s: properties.p}\n".formatted((Object[]) pair) + ACTIVE;

    assertThatThrownBy(() -> metrics(yaml))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(pair[0])
        .hasMessageContaining(pair[1])
        .hasMessageContaining("rename one");
  }

  /** The first two names whose keys are the same. */
  private static String[] collision(IntFunction<String> names, ToIntFunction<String> key) {
    Map<Integer, String> seen = new HashMap<>();
    for (int i = 0; i < 1_000_000; i++) {
      String name = names.apply(i);
      String before = seen.put(key.applyAsInt(name), name);
      if (before != null) {
        return new String[] {before, name};
      }
    }
    throw new AssertionError("a million keys of 32 bits, all different");
  }
}
