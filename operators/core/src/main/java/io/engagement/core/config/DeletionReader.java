package io.engagement.core.config;

import static io.engagement.core.yaml.Durations.DAY;

import io.engagement.core.config.DeletionConfig.ControlTopic;
import io.engagement.core.yaml.ConfigNode;
import org.jspecify.annotations.Nullable;

/** Reads {@code control} and {@code deletion}. */
final class DeletionReader {
  private DeletionReader() {}

  static DeletionConfig read(
      ConfigNode control, ConfigNode deletion, SourceConfig.KafkaSource source) {
    DeletionConfig usual = DeletionConfig.DEFAULT;
    return new DeletionConfig(
        control(control.child("kafka"), source),
        deletion.child("aggregates").oneOfOr(usual.aggregates()),
        deletion
            .child("remember-facts")
            .durationMillisOr(usual.rememberFactsMillis(), DAY, 400 * DAY));
  }

  private static @Nullable ControlTopic control(ConfigNode kafka, SourceConfig.KafkaSource source) {
    if (!kafka.isPresent()) {
      return null;
    }
    String topic = Names.TOPIC.readOr(kafka.child("topic"), "");
    if (topic.isEmpty()) {
      kafka.problem(
          "topic is missing", "the topic that deletions are asked for in, for example control");
    } else if (source.topics().contains(topic)) {
      kafka
          .child("topic")
          .problem(
              '"' + topic + "\" is a topic of events",
              "whoever may write events must not be able to delete anybody: use another topic");
    }
    ConfigNode properties = kafka.child("properties");
    return new ControlTopic(
        Names.BROKERS.readOr(kafka.child("brokers"), source.brokers()),
        topic,
        properties.isPresent() ? KafkaProperties.CONSUMER.read(properties) : source.properties());
  }
}
