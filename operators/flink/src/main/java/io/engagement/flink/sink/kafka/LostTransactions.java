package io.engagement.flink.sink.kafka;

/** What the sink does when a checkpoint's transaction can no longer be committed. */
public enum LostTransactions {
  /** The job fails for good: rows of a completed checkpoint are missing in the topics. */
  FAIL,
  /**
   * It is counted and the job goes on. For one start from an old savepoint whose transaction has
   * been replaced since; the rows it held appear again only when they change.
   */
  ACCEPT
}
