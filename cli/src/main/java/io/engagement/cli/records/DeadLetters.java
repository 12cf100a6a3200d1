package io.engagement.cli.records;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.engagement.core.config.SinksConfig;
import io.engagement.core.config.SinksConfig.KafkaSink;
import io.engagement.core.config.SinksConfig.PostgresSink;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** The rows of {@code rejected} and {@code late}, from where the configuration publishes them. */
public final class DeadLetters {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NO_TABLE = "42P01";

  private DeadLetters() {}

  /**
   * Which ones.
   *
   * @param table {@code rejected} or {@code late}
   * @param reasons any of them; empty for all
   * @param since append time from then on; null for any, also an unknown one
   * @param until append time before then; likewise
   * @param limit how many of the newest
   */
  public record Filter(
      String table,
      Set<String> reasons,
      @Nullable Instant since,
      @Nullable Instant until,
      int limit) {

    boolean takes(DeadLetter letter) {
      Instant at = letter.appendTime();
      return (reasons.isEmpty() || reasons.contains(letter.reason()))
          && (since == null || (at != null && !at.isBefore(since)))
          && (until == null || (at != null && at.isBefore(until)));
    }
  }

  /**
   * What was found.
   *
   * @param letters the newest first
   * @param matching how many there are, those beyond the limit included
   */
  public record Found(List<DeadLetter> letters, long matching) {}

  /** They could not be read; the message says why. */
  public static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Reads from PostgreSQL, else from Kafka.
   *
   * @throws IllegalArgumentException when there is no sink
   */
  public static Found find(SinksConfig sinks, Filter filter) throws UnreadableException {
    PostgresSink postgres = sinks.postgres();
    if (postgres != null) {
      return inPostgres(postgres, filter);
    }
    KafkaSink kafka = sinks.kafka();
    if (kafka != null) {
      return inKafka(kafka, filter);
    }
    throw new IllegalArgumentException("no sink");
  }

  private static Found inPostgres(PostgresSink sink, Filter filter) throws UnreadableException {
    String sql =
        "SELECT topic, partition, \"offset\", reason, message, original, encoding, original_bytes,"
            + " original_sha256, append_time, count(*) OVER () FROM "
            + ReadOnlyDatabase.qualified(sink, filter.table())
            + " WHERE (cardinality(?) = 0 OR reason = ANY (?))"
            + " AND (?::timestamptz IS NULL OR append_time >= ?)"
            + " AND (?::timestamptz IS NULL OR append_time < ?)"
            + " ORDER BY append_time DESC NULLS LAST, topic, partition, \"offset\" DESC LIMIT ?";
    try (Connection connection = ReadOnlyDatabase.connect(sink);
        PreparedStatement statement = connection.prepareStatement(sql)) {
      java.sql.Array reasons =
          connection.createArrayOf("text", filter.reasons().toArray(String[]::new));
      statement.setArray(1, reasons);
      statement.setArray(2, reasons);
      setInstant(statement, 3, filter.since());
      setInstant(statement, 4, filter.since());
      setInstant(statement, 5, filter.until());
      setInstant(statement, 6, filter.until());
      statement.setInt(7, filter.limit());
      List<DeadLetter> letters = new ArrayList<>();
      long matching = 0;
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          letters.add(letter(row));
          matching = row.getLong(11);
        }
      }
      return new Found(letters, matching);
    } catch (SQLException e) {
      if (NO_TABLE.equals(e.getSQLState())) {
        throw new UnreadableException(
            "there is no table %s in the schema %s at %s: the first start of the job makes it"
                .formatted(filter.table(), sink.schema(), sink.url()),
            e);
      }
      throw new UnreadableException(
          "the table %s at %s cannot be read: %s"
              .formatted(filter.table(), sink.url(), ReadOnlyDatabase.sentence(e)),
          e);
    }
  }

  private static void setInstant(PreparedStatement statement, int index, @Nullable Instant at)
      throws SQLException {
    statement.setObject(
        index,
        at == null ? null : at.atOffset(java.time.ZoneOffset.UTC),
        java.sql.Types.TIMESTAMP_WITH_TIMEZONE);
  }

  private static DeadLetter letter(ResultSet row) throws SQLException {
    OffsetDateTime appended = row.getObject(10, OffsetDateTime.class);
    return new DeadLetter(
        row.getString(1),
        row.getInt(2),
        row.getLong(3),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getLong(8),
        row.getString(9),
        appended == null ? null : appended.toInstant());
  }

  private static Found inKafka(KafkaSink sink, Filter filter) throws UnreadableException {
    String topic = sink.topicPrefix() + filter.table();
    Map<String, DeadLetter> matching = new HashMap<>();
    try (TopicReader reader = new TopicReader(sink.brokers(), sink.properties())) {
      reader.all(
          topic,
          record -> {
            JsonNode key = json(record.key());
            JsonNode value = json(record.value());
            DeadLetter letter = value.isMissingNode() ? null : letter(key, value);
            if (letter == null) {
              matching.remove(key.toString());
            } else if (filter.takes(letter)) {
              matching.put(key.toString(), letter);
            }
          });
    } catch (KafkaException e) {
      throw new UnreadableException(
          "the topic %s at %s cannot be read: %s".formatted(topic, sink.brokers(), e.getMessage()),
          e);
    }
    List<DeadLetter> letters =
        matching.values().stream().sorted(DeadLetter.NEWEST_FIRST).limit(filter.limit()).toList();
    return new Found(letters, matching.size());
  }

  private static JsonNode json(byte @Nullable [] bytes) {
    try {
      return bytes == null ? JSON.missingNode() : JSON.readTree(bytes);
    } catch (IOException e) {
      throw new KafkaException("a record of it is not a row", e);
    }
  }

  private static DeadLetter letter(JsonNode key, JsonNode row) {
    String appended = row.path("append_time").textValue();
    return new DeadLetter(
        key.path("topic").asText(),
        key.path("partition").asInt(),
        key.path("offset").asLong(),
        row.path("reason").asText(),
        row.path("message").asText(),
        row.path("original").textValue(),
        row.path("encoding").textValue(),
        row.path("original_bytes").asLong(),
        row.path("original_sha256").textValue(),
        appended == null ? null : Instant.parse(appended));
  }
}
