package io.engagement.jobs.oracle;

/**
 * One record of the input, as it lies in a topic or a file.
 *
 * @param topic or {@code files}
 * @param appendMillis when the broker appended it, epoch milliseconds; null in files
 * @param file null in topics
 * @param line from 1; null in topics
 */
public record InputRecord(
    String topic,
    int partition,
    long offset,
    byte[] bytes,
    Long appendMillis,
    String file,
    Long line) {

  /** A record of a topic. */
  public static InputRecord ofTopic(
      String topic, int partition, long offset, byte[] bytes, long appendMillis) {
    return new InputRecord(topic, partition, offset, bytes, appendMillis, null, null);
  }

  /** A line of the only file of a bounded run. */
  public static InputRecord ofFile(String file, long line, long number, byte[] bytes) {
    return new InputRecord("files", 0, number, bytes, null, file, line);
  }
}
