package io.engagement.flink.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.config.ConfigText;
import io.engagement.flink.checkpoint.StartMode;
import io.engagement.flink.sink.postgres.Deployment.Savepoint;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A start from an older savepoint reads the input again along another schedule of checkpoints. What
 * only the abandoned run published must not stay.
 */
class RewindITCase {
  private static final ConfigText CONFIG =
      new ConfigText(
          "test",
          """
          time: {out-of-orderness: 3h, late-horizon: 3d}
          breakdowns: {platform: context.device.type}
          metrics:
            active-users: [{id: active, events: any, periods: [day]}]
            sessions: [{id: web, gap: 30m, breakdowns: [platform]}]
            content: [{id: top, events: {type: page}, item: properties.path, top: 3}]
            carts: [{id: carts}]
            score: [{id: score, weights: {Product Added: 3}}]
          """);

  private static String page(String user, String time, String path) {
    return """
        {"type":"page","name":"Page","userId":"%s","messageId":"%s%s","timestamp":"2024-03-01T%s:00Z",\
        "properties":{"path":"%s"},"context":{"device":{"type":"ios"}}}"""
        .formatted(user, user, time, time, path);
  }

  private static String added(String user, String time, String product) {
    return """
        {"type":"track","event":"Product Added","userId":"%s","messageId":"%s%s","timestamp":"2024-03-01T%s:00Z",\
        "properties":{"product_id":"%s","price":10}}"""
        .formatted(user, user, time, time, product);
  }

  private static final String[] FIRST = {
    page("ada", "10:00", "/a"), page("bob", "10:00", "/a"), added("ada", "10:05", "p1")
  };
  private static final String[] SECOND = {
    page("ada", "10:50", "/b"), page("eve", "10:50", "/c"), "no event", added("bob", "11:45", "p2")
  };
  private static final String[] THIRD = {
    page("ada", "10:25", "/b"), added("bob", "11:40", "p2"), page("eve", "10:45", "/c")
  };

  private static Map<String, List<String>> withoutRewind() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    try (Deployment run = new Deployment(database, CONFIG, null, StartMode.CONTINUE)) {
      run.operators.read(FIRST);
      run.operators.read(SECOND);
      run.operators.read(THIRD);
      run.checkpoint(1);
    }
    return Deployment.tables(database);
  }

  @Test
  void rowsThatOnlyTheAbandonedRunPublishedAreGoneWhenTheTablesAreLive() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    Savepoint first;
    try (Deployment run = new Deployment(database, CONFIG, null, StartMode.CONTINUE)) {
      run.operators.read(FIRST);
      first = run.checkpoint(1);
      run.operators.read(SECOND);
      run.checkpoint(2);
    }
    try (Deployment run = new Deployment(database, CONFIG, first, StartMode.REPUBLISH)) {
      run.operators.read(SECOND);
      run.operators.read(THIRD);
      run.checkpoint(2);
      assertThat(database.one("SELECT status FROM sink_ledger")).isEqualTo("LIVE");
    }
    assertThat(Deployment.tables(database)).isEqualTo(withoutRewind());
  }

  @Test
  void aRestartBeforeAllRowsAreCommittedPublishesThemAllTheSame() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    Savepoint first;
    try (Deployment run = new Deployment(database, CONFIG, null, StartMode.CONTINUE)) {
      run.operators.read(FIRST);
      first = run.checkpoint(1);
      run.operators.read(SECOND);
      run.checkpoint(2);
    }
    Savepoint uncommitted;
    try (Deployment run = new Deployment(database, CONFIG, first, StartMode.REPUBLISH)) {
      run.operators.read(SECOND);
      uncommitted = run.snapshot(2);
    }
    assertThat(database.one("SELECT status, republish_due FROM sink_ledger"))
        .isEqualTo("CATCHING_UP|REWOUND");
    assertThatThrownBy(() -> new Deployment(database, CONFIG, first, StartMode.CONTINUE))
        .as("from before all rows were sent")
        .hasStackTraceContaining("Start once more with --republish");
    try (Deployment run = new Deployment(database, CONFIG, uncommitted, StartMode.CONTINUE)) {
      run.operators.read(THIRD);
      run.checkpoint(3);
      assertThat(database.one("SELECT status, republish_due FROM sink_ledger"))
          .isEqualTo("LIVE|NONE");
    }
    assertThat(Deployment.tables(database)).isEqualTo(withoutRewind());
  }

  @Test
  void aStateIsPublishedOverADatabaseThatHasLostCommits() throws Exception {
    TestDatabase database = TestDatabase.migrated();
    Savepoint third;
    try (Deployment run = new Deployment(database, CONFIG, null, StartMode.CONTINUE)) {
      run.operators.read(FIRST);
      run.checkpoint(1);
      database.backUp();
      run.operators.read(SECOND);
      run.checkpoint(2);
      run.operators.read(THIRD);
      third = run.checkpoint(3);
    }
    database.restoreBackup();
    assertThatThrownBy(() -> new Deployment(database, CONFIG, third, StartMode.CONTINUE))
        .hasStackTraceContaining("REGRESSED")
        .hasStackTraceContaining("--republish");
    assertThat(database.one("SELECT status FROM sink_ledger")).isEqualTo("REGRESSED");
    try (Deployment run = new Deployment(database, CONFIG, third, StartMode.REPUBLISH)) {
      run.checkpoint(4);
      assertThat(database.one("SELECT status, highest_commit FROM sink_ledger"))
          .as("the numbers of lost commits are not used again")
          .isEqualTo("LIVE|4");
    }
    assertThat(withoutLogs(Deployment.tables(database))).isEqualTo(withoutLogs(withoutRewind()));
  }

  /** Refused records and late events are in no state. */
  private static Map<String, List<String>> withoutLogs(Map<String, List<String>> tables) {
    tables.keySet().removeAll(List.of("rejected", "late"));
    return tables;
  }
}
