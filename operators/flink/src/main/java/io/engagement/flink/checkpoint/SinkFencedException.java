package io.engagement.flink.checkpoint;

/** A later attempt has taken the sink: this one is a leftover and wrote nothing. */
public final class SinkFencedException extends Exception {
  private static final long serialVersionUID = 1L;

  private SinkFencedException(String message) {
    super(message);
  }

  public static SinkFencedException of(long mine, long current) {
    return new SinkFencedException(
        "This is attempt %d, but attempt %d has taken the sink since: nothing was written."
            .formatted(mine, current));
  }
}
