package io.engagement.flink.operator;

import static io.engagement.flink.operator.StitchedHarnessTest.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.config.ConfigText;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.checkpoint.StartMode;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.operator.OneTaskPipeline.State;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A planted metric throws at what an anonymous id did, or when that gets an owner. */
class StitchedPoisonTest {
  private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
  private static final ConfigText CONFIG =
      new ConfigText(
          "test",
          """
          identity: {mode: stitched}
          time: {out-of-orderness: 10s, late-horizon: 3d, jump: 0s}
          metrics:
            sessions: [{id: web}]
            funnels: [{id: buy, steps: [View, Order], window: 1d}]
          """);

  private final PublishedState published = new PublishedState();

  private static OneTaskPipeline start(String where, @Nullable State state) throws Exception {
    return start(where, state, StartOptions.CONTINUE);
  }

  private static OneTaskPipeline start(String where, @Nullable State state, StartOptions told)
      throws Exception {
    MetricsFactory metrics = () -> PlantedMetric.beside(CONFIG, where);
    return new OneTaskPipeline(metrics, state, told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"event", "flush", "write"})
  void anEventOfAnAnonymousIdIsRejectedAndTheOthersMoveToItsOwner(String where) throws Exception {
    try (OneTaskPipeline job = start(where, null)) {
      job.read(event("View", null, "phone", 1, NOON));
      job.read(event("Poison", null, "phone", 2, NOON.plusSeconds(30)));
      job.read(event("View", null, "phone", 3, NOON.plusSeconds(60)));
      job.read(event("Order", "ada", "phone", 4, NOON.plusSeconds(90)));
      published.apply(job.barrier(1));
      assertThat(published.rows("rejected"))
          .singleElement()
          .asString()
          .contains("POISON", "planted");
      assertThat(published.usersOfSessions()).containsExactly("ada");
      assertThat(published.rows("sessions")).singleElement().asString().contains(", 3, ");
      assertThat(published.rows("identity_merges")).singleElement().asString().endsWith(", 2]");
      assertThat(published.rows("input_accounting"))
          .singleElement()
          .asString()
          .contains("4, 4, 3, 0, 0, 1");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"contributions", "merge"})
  void whatCannotBeMovedStaysAsItWasAndWhatComesAfterIsTheOwners(String where) throws Exception {
    State state;
    Map<String, String> before;
    try (OneTaskPipeline job = start(where, null)) {
      job.read(event("View", null, "phone", 1, NOON));
      job.read(event("Poison", null, "phone", 2, NOON.plusSeconds(30)));
      job.read(event("View", "ada", null, 3, NOON));
      published.apply(job.barrier(1));
      before = published.without("input_accounting");

      job.read(event("View", "ada", "phone", 4, NOON.plusSeconds(60)));
      published.apply(job.barrier(2));
      assertThat(published.rows("input_warnings"))
          .singleElement()
          .asString()
          .startsWith("[events, merge_failed, anonymousId][1,");
      assertThat(published.rows("identity_merges")).singleElement().asString().contains("[ada,");
      assertThat(published.usersOfSessions()).containsExactlyInAnyOrder("ada", "phone");
      assertThat(sessionOf("phone"))
          .isEqualTo(before.get("sessions" + keyOf("phone")))
          .contains(", 30000, ");
      assertThat(sessionOf("ada")).contains(", 60000, ");
      state = job.snapshot(2);
    }
    try (OneTaskPipeline job = start(where, state)) {
      job.read(event("View", null, "phone", 5, NOON.plusSeconds(120)));
      published.apply(job.barrier(3));
      assertThat(sessionOf("phone")).isEqualTo(before.get("sessions" + keyOf("phone")));
      assertThat(sessionOf("ada")).contains(", 120000, ");
      assertThat(published.rows("rejected")).isEmpty();
      assertThat(published.rows("input_accounting"))
          .singleElement()
          .asString()
          .contains("5, 5, 5, 0, 0, 0");
    }
  }

  @Test
  void aStartThatPublishesAllOnceMoreLeavesOutWhatIsThrownAt() throws Exception {
    State state;
    try (OneTaskPipeline job = start("facts", null)) {
      job.read(event("View", "ada", null, 1, NOON), event("Poison", "ada", null, 2, NOON));
      published.apply(job.barrier(1));
      state = job.snapshot(1);
    }
    Map<String, String> before = published.without("input_accounting", "session_metrics");
    published.clear();
    try (OneTaskPipeline job =
        start("facts", state, new StartOptions(StartMode.REPUBLISH, "again"))) {
      published.apply(job.barrier(2));
    }
    assertThat(published.usersOfSessions()).containsExactly("ada");
    assertThat(published.without("input_accounting", "session_metrics")).isEqualTo(before);
  }

  private String sessionOf(String user) {
    return rowOf(user).substring(keyOf(user).length());
  }

  private String keyOf(String user) {
    String row = rowOf(user);
    return row.substring(0, row.indexOf(']') + 1);
  }

  /** The row of the only session of a user. */
  private String rowOf(String user) {
    return published.rows("sessions").stream()
        .filter(row -> row.contains("[" + user + ","))
        .findFirst()
        .orElseThrow();
  }
}
