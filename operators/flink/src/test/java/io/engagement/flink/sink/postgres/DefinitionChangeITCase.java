package io.engagement.flink.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.config.ConfigText;
import io.engagement.core.deployment.Definitions.OnChange;
import io.engagement.flink.checkpoint.StartMode;
import io.engagement.flink.sink.postgres.Deployment.Savepoint;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of published rows when a start brings other definitions. */
class DefinitionChangeITCase {
  private static final String BEFORE =
      """
      sessions: [{id: web, gap: 30m}, {id: app, gap: 30m}]
      carts: [{id: carts}]
      score: [{id: score, sessions: app, weights: {Product Added: 3}}]
      experiments: [{id: exp, exposure: Product Added, goals: [{id: page, type: page}]}]
      active-users: [{id: active, periods: [day]}]
      """;
  private static final String AFTER =
      """
      sessions: [{id: web, gap: 10m}, {id: app, gap: 30m}]
      score: [{id: score, sessions: app, weights: {Product Added: 3}}]
      active-users: [{id: active, periods: [day]}]
      """;
  private static final String ACTIVES_CHANGED =
      BEFORE.replace("id: active,", "id: active, events: {type: page},");
  private static final String SESSIONS = "SELECT metric, user_id FROM sessions ORDER BY 1, 2";
  private static final String CARTS = "SELECT user_id FROM carts ORDER BY 1";
  private static final String ASSIGNMENTS =
      "SELECT user_id, variant FROM experiment_assignments ORDER BY 1";
  private static final String SCORES = "SELECT user_id FROM user_engagement ORDER BY 1";
  private static final String ACTIVES =
      "SELECT bucket::date, users, complete FROM active_users ORDER BY 1";

  private TestDatabase database;

  @BeforeEach
  void migrate() {
    database = TestDatabase.migrated();
  }

  private static ConfigText config(String metrics) {
    return new ConfigText(
        "test",
        "time: {out-of-orderness: 0s, late-horizon: 3d, jump: 0s}\nmetrics:\n" + metrics.indent(2));
  }

  private static String added(String user, String time) {
    return """
        {"type":"track","event":"Product Added","userId":"%s","messageId":"%s%s","timestamp":"2024-03-%s:00Z",\
        "properties":{"product_id":"p","price":10,"experiment_id":"e","variation_id":"v"}}"""
        .formatted(user, user, time, time);
  }

  private static String page(String user, String time) {
    return """
        {"type":"page","name":"Page","userId":"%s","messageId":"%s%s","timestamp":"2024-03-%s:00Z"}"""
        .formatted(user, user, time, time);
  }

  private static long millis(String time) {
    return Instant.parse("2024-03-" + time + ":00Z").toEpochMilli();
  }

  /** Facts of two users, of whom one is so old that no state knows them any more. */
  private Savepoint before() throws Exception {
    try (Deployment run = new Deployment(database, config(BEFORE), null, StartMode.CONTINUE)) {
      run.operators.read(added("old", "01T10:00"));
      run.checkpoint(1);
      run.operators.read(added("ada", "20T10:00"));
      run.operators.watermark(millis("20T10:00"));
      run.checkpoint(2);
      run.operators.watermark(millis("20T10:01"));
      return run.checkpoint(3);
    }
  }

  @Test
  void factsOfADroppedDefinitionLeaveWithTheFirstCommitWhateverStateKnows() throws Exception {
    Savepoint savepoint = before();
    Map<String, OnChange> words =
        Map.of("web", OnChange.DROP, "carts", OnChange.DROP, "exp", OnChange.DROP);
    Savepoint uncommitted;
    try (Deployment run =
        new Deployment(database, config(AFTER), savepoint, StartMode.CONTINUE, words)) {
      run.operators.read(added("eve", "20T10:30"));
      uncommitted = run.snapshot(4);
    }
    assertThat(database.query(CARTS)).as("before the first commit").containsExactly("ada", "old");
    assertThat(database.query(ASSIGNMENTS)).containsExactly("ada|v", "old|v");
    try (Deployment run =
        new Deployment(database, config(AFTER), uncommitted, StartMode.CONTINUE, words)) {
      assertThat(database.query(SESSIONS))
          .as("what the definition means now has facts already")
          .containsExactly("app|ada", "app|eve", "app|old", "web|eve");
      assertThat(database.query(CARTS)).isEmpty();
      assertThat(database.query(ASSIGNMENTS)).isEmpty();
      assertThat(database.query(SCORES)).containsExactly("ada", "eve", "old");
      run.operators.read(added("bob", "20T10:40"));
      run.checkpoint(5);
      assertThat(database.query(SESSIONS))
          .as("a restart with the same word takes nothing away")
          .containsExactly("app|ada", "app|bob", "app|eve", "app|old", "web|bob", "web|eve");
    }
  }

  @Test
  void factsOfAKeptDefinitionStay() throws Exception {
    Savepoint savepoint = before();
    try (Deployment run =
        new Deployment(
            database,
            config(AFTER),
            savepoint,
            StartMode.CONTINUE,
            Map.of("web", OnChange.KEEP, "carts", OnChange.KEEP, "exp", OnChange.KEEP))) {
      run.checkpoint(4);
    }
    assertThat(database.query(SESSIONS))
        .containsExactly("app|ada", "app|old", "web|ada", "web|old");
    assertThat(database.query(CARTS)).containsExactly("ada", "old");
    assertThat(database.query(ASSIGNMENTS)).containsExactly("ada|v", "old|v");
  }

  private static final List<String> KEPT_AND_NEW =
      List.of("2024-03-01|2|t", "2024-03-02|1|f", "2024-03-03|1|f");

  private Savepoint twoDays() throws Exception {
    try (Deployment run = new Deployment(database, config(BEFORE), null, StartMode.CONTINUE)) {
      run.operators.read(page("ada", "01T10:00"), page("bob", "01T11:00"), page("ada", "02T10:00"));
      run.operators.watermark(millis("02T10:00"));
      return run.checkpoint(1);
    }
  }

  private Savepoint changed(Savepoint from) throws Exception {
    try (Deployment run =
        new Deployment(
            database,
            config(ACTIVES_CHANGED),
            from,
            StartMode.CONTINUE,
            Map.of("active", OnChange.KEEP))) {
      run.operators.read(page("eve", "02T12:00"));
      return run.checkpoint(2);
    }
  }

  private Savepoint republished(Savepoint lost) throws Exception {
    database.restoreBackup();
    try (Deployment run =
        new Deployment(database, config(ACTIVES_CHANGED), lost, StartMode.REPUBLISH)) {
      return run.checkpoint(lost.checkpoint() + 1);
    }
  }

  @Test
  void rowsThatAnEarlierStartHasKeptOutliveLostCommits() throws Exception {
    Savepoint kept = changed(twoDays());
    assertThat(database.query(ACTIVES)).containsExactly("2024-03-01|2|t", "2024-03-02|1|f");
    database.execute(
        "INSERT INTO active_users SELECT 'active', 'day', '2024-02-01', '', '', 9, false, commit_seq FROM metric_definitions WHERE metric = 'active'");
    database.backUp();
    Savepoint lost;
    try (Deployment run =
        new Deployment(database, config(ACTIVES_CHANGED), kept, StartMode.CONTINUE)) {
      run.operators.read(page("eve", "03T10:00"));
      run.checkpoint(3);
      lost = run.checkpoint(4);
    }
    assertThat(database.one("SELECT last_ckpt FROM sink_ledger")).isEqualTo("4");
    republished(lost);
    assertThat(database.query(ACTIVES)).containsExactlyElementsOf(KEPT_AND_NEW);
  }

  @Test
  void rowsAreKeptAsWellWhenTheChangeItselfWasLost() throws Exception {
    Savepoint before = twoDays();
    database.execute(
        "INSERT INTO active_users SELECT 'active', 'day', '2024-03-02', 'stale', 'x', 9, false, max(commit_seq) FROM active_users");
    database.backUp();
    Savepoint kept = changed(before);
    Savepoint lost;
    try (Deployment run =
        new Deployment(database, config(ACTIVES_CHANGED), kept, StartMode.CONTINUE)) {
      run.operators.read(page("eve", "03T10:00"));
      run.checkpoint(3);
      lost = run.checkpoint(4);
    }
    assertThat(database.one("SELECT last_ckpt FROM sink_ledger")).isEqualTo("4");
    republished(lost);
    assertThat(database.query(ACTIVES))
        .as("what was open when the definition changed is not mixed with what it means now")
        .containsExactlyElementsOf(KEPT_AND_NEW);
  }
}
