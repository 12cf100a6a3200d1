package io.engagement.flink.checkpoint;

import org.jspecify.annotations.Nullable;

/** What a starting sink does, from what it restored and what the ledger says. Decides only. */
public sealed interface StartDecision {
  /** Nothing was ever committed: begin. With state, its lineage goes on. */
  record Begin() implements StartDecision {}

  /** The tables show a checkpoint this state knows: commit what comes after it. */
  record Continue() implements StartDecision {}

  /** The tables are ahead of the state: go back to its last commit and on from there. */
  record Rewind() implements StartDecision {}

  /** Count everything again, replacing what is there. */
  record Rebuild() implements StartDecision {}

  /** Stop. */
  record Refuse(String why, boolean regressed) implements StartDecision {}

  /**
   * @param state null when the sink starts without
   * @param ledger null when there is none
   */
  public static StartDecision of(
      @Nullable SinkState state, @Nullable LedgerRow ledger, StartMode mode) {
    return state == null ? withoutState(ledger, mode) : withState(state, ledger);
  }

  private static StartDecision withoutState(@Nullable LedgerRow ledger, StartMode mode) {
    if (ledger == null) {
      return new Begin();
    }
    if (ledger.lastCkpt() == 0) {
      // An attempt ended before its first commit; if that one took over, so does this one.
      return ledger.status() == LedgerRow.Status.REBUILDING ? new Rebuild() : new Begin();
    }
    return mode == StartMode.TAKEOVER
        ? new Rebuild()
        : new Refuse(
            ("The job starts without state, but checkpoint %d of an earlier run is already in these"
                    + " tables. Start from that run's latest checkpoint or savepoint; or take the"
                    + " tables over (start mode TAKEOVER): they are emptied and counted again from"
                    + " the input.")
                .formatted(ledger.lastCkpt()),
            false);
  }

  private static StartDecision withState(SinkState state, @Nullable LedgerRow ledger) {
    CheckpointMark committed = state.committed();
    if (ledger == null) {
      return committed.id() == 0
          ? new Begin()
          : new Refuse(
              ("The restored state has committed checkpoint %s, but these tables have no ledger of"
                      + " this sink. Point the sink at the database it wrote to; or start without"
                      + " state to count again from the input.")
                  .formatted(committed),
              false);
    }
    if (!ledger.lineage().equals(state.lineage())) {
      return new Refuse(
          ("The restored state belongs to lineage %s, but the tables have been taken over by lineage"
                  + " %s. Start from a checkpoint of the run that took over; or take over again"
                  + " without state (start mode TAKEOVER).")
              .formatted(state.lineage(), ledger.lineage()),
          false);
    }
    if (state.knows(ledger.lastCkpt(), ledger.lastCkptFence())) {
      return new Continue();
    }
    if (ledger.lastCkpt() < committed.id()) {
      return new Refuse(
          ("REGRESSED: the restored state has committed checkpoint %s, but the ledger shows %d of"
                  + " attempt %d. The database has lost commits (a restore, a failover to a lagging"
                  + " replica) or the job was rewound since. Start from a checkpoint not later than"
                  + " the ledger's, or without state and start mode TAKEOVER.")
              .formatted(committed, ledger.lastCkpt(), ledger.lastCkptFence()),
          true);
    }
    Long rewoundFence = ledger.rewoundFence();
    Long rewoundTo = ledger.rewoundTo();
    if (rewoundFence != null
        && rewoundTo != null
        && rewoundFence > state.restored().fence()
        && rewoundTo < committed.id()) {
      return new Refuse(
          ("The tables were rewound to checkpoint %d by attempt %d and have not caught up, so rows"
                  + " that checkpoint %s has committed may be older again. Start from the latest"
                  + " checkpoint of the run that rewound, or from one not later than %d.")
              .formatted(rewoundTo, rewoundFence, committed, rewoundTo),
          false);
    }
    return new Rewind();
  }
}
