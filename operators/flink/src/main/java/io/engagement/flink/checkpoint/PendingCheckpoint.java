package io.engagement.flink.checkpoint;

import java.util.List;
import java.util.SortedMap;

/**
 * A checkpoint whose rows are not known to be published.
 *
 * @param republished whether its rows are all that the job's state holds, sent once more for a
 *     start in mode {@link StartMode#REPUBLISH}
 * @param chunks rows in chunks, by table id: the order in which tables are written
 */
public record PendingCheckpoint(
    CheckpointMark mark, boolean republished, SortedMap<Integer, List<byte[]>> chunks) {

  public boolean hasRows() {
    return !chunks.isEmpty();
  }
}
