package io.engagement.flink.source;

import java.io.Serializable;

/**
 * Where reading begins when there is no checkpoint.
 *
 * @param epochMillis for {@link Mode#TIMESTAMP}: the first record appended at or after it
 */
public record StartPosition(Mode mode, long epochMillis) implements Serializable {

  /** The kinds of start. */
  public enum Mode {
    EARLIEST,
    LATEST,
    /** What the consumer group committed, the earliest where it has not. */
    COMMITTED,
    TIMESTAMP
  }
}
