package io.engagement.flink.operator;

import io.engagement.flink.state.StateCatalog;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.jspecify.annotations.Nullable;

/**
 * Whether an operator has to send all rows of its state once more, for a start that was told so:
 * before the first barrier of the start, and not again when the job restarts from a checkpoint
 * behind it.
 */
final class Republishing {
  private final ListState<String> done;
  private final String wanted;
  private boolean due;

  /**
   * @param start the start to publish for, null when there is no need
   */
  Republishing(StateInitializationContext context, @Nullable String start) throws Exception {
    done = context.getOperatorStateStore().getUnionListState(StateCatalog.REPUBLISHED);
    String last = "";
    for (String id : done.get()) {
      last = id;
    }
    wanted = start == null ? last : start;
    due = context.isRestored() && start != null && !start.equals(last);
  }

  /** Whether it has to be done now: true once. */
  boolean take() {
    boolean now = due;
    due = false;
    return now;
  }

  void snapshot() throws Exception {
    done.update(List.of(wanted));
  }
}
