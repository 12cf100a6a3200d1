package io.engagement.flink.serde;

import io.engagement.core.event.UserEvent;
import io.engagement.core.identity.Deletion;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an anonymous id hands to its owner: one event, or all that it did before it was theirs; or,
 * by way of their own id, that the owner is deleted. In one stream, so that no event overtakes the
 * history that knows whether it is a repeat.
 *
 * @param event null unless it is one
 * @param history null unless it is one
 * @param deletion null unless it is one
 */
public record FromDevice(
    @Nullable UserEvent event, @Nullable MovedHistory history, @Nullable Deletion deletion) {

  public static FromDevice of(UserEvent event) {
    return new FromDevice(event, null, null);
  }

  public static FromDevice of(MovedHistory history) {
    return new FromDevice(null, history, null);
  }

  public static FromDevice of(Deletion deletion) {
    return new FromDevice(null, null, deletion);
  }

  /** The owner. */
  public String user() {
    if (event != null) {
      return event.user;
    }
    return deletion != null ? deletion.id() : Objects.requireNonNull(history).claim().user();
  }
}
