package io.engagement.core.config;

import io.engagement.core.config.SourceConfig.Format;
import io.engagement.core.config.SourceConfig.KafkaSource;
import io.engagement.core.config.SourceConfig.StartPosition;
import io.engagement.core.yaml.ConfigNode;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads {@code source}. */
final class SourceReader {
  private SourceReader() {}

  static SourceConfig read(ConfigNode node) {
    ConfigNode kafka = node.child("kafka");
    ConfigNode topics = kafka.child("topics");
    topics.itemsOrSelf().forEach(Names.TOPIC::read);
    return new SourceConfig(
        new KafkaSource(
            Names.BROKERS.readOr(kafka.child("brokers"), "localhost:9092"),
            topics.textsOr(List.of("events")),
            start(kafka.child("start")),
            KafkaProperties.CONSUMER.read(kafka.child("properties"))),
        node.child("format").oneOfOr(Format.SEGMENT));
  }

  private static StartPosition start(ConfigNode node) {
    String text = node.textOr("earliest");
    Optional<StartPosition> named =
        Arrays.stream(StartPosition.Kind.values())
            .filter(kind -> kind != StartPosition.Kind.TIMESTAMP)
            .filter(kind -> kind.name().toLowerCase(Locale.ROOT).equals(text))
            .map(kind -> new StartPosition(kind, 0))
            .findFirst();
    if (named.isPresent() || text.isEmpty()) {
      return named.orElse(StartPosition.EARLIEST);
    }
    try {
      return new StartPosition(
          StartPosition.Kind.TIMESTAMP, OffsetDateTime.parse(text).toInstant().toEpochMilli());
    } catch (DateTimeException neither) {
      node.problem(
          '"' + text + "\" is no place to start",
          "earliest, latest, committed, or a time like 2026-01-31T00:00:00Z");
      return StartPosition.EARLIEST;
    }
  }
}
