package io.engagement.flink.operator;

import io.engagement.core.catalog.InputTables;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.Measure;
import java.util.Arrays;
import java.util.List;

/**
 * Counts records by partition and verdict between two drains; cheap enough for every record.
 *
 * <p>The counts become changes of the {@code input_accounting} cells, so they are exactly as
 * durable and as consistent as the metrics themselves.
 */
final class PartitionTally {
  private final List<String> topics;
  private long[][][] counts;

  /**
   * @param topics names by topic index
   */
  PartitionTally(List<String> topics) {
    this.topics = List.copyOf(topics);
    this.counts = new long[topics.size()][0][];
  }

  /** Counts one record under a measure of {@link InputTables#ACCOUNTING}. */
  void count(int topicIndex, int partition, Measure measure) {
    count(topicIndex, partition, measure, 1);
  }

  /** Counts a number of records, also fewer than none. */
  void count(int topicIndex, int partition, Measure measure, long records) {
    long[][] partitions = counts[topicIndex];
    if (partition >= partitions.length) {
      partitions = Arrays.copyOf(partitions, partition + 1);
      counts[topicIndex] = partitions;
    }
    long[] measures = partitions[partition];
    if (measures == null) {
      measures = new long[InputTables.ACCOUNTING.measures().size()];
      partitions[partition] = measures;
    }
    measures[measure.position()] += records;
  }

  /** Moves all counts into the buffer. */
  void drainTo(DeltaBuffer deltas) {
    for (int topic = 0; topic < counts.length; topic++) {
      for (int partition = 0; partition < counts[topic].length; partition++) {
        long[] measures = counts[topic][partition];
        if (measures == null) {
          continue;
        }
        CellValue cell = null;
        for (Measure measure : InputTables.ACCOUNTING.measures()) {
          int at = measure.position();
          if (measures[at] != 0) {
            if (cell == null) {
              cell = cell(deltas, topics.get(topic), partition);
            }
            cell.add(measure, measures[at]);
            measures[at] = 0;
          }
        }
      }
    }
  }

  /** The accounting cell of a partition. */
  static CellValue cell(DeltaBuffer deltas, String topic, int partition) {
    return deltas.at(InputTables.ACCOUNTING, 0).text(topic).number(partition).cell();
  }
}
