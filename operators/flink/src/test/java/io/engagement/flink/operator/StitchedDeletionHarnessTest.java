package io.engagement.flink.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.config.ConfigText;
import io.engagement.core.identity.Deletion;
import io.engagement.core.table.RowChange;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.operator.OneTaskPipeline.Published;
import io.engagement.flink.operator.OneTaskPipeline.State;
import io.engagement.flink.serde.DeletedSubjects;
import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Users go with all their devices, and nothing of them comes back. */
class StitchedDeletionHarnessTest {
  private static final Instant NOON = Instant.parse("2024-03-01T12:00:00Z");
  private static final int TRIALS = Integer.getInteger("deletions", 15);
  private static final int AT = 36_000;
  private static final Instant APPENDED = NOON.plus(Duration.ofDays(2));
  private static final ConfigText CONFIG =
      new ConfigText(
          "test",
          """
          identity: {mode: stitched}
          time: {out-of-orderness: 10s, late-horizon: 3d, jump: 0s}
          breakdowns: {what: event}
          metrics:
            active-users: [{id: active, periods: [day]}]
            trends: [{id: trend, periods: [hour, day], breakdowns: [what]}]
            retention:
              - {id: brought, start: any, period: hour, cohort: recurring, breakdowns: [what], attribution: start}
            sessions: [{id: web}]
            funnels: [{id: buy, steps: [View, Order], window: 1d}]
          """);

  private final Map<String, String> published = new TreeMap<>();

  private static OneTaskPipeline start(@Nullable State state) throws Exception {
    return start(state, true);
  }

  private static OneTaskPipeline start(@Nullable State state, boolean retracts) throws Exception {
    return start(state, retracts, null);
  }

  private static OneTaskPipeline start(
      @Nullable State state, boolean retracts, @Nullable SplittableRandom delays) throws Exception {
    return new OneTaskPipeline(
        TestDeployment.metrics(CONFIG),
        state,
        StartOptions.CONTINUE,
        delays,
        new DeletionRules(retracts, Duration.ofDays(90), List.of()));
  }

  private static String event(
      String name, @Nullable String user, @Nullable String device, int id, int seconds) {
    return """
        {"type":"track","event":"%s",%s%s"messageId":"m%d","timestamp":"%s"}"""
        .formatted(name, member("userId", user), member("anonymousId", device), id, at(seconds));
  }

  private static Instant at(int seconds) {
    return NOON.plusSeconds(seconds);
  }

  private static String member(String name, @Nullable String value) {
    return value == null ? "" : "\"%s\":\"%s\",".formatted(name, value);
  }

  private static Deletion ofUser(String user) {
    return new Deletion(user, user, "case", at(AT).toEpochMilli());
  }

  private static void publish(Published rows, Map<String, String> into) {
    for (RowChange row : rows.rows()) {
      String key = row.table().name() + Arrays.toString(row.key());
      if (DeletedSubjects.is(row) || row.table().name().startsWith("input_")) {
        continue;
      }
      if (row.isDelete()) {
        into.remove(key);
      } else {
        into.put(key, Arrays.toString(row.values()));
      }
    }
  }

  private static boolean holds(State state, String id) throws Exception {
    for (OperatorSubtaskState operator : state.operators()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(operator);
      }
      if (bytes.toString(StandardCharsets.ISO_8859_1).contains(id)) {
        return true;
      }
    }
    return false;
  }

  @Test
  void aUserGoesWithAllDevicesOutOfRowsAndState() throws Exception {
    State state;
    try (OneTaskPipeline job = start(null)) {
      job.read(event("View", null, "lumia-phone", 1, 0));
      job.read(event("View", "ada-lovelace", "lumia-phone", 2, 60));
      job.read(event("Order", "ada-lovelace", "slate-tablet", 3, 90));
      job.read(event("View", "bob-builder", "laptop", 4, 90));
      publish(job.barrier(1), published);
      assertThat(published.toString()).contains("ada-lovelace").contains("lumia-phone");
      assertThat(holds(job.snapshot(1), "slate-tablet")).isTrue();

      job.delete(ofUser("ada-lovelace"));
      publish(job.barrier(2), published);
      assertThat(published.toString())
          .doesNotContain("ada-lovelace")
          .doesNotContain("lumia-phone")
          .doesNotContain("slate-tablet")
          .contains("bob-builder");
      state = job.snapshot(2);
    }
    for (String id : List.of("ada-lovelace", "lumia-phone", "slate-tablet")) {
      assertThat(holds(state, id)).as(id).isFalse();
    }
    assertThat(holds(state, "bob-builder")).isTrue();

    try (OneTaskPipeline job = start(state)) {
      job.read(event("View", null, "lumia-phone", 5, AT - 1));
      job.read(event("View", "ada-lovelace", "lumia-phone", 6, AT - 1));
      publish(job.barrier(3), published);
      assertThat(published.toString()).doesNotContain("ada-lovelace").doesNotContain("lumia");

      job.read(event("View", null, "lumia-phone", 7, AT + 60));
      publish(job.barrier(4), published);
      assertThat(published.toString()).doesNotContain("ada-lovelace").contains("lumia-phone");

      job.read(event("View", "ada-lovelace", "lumia-phone", 8, AT + 120));
      publish(job.barrier(5), published);
      assertThat(published.get("identity_merges[lumia-phone]")).contains("ada-lovelace");
      assertThat(published.keySet()).filteredOn(key -> key.startsWith("sessions[")).hasSize(2);
    }
  }

  @Test
  void whatComesLateFromBeforeTakesNothingOfThemThatIsNew() throws Exception {
    State state;
    try (OneTaskPipeline job = start(null)) {
      job.delete(ofUser("ada"));
      job.read(event("View", "ada", "phone", 1, AT + 60));
      job.read(event("View", null, "phone", 2, AT + 90));
      publish(job.barrier(1), published);
      state = job.snapshot(1);
    }
    Map<String, String> before = Map.copyOf(published);
    assertThat(before.get("identity_merges[phone]")).contains("ada");
    assertThat(before.keySet()).filteredOn(key -> key.startsWith("sessions[")).hasSize(1);
    try (OneTaskPipeline job = start(state)) {
      job.read(event("View", "ada", "phone", 3, AT - 60));
      job.read(event("View", "ada", null, 4, AT - 30));
      publish(job.barrier(2), published);
    }
    assertThat(published).isEqualTo(before);
  }

  @Test
  void whatIsOfSomebodyWhoIsDeletedAlreadyNeverCountsAlsoWhereAggregatesAreKept() throws Exception {
    try (OneTaskPipeline job = start(null, false)) {
      job.read(event("View", "ada", "laptop", 1, 0));
      job.read(event("View", null, "phone", 2, 0));
      publish(job.barrier(1), published);
      job.delete(ofUser("ada"));
      publish(job.barrier(2), published);
      assertThat(activeOnTheDay()).as("ada is kept").isEqualTo(2);

      job.read(event("View", "ada", "phone", 3, 60));
      publish(job.barrier(3), published);
      assertThat(activeOnTheDay()).as("what the phone did never counts").isEqualTo(1);
      assertThat(published.keySet()).noneMatch(key -> key.startsWith("sessions["));
    }
  }

  @Test
  void whatIsOnItsWayToSomebodyWhoIsDeletedStaysCountedWhereAggregatesAreKept() throws Exception {
    try (OneTaskPipeline job = start(null, false)) {
      job.read(event("View", null, "phone", 1, -86_400));
      publish(job.barrier(1), published);
      assertThat(activeOnTheDay()).as("the day before").isEqualTo(1);

      // The phone's history waits for users to get as far, and the deletion does not.
      job.watermarkOfDevices(NOON.toEpochMilli());
      job.read(event("View", "ada", "phone", 2, 60));
      job.delete(ofUser("ada"));
      publish(job.barrier(2), published);
      assertThat(activeOnTheDay()).as("the day before").isEqualTo(1);
      assertThat(published.toString()).doesNotContain("phone").doesNotContain("ada");
      assertThat(published.keySet()).noneMatch(key -> key.startsWith("sessions["));
    }
  }

  private int activeOnTheDay() {
    String row =
        published.entrySet().stream()
            .filter(each -> each.getKey().startsWith("active_users["))
            .findFirst()
            .orElseThrow()
            .getValue();
    return Integer.parseInt(row.substring(1, row.indexOf(',')));
  }

  @Test
  void aDeviceThatWasClaimedAgainBeforeTheRequestCameGoesAsWell() throws Exception {
    try (OneTaskPipeline job = start(null)) {
      job.read(event("View", "ada", "phone", 1, AT + 60));
      job.delete(ofUser("ada"));
      job.read(event("View", null, "phone", 2, AT + 90));
      publish(job.barrier(1), published);
      assertThat(published.toString()).doesNotContain("ada");

      job.read(event("View", "ada", "phone", 3, AT + 120));
      publish(job.barrier(2), published);
      assertThat(published.get("identity_merges[phone]")).contains("ada");
    }
  }

  @Test
  void anAnonymousIdGoesAloneAndAUserStaysWhoseItIs() throws Exception {
    try (OneTaskPipeline job = start(null)) {
      job.read(event("View", null, "nobodys", 1, 0));
      job.read(event("View", "ada", "adas", 2, 0));
      for (String id : List.of("nobodys", "adas")) {
        job.delete(new Deletion(id, null, "case", at(AT).toEpochMilli()));
      }
      publish(job.barrier(1), published);
      assertThat(published.toString()).doesNotContain("nobodys").doesNotContain("adas,");
      assertThat(published.keySet()).filteredOn(key -> key.startsWith("sessions[")).hasSize(1);
      assertThat(published.keySet()).noneMatch(key -> key.startsWith("identity_merges["));
    }
  }

  @Test
  void aClaimFromBeforeTheDeletionOfAnIdDoesNotOwnItAfterwards() throws Exception {
    try (OneTaskPipeline job = start(null)) {
      job.delete(new Deletion("phone", null, "case", at(AT).toEpochMilli()));
      job.read(event("View", "ada", "phone", 1, AT - 7_200));
      job.read(event("View", null, "phone", 2, AT));
      publish(job.barrier(1), published);
      assertThat(published.keySet()).noneMatch(key -> key.startsWith("identity_merges["));
      assertThat(published.keySet()).filteredOn(key -> key.startsWith("sessions[")).hasSize(2);

      job.read(event("View", "ada", "phone", 3, AT + 60));
      publish(job.barrier(2), published);
      assertThat(published.get("identity_merges[phone]")).contains("ada");
      assertThat(published.toString()).doesNotContain("[phone,");
    }
  }

  @Test
  void deletedInTheMiddleOrKnownBeforehandItIsWhatRemainsOfTheEvents() throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    for (int trial = 0; trial < TRIALS; trial++) {
      SplittableRandom random = new SplittableRandom(seed + trial);
      List<String> before = new ArrayList<>();
      List<String> after = new ArrayList<>();
      List<String> remaining = new ArrayList<>();
      int events = random.nextInt(10, 60);
      // Every device says before whose it is: what it did until then is only theirs from then on.
      for (int device = 0; device < 6; device++) {
        before.add(event("View", "u" + device / 2, "d" + device, 1_000 + device, device));
        if (device >= 2) {
          remaining.add(before.get(before.size() - 1));
        }
      }
      for (int i = 0; i < events; i++) {
        int device = random.nextInt(6);
        boolean isLater = i > events / 2;
        int seconds = (isLater ? AT : 0) + random.nextInt(AT);
        String user = random.nextInt(3) == 0 ? "u" + device / 2 : null;
        String name = random.nextInt(3) == 0 ? "Order" : "View";
        String event = event(name, user, "d" + device, i, seconds);
        (isLater ? after : before).add(event);
        if (isLater || device >= 2) {
          remaining.add(event);
        }
      }
      Map<String, String> expected = run(random, remaining, List.of(), false);
      assertThat(run(random, before, after, false)).as("trial %d", trial).isEqualTo(expected);
      assertThat(run(random, before, after, true)).as("replay %d", trial).isEqualTo(expected);
    }
  }

  /**
   * Deletes u0 between the two, or before both, wherever checkpoints and restarts are. What comes
   * after does not overtake the request.
   */
  private static Map<String, String> run(
      SplittableRandom random, List<String> before, List<String> after, boolean isReplay)
      throws Exception {
    Map<String, String> rows = new TreeMap<>();
    SplittableRandom delays = random.split();
    OneTaskPipeline job = start(null, true, delays);
    if (isReplay) {
      job.delete(ofUser("u0"));
      publish(job.barrier(0), rows);
    }
    job = read(job, before, random, delays, rows);
    if (!isReplay && !after.isEmpty()) {
      job.delete(ofUser("u0"));
    }
    publish(job.barrier(1_000), rows);
    job = read(job, after, random, delays, rows);
    publish(job.barrier(2_000), rows);
    job.close();
    // How many events counted under an id itself depends on when it was claimed.
    rows.keySet().removeIf(key -> key.startsWith("identity_merges"));
    return rows;
  }

  private static OneTaskPipeline read(
      OneTaskPipeline job,
      List<String> events,
      SplittableRandom random,
      SplittableRandom delays,
      Map<String, String> rows)
      throws Exception {
    OneTaskPipeline running = job;
    for (int i = 0; i < events.size(); i++) {
      running.clock(random.nextBoolean() ? APPENDED : APPENDED.plus(Duration.ofDays(1)));
      running.read(events.get(i), APPENDED);
      if (random.nextInt(8) == 0) {
        publish(running.barrier(i), rows);
        if (random.nextInt(4) == 0) {
          State state = running.snapshot(i);
          running.close();
          running = start(state, true, delays);
        }
      }
    }
    return running;
  }
}
