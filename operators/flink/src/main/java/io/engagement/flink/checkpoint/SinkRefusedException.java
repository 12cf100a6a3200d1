package io.engagement.flink.checkpoint;

/**
 * The sink must not go on, and a restart would not change that: the state and the tables do not
 * belong together, or somebody else owns the tables. The message says what to do.
 */
public final class SinkRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  public SinkRefusedException(String message) {
    super(message);
  }
}
