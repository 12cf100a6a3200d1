package io.engagement.flink.checkpoint;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What one start was told.
 *
 * @param id names the start, so that a restart of the same job does not repeat what the start asked
 *     for
 */
public record StartOptions(StartMode mode, String id) implements Serializable {
  /** A start that was told nothing. */
  public static final StartOptions CONTINUE = new StartOptions(StartMode.CONTINUE, "");

  /** The start to publish every row for, or null when there is no need. */
  public @Nullable String republish() {
    return mode == StartMode.REPUBLISH ? id : null;
  }
}
