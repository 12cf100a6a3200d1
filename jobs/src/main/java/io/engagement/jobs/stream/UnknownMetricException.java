package io.engagement.jobs.stream;

/** An {@code --on-change} names a metric that is neither configured nor in the state. */
public final class UnknownMetricException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  UnknownMetricException(String message) {
    super(message);
  }
}
