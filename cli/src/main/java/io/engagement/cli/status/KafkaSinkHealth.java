package io.engagement.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.engagement.cli.records.TopicReader;
import io.engagement.core.config.SinksConfig.KafkaSink;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.KafkaException;

/** What the published topics say: the sink's ledger, accounting, warnings. */
public final class KafkaSinkHealth {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int SHOWN_WARNINGS = 10;

  private final TopicReader reader;
  private final KafkaSink sink;
  private final Health health;

  /** A row of a compacted topic. */
  private record Row(JsonNode key, JsonNode value, long atMillis) {}

  private KafkaSinkHealth(TopicReader reader, KafkaSink sink, Health health) {
    this.reader = reader;
    this.sink = sink;
    this.health = health;
  }

  /**
   * Looks at the topics of a deployment.
   *
   * @param tolerated how old the last commit may be
   * @param withAccounting whether to tell of accounting and warnings: where no other sink does
   * @return progress by {@code topic/partition}; empty without accounting
   */
  public static Map<String, Progress> look(
      KafkaSink sink,
      String deployment,
      Duration tolerated,
      boolean withAccounting,
      Health health) {
    try (TopicReader reader = new TopicReader(sink.brokers(), sink.properties())) {
      KafkaSinkHealth topics = new KafkaSinkHealth(reader, sink, health);
      topics.ledger(deployment, tolerated);
      if (!withAccounting) {
        return Map.of();
      }
      Map<String, Progress> progress = topics.accounting();
      topics.warnings();
      return progress;
    } catch (KafkaException e) {
      health.say("kafka", "not readable");
      health.problem(
          "the topics %s* at %s cannot be read: %s"
              .formatted(sink.topicPrefix(), sink.brokers(), e.getMessage()),
          "are the brokers running, and is sinks.kafka right?");
      return Map.of();
    }
  }

  private void ledger(String deployment, Duration tolerated) {
    Row row =
        rows("sink_ledger").stream()
            .filter(one -> one.key().path("sink_id").asText().equals(deployment))
            .findFirst()
            .orElse(null);
    if (row == null) {
      health.say("kafka", "no ledger of " + deployment);
      health.problem(
          "nothing was ever published to the topics %s* as %s"
              .formatted(sink.topicPrefix(), deployment),
          "engage submit or engage run starts the job of this deployment");
      return;
    }
    Duration age = Duration.ofMillis(System.currentTimeMillis() - row.atMillis());
    health.say(
        "kafka",
        String.format(
            Locale.ROOT,
            "shows commit %,d, written %s ago",
            row.value().path("commit").asLong(),
            Health.span(age)));
    if (age.compareTo(tolerated) > 0) {
      health.problem(
          "the topics got their last commit %s ago".formatted(Health.span(age)),
          "is the job running, and are its checkpoints complete?");
    }
  }

  private Map<String, Progress> accounting() {
    Accounting accounting = new Accounting();
    for (Row row : rows("input_accounting")) {
      JsonNode value = row.value();
      accounting.add(
          row.key().path("topic").asText(),
          row.key().path("partition").asInt(),
          value.path("read").asLong(),
          Accounting.FATES.stream().map(fate -> value.path(fate).asLong()).toList(),
          Progress.of(
              value.path("next_offset").asLong(),
              value.path("watermark").textValue(),
              Instant.now()));
    }
    return accounting.tell(health);
  }

  private void warnings() {
    Map<String, Long> counts = new TreeMap<>();
    for (Row row : rows("input_warnings")) {
      String what = row.key().path("code").asText() + " " + row.key().path("field").asText();
      counts.merge(what, row.value().path("count").asLong(), Long::sum);
    }
    if (counts.isEmpty()) {
      health.say("warnings", "none");
    }
    counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(SHOWN_WARNINGS)
        .forEach(
            one ->
                health.say(
                    "warning",
                    String.format(Locale.ROOT, "%s: %,d", one.getKey(), one.getValue())));
  }

  /** The latest value of each key of a table's topic. */
  private List<Row> rows(String table) {
    Map<String, Row> latest = new TreeMap<>();
    reader.all(
        sink.topicPrefix() + table,
        record -> {
          JsonNode key = json(record.key());
          if (record.value() == null) {
            latest.remove(key.toString());
          } else {
            latest.put(key.toString(), new Row(key, json(record.value()), record.timestamp()));
          }
        });
    return new ArrayList<>(latest.values());
  }

  private static JsonNode json(byte[] bytes) {
    try {
      return JSON.readTree(bytes);
    } catch (IOException e) {
      throw new KafkaException("a record is not a row", e);
    }
  }
}
