package io.engagement.flink.operator;

import java.io.Serializable;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.TaskManagerOptions;
import org.jspecify.annotations.Nullable;

/**
 * How much heap a subtask's histories may take, with the events since they were written.
 *
 * @param perSubtask a fixed size; null for a share of what is there
 * @param shareOfHeap of the task manager's largest heap, divided among its slots
 */
public record HistoryCacheBudget(@Nullable MemorySize perSubtask, double shareOfHeap)
    implements Serializable {
  private static final double DEFAULT_SHARE = 0.35;

  /** 35 % of the heap, divided among the slots. */
  public static HistoryCacheBudget share() {
    return new HistoryCacheBudget(null, DEFAULT_SHARE);
  }

  /** A fixed size per subtask. */
  public static HistoryCacheBudget fixed(MemorySize size) {
    return new HistoryCacheBudget(size, DEFAULT_SHARE);
  }

  /** For each of two operators that share what one has. */
  public HistoryCacheBudget half() {
    return perSubtask == null
        ? new HistoryCacheBudget(null, shareOfHeap / 2)
        : new HistoryCacheBudget(new MemorySize(perSubtask.getBytes() / 2), shareOfHeap);
  }

  long bytesOfOneSubtask(Configuration taskManager) {
    if (perSubtask != null) {
      return perSubtask.getBytes();
    }
    int slots = Math.max(1, taskManager.get(TaskManagerOptions.NUM_TASK_SLOTS));
    return (long) (Runtime.getRuntime().maxMemory() * shareOfHeap / slots);
  }
}
