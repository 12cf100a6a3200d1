package io.engagement.core.config;

import org.jspecify.annotations.Nullable;

/**
 * Where tables are published; each sink only when it is configured.
 *
 * @param postgres null for none
 * @param kafka null for none
 */
public record SinksConfig(@Nullable PostgresSink postgres, @Nullable KafkaSink kafka) {

  /** Whether there is nowhere to publish to; then only a bounded run makes sense. */
  public boolean isEmpty() {
    return postgres == null && kafka == null;
  }

  /**
   * Tables in a PostgreSQL schema.
   *
   * @param url JDBC address without credentials
   * @param password null when the server wants none
   * @param schema lower case; an SQL identifier that needs no quotes
   */
  public record PostgresSink(
      String url, String user, @Nullable SecretRef password, String schema) {}

  /**
   * Tables as compacted topics, written in transactions.
   *
   * @param brokers {@code host:port}, several joined by commas
   * @param topicPrefix goes before the table's name
   * @param transactionTimeoutMillis must exceed the longest checkpoint plus the longest outage, and
   *     be at most the brokers' {@code transaction.max.timeout.ms}
   * @param properties further producer settings
   */
  public record KafkaSink(
      String brokers,
      String topicPrefix,
      long transactionTimeoutMillis,
      ClientProperties properties) {}
}
