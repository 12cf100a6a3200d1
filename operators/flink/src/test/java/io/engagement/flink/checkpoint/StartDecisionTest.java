package io.engagement.flink.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

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
        .isEqualTo(new StartDecision.Continue());
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
          .isEqualTo(new StartDecision.Continue());
    }
  }

  @Test
  void theSameNumberOfAnotherAttemptIsAnotherCheckpoint() {
    assertThat(
            StartDecision.of(
                state(mark(9, 1), mark(10, 1)),
                ledger(10, 2, LedgerRow.Status.LIVE),
                StartMode.CONTINUE))
        .as("a savepoint of the branch that was left")
        .isEqualTo(new StartDecision.Rewind());
  }

  @Test
  void aLedgerThatIsBehindIsRegressed() {
    assertThat(
            StartDecision.of(
                state(mark(9, 1), mark(10, 1)),
                ledger(8, 1, LedgerRow.Status.LIVE),
                StartMode.CONTINUE))
        .isInstanceOfSatisfying(Refuse.class, refuse -> assertThat(refuse.regressed()).isTrue());
  }

  @Test
  void rewoundTablesTakeOnlyStatesOfTheirOwnBranchOrFromBeforeTheRewind() {
    LedgerRow rewoundToFive =
        new LedgerRow(
            LINEAGE,
            7,
            12,
            7,
            InputOffsets.NONE,
            InputOffsets.NONE,
            LedgerRow.Status.CATCHING_UP,
            7L,
            5L,
            "job",
            0,
            "{}");
    assertThat(StartDecision.of(state(mark(9, 3), mark(10, 3)), rewoundToFive, StartMode.CONTINUE))
        .as("the abandoned branch")
        .isInstanceOf(Refuse.class);
    assertThat(StartDecision.of(state(mark(3, 3), mark(4, 3)), rewoundToFive, StartMode.CONTINUE))
        .as("from before")
        .isEqualTo(new StartDecision.Rewind());
    assertThat(StartDecision.of(state(mark(9, 7), mark(10, 7)), rewoundToFive, StartMode.CONTINUE))
        .as("of the branch that rewound")
        .isEqualTo(new StartDecision.Rewind());
  }

  @Test
  void stateOfAnotherLineageIsRefused() {
    LedgerRow ledger = ledger(5, 1, LedgerRow.Status.LIVE);
    SinkState other =
        new SinkState(
            new UUID(2, 2),
            mark(4, 1),
            List.of(new PendingCheckpoint(mark(5, 1), new TreeMap<>())),
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
    return new CheckpointMark(id, fence, 0, InputOffsets.NONE);
  }

  private static SinkState state(CheckpointMark committed, CheckpointMark... pending) {
    List<PendingCheckpoint> checkpoints = new ArrayList<>();
    for (CheckpointMark mark : pending) {
      checkpoints.add(new PendingCheckpoint(mark, new TreeMap<>()));
    }
    return new SinkState(LINEAGE, committed, checkpoints, new TableIndex(List.of()));
  }

  private static LedgerRow ledger(long lastCkpt, long lastFence, LedgerRow.Status status) {
    return new LedgerRow(
        LINEAGE,
        lastFence,
        lastCkpt,
        lastFence,
        InputOffsets.NONE,
        InputOffsets.NONE,
        status,
        null,
        null,
        "job",
        0,
        "{}");
  }
}
