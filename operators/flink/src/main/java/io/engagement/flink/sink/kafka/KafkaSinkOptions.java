package io.engagement.flink.sink.kafka;

import io.engagement.core.config.SecretRef;
import io.engagement.core.config.SinksConfig;
import io.engagement.flink.state.StateCatalog;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * Where and how the sink writes. Travels with the job; secrets do not, only where they are.
 *
 * @param deployment names the transactions: one running job per deployment and cluster
 * @param topicPrefix goes before the table's name
 * @param transactionTimeout must exceed the longest checkpoint plus the longest outage; a
 *     transaction that is older is aborted by the broker and its rows are lost
 * @param plain further producer settings
 * @param secret those of them that are secret, by where they are kept
 */
public record KafkaSinkOptions(
    String deployment,
    String brokers,
    String topicPrefix,
    Duration transactionTimeout,
    LostTransactions lostTransactions,
    TreeMap<String, String> plain,
    TreeMap<String, SecretRef> secret)
    implements Serializable {
  /** The producer's own default. */
  private static final int DEFAULT_REQUEST_BYTES = 1 << 20;

  /** Lengths, offsets, the header and what else goes around a record. */
  private static final int FRAME_BYTES = 1024;

  /** The configured sink of a deployment. */
  public static KafkaSinkOptions of(String deployment, SinksConfig.KafkaSink sink) {
    return new KafkaSinkOptions(
        deployment,
        sink.brokers(),
        sink.topicPrefix(),
        Duration.ofMillis(sink.transactionTimeoutMillis()),
        LostTransactions.FAIL,
        new TreeMap<>(sink.properties().plain()),
        new TreeMap<>(sink.properties().secret()));
  }

  /** For one start from a savepoint whose transaction may have been replaced. */
  public KafkaSinkOptions accepting(LostTransactions newLostTransactions) {
    return new KafkaSinkOptions(
        deployment, brokers, topicPrefix, transactionTimeout, newLostTransactions, plain, secret);
  }

  String topic(String table) {
    return topicPrefix + table;
  }

  String transactionalIdPrefix() {
    return deployment + '-' + StateCatalog.KAFKA_SINK;
  }

  /** How many bytes key and value of a record may have: what a request may, less its frame. */
  int mostRecordBytes() {
    String configured = plain.get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
    return (configured == null ? DEFAULT_REQUEST_BYTES : Integer.parseInt(configured))
        - FRAME_BYTES;
  }

  /** Settings of any client, secrets read now: not to be logged or kept. */
  Properties resolve() {
    Properties properties = new Properties();
    properties.putAll(plain);
    for (Map.Entry<String, SecretRef> entry : secret.entrySet()) {
      properties.setProperty(entry.getKey(), entry.getValue().resolve(System::getenv));
    }
    properties.setProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
    return properties;
  }
}
