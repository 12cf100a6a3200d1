package io.engagement.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.catalog.IdentityTables;
import io.engagement.core.config.ConfigText;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.operator.OneTaskPipeline.State;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whose events are, from the intake to the rows, and what becomes of rows when that changes. */
class StitchedHarnessTest {
  private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
  private static final String METRICS =
      """
      time: {out-of-orderness: 10s, late-horizon: 3d, jump: 0s}
      metrics:
        sessions: [{id: web}]
        funnels: [{id: buy, steps: [View, Order], window: 1d}]
      """;

  private final PublishedState published = new PublishedState();

  private static ConfigText stitched(String options) {
    return new ConfigText("test", "identity: {mode: stitched%s}\n".formatted(options) + METRICS);
  }

  private static OneTaskPipeline start(ConfigText config, @Nullable State state) throws Exception {
    return new OneTaskPipeline(config, state, StartOptions.CONTINUE);
  }

  static String event(
      String name, @Nullable String user, @Nullable String device, int id, Instant time) {
    return """
        {"type":"track","event":"%s",%s%s"messageId":"m%d","timestamp":"%s"}"""
        .formatted(name, member("userId", user), member("anonymousId", device), id, time);
  }

  private static String alias(String user, String previous, Instant time) {
    return """
        {"type":"alias","userId":"%s","previousId":"%s","messageId":"%s","timestamp":"%s"}"""
        .formatted(user, previous, "alias-" + user + previous, time);
  }

  private static String member(String name, @Nullable String value) {
    return value == null ? "" : "\"%s\":\"%s\",".formatted(name, value);
  }

  @Test
  void anonymousVisitsBecomeTheOwnersWithOneBarrier() throws Exception {
    try (OneTaskPipeline job = start(stitched(""), null)) {
      job.read(event("View", null, "phone", 1, NOON));
      job.read(event("View", null, "phone", 2, NOON.plusSeconds(60)));
      published.apply(job.barrier(1));
      assertThat(published.usersOfSessions()).containsExactly("phone");
      assertThat(published.rows("identity_merges")).isEmpty();

      job.read(event("Order", "ada", "phone", 3, NOON.plusSeconds(120)));
      published.apply(job.barrier(2));
      assertThat(published.usersOfSessions()).containsExactly("ada");
      assertThat(published.rows("sessions")).singleElement().asString().contains(", 120000, ");
      assertThat(published.rows("identity_merges"))
          .containsExactly("[phone][ada, %d, false, 2]".formatted(NOON.toEpochMilli() + 120_000));

      job.read(event("View", null, "phone", 4, NOON.plusSeconds(180)));
      published.apply(job.barrier(3));
      assertThat(published.usersOfSessions()).containsExactly("ada");
      assertThat(published.rows("sessions")).singleElement().asString().contains(", 180000, ");
      assertThat(published.rows("input_accounting"))
          .singleElement()
          .asString()
          .contains("4, 4, 4, 0, 0, 0");
    }
  }

  /** Sinks tell by the table of claims why numbers that were complete have changed. */
  @Test
  void whatCameUnderAUsersOwnIdMovesWithAWordToTheTableOfClaims() throws Exception {
    try (OneTaskPipeline job = start(stitched(""), null)) {
      job.read(event("View", null, "ada", 1, NOON), event("Order", "bob", null, 2, NOON));
      published.apply(job.barrier(1));
      job.read(event("Order", "ada", null, 3, NOON.plusSeconds(120)));
      OneTaskPipeline.Published moved = job.barrier(2);
      assertThat(moved.rows()).anyMatch(row -> row.table() == IdentityTables.MERGES);
      published.apply(moved);
      assertThat(published.rows("sessions")).hasSize(2);
      assertThat(published.rows("identity_merges")).isEmpty();
      job.read(event("Order", "eve", null, 4, NOON.plusSeconds(120)));
      assertThat(job.barrier(3).rows()).noneMatch(row -> row.table() == IdentityTables.MERGES);
    }
  }

  @Test
  void theFirstWhoClaimsAnIdKeepsIt() throws Exception {
    twoClaimTheTablet("");
    assertThat(published.usersOfSessions()).containsExactly("ada", "bob");
    assertThat(published.rows("sessions"))
        .anySatisfy(row -> assertThat(row).contains("[ada,", ", 3, "));
    assertThat(published.rows("identity_merges"))
        .singleElement()
        .asString()
        .contains("[ada,", "true, 1]");
    assertThat(published.rows("input_warnings"))
        .singleElement()
        .asString()
        .startsWith("[events, contested_id, anonymousId][1,");
  }

  @Test
  void theLatestWhoClaimsAnIdGetsWhatComesAfter() throws Exception {
    twoClaimTheTablet(", contested: latest");
    assertThat(published.usersOfSessions()).containsExactly("ada", "bob");
    assertThat(published.rows("sessions")).allSatisfy(row -> assertThat(row).contains(", 2, "));
    assertThat(published.rows("identity_merges"))
        .singleElement()
        .asString()
        .contains("[bob,", "true, 1]");
  }

  @Test
  void anIdThatTwoClaimIsNobodysIfToldSo() throws Exception {
    twoClaimTheTablet(", contested: none");
    assertThat(published.usersOfSessions()).containsExactlyInAnyOrder("ada", "bob", "tablet");
    assertThat(published.rows("identity_merges"))
        .singleElement()
        .asString()
        .contains("[null,", "true, 1]");
  }

  /** One anonymous event, one of each user, one anonymous event. */
  private void twoClaimTheTablet(String options) throws Exception {
    try (OneTaskPipeline job = start(stitched(options), null)) {
      job.read(event("View", null, "tablet", 1, NOON));
      job.read(event("View", "ada", "tablet", 2, NOON.plusSeconds(1)));
      job.read(event("View", "bob", "tablet", 3, NOON.plusSeconds(2)));
      job.read(event("View", null, "tablet", 4, NOON.plusSeconds(3)));
      published.apply(job.barrier(1));
      job.read(event("View", null, "tablet", 4, NOON.plusSeconds(3)));
      published.apply(job.barrier(2));
    }
  }

  @Test
  void thePastOfAnIdStaysAnonymousIfToldSo() throws Exception {
    try (OneTaskPipeline job = start(stitched(", history: leave"), null)) {
      job.read(event("View", null, "phone", 1, NOON));
      job.read(event("View", "ada", "phone", 2, NOON.plusSeconds(1)));
      job.read(event("View", null, "phone", 3, NOON.plusSeconds(2)));
      published.apply(job.barrier(1));
      assertThat(published.usersOfSessions()).containsExactlyInAnyOrder("ada", "phone");
      assertThat(published.rows("sessions"))
          .anySatisfy(row -> assertThat(row).contains("[ada,", ", 2, "))
          .anySatisfy(row -> assertThat(row).contains("[phone,", ", 1, "));
    }
  }

  @Test
  void anAliasClaimsAnAnonymousIdAndNeverAUser() throws Exception {
    try (OneTaskPipeline job = start(stitched(""), null)) {
      job.read(event("View", null, "phone", 1, NOON));
      job.read(event("View", "bob", null, 2, NOON));
      job.read(alias("ada", "phone", NOON.plusSeconds(1)));
      job.read(alias("ada", "bob", NOON.plusSeconds(1)));
      published.apply(job.barrier(1));
      assertThat(published.usersOfSessions()).containsExactlyInAnyOrder("ada", "bob");
      assertThat(published.rows("identity_merges"))
          .singleElement()
          .asString()
          .startsWith("[phone][ada,");
      assertThat(published.rows("input_warnings"))
          .singleElement()
          .asString()
          .startsWith("[events, alias_refused, previousId][1,");
    }
  }

  @Test
  void anIdThatIsAUsersAsWellIsThatUser() throws Exception {
    try (OneTaskPipeline job = start(stitched(""), null)) {
      job.read(event("View", null, "ada", 1, NOON));
      published.apply(job.barrier(1));
      job.read(event("View", "ada", "ada", 2, NOON.plusSeconds(60)));
      job.read(event("View", "null", "guest", 3, NOON));
      published.apply(job.barrier(2));
      assertThat(published.rows("sessions"))
          .singleElement()
          .asString()
          .contains("[ada,", ", 60000, ");
      assertThat(published.rows("identity_merges")).isEmpty();
    }
  }

  @Test
  void anIdThatTurnsOutToBeAUsersCountsAsOneUser() throws Exception {
    for (String options : List.of("", ", history: leave", ", contested: none")) {
      published.clear();
      try (OneTaskPipeline job = start(stitched(options), null)) {
        job.read(event("View", null, "cleo", 1, NOON));
        job.read(event("View", "ada", "cleo", 2, NOON.plusSeconds(1)));
        job.read(event("View", "bob", "cleo", 3, NOON.plusSeconds(2)));
        job.read(event("View", null, "cleo", 4, NOON.plusSeconds(3)));
        published.apply(job.barrier(1));
        job.read(event("View", "cleo", null, 5, NOON.plusSeconds(4)));
        job.read(event("View", null, "cleo", 6, NOON.plusSeconds(5)));
        published.apply(job.barrier(2));
      }
      assertThat(published.usersOfSessions())
          .as(options)
          .containsExactlyInAnyOrder("ada", "bob", "cleo");
      assertThat(published.rows("sessions"))
          .as(options)
          .anySatisfy(row -> assertThat(row).contains("[cleo,"));
      assertThat(published.rows("identity_merges"))
          .as(options)
          .singleElement()
          .asString()
          .startsWith("[cleo][cleo,");
    }
  }

  @Test
  void aRobotOwnsNoMoreThanItMay() throws Exception {
    try (OneTaskPipeline job = start(stitched(", most-devices: 5"), null)) {
      for (int i = 0; i < 8; i++) {
        job.read(event("View", null, "d" + i, i, NOON));
        job.read(event("View", "robot", "d" + i, 100 + i, NOON));
      }
      published.apply(job.barrier(1));
      assertThat(published.rows("identity_merges")).hasSize(5);
      assertThat(published.rows("input_warnings"))
          .singleElement()
          .asString()
          .startsWith("[events, too_many_devices, userId][3,");
    }
  }

  @Test
  void aClaimThatCannotRestateAllThatAnIdDidIsWarnedOf() throws Exception {
    Instant later = NOON.plusSeconds(6 * 86_400);
    try (OneTaskPipeline job = start(stitched(", restate: 5d"), null)) {
      job.read(event("View", null, "phone", 1, NOON));
      job.read(event("View", null, "tablet", 2, NOON.plusSeconds(3 * 86_400)));
      job.watermark(later.toEpochMilli());
      published.apply(job.barrier(1));
      State state = job.snapshot(1);
      try (OneTaskPipeline next = start(stitched(", restate: 5d"), state)) {
        next.read(event("View", "ada", "tablet", 3, later));
        published.apply(next.barrier(2));
        assertThat(published.rows("input_warnings")).isEmpty();
        next.read(event("View", "ada", "phone", 4, later));
        published.apply(next.barrier(3));
        assertThat(published.rows("input_warnings"))
            .singleElement()
            .asString()
            .startsWith("[events, beyond_restate, anonymousId][1,");
        assertThat(published.rows("identity_merges")).hasSize(2);
      }
    }
  }

  @Test
  void lateEventsClaimNothing() throws Exception {
    try (OneTaskPipeline job = start(stitched(""), null)) {
      job.read(event("View", null, "phone", 1, NOON));
      job.read(event("View", "ada", "phone", 2, NOON.minusSeconds(5 * 86_400)));
      published.apply(job.barrier(1));
      assertThat(published.usersOfSessions()).containsExactly("phone");
      assertThat(published.rows("identity_merges")).isEmpty();
    }
  }

  @Test
  void aJobIsSwitchedToStitchedAcrossASavepointAndCountsNobodyTwice() throws Exception {
    State state;
    try (OneTaskPipeline job = start(new ConfigText("test", METRICS), null)) {
      job.read(event("View", null, "phone", 1, NOON));
      job.read(event("View", null, "tablet", 2, NOON));
      job.read(event("View", "ada", null, 3, NOON.plusSeconds(30)));
      published.apply(job.barrier(1));
      state = job.snapshot(1);
    }
    try (OneTaskPipeline job = start(stitched(""), state)) {
      job.read(event("View", null, "tablet", 4, NOON.plusSeconds(60)));
      job.read(event("Order", "ada", "phone", 5, NOON.plusSeconds(90)));
      published.apply(job.barrier(2));
      assertThat(published.usersOfSessions()).containsExactlyInAnyOrder("ada", "tablet");
      assertThat(published.rows("sessions"))
          .anySatisfy(row -> assertThat(row).contains("[ada,", ", 90000, ", ", 3, "))
          .anySatisfy(row -> assertThat(row).contains("[tablet,", ", 60000, ", ", 2, "));
      assertThat(published.rows("session_metrics"))
          .allSatisfy(row -> assertThat(row).contains("][2, "));
      state = job.snapshot(2);
    }
    try (OneTaskPipeline job = start(stitched(""), state)) {
      job.read(event("View", null, "phone", 6, NOON.plusSeconds(120)));
      published.apply(job.barrier(3));
      assertThat(published.usersOfSessions()).containsExactlyInAnyOrder("ada", "tablet");
    }
    try (OneTaskPipeline job = start(new ConfigText("test", METRICS), state)) {
      assertThatThrownBy(() -> job.read(event("View", null, "phone", 6, NOON.plusSeconds(120))))
          .hasStackTraceContaining("there is no way back");
    }
  }

  @Test
  void aHistoryWaitsForTheWatermarkItWasTakenBackAt() throws Exception {
    try (OneTaskPipeline job = start(stitched(""), null)) {
      job.read(event("View", null, "phone", 1, NOON));
      published.apply(job.barrier(1));
      job.watermarkOfDevices(NOON.plusSeconds(3_600).toEpochMilli());
      job.read(event("Order", "ada", "phone", 2, NOON.plusSeconds(60)));
      job.watermark(NOON.plusSeconds(7_200).toEpochMilli());
      published.apply(job.barrier(2));
      assertThat(published.rows("sessions"))
          .singleElement()
          .asString()
          .contains("[ada,", ", 60000, ", "true");
      assertThat(published.rows("funnels"))
          .anySatisfy(row -> assertThat(row).contains(", 2][Order, 1, 60"));
    }
  }

  @Test
  void aRepeatWaitsBehindTheHistoryThatKnowsIt() throws Exception {
    try (OneTaskPipeline job = start(stitched(""), null)) {
      job.read(event("View", null, "phone", 1, NOON));
      published.apply(job.barrier(1));
      job.watermarkOfDevices(NOON.plusSeconds(3_600).toEpochMilli());
      job.read(event("Order", "ada", "phone", 2, NOON.plusSeconds(60)));
      job.read(event("View", null, "phone", 1, NOON));
      job.read(event("View", null, "phone", 3, NOON.plusSeconds(90)));
      job.read(event("View", null, "phone", 3, NOON.plusSeconds(90)));
      published.apply(job.barrier(2));
      assertThat(published.rows("sessions"))
          .singleElement()
          .asString()
          .contains("[ada,", ", 90000, ", ", 3, ");
      assertThat(published.rows("input_accounting"))
          .singleElement()
          .asString()
          .contains("5, 5, 3, 2, 0, 0");
    }
  }

  @Test
  void anIdThatIsNobodysAgainKeepsItsRowWithinOneBarrier() throws Exception {
    ConfigText config =
        new ConfigText(
            "test",
            "identity: {mode: stitched, contested: none}\n"
                + METRICS
                + "  score: [{id: score, weights: {View: 1}}]\n");
    try (OneTaskPipeline job = start(config, null)) {
      job.read(event("View", null, "phone", 1, NOON));
      published.apply(job.barrier(1));
      job.read(event("View", "ada", "phone", 2, NOON.plusSeconds(1)));
      job.read(event("View", "bob", "phone", 3, NOON.plusSeconds(2)));
      job.read(event("View", null, "phone", 4, NOON.plusSeconds(3)));
      published.apply(job.barrier(2));
      assertThat(published.rows("user_engagement"))
          .anySatisfy(row -> assertThat(row).startsWith("[score, phone][1, "))
          .hasSize(3);
    }
  }
}
