package io.engagement.local.process;

import org.jspecify.annotations.Nullable;

/** A local server did not start, did not stop or is not there; the message says what to do. */
public final class LocalServerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public LocalServerException(String message) {
    super(message);
  }

  public LocalServerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
