package io.engagement.flink.operator;

import io.engagement.core.identity.DeletedIds;
import io.engagement.core.identity.Deletion;
import io.engagement.flink.serde.UserKey;
import io.engagement.flink.state.StateCatalog;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;

/** Which ids of a subtask have been deleted, and when: {@link StateCatalog#DELETED_IDS}. */
final class DeletedIdsState {
  private final int maxParallelism;
  private final ListState<byte[]> state;
  private final DeletedIds ids = new DeletedIds();

  /** For a subtask, which gets the ids of its key groups back. */
  DeletedIdsState(DeletionRules rules, TaskInfo task, StateInitializationContext context)
      throws Exception {
    maxParallelism = task.getMaxNumberOfParallelSubtasks();
    KeyGroupRange mine =
        KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(
            maxParallelism, task.getNumberOfParallelSubtasks(), task.getIndexOfThisSubtask());
    state = context.getOperatorStateStore().getUnionListState(StateCatalog.DELETED_IDS);
    for (byte[] ofSubtask : state.get()) {
      ids.addAll(ofSubtask, mine::contains);
    }
    rules.known().forEach(known -> add(known.id(), known.atMillis()));
  }

  void add(Deletion deletion) {
    add(deletion.id(), deletion.atMillis());
  }

  private void add(String id, long atMillis) {
    ids.add(
        id, KeyGroupRangeAssignment.assignToKeyGroup(new UserKey(id), maxParallelism), atMillis);
  }

  /** The instant before which nothing of an id counts, epoch milliseconds. */
  long atMillis(String id) {
    return ids.atMillis(id);
  }

  void snapshot() throws Exception {
    state.update(List.of(ids.toBytes()));
  }
}
