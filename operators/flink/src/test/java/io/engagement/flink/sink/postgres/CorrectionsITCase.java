package io.engagement.flink.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.DefinitionTables;
import io.engagement.core.catalog.IdentityTables;
import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.deployment.Definitions.OnChange;
import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import io.engagement.flink.checkpoint.StartMode;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.serde.DeletedSubjects;
import io.engagement.flink.sink.postgres.Deployment.Savepoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.junit.jupiter.api.Test;

/** What is noted of numbers that were complete and change. */
class CorrectionsITCase {
  private static final String METRICS =
      """
      time: {out-of-orderness: 10s, late-horizon: 7d}
      breakdowns: {platform: context.device.type}
      metrics:
        active-users: [{id: active, events: %s, periods: [day, rolling-5m], breakdowns: [platform]}]
        sessions: [{id: web, gap: 30m}]
        retention: [{id: comeback, start: {type: page}, return: any, period: day, periods: 7}]
        carts: [{id: carts}]
      """;

  private static final ConfigText CONFIG = new ConfigText("test", METRICS.formatted("any"));

  /** Over the hours of the test, should it see the clock strike. */
  private static final String NOTED =
      """
      SELECT table_name, metric, key, column_name, (array_agg(before ORDER BY hour))[1],
        (array_agg(after ORDER BY hour DESC))[1], string_agg(DISTINCT cause, ', ')
      FROM corrections GROUP BY 1, 2, 3, 4
      ORDER BY 1, 2, 3, 4""";

  private static final Instant MONDAY_NOON = Instant.parse("2024-03-04T12:00:00Z");
  private static final Instant TUESDAY_NOON = Instant.parse("2024-03-05T12:00:00Z");

  private static String page(String user, String time, String device) {
    return """
        {"type":"page","name":"Home","userId":"%s","messageId":"%1$s%s","timestamp":"2024-03-%2$s:00Z",\
        "properties":{"path":"/"},"context":{"device":{"type":"%s"}}}"""
        .formatted(user, time, device);
  }

  /** Monday is over, and has been published as complete. */
  private static Savepoint monday(TestDatabase database) throws Exception {
    try (Deployment run = new Deployment(database, CONFIG, null, StartMode.CONTINUE)) {
      run.operators.read(page("ada", "04T09:00", "ios"), page("bob", "04T10:00", "ios"));
      run.watermark(MONDAY_NOON);
      run.checkpoint(1);
      run.operators.read(page("bob", "04T11:55", "ios"));
      run.watermark(TUESDAY_NOON);
      return run.checkpoint(2);
    }
  }

  @Test
  void aLateEventIsNotedOfTheDaysThatWereCompleteAndOfNothingElse() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    Savepoint second = monday(database);
    assertThat(database.query(NOTED)).as("completed by the commit that changed it").isEmpty();
    try (Deployment run = new Deployment(database, CONFIG, second, StartMode.CONTINUE)) {
      run.operators.read(page("eve", "05T12:30", "ios"));
      run.checkpoint(3);
      assertThat(database.query(NOTED)).as("in order").isEmpty();
      run.operators.read(page("eve", "04T09:30", "android"));
      run.checkpoint(4);
      run.operators.read(page("ann", "04T09:30", "android"));
      run.checkpoint(5);
    }
    assertThat(database.query(NOTED))
        .containsExactly(
            "active_users|active|"
                + "{\"value\": \"\", \"bucket\": \"2024-03-04\", \"period\": \"day\", \"dimension\": \"\"}"
                + "|users|2|4|late",
            "active_users|active|"
                + "{\"value\": \"android\", \"bucket\": \"2024-03-04\", \"period\": \"day\","
                + " \"dimension\": \"platform\"}|users|null|2|late",
            "retention|comeback|"
                + "{\"value\": \"\", \"cohort\": \"2024-03-04\", \"period\": \"day\", \"dimension\": \"\","
                + " \"period_index\": 0}|users|2|4|late",
            session("bounced", "3|5"),
            session("events", "3|5"),
            session("new_users", "2|4"),
            session("sessions", "3|5"),
            session("views", "3|5"));
    assertThat(database.query("SELECT DISTINCT ckpt, commit_seq FROM corrections ORDER BY 1"))
        .endsWith("5|5");
  }

  private static String session(String column, String numbers) {
    return ("session_metrics|web|{\"value\": \"\", \"bucket\": \"2024-03-04\", \"period\": \"day\","
            + " \"dimension\": \"\"}|%s|%s|late or open")
        .formatted(column, numbers);
  }

  @Test
  void publishingTheSameAgainIsNoCorrection() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    Savepoint second = monday(database);
    try (Deployment run = new Deployment(database, CONFIG, second, StartMode.REPUBLISH)) {
      run.checkpoint(3);
    }
    try (Deployment run = new Deployment(database, CONFIG, null, StartMode.TAKEOVER)) {
      run.operators.read(page("ada", "04T09:00", "ios"), page("bob", "04T10:00", "ios"));
      run.watermark(TUESDAY_NOON);
      run.checkpoint(1);
      run.operators.read(page("late", "04T10:00", "ios"));
      run.checkpoint(2);
    }
    assertThat(database.query(NOTED)).isEmpty();
  }

  @Test
  void goingBackIsARestatement() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    Savepoint second = monday(database);
    Savepoint third;
    try (Deployment run = new Deployment(database, CONFIG, second, StartMode.CONTINUE)) {
      run.operators.read(page("eve", "05T12:30", "ios"));
      third = run.checkpoint(3);
      run.operators.read(page("eve", "04T09:30", "ios"));
      run.checkpoint(4);
    }
    database.execute("DELETE FROM corrections");
    try (Deployment run = new Deployment(database, CONFIG, third, StartMode.REPUBLISH)) {
      run.checkpoint(4);
    }
    assertThat(
            database.query(
                "SELECT before, after, cause FROM corrections"
                    + " WHERE table_name = 'active_users' AND key ->> 'dimension' = ''"))
        .containsExactly("3|2|late or restatement");
  }

  @Test
  void rowsOfADefinitionThatMeansSomethingElseLeaveForThat() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    Savepoint second = monday(database);
    ConfigText changed = new ConfigText("test", METRICS.formatted("{type: track}"));
    try (Deployment run =
        new Deployment(
            database, changed, second, StartMode.CONTINUE, Map.of("active", OnChange.DROP))) {
      run.checkpoint(3);
    }
    assertThat(
            database.query(
                "SELECT key ->> 'dimension', before, after, cause FROM corrections ORDER BY 1"))
        .containsExactly("|2|null|definition", "platform|2|null|definition");
  }

  private static final TableSpec ACTIVE = table("active_users");

  private static TableSpec table(String name) {
    return MetricCatalog.tables().stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static RowChange active(String day, long users) {
    return new RowChange(
        ACTIVE, new Object[] {"active", "day", day, "", ""}, new Object[] {users, true});
  }

  private static RowChange complete(RowChange row, Instant since) {
    return row.completeAt(since.toEpochMilli());
  }

  private static final Instant TUESDAY = Instant.parse("2024-03-05T00:00:00Z");

  @Test
  void theCauseIsOneOfWhatTheCommitBrings() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    try (SinkRun run = SinkRun.of(database.options(), MetricCatalog::tables, 0, null)) {
      run.put(active("2024-03-04", 10)).watermark(TUESDAY_NOON.toEpochMilli()).checkpoint(1);
      RowChange merge =
          new RowChange(
              IdentityTables.MERGES, new Object[] {"device"}, new Object[] {"ada", 0L, false, 1L});
      run.put(complete(active("2024-03-04", 9), TUESDAY), merge).checkpoint(2);
      assertThat(causes(database)).containsExactly("10|9|late or merge");
      run.put(complete(active("2024-03-04", 8), TUESDAY), DeletedSubjects.of("bob", "request"));
      run.checkpoint(3);
      assertThat(causes(database)).containsExactly("10|8|late or merge or deletion");
      RowChange definition =
          new RowChange(
              DefinitionTables.DEFINITIONS,
              new Object[] {"active", "active-users"},
              new Object[] {"any", null, 0L, null});
      run.put(complete(active("2024-03-04", 7), TUESDAY), definition).checkpoint(4);
      assertThat(causes(database)).containsExactly("10|7|late or merge or deletion or definition");
      database.execute("DELETE FROM corrections");
      run.put(complete(active("2024-03-04", 6), TUESDAY), definition).checkpoint(5);
      assertThat(causes(database)).as("as it was").containsExactly("7|6|late");
    }
  }

  private static List<String> causes(TestDatabase database) throws Exception {
    return database.query(
        NOTED
            .replace("table_name, metric, key, column_name,", "")
            .replace(" GROUP BY 1, 2, 3, 4\nORDER BY 1, 2, 3, 4", " GROUP BY key"));
  }

  @Test
  void aRowThatTheDatabaseRefusesLeavesNoCorrection() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    database.execute("ALTER TABLE active_users ADD CHECK (users < 100)");
    try (SinkRun run = SinkRun.of(database.options(), MetricCatalog::tables, 0, null)) {
      run.put(active("2024-03-03", 1), active("2024-03-04", 1));
      run.watermark(TUESDAY_NOON.toEpochMilli()).checkpoint(1);
      run.put(
          complete(active("2024-03-03", 100), TUESDAY),
          complete(active("2024-03-04", 99), TUESDAY));
      run.checkpoint(2);
    }
    assertThat(causes(database)).containsExactly("1|99|late");
  }

  /** Rows of many days, some complete and some not, against a map. */
  @Test
  void exactlyTheNumbersThatChangeAfterTheyWereCompleteAreNoted() throws Exception {
    long seed = 20_240_304;
    Random random = new Random(seed);
    TestDatabase database = TestDatabase.migrated();
    Map<String, Long> shown = new HashMap<>();
    long watermark = 0;
    OperatorSubtaskState state = null;
    for (int start = 0; start < 3; start++) {
      try (SinkRun run =
          SinkRun.of(
              database.options().starting(StartOptions.CONTINUE),
              MetricCatalog::tables,
              start * 10L,
              state)) {
        for (int checkpoint = start * 10 + 1; checkpoint <= start * 10 + 10; checkpoint++) {
          database.execute("DELETE FROM corrections");
          List<String> expected = new ArrayList<>();
          Map<String, Long> changes = new HashMap<>();
          for (int i = random.nextInt(40); i > 0; i--) {
            changes.put("2024-03-%02d".formatted(1 + random.nextInt(28)), (long) random.nextInt(4));
          }
          for (Map.Entry<String, Long> change : changes.entrySet()) {
            String day = change.getKey();
            Instant end = Instant.parse(day + "T00:00:00Z").plusSeconds(86_400);
            Long after = change.getValue() == 0 ? null : change.getValue();
            Long before = after == null ? shown.remove(day) : shown.put(day, after);
            RowChange row = active(day, after == null ? 0 : after);
            row = after == null ? new RowChange(ACTIVE, row.key(), null) : row;
            run.put(complete(row, end));
            if (end.toEpochMilli() <= watermark
                && (before == null ? 0 : before) != (after == null ? 0 : after)) {
              expected.add(day + '|' + before + '|' + after);
            }
          }
          watermark =
              Math.max(
                  watermark,
                  Instant.parse("2024-03-01T00:00:00Z").toEpochMilli()
                      + random.nextInt(28 * 24) * 3_600_000L);
          run.watermark(watermark);
          state = run.checkpoint(checkpoint);
          expected.sort(Comparator.naturalOrder());
          assertThat(
                  database.query(
                      "SELECT key ->> 'bucket', before, after FROM corrections ORDER BY 1"))
              .as("seed %d, checkpoint %d", seed, checkpoint)
              .isEqualTo(expected);
        }
      }
    }
  }
}
