package io.engagement.flink.operator;

import io.engagement.core.table.RowChange;
import io.engagement.flink.checkpoint.RowBuffer;
import io.engagement.flink.serde.TableIndex;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The facts of anonymous ids, until no claim can come any more before the barrier. A history that
 * moves to its owner takes the deletions of its own along, so that no row of the owner's is deleted
 * by one that was sent from here: what it had published since the last barrier is not sent at all.
 */
final class WaitingFacts {
  private final RowBuffer waiting = new RowBuffer();
  private final TableIndex tables;
  private @Nullable RowBuffer takenBack;

  WaitingFacts(TableIndex tables) {
    this.tables = tables;
  }

  /** Keeps a row for the barrier; while facts are taken back, a deletion is for whoever does it. */
  void put(RowChange row) {
    RowBuffer taking = takenBack;
    if (taking == null) {
      waiting.put(row);
    } else if (row.isDelete()) {
      waiting.remove(row);
      taking.put(row);
    } else {
      taking.remove(row);
      waiting.put(row);
    }
  }

  /**
   * Does work that takes facts back.
   *
   * @param deletions gets the deletions among the rows that are put meanwhile
   */
  void takingBack(RowBuffer deletions, Runnable work) {
    takenBack = deletions;
    try {
      work.run();
    } finally {
      takenBack = null;
    }
  }

  /** Sends all rows, and keeps none. */
  void send(Consumer<RowChange> sink) {
    waiting.forEach(tables, sink);
    waiting.clear();
  }
}
