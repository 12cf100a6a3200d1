package io.engagement.flink.sink.postgres;

/** What readers may think of the tables; written by name. */
enum LedgerStatus {
  /** Nothing has been committed yet. */
  NEW,
  /** All tables show the checkpoint of the ledger. */
  LIVE,
  /** Rewound to an earlier checkpoint: some rows are still ahead of it. */
  CATCHING_UP,
  /** Taken over: the input is being counted again from its start. */
  REBUILDING,
  /** The database lost commits; the job has refused to go on. */
  REGRESSED
}
