package io.engagement.flink.operator;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.deployment.Definitions.OnChange;
import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.UserEvent;
import io.engagement.core.table.CellDelta;
import io.engagement.flink.MetricsFactory;
import io.engagement.flink.serde.UserKey;
import io.engagement.flink.source.PartitionClock;
import io.engagement.flink.source.PartitionProgress;
import io.engagement.flink.source.RecordDecoder;
import io.engagement.flink.source.SourceRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

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

  /** The metrics of a configuration, with words about what is removed or changed. */
  static MetricsFactory metrics(String yaml, Map<String, OnChange> words) {
    return new MetricsFactory() {
      private static final long serialVersionUID = 1L;

      @Override
      public Metrics create() {
        return metrics(new ConfigText("test", yaml)).create();
      }

      @Override
      public Map<String, OnChange> onChange() {
        return words;
      }
    };
  }

  /** The timeline's operator with the smallest cache, from a savepoint if there is one; open. */
  static KeyedOneInputStreamOperatorTestHarness<UserKey, UserEvent, CellDelta> timeline(
      MetricsFactory metrics, @Nullable OperatorSubtaskState savepoint) throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<UserKey, UserEvent, CellDelta>(
            new TimelineOperator(
                metrics, OUTPUTS, TOPICS, HistoryCacheBudget.fixed(MemorySize.parse("4kb"))),
            UserKey::of,
            UserKey.TYPE,
            720,
            1,
            0);
    harness.setup(Outputs.deltaType(MetricCatalog::tables).createSerializer(null));
    if (savepoint != null) {
      harness.initializeState(savepoint);
    }
    harness.open();
    return harness;
  }

  /** The changes of cells that an operator has emitted. */
  static List<CellDelta> deltas(KeyedOneInputStreamOperatorTestHarness<?, ?, CellDelta> harness) {
    List<CellDelta> deltas = new ArrayList<>();
    for (Object out : harness.getOutput()) {
      if (out instanceof StreamRecord<?> record && record.getValue() instanceof CellDelta delta) {
        deltas.add(delta);
      }
    }
    return deltas;
  }

  private final RecordDecoder decoder;
  private final Map<Integer, PartitionProgress> progress = new HashMap<>();

  TestDeployment() {
    this(METRICS.create());
  }

  TestDeployment(Metrics metrics) {
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
    UserEvent event = event(user, messageId, time, platform);
    event.partitionWatermarkMillis = watermark.toEpochMilli();
    return event;
  }

  /** The same, the first of its partition. */
  UserEvent event(String user, String messageId, Instant time, String platform) {
    UserEvent event = new UserEvent();
    event.copyFrom(record(0, 0, page(user, messageId, time, platform)).event);
    return event;
  }
}
