package io.engagement.flink.serde;

import io.engagement.core.event.UserEvent;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an anonymous id hands to its owner: one event, or all that it did before it was theirs. Both
 * in one stream, so that no event overtakes the history that knows whether it is a repeat.
 *
 * @param event null for a history
 * @param history null for an event
 */
public record FromDevice(@Nullable UserEvent event, @Nullable MovedHistory history) {

  public static FromDevice of(UserEvent event) {
    return new FromDevice(event, null);
  }

  public static FromDevice of(MovedHistory history) {
    return new FromDevice(null, history);
  }

  /** The owner. */
  public String user() {
    return event != null ? event.user : Objects.requireNonNull(history).claim().user();
  }
}
