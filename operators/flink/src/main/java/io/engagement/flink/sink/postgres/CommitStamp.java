package io.engagement.flink.sink.postgres;

import io.engagement.flink.checkpoint.CheckpointMark;
import io.engagement.flink.checkpoint.CommitRanges;
import io.engagement.flink.checkpoint.LedgerRow;
import io.engagement.flink.checkpoint.LedgerRow.RepublishDue;
import java.time.Instant;

/**
 * What a commit leaves in the rows it writes, and whose rows it writes even when they are
 * unchanged: those that would be deleted otherwise for having been written by an abandoned run.
 *
 * @param commit its number
 * @param at its time by the clock of the database, later than that of any commit before
 */
record CommitStamp(long commit, long ckpt, Instant at, CommitRanges abandoned, RepublishDue due) {

  static CommitStamp next(LedgerRow ledger, CheckpointMark mark, Instant at) {
    return new CommitStamp(
        ledger.highestCommit() + 1, mark.id(), at, ledger.abandoned(), ledger.due());
  }

  /** The time, in SQL. */
  String time() {
    return "timestamptz '" + at + '\'';
  }

  /** Whether rows are written that have not changed. */
  boolean rewrites() {
    return due != RepublishDue.NONE;
  }

  /** The condition for writing an unchanged row. */
  String rewrites(String column) {
    return switch (due) {
      case NONE -> "FALSE";
      case REWOUND -> isAbandoned(column);
      case REGRESSED -> "TRUE";
    };
  }

  String isAbandoned(String column) {
    return "%s <@ '%s'::int8multirange".formatted(column, abandoned);
  }
}
