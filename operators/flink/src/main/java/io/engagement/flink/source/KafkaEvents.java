package io.engagement.flink.source;

import io.engagement.core.config.ClientProperties;
import io.engagement.flink.MetricsFactory;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * User events from Kafka topics: one watermark per partition; partitions that fall silent are left
 * out after a while; partitions that run ahead of the others wait.
 *
 * <p>Reads only committed records. Partitions added later are found within ten seconds and read
 * from their start. When an offset to go on from no longer exists, the job fails.
 */
public final class KafkaEvents {
  /**
   * How far ahead of the slowest partition one may be read, beyond the out-of-orderness. Bounds
   * what users' histories hold before the watermark; no verdict depends on it. It is granted again
   * at every {@link #ALIGNMENT_INTERVAL}, so a replay may run 18,000 times faster than the events
   * happened.
   */
  private static final Duration MOST_DRIFT = Duration.ofHours(1);

  private static final Duration ALIGNMENT_INTERVAL = Duration.ofMillis(200);

  private KafkaEvents() {}

  /**
   * The source.
   *
   * @param group consumer group, for monitoring only: offsets are kept in checkpoints
   * @param properties further client settings
   */
  public static EngagementKafkaSource source(
      String brokers,
      List<String> topics,
      String group,
      StartPosition start,
      ClientProperties properties,
      MetricsFactory factory,
      LostRecords lost) {
    return new EngagementKafkaSource(
        brokers, topics, group, start, properties, factory, lost, null);
  }

  /** Watermarks of the source: per partition, idle after a while, aligned. */
  public static WatermarkStrategy<SourceRecord> watermarks(
      Duration outOfOrderness, Duration idleAfter) {
    return PartitionWatermarks.strategy(outOfOrderness)
        .withIdleness(idleAfter)
        .withWatermarkAlignment("user-events", MOST_DRIFT.plus(outOfOrderness), ALIGNMENT_INTERVAL);
  }

  /** Watermarks of a bounded run over files: one partition, never idle, nothing to align. */
  public static WatermarkStrategy<SourceRecord> fileWatermarks(Duration outOfOrderness) {
    return PartitionWatermarks.strategy(outOfOrderness);
  }
}
