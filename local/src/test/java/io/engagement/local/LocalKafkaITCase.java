package io.engagement.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.local.process.LocalServerException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalKafkaITCase {
  private static final String TOPIC = "events";

  @Test
  void keepsCommittedTransactionsThroughKillAndStop(@TempDir Path folder) throws Exception {
    try (LocalKafka kafka = start(folder)) {
      createTopic(kafka);
      sendInTransaction(kafka, "before kill");
      long killed = kafka.pid();
      kafka.kill();
      assertThat(ProcessHandle.of(killed)).isEmpty();
      kafka.restart();
      sendInTransaction(kafka, "before stop");
      kafka.restart();
      assertThat(read(kafka, 2)).containsExactly("before kill", "before stop");
    }
  }

  @Test
  void listensOnLoopbackAloneAndLeavesNothingBehind(@TempDir Path folder) {
    LocalKafka kafka = start(folder);
    ProcessHandle broker = ProcessHandle.of(kafka.pid()).orElseThrow();
    assertThat(ListeningSockets.of(broker.pid())).isNotEmpty();
    assertThat(ListeningSockets.offLoopback(broker.pid())).isEmpty();
    kafka.close();
    assertThat(broker.isAlive()).isFalse();
  }

  @Test
  void showsTheEndOfTheLogWhenItCannotStart(@TempDir Path folder) {
    LocalKafka.Builder broken =
        LocalKafka.process().directory(folder).property("num.io.threads", "none");
    assertThatThrownBy(broken::start)
        .isInstanceOf(LocalServerException.class)
        .hasMessageContaining("broker.log")
        .hasMessageContaining("num.io.threads");
  }

  private static LocalKafka start(Path folder) {
    return LocalKafka.process()
        .directory(folder.resolve("kafka"))
        .heapMegabytes(256)
        .jvmFlag("-XX:TieredStopAtLevel=1")
        .progress(System.out::println)
        .start();
  }

  private static void createTopic(LocalKafka kafka)
      throws ExecutionException, InterruptedException {
    try (Admin admin = Admin.create(address(kafka))) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
  }

  private static void sendInTransaction(LocalKafka kafka, String value) {
    Map<String, Object> options =
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            kafka.bootstrapServers(),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            "test",
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
            (int) Duration.ofHours(2).toMillis());
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(options, new StringSerializer(), new StringSerializer())) {
      producer.initTransactions();
      producer.beginTransaction();
      producer.send(new ProducerRecord<>(TOPIC, value));
      producer.commitTransaction();
    }
  }

  private static List<String> read(LocalKafka kafka, int count) {
    Map<String, Object> options =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers(),
            ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed",
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    List<String> values = new ArrayList<>();
    try (KafkaConsumer<String, String> consumer =
        new KafkaConsumer<>(options, new StringDeserializer(), new StringDeserializer())) {
      consumer.assign(List.of(new TopicPartition(TOPIC, 0)));
      long deadlineNanos = System.nanoTime() + Duration.ofSeconds(20).toNanos();
      while (values.size() < count && System.nanoTime() < deadlineNanos) {
        for (ConsumerRecord<String, String> found : consumer.poll(Duration.ofMillis(200))) {
          values.add(found.value());
        }
      }
    }
    return values;
  }

  private static Map<String, Object> address(LocalKafka kafka) {
    return Map.of(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers());
  }
}
