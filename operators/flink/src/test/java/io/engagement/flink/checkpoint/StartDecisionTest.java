package io.engagement.flink.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.flink.checkpoint.LedgerRow.RepublishDue;
import io.engagement.flink.checkpoint.StartDecision.Refuse;
import io.engagement.flink.serde.TableIndex;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class StartDecisionTest {
  private static final UUID LINEAGE = new UUID(1, 1);

  @Test
  void withoutStateAndLedgerItBegins() {
    assertThat(StartDecision.of(null, null, StartMode.CONTINUE))
        .isEqualTo(new StartDecision.Begin());
  }

  @Test
  void withoutStateCommittedTablesAreTakenOnlyOnRequest() {
    assertThat(StartDecision.of(null, ledger(5, 1, LedgerRow.Status.LIVE), StartMode.CONTINUE))
        .isInstanceOf(Refuse.class);
    assertThat(StartDecision.of(null, ledger(5, 1, LedgerRow.Status.LIVE), StartMode.TAKEOVER))
        .isEqualTo(new StartDecision.Rebuild());
    assertThat(StartDecision.of(null, ledger(0, 0, LedgerRow.Status.NEW), StartMode.CONTINUE))
        .isEqualTo(new StartDecision.Begin());
    assertThat(
            StartDecision.of(null, ledger(0, 0, LedgerRow.Status.REBUILDING), StartMode.CONTINUE))
        .isEqualTo(new StartDecision.Rebuild());
  }

  @Test
  void aStartWithStateIsNoTakeover() {
    assertThat(
            StartDecision.of(
                state(mark(4, 1), mark(5, 1)),
                ledger(5, 1, LedgerRow.Status.LIVE),
                StartMode.TAKEOVER))
        .isEqualTo(new StartDecision.Continue(mark(5, 1)));
  }

  @Test
  void aLedgerAnywhereFromTheLastCommitToTheRestoredCheckpointGoesOn() {
    SinkState state = state(mark(4, 1), mark(5, 1), mark(6, 2));
    for (LedgerRow ledger :
        List.of(
            ledger(4, 1, LedgerRow.Status.LIVE),
            ledger(5, 1, LedgerRow.Status.LIVE),
            ledger(6, 2, LedgerRow.Status.CATCHING_UP))) {
      assertThat(StartDecision.of(state, ledger, StartMode.CONTINUE))
          .isEqualTo(new StartDecision.Continue(mark(ledger.lastCkpt(), ledger.lastCkptFence())));
    }
  }

  @Test
  void tablesThatAreAheadAreRewoundOnlyWhenAllRowsArePublishedAgain() {
    SinkState old = state(mark(3, 1), mark(4, 1));
    LedgerRow ledger = ledger(10, 2, LedgerRow.Status.LIVE);
    assertThat(StartDecision.of(old, ledger, StartMode.CONTINUE))
        .isInstanceOfSatisfying(
            Refuse.class, refuse -> assertThat(refuse.why()).contains("--republish"));
    assertThat(StartDecision.of(old, ledger, StartMode.REPUBLISH))
        .isEqualTo(new StartDecision.Rewind());
  }

  @Test
  void theSameNumberOfAnotherAttemptIsAnotherCheckpoint() {
    assertThat(
            StartDecision.of(
                state(mark(9, 1), mark(10, 1)),
                ledger(10, 2, LedgerRow.Status.LIVE),
                StartMode.REPUBLISH))
        .as("a savepoint of the branch that was left")
        .isEqualTo(new StartDecision.Rewind());
  }

  @Test
  void aLedgerThatIsBehindIsRegressed() {
    SinkState state = state(mark(9, 1), mark(10, 1));
    LedgerRow ledger = ledger(8, 1, LedgerRow.Status.LIVE);
    assertThat(StartDecision.of(state, ledger, StartMode.CONTINUE))
        .isInstanceOfSatisfying(Refuse.class, refuse -> assertThat(refuse.regressed()).isTrue());
    assertThat(StartDecision.of(state, ledger, StartMode.REPUBLISH))
        .isEqualTo(new StartDecision.Republish());
  }

  /** The checkpoints' numbers alone would call it a rewind: 12 is more than 10. */
  @Test
  void aLedgerWhoseAttemptsOrCommitsAreFewerIsRegressedWhateverItsCheckpointIs() {
    SinkState state = state(new CheckpointMark(10, 5, 14, 0, InputOffsets.NONE), mark(11, 5));
    assertThat(StartDecision.of(state, ledger(12, 3, LedgerRow.Status.LIVE), StartMode.CONTINUE))
        .as("it has commits up to 12, the state knows of 14")
        .isInstanceOfSatisfying(Refuse.class, refuse -> assertThat(refuse.regressed()).isTrue());
    assertThat(StartDecision.of(state, ledger(20, 4, LedgerRow.Status.LIVE), StartMode.CONTINUE))
        .as("it has seen four attempts, the state is of the fifth")
        .isInstanceOfSatisfying(Refuse.class, refuse -> assertThat(refuse.regressed()).isTrue());
  }

  @Test
  void rewoundTablesTakeOnlyStatesOfTheirOwnBranchOrFromBeforeTheRewind() {
    LedgerRow rewoundToFive = ledger(20, 7, LedgerRow.Status.LIVE, "{[6,13)}", RepublishDue.NONE);
    assertThat(StartDecision.of(state(mark(9, 3), mark(10, 3)), rewoundToFive, StartMode.REPUBLISH))
        .as("the abandoned branch, for good")
        .isInstanceOf(Refuse.class);
    assertThat(StartDecision.of(state(mark(3, 3), mark(4, 3)), rewoundToFive, StartMode.REPUBLISH))
        .as("from before")
        .isEqualTo(new StartDecision.Rewind());
    assertThat(
            StartDecision.of(state(mark(15, 7), mark(16, 7)), rewoundToFive, StartMode.REPUBLISH))
        .as("of the branch that rewound")
        .isEqualTo(new StartDecision.Rewind());
  }

  @Test
  void tablesThatAreDueToBePublishedAgainAreNotGoneOnWithWithoutIt() {
    LedgerRow due = ledger(4, 1, LedgerRow.Status.CATCHING_UP, "{[5,9)}", RepublishDue.REWOUND);
    SinkState state = state(mark(4, 1), mark(5, 1));
    assertThat(StartDecision.of(state, due, StartMode.CONTINUE)).isInstanceOf(Refuse.class);
    assertThat(StartDecision.of(state, due, StartMode.REPUBLISH))
        .isEqualTo(new StartDecision.Continue(mark(4, 1)));
    SinkState brings =
        new SinkState(
            LINEAGE,
            mark(4, 1),
            List.of(new PendingCheckpoint(mark(5, 2), true, new TreeMap<>())),
            "start",
            new TableIndex(List.of()));
    assertThat(StartDecision.of(brings, due, StartMode.CONTINUE))
        .as("a restart from the checkpoint that holds all rows")
        .isEqualTo(new StartDecision.Continue(mark(4, 1)));
  }

  @Test
  void stateOfAnotherLineageIsRefused() {
    LedgerRow ledger = ledger(5, 1, LedgerRow.Status.LIVE);
    SinkState other =
        new SinkState(
            new UUID(2, 2),
            mark(4, 1),
            List.of(new PendingCheckpoint(mark(5, 1), false, new TreeMap<>())),
            "",
            new TableIndex(List.of()));
    assertThat(StartDecision.of(other, ledger, StartMode.CONTINUE)).isInstanceOf(Refuse.class);
  }

  @Test
  void aMissingLedgerIsMadeOnlyWhenNothingWasCommitted() {
    assertThat(StartDecision.of(state(CheckpointMark.NONE, mark(1, 1)), null, StartMode.CONTINUE))
        .isEqualTo(new StartDecision.Begin());
    assertThat(StartDecision.of(state(mark(1, 1), mark(2, 1)), null, StartMode.CONTINUE))
        .isInstanceOf(Refuse.class);
  }

  private static CheckpointMark mark(long id, long fence) {
    return new CheckpointMark(id, fence, id, 0, InputOffsets.NONE);
  }

  private static SinkState state(CheckpointMark committed, CheckpointMark... pending) {
    List<PendingCheckpoint> checkpoints = new ArrayList<>();
    for (CheckpointMark mark : pending) {
      checkpoints.add(new PendingCheckpoint(mark, false, new TreeMap<>()));
    }
    return new SinkState(LINEAGE, committed, checkpoints, "", new TableIndex(List.of()));
  }

  private static LedgerRow ledger(long lastCkpt, long lastFence, LedgerRow.Status status) {
    return ledger(lastCkpt, lastFence, status, "{}", RepublishDue.NONE);
  }

  /** Every checkpoint has the number of its commit. */
  private static LedgerRow ledger(
      long lastCkpt, long lastFence, LedgerRow.Status status, String abandoned, RepublishDue due) {
    return new LedgerRow(
        LINEAGE,
        lastFence,
        lastCkpt,
        lastFence,
        lastCkpt,
        lastCkpt,
        InputOffsets.NONE,
        InputOffsets.NONE,
        status,
        CommitRanges.parse(abandoned),
        due,
        "job",
        0,
        "{}");
  }
}
