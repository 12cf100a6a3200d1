package io.engagement.flink.serde;

import io.engagement.core.event.UserEvent;
import io.engagement.core.identity.Deletion;
import io.engagement.core.table.RowChange;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an anonymous id hands to a user: to its owner one event, or all that it did before it was
 * theirs; or, by way of their own id, that the owner is deleted; to the user of the same id a row.
 * In one stream, so that no event overtakes the history that knows whether it is a repeat, and no
 * row one of the same key.
 *
 * @param user whom
 * @param event null unless it is one
 * @param history null unless it is one
 * @param deletion null unless it is one
 * @param row null unless it is one
 */
public record FromDevice(
    String user,
    @Nullable UserEvent event,
    @Nullable MovedHistory history,
    @Nullable Deletion deletion,
    @Nullable RowChange row) {

  public static FromDevice of(UserEvent event) {
    return new FromDevice(event.user, event, null, null, null);
  }

  public static FromDevice of(MovedHistory history) {
    return new FromDevice(history.claim().user(), null, history, null, null);
  }

  public static FromDevice of(Deletion deletion) {
    return new FromDevice(deletion.id(), null, null, deletion, null);
  }

  public static FromDevice of(String user, RowChange row) {
    return new FromDevice(user, null, null, null, row);
  }

  /** The history, where it is one. */
  public MovedHistory requiredHistory() {
    return Objects.requireNonNull(history);
  }
}
