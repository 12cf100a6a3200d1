package io.engagement.flink.checkpoint;

/** What a sink does that starts without state where another one has already committed. */
public enum StartMode {
  /** It refuses: its tables would be replaced by what is counted from now on. */
  CONTINUE,
  /**
   * It takes the tables over: the first commit empties them, the status is {@code REBUILDING} until
   * the input has been read as far as before. Without effect on a start with state.
   */
  TAKEOVER
}
