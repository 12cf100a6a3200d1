package io.engagement.flink.sink.postgres;

import static io.engagement.flink.sink.postgres.SinkRun.deleted;
import static io.engagement.flink.sink.postgres.SinkRun.left;
import static io.engagement.flink.sink.postgres.SinkRun.read;
import static io.engagement.flink.sink.postgres.SinkRun.right;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.flink.checkpoint.SinkFencedException;
import io.engagement.flink.checkpoint.SinkRefusedException;
import io.engagement.flink.checkpoint.StartMode;
import io.engagement.flink.checkpoint.StartOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a sink commits, and what it does after failures, rewinds and takeovers. */
class PostgresSinkITCase {
  private static final String LEDGER = "SELECT last_ckpt, status, fence FROM sink_ledger";
  private static final String LEFT = "SELECT name, number FROM left_numbers ORDER BY name";
  private static final String RIGHT = "SELECT name, number FROM right_numbers ORDER BY name";

  private static final StartOptions REPUBLISH =
      new StartOptions(StartMode.REPUBLISH, "another start");
  private static final StartOptions TAKEOVER = new StartOptions(StartMode.TAKEOVER, "start");

  private TestDatabase database;
  private PostgresSinkOptions options;

  @BeforeEach
  void createTables() throws Exception {
    database = SinkRun.database();
    options = database.options();
  }

  @Test
  void nothingIsSeenBeforeTheCheckpointHasCompleted() throws Exception {
    try (SinkRun run = SinkRun.fresh(options)) {
      run.put(left("a", 1), right("a", 1)).snapshot(1);
      assertThat(database.query(LEFT)).isEmpty();
      assertThat(database.one(LEDGER)).isEqualTo("0|NEW|1");
      run.complete(1);
      assertThat(database.one(LEFT)).isEqualTo("a|1");
      assertThat(database.one(RIGHT)).isEqualTo("a|1");
      assertThat(database.one(LEDGER)).isEqualTo("1|LIVE|1");
    }
  }

  @Test
  void theLastChangeOfARowWinsAndDeletesMayNameRowsThatNeverWere() throws Exception {
    try (SinkRun run = SinkRun.fresh(options)) {
      run.put(left("a", 1), left("b", 1), left("a", 2), deleted(left("b", 1)));
      run.put(deleted(left("never", 0)), deleted(left("c", 0)), left("c", 3));
      run.checkpoint(1);
      assertThat(database.query(LEFT)).containsExactly("a|2", "c|3");
      run.put(deleted(left("a", 0)), left("c", 3), left("d", 4));
      run.checkpoint(2);
      assertThat(database.query(LEFT)).containsExactly("c|3", "d|4");
      assertThat(database.one("SELECT counts->'left_numbers' FROM sink_ledger"))
          .as("an unchanged row is not written")
          .isEqualTo("{\"deleted\": 1, \"rejected\": 0, \"upserted\": 1}");
    }
  }

  @Test
  void aCheckpointThatNeverCompletedIsCommittedWithTheNextOne() throws Exception {
    try (SinkRun run = SinkRun.fresh(options)) {
      run.put(left("a", 1)).snapshot(1);
      run.put(left("b", 1)).snapshot(2);
      run.put(left("c", 1)).snapshot(3);
      run.complete(2);
      assertThat(database.query(LEFT)).containsExactly("a|1", "b|1");
      assertThat(database.one(LEDGER)).isEqualTo("2|LIVE|1");
      assertThat(
              database.query(
                  "SELECT event, last_ckpt FROM sink_ledger_history ORDER BY history_id"))
          .containsExactly("START|0", "COMMIT|1", "COMMIT|2");
    }
  }

  @Test
  void theRowsOfAnAbortedCheckpointAreHeldOnceAndCommittedWithTheNext() throws Exception {
    OperatorSubtaskState state;
    try (SinkRun run = SinkRun.fresh(options)) {
      for (long failing = 1; failing <= 50; failing++) {
        run.put(left("a", failing), left("b", 1)).snapshot(failing);
        run.abort(failing);
      }
      run.put(left("a", 51));
      state = run.snapshot(51);
      run.complete(51);
      assertThat(database.query(LEFT)).containsExactly("a|51", "b|1");
      assertThat(database.one(LEDGER)).isEqualTo("51|LIVE|1");
    }
    assertThat(state.getManagedOperatorState().getStateSize())
        .as("not fifty times the rows")
        .isLessThan(2_000);
  }

  @Test
  void aRowThatHasChangedSinceAnAbortedCheckpointKeepsItsLaterValue() throws Exception {
    try (SinkRun run = SinkRun.fresh(options)) {
      run.put(left("a", 1), left("b", 1), left("c", 1)).snapshot(1);
      run.put(left("a", 2), deleted(left("b", 1)));
      run.abort(1);
      run.checkpoint(2);
      assertThat(database.query(LEFT)).containsExactly("a|2", "c|1");
    }
  }

  @Test
  void anAbortedCheckpointThatBroughtAllRowsIsMadeUpForByTheNext() throws Exception {
    OperatorSubtaskState first;
    try (SinkRun run = SinkRun.fresh(options)) {
      first = run.put(left("a", 1)).checkpoint(1);
      run.put(left("abandoned", 2)).checkpoint(2);
    }
    try (SinkRun run = SinkRun.restored(options.starting(REPUBLISH), 1, first)) {
      run.put(left("a", 1)).snapshot(2);
      run.abort(2);
      run.checkpoint(3);
      assertThat(database.query(LEFT)).containsExactly("a|1");
      assertThat(database.one(LEDGER)).isEqualTo("3|LIVE|2");
    }
  }

  @Test
  void anAttemptIsNumberedAboveThoseOfTheLedgerAndOfTheState() throws Exception {
    OperatorSubtaskState first;
    try (SinkRun run = SinkRun.fresh(options)) {
      first = run.put(left("a", 1)).checkpoint(1);
    }
    OperatorSubtaskState state = first;
    for (long checkpoint = 2; checkpoint <= 4; checkpoint++) {
      try (SinkRun run = SinkRun.restored(options, checkpoint - 1, state)) {
        state = run.put(left("a", checkpoint)).checkpoint(checkpoint);
      }
    }
    assertThat(database.one(LEDGER)).isEqualTo("4|LIVE|4");
    // As after the restore of a backup.
    database.execute(
        "UPDATE sink_ledger SET fence = 1, last_ckpt = 1, last_ckpt_fence = 1, last_commit = 1,"
            + " highest_commit = 1");
    PostgresSinkOptions again = options.starting(REPUBLISH);
    try (SinkRun run = SinkRun.restored(again, 4, state)) {
      run.checkpoint(5);
      assertThat(database.one(LEDGER)).as("above the state's").isEqualTo("5|LIVE|5");
    }
    try (SinkRun run = SinkRun.restored(again, 1, first)) {
      run.checkpoint(2);
      assertThat(database.one("SELECT fence FROM sink_ledger"))
          .as("above the ledger's")
          .isEqualTo("6");
    }
  }

  @Test
  void theLedgerShowsWatermarkAndOffsetsOfItsCheckpoint() throws Exception {
    try (SinkRun run = SinkRun.fresh(options)) {
      run.put(read(0, 10), read(1, 20), read(0, 15)).watermark(1_704_366_000_000L);
      run.snapshot(1);
      run.put(read(0, 99)).watermark(1_804_366_000_000L);
      run.complete(1);
      assertThat(
              database.one(
                  "SELECT offsets, extract(epoch from watermark)::bigint FROM sink_ledger"))
          .isEqualTo("{\"events\": {\"0\": 15, \"1\": 20}}|1704366000");
    }
  }

  @Test
  void aRestoredCheckpointIsCommittedBeforeAnythingElse() throws Exception {
    OperatorSubtaskState state;
    try (SinkRun run = SinkRun.fresh(options)) {
      run.put(left("a", 1)).checkpoint(1);
      state = run.put(left("b", 2)).watermark(5_000).snapshot(2);
    }
    assertThat(database.query(LEFT)).containsExactly("a|1");
    try (SinkRun run = SinkRun.restored(options, 2, state)) {
      assertThat(database.query(LEFT)).containsExactly("a|1", "b|2");
      assertThat(database.one(LEDGER)).isEqualTo("2|LIVE|2");
      run.checkpoint(3);
      assertThat(database.one("SELECT extract(epoch from watermark)::int FROM sink_ledger"))
          .as("the watermark does not fall back after a restart")
          .isEqualTo("5");
    }
  }

  @Test
  void aCommittedCheckpointIsNotCommittedAgain() throws Exception {
    OperatorSubtaskState state;
    try (SinkRun run = SinkRun.fresh(options)) {
      state = run.put(left("a", 1)).checkpoint(1);
    }
    database.execute("UPDATE left_numbers SET number = 77");
    try (SinkRun run = SinkRun.restored(options, 1, state)) {
      assertThat(database.one(LEFT)).as("the row was not written again").isEqualTo("a|77");
      run.put(left("b", 1)).checkpoint(2);
      assertThat(database.one(LEDGER)).isEqualTo("2|LIVE|2");
    }
  }

  @Test
  void aFailureBeforeTheFirstCheckpointNeedsNoTakeover() throws Exception {
    SinkRun.fresh(options).close();
    try (SinkRun run = SinkRun.fresh(options)) {
      run.put(left("a", 1)).checkpoint(1);
      assertThat(database.one(LEDGER)).isEqualTo("1|LIVE|2");
    }
  }

  @Test
  void aFirstCheckpointThatWasNotCommittedIsRestored() throws Exception {
    OperatorSubtaskState state;
    try (SinkRun run = SinkRun.fresh(options)) {
      state = run.put(left("a", 1)).snapshot(1);
    }
    SinkRun.restored(options, 1, state).close();
    assertThat(database.one(LEFT)).isEqualTo("a|1");
    assertThat(database.one(LEDGER)).isEqualTo("1|LIVE|2");
  }

  @Test
  void aStartWithoutStateOverCommittedTablesIsRefused() throws Exception {
    try (SinkRun run = SinkRun.fresh(options)) {
      run.put(left("a", 1)).checkpoint(7);
    }
    assertThatThrownBy(() -> SinkRun.fresh(options))
        .isInstanceOf(SuppressRestartsException.class)
        .cause()
        .isInstanceOf(SinkRefusedException.class)
        .hasMessageContaining("checkpoint 7 of an earlier run")
        .hasMessageContaining("--takeover");
    assertThat(database.one(LEFT)).isEqualTo("a|1");
    assertThat(database.one(LEDGER)).as("nothing was touched").isEqualTo("7|LIVE|1");
  }

  @Test
  void aTakeoverEmptiesTheTablesInItsFirstCommitAndRebuildsToWhereTheInputWas() throws Exception {
    String oldLineage;
    OperatorSubtaskState oldState;
    try (SinkRun run = SinkRun.fresh(options)) {
      oldState = run.put(left("a", 1), right("a", 1), read(0, 100)).checkpoint(7);
      oldLineage = database.one("SELECT lineage FROM sink_ledger");
    }
    try (SinkRun run = SinkRun.fresh(options.starting(TAKEOVER))) {
      assertThat(database.one(LEFT)).as("readers keep the old rows meanwhile").isEqualTo("a|1");
      assertThat(database.one(LEDGER)).isEqualTo("0|REBUILDING|2");
      run.put(left("b", 2), read(0, 50)).checkpoint(1);
      assertThat(database.query(LEFT)).containsExactly("b|2");
      assertThat(database.query(RIGHT)).isEmpty();
      assertThat(database.one(LEDGER)).isEqualTo("1|REBUILDING|2");
      run.put(read(0, 100)).checkpoint(2);
      assertThat(database.one(LEDGER)).isEqualTo("2|LIVE|2");
      assertThat(database.one("SELECT lineage FROM sink_ledger")).isNotEqualTo(oldLineage);
    }
    assertThatThrownBy(() -> SinkRun.restored(options, 7, oldState))
        .hasRootCauseInstanceOf(SinkRefusedException.class)
        .hasStackTraceContaining("belongs to lineage " + oldLineage);
  }

  @Test
  void aTakeoverThatFailsBeforeItsFirstCommitGoesOnWithoutBeingAskedAgain() throws Exception {
    try (SinkRun run = SinkRun.fresh(options)) {
      run.put(left("a", 1)).checkpoint(7);
    }
    SinkRun.fresh(options.starting(TAKEOVER)).close();
    try (SinkRun run = SinkRun.fresh(options)) {
      run.put(left("b", 1)).checkpoint(1);
      assertThat(database.query(LEFT)).containsExactly("b|1");
    }
  }

  @Test
  void anOlderSavepointRewindsTheLedgerAndCatchesUp() throws Exception {
    OperatorSubtaskState second;
    try (SinkRun run = SinkRun.fresh(options)) {
      run.put(left("a", 1), read(0, 10)).checkpoint(1);
      second = run.put(left("a", 2), read(0, 20)).checkpoint(2);
      run.put(left("a", 3), left("late", 3), read(0, 30), read(1, 5)).checkpoint(3);
      run.put(left("a", 4), read(0, 40)).checkpoint(4);
    }
    assertThatThrownBy(() -> SinkRun.restored(options, 2, second))
        .isInstanceOf(SuppressRestartsException.class)
        .hasStackTraceContaining("older than the tables")
        .hasStackTraceContaining("--republish");
    assertThat(database.one(LEDGER)).as("nothing was touched").isEqualTo("4|LIVE|1");
    PostgresSinkOptions again = options.starting(REPUBLISH);
    try (SinkRun run = SinkRun.restored(again, 2, second, SinkRun.OTHER_JOB, CommitProbe.NONE)) {
      assertThat(database.one(LEDGER)).isEqualTo("2|CATCHING_UP|2");
      assertThat(database.one("SELECT offsets, hi_offsets FROM sink_ledger"))
          .isEqualTo("{\"events\": {\"0\": 20}}|{\"events\": {\"0\": 40, \"1\": 5}}");
      assertThat(database.query(LEFT)).containsExactly("a|2", "late|3");
      run.put(left("a", 2)).put(left("a", 4), read(0, 40)).checkpoint(3);
      assertThat(database.one(LEDGER)).as("partition 1 is behind").isEqualTo("3|CATCHING_UP|2");
      assertThat(database.query(LEFT)).as("it is not in the state").containsExactly("a|4");
      run.put(left("late", 3), read(1, 5)).checkpoint(4);
      assertThat(database.one(LEDGER)).isEqualTo("4|LIVE|2");
      assertThat(database.query(LEFT)).containsExactly("a|4", "late|3");
    }
  }

  @Test
  void aSavepointOfTheAbandonedBranchIsRefused() throws Exception {
    OperatorSubtaskState first;
    OperatorSubtaskState third;
    try (SinkRun run = SinkRun.fresh(options)) {
      first = run.put(left("a", 1), read(0, 10)).checkpoint(1);
      run.put(left("a", 2), read(0, 20)).checkpoint(2);
      third = run.put(left("a", 3), read(0, 30)).snapshot(3);
    }
    try (SinkRun run = SinkRun.restored(options.starting(REPUBLISH), 1, first)) {
      run.put(left("a", 2)).snapshot(2);
      run.snapshot(3);
      run.complete(3);
      assertThat(database.one(LEFT)).isEqualTo("a|2");
    }
    assertThatThrownBy(() -> SinkRun.restored(options, 3, third))
        .hasRootCauseInstanceOf(SinkRefusedException.class)
        .hasStackTraceContaining("have gone back to before it since");
  }

  @Test
  void aDatabaseThatLostCommitsIsReportedAndMarked() throws Exception {
    OperatorSubtaskState third;
    try (SinkRun run = SinkRun.fresh(options)) {
      run.put(left("a", 1), read(0, 10)).checkpoint(1);
      run.put(left("a", 2), read(0, 20)).checkpoint(2);
      third = run.put(left("a", 3), read(0, 30)).snapshot(3);
    }
    // As after a failover to a replica that had not received checkpoint 2.
    database.execute(
        "UPDATE sink_ledger"
            + " SET last_ckpt = 1, last_ckpt_fence = 1, last_commit = 1, highest_commit = 1");
    assertThatThrownBy(() -> SinkRun.restored(options, 3, third))
        .isInstanceOf(SuppressRestartsException.class)
        .hasStackTraceContaining("REGRESSED: the restored state has committed checkpoint 2");
    assertThat(database.one("SELECT status, hi_offsets FROM sink_ledger"))
        .isEqualTo("REGRESSED|{\"events\": {\"0\": 30}}");
  }

  @Test
  void aLedgerThatGoesBackUnderARunningJobStopsIt() throws Exception {
    try (SinkRun run = SinkRun.fresh(options)) {
      run.put(left("a", 1)).checkpoint(1);
      run.put(left("a", 2)).checkpoint(2);
      database.execute("UPDATE sink_ledger SET last_ckpt = 1");
      run.put(left("a", 3)).snapshot(3);
      assertThatThrownBy(() -> run.complete(3))
          .isInstanceOf(SuppressRestartsException.class)
          .hasStackTraceContaining("REGRESSED");
      assertThat(database.one(LEFT)).as("the commit was not made").isEqualTo("a|2");
      assertThat(database.one("SELECT status FROM sink_ledger")).isEqualTo("REGRESSED");
    }
  }

  @Test
  void stateWithoutItsDatabaseIsRefused() throws Exception {
    OperatorSubtaskState state;
    try (SinkRun run = SinkRun.fresh(options)) {
      run.put(left("a", 1)).checkpoint(1);
      state = run.put(left("a", 2)).checkpoint(2);
    }
    PostgresSinkOptions elsewhere = SinkRun.database().options();
    assertThatThrownBy(() -> SinkRun.restored(elsewhere, 2, state))
        .isInstanceOf(SuppressRestartsException.class)
        .hasStackTraceContaining("no ledger of this sink");
  }

  @Test
  void aJobRestoredWithoutTheSinksStateIsRefused() {
    assertThatThrownBy(() -> SinkRun.restored(options, 5, OperatorSubtaskState.builder().build()))
        .isInstanceOf(SuppressRestartsException.class)
        .hasStackTraceContaining("restored from checkpoint 5");
  }

  @Test
  void aSecondJobFailsFast() throws Exception {
    try (SinkRun run = SinkRun.fresh(options)) {
      assertThatThrownBy(() -> SinkRun.fresh(options, SinkRun.OTHER_JOB, CommitProbe.NONE))
          .isInstanceOf(SuppressRestartsException.class)
          .hasStackTraceContaining("Another job (" + SinkRun.JOB)
          .hasStackTraceContaining("has not ended within PT1S");
      run.put(left("a", 1)).checkpoint(1);
      assertThat(database.one(LEFT)).as("the first goes on").isEqualTo("a|1");
    }
  }

  @Test
  void aLeftoverOfTheSameJobIsFencedAndWritesNothing() throws Exception {
    try (SinkRun leftover = SinkRun.fresh(options)) {
      OperatorSubtaskState state = leftover.put(left("a", 1)).checkpoint(1);
      leftover.put(left("zombie", 1)).snapshot(2);
      try (SinkRun next = SinkRun.restored(options, 1, state)) {
        next.put(left("b", 2)).checkpoint(2);
        assertThatThrownBy(() -> leftover.complete(2))
            .isInstanceOf(SinkFencedException.class)
            .hasMessage(
                "This is attempt 1, but attempt 2 has taken the sink since: nothing was written.");
        next.put(left("c", 3)).checkpoint(3);
      }
      assertThat(database.query(LEFT)).containsExactly("a|1", "b|2", "c|3");
      assertThat(database.one(LEDGER)).isEqualTo("3|LIVE|2");
    }
  }

  @Test
  void twoDeploymentsCannotWriteOneTable() throws Exception {
    SinkRun.fresh(options).close();
    assertThatThrownBy(() -> SinkRun.fresh(database.optionsOf("blog")))
        .isInstanceOf(SuppressRestartsException.class)
        .hasStackTraceContaining("left_numbers is written by the deployment \"shop\"");
  }

  @Test
  void theEndOfTheInputWaitsForNoCheckpointWithoutRows() throws Exception {
    SinkRun run = SinkRun.fresh(options);
    run.put(left("a", 1)).checkpoint(1);
    run.snapshot(2);
    run.end();
    assertThat(database.one(LEFT)).isEqualTo("a|1");
  }

  @Test
  void anInputThatEndsWithoutACheckpointIsNoSuccess() throws Exception {
    SinkRun run = SinkRun.fresh(options);
    run.put(left("a", 1));
    assertThatThrownBy(run::end).hasStackTraceContaining("Enable checkpointing");
  }
}
