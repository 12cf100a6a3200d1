package io.engagement.flink.sink.kafka;

import org.jspecify.annotations.Nullable;

/** Rows of a completed checkpoint will never be visible: their transaction is gone. */
public final class LostTransactionException extends Exception {
  private static final long serialVersionUID = 1L;

  LostTransactionException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
