package io.engagement.flink.checkpoint;

import java.util.List;
import java.util.SortedMap;

/**
 * A checkpoint whose rows are not in the database yet.
 *
 * @param chunks rows in chunks, by table id: the order in which tables are written
 */
public record PendingCheckpoint(CheckpointMark mark, SortedMap<Integer, List<byte[]>> chunks) {

  public boolean hasRows() {
    return !chunks.isEmpty();
  }
}
