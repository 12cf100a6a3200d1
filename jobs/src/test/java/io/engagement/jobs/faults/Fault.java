package io.engagement.jobs.faults;

/** What is done to the job. */
enum Fault {
  /** {@code kill -9} of any TaskManager at any moment. */
  KILL,
  /** The same between the completion of a checkpoint and its commit by the sink. */
  KILL_BEFORE_COMMIT,
  /** Stop with a savepoint, start again with another parallelism. */
  RESCALE
}
