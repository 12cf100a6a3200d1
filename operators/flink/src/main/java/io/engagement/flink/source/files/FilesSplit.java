package io.engagement.flink.source.files;

import io.engagement.flink.source.PartitionClock;
import java.util.List;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * The only split: all files, how far they have been read, and what time they have reached.
 *
 * @param files paths in the order of arrival
 * @param file index of the file to read from
 * @param offset uncompressed bytes of it already read
 * @param line lines of it already read
 * @param records records already read from all files
 * @param clock the split's own
 */
record FilesSplit(
    List<String> files, int file, long offset, long line, long records, PartitionClock clock)
    implements SourceSplit {
  private static final String ID = "files";

  FilesSplit {
    files = List.copyOf(files);
  }

  static FilesSplit start(List<String> files) {
    return new FilesSplit(files, 0, 0, 0, 0, new PartitionClock());
  }

  @Override
  public String splitId() {
    return ID;
  }
}
