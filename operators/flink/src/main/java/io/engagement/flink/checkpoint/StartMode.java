package io.engagement.flink.checkpoint;

/** What one start may do to what is published already. */
public enum StartMode {
  /** It refuses whatever could replace or lose published rows. */
  CONTINUE,
  /**
   * A start without state takes the tables over: the first commit empties them, the status is
   * {@code REBUILDING} until the input has been read as far as before. Without effect on a start
   * with state.
   */
  TAKEOVER,
  /**
   * A start with state publishes every row of its state once more with its first checkpoint, so
   * that it may be older than what is published, or meet a database that has lost commits. Without
   * effect on a start without state.
   */
  REPUBLISH
}
