package io.engagement.core.config;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * How somebody is deleted.
 *
 * @param control where requests come from; null for nowhere, and then nobody is ever deleted
 * @param aggregates what becomes of what they counted
 * @param rememberFactsMillis how long the keys of a user's facts are kept, so that a deletion can
 *     name them; wall-clock time
 */
public record DeletionConfig(
    @Nullable ControlTopic control, Aggregates aggregates, long rememberFactsMillis) {
  /** When nothing is said. */
  public static final DeletionConfig DEFAULT =
      new DeletionConfig(null, Aggregates.RETRACT, 90 * 86_400_000L);

  /** What becomes of what a deleted user counted. */
  public enum Aggregates {
    /** It goes as far as their history still says it. */
    RETRACT,
    /** It stays: a number of a day that is over says nothing of a person. */
    KEEP
  }

  /**
   * The topic that requests come from. Whoever may write events must not be able to write to it.
   *
   * @param brokers {@code host:port}, several joined by commas
   * @param properties further client settings
   */
  public record ControlTopic(String brokers, String topic, ClientProperties properties)
      implements Serializable {}
}
