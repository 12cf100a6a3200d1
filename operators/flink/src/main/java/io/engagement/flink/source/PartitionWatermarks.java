package io.engagement.flink.source;

import io.engagement.flink.Watermarks;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * The watermark of one partition: the time it has reached minus the out-of-orderness bound. That
 * time is on the partition's clock, which the intake, chained to the source, has moved before this
 * generator sees the record. Rejected records move nothing.
 */
final class PartitionWatermarks implements WatermarkGenerator<SourceRecord> {
  private final long outOfOrdernessMillis;
  private long maxTimeMillis = Long.MIN_VALUE;

  private PartitionWatermarks(long outOfOrdernessMillis) {
    this.outOfOrdernessMillis = outOfOrdernessMillis;
  }

  /** One generator per partition, as Flink's source makes them. */
  static WatermarkStrategy<SourceRecord> strategy(Duration outOfOrderness) {
    long millis = outOfOrderness.toMillis();
    return WatermarkStrategy.<SourceRecord>forGenerator(context -> new PartitionWatermarks(millis))
        .withTimestampAssigner(new EventTime());
  }

  @Override
  public void onEvent(SourceRecord record, long timestamp, WatermarkOutput output) {
    maxTimeMillis = Math.max(maxTimeMillis, record.progress().clock().maxTimeMillis());
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    if (maxTimeMillis != Long.MIN_VALUE) {
      output.emitWatermark(new Watermark(Watermarks.toFlink(maxTimeMillis - outOfOrdernessMillis)));
    }
  }

  private static final class EventTime
      implements org.apache.flink.api.common.eventtime.SerializableTimestampAssigner<SourceRecord>,
          Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public long extractTimestamp(SourceRecord record, long recordTimestamp) {
      return record.rejection == null ? record.event.timeMillis : recordTimestamp;
    }
  }
}
