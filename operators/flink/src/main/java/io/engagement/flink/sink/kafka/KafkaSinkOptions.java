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
