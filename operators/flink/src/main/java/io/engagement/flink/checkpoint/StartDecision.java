package io.engagement.flink.checkpoint;

import io.engagement.flink.checkpoint.LedgerRow.RepublishDue;
import io.engagement.flink.checkpoint.LedgerRow.Status;
import org.jspecify.annotations.Nullable;

/** What a starting sink does, from what it restored and what the ledger says. Decides only. */
public sealed interface StartDecision {
  /** Nothing was ever committed: begin. With state, its lineage goes on. */
  record Begin() implements StartDecision {}

  /** The tables show a checkpoint this state knows: commit what comes after it. */
  record Continue(CheckpointMark shown) implements StartDecision {}

  /** The tables are ahead of the state: go back to its last commit and on from there. */
  record Rewind() implements StartDecision {}

  /** The tables are behind the state: publish all of it over what is there. */
  record Republish() implements StartDecision {}

  /** Count everything again, replacing what is there. */
  record Rebuild() implements StartDecision {}

  /** Stop. */
  record Refuse(String why, boolean regressed) implements StartDecision {}

  /**
   * @param state null when the sink starts without
   * @param ledger null when there is none
   */
  static StartDecision of(@Nullable SinkState state, @Nullable LedgerRow ledger, StartMode mode) {
    return state == null ? withoutState(ledger, mode) : withState(state, ledger, mode);
  }

  private static StartDecision withoutState(@Nullable LedgerRow ledger, StartMode mode) {
    if (ledger == null) {
      return new Begin();
    }
    if (ledger.lastCkpt() == 0 && ledger.status() == Status.REBUILDING) {
      // An attempt that took over ended before its first commit: so does this one.
      return new Rebuild();
    }
    if (ledger.highestCommit() == 0) {
      return new Begin();
    }
    return mode == StartMode.TAKEOVER
        ? new Rebuild()
        : refuse(
            "The job starts without state, but checkpoint %d of an earlier run is already in these"
                + " tables. Start from that run's latest checkpoint or savepoint; or take the"
                + " tables over (--takeover): they are emptied and counted again from the input.",
            ledger.lastCkpt());
  }

  private static StartDecision withState(
      SinkState state, @Nullable LedgerRow ledger, StartMode mode) {
    CheckpointMark committed = state.committed();
    if (ledger == null) {
      return committed.id() == 0
          ? new Begin()
          : refuse(
              "The restored state has committed checkpoint %s, but these tables have no ledger of"
                  + " this sink. Point the sink at the database it wrote to; or start without"
                  + " state to count again from the input.",
              committed);
    }
    if (!ledger.lineage().equals(state.lineage())) {
      return refuse(
          "The restored state belongs to lineage %s, but the tables have been taken over by lineage"
              + " %s. Start from a checkpoint of the run that took over; or take over again"
              + " without state (--takeover).",
          state.lineage(), ledger.lineage());
    }
    if (ledger.abandoned().contains(committed.commit())) {
      return refuse(
          "The restored state has committed checkpoint %s, but the tables have gone back to before"
              + " it since, and rows it relies on are gone. Start from the latest checkpoint of"
              + " the run that went back, or from one of before; or take the tables over without"
              + " state (--takeover).",
          committed);
    }
    CheckpointMark shown = state.find(ledger.lastCkpt(), ledger.lastCkptFence());
    boolean republish = mode == StartMode.REPUBLISH;
    if (shown != null) {
      return ledger.due() == RepublishDue.NONE || republish || state.republishes()
          ? new Continue(shown)
          : refuse(
              "The tables have gone back to checkpoint %s and still hold rows of the run that was"
                  + " left. Start once more with --republish.",
              shown);
    }
    if (ledger.highestCommit() < committed.commit() || ledger.fence() < state.restored().fence()) {
      return republish
          ? new Republish()
          : new Refuse(
              ("REGRESSED: the restored state has committed checkpoint %s, but the ledger shows %d"
                      + " of attempt %d. The database has lost commits (a restore, a failover to"
                      + " a lagging replica). Start from a checkpoint not later than the ledger's;"
                      + " or from this one with --republish, which publishes every row of the"
                      + " state again; or without state and with --takeover.")
                  .formatted(committed, ledger.lastCkpt(), ledger.lastCkptFence()),
              true);
    }
    return republish
        ? new Rewind()
        : refuse(
            "The restored state is older than the tables: it has committed checkpoint %s, they show"
                + " %d of attempt %d. Start from the latest checkpoint; or go back with"
                + " --republish: every row of the state is published again with the first"
                + " checkpoint, and rows that only the later run has published are deleted.",
            committed, ledger.lastCkpt(), ledger.lastCkptFence());
  }

  private static Refuse refuse(String why, Object... values) {
    return new Refuse(why.formatted(values), false);
  }
}
