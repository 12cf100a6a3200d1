package io.engagement.flink.state;

import java.io.IOException;

/** A job cannot go on from the savepoint or checkpoint it is told to go on from. */
public final class UnusableStateException extends IOException {
  private static final long serialVersionUID = 1L;

  public UnusableStateException(String message) {
    super(message);
  }

  UnusableStateException(String message, Throwable cause) {
    super(message, cause);
  }
}
