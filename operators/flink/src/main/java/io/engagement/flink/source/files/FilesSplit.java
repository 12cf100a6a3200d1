package io.engagement.flink.source.files;

import java.util.List;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * The only split: all files, and how far they have been read.
 *
 * @param files paths in the order of arrival
 * @param file index of the file to read from
 * @param offset uncompressed bytes of it already read
 * @param line lines of it already read
 * @param records records already read from all files
 */
record FilesSplit(List<String> files, int file, long offset, long line, long records)
    implements SourceSplit {
  private static final String ID = "files";

  FilesSplit {
    files = List.copyOf(files);
  }

  static FilesSplit start(List<String> files) {
    return new FilesSplit(files, 0, 0, 0, 0);
  }

  @Override
  public String splitId() {
    return ID;
  }
}
