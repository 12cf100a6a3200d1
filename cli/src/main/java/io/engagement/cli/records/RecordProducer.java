package io.engagement.cli.records;

import io.engagement.core.config.ClientProperties;
import java.util.Properties;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Producers for what people send by hand: every record written once, and acknowledged by all. */
public final class RecordProducer {
  private RecordProducer() {}

  /**
   * Opens one, to be closed by the caller.
   *
   * @param settings of the client that reads there; secrets are read now
   * @throws KafkaException when no client can be made of the settings
   */
  public static KafkaProducer<byte[], byte[]> open(String brokers, ClientProperties settings) {
    Properties client = new Properties();
    client.putAll(settings.resolve(System::getenv));
    client.setProperty(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, brokers);
    client.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    client.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    return new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer());
  }
}
