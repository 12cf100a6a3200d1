package io.engagement.core.config;

import static io.engagement.core.yaml.Durations.DAY;
import static io.engagement.core.yaml.Durations.MINUTE;
import static io.engagement.core.yaml.Durations.SECOND;

import io.engagement.core.config.SinksConfig.KafkaSink;
import io.engagement.core.config.SinksConfig.PostgresSink;
import io.engagement.core.yaml.ConfigNode;
import org.jspecify.annotations.Nullable;

/** Reads {@code sinks}. */
final class SinksReader {
  private SinksReader() {}

  static SinksConfig read(ConfigNode node, String sourceBrokers) {
    node.refuse(
        "iceberg", "the Iceberg sink is not available in this version", "use postgres or kafka");
    return new SinksConfig(
        postgres(node.child("postgres")), kafka(node.child("kafka"), sourceBrokers));
  }

  private static @Nullable PostgresSink postgres(ConfigNode node) {
    if (!node.isPresent()) {
      return null;
    }
    return new PostgresSink(
        JdbcUrls.readOr(node.child("url"), "jdbc:postgresql://localhost/engagement"),
        Names.DATABASE_USER.readOr(node.child("user"), "engagement"),
        Secrets.readOrNull(node.child("password")),
        Names.SCHEMA.readOr(node.child("schema"), "engagement"));
  }

  private static @Nullable KafkaSink kafka(ConfigNode node, String sourceBrokers) {
    if (!node.isPresent()) {
      return null;
    }
    return new KafkaSink(
        Names.BROKERS.readOr(node.child("brokers"), sourceBrokers),
        Names.TOPIC_PREFIX.readOr(node.child("topic-prefix"), "engagement."),
        node.child("transaction-timeout").durationMillisOr(15 * MINUTE, SECOND, 7 * DAY),
        KafkaProperties.PRODUCER.read(node.child("properties")));
  }
}
