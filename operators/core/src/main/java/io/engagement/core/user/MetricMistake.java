package io.engagement.core.user;

import io.engagement.core.metric.UserMetric;

/** A metric threw: the history it was looking at is broken and has to be rebuilt. */
public final class MetricMistake extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MetricMistake(String what, UserMetric<?> metric, Throwable cause) {
    super(
        "%s %s threw %s while it %s"
            .formatted(metric.definition().family(), metric.definition().id(), cause, what),
        cause);
  }
}
