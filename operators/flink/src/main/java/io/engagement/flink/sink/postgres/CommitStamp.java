package io.engagement.flink.sink.postgres;

import io.engagement.flink.checkpoint.CommitRanges;
import io.engagement.flink.checkpoint.LedgerRow;
import io.engagement.flink.checkpoint.LedgerRow.RepublishDue;

/**
 * The number a commit leaves in the rows it writes, and whose rows it writes even when they are
 * unchanged: those that would be deleted otherwise for having been written by an abandoned run.
 */
record CommitStamp(long commit, CommitRanges abandoned, RepublishDue due) {

  static CommitStamp next(LedgerRow ledger) {
    return new CommitStamp(ledger.highestCommit() + 1, ledger.abandoned(), ledger.due());
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
