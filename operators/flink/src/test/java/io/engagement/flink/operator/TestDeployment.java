package io.engagement.flink.operator;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.UserEvent;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.source.PartitionClock;
import io.engagement.flink.source.PartitionProgress;
import io.engagement.flink.source.RecordDecoder;
import io.engagement.flink.source.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A small deployment for the operators' tests: its configuration, its outputs and its records. */
final class TestDeployment {
  static final List<String> TOPICS = List.of("events");

  static final ConfigText CONFIG =
      new ConfigText(
          "test",
          """
          time: {out-of-orderness: 10s, late-horizon: 3d, jump: 0s}
          breakdowns: {platform: context.device.type}
          limits: {values-per-breakdown: 10}
          filter: {exclude: {type: group}}
          metrics:
            active-users:
              - {id: active, events: any, periods: [day], breakdowns: [platform]}
          """);

  static final MetricsFactory METRICS = metrics(CONFIG);

  static final Outputs OUTPUTS = Outputs.of(MetricCatalog::tables);

  /** The metrics of a configuration. */
  static MetricsFactory metrics(ConfigText config) {
    return () -> Metrics.of(EngagementConfigReader.read(config).config());
  }

  private final RecordDecoder decoder;
  private final Map<Integer, PartitionProgress> progress = new HashMap<>();

  TestDeployment() {
    Metrics metrics = METRICS.create();
    decoder = new RecordDecoder(metrics);
  }

  /** A record as the source would hand it over; reused. */
  SourceRecord record(int partition, long offset, String json) {
    return record(decoder, partition, offset, json);
  }

  /** The same of a decoder for other definitions. */
  SourceRecord record(RecordDecoder decoder, int partition, long offset, String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    SourceRecord record = decoder.decode(bytes, 0, partition, offset, SourceRecord.NO_TIME);
    record.progress =
        progress.computeIfAbsent(
            partition, first -> new PartitionProgress(0, first, new PartitionClock()));
    return record;
  }

  /** The JSON of a page view. */
  static String page(String user, String messageId, Instant time, String platform) {
    return """
        {"type":"page","name":"Home","userId":"%s","messageId":"%s","timestamp":"%s",\
        "context":{"device":{"type":"%s"}}}"""
        .formatted(user, messageId, time, platform);
  }

  /** A page view as the intake would hand it over; an event of its own. */
  UserEvent event(String user, String messageId, Instant time, String platform, Instant watermark) {
    SourceRecord record = record(0, 0, page(user, messageId, time, platform));
    UserEvent event = new UserEvent();
    event.copyFrom(record.event);
    event.partitionWatermarkMillis = watermark.toEpochMilli();
    return event;
  }
}
