package io.engagement.core.config;

import java.util.List;

/** Where events come from, and how they are written. */
public record SourceConfig(KafkaSource kafka, Format format) {

  /** The notation of events. */
  public enum Format {
    SEGMENT
  }

  /**
   * Topics of a Kafka cluster.
   *
   * @param brokers {@code host:port}, several joined by commas
   * @param topics in the order that {@code UserEvent.topicIndex} counts
   * @param start where a job begins that has no state
   * @param properties further consumer settings
   */
  public record KafkaSource(
      String brokers, List<String> topics, StartPosition start, ClientProperties properties) {
    public KafkaSource {
      topics = List.copyOf(topics);
    }
  }

  /**
   * Where a job without state begins to read.
   *
   * @param timestampMillis append time of the first record, epoch milliseconds; only with {@link
   *     Kind#TIMESTAMP}, else 0
   */
  public record StartPosition(Kind kind, long timestampMillis) {
    public static final StartPosition EARLIEST = new StartPosition(Kind.EARLIEST, 0);

    /** The choices. */
    public enum Kind {
      EARLIEST,
      LATEST,
      /** The offsets of the deployment's consumer group; the earliest where there are none. */
      COMMITTED,
      TIMESTAMP
    }
  }
}
