package io.engagement.flink.sink.kafka;

import org.jspecify.annotations.Nullable;

/** Brokers that cannot be reached or do not fit the sink; the message says what to do. */
public final class KafkaNotReadyException extends Exception {
  private static final long serialVersionUID = 1L;

  KafkaNotReadyException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
