package io.engagement.flink.sink.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.catalog.InputTables;
import io.engagement.core.table.TableSpec;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

class KafkaTopicsITCase {
  private static final List<TableSpec> TABLES = InputTables.all();

  private final KafkaSinkOptions options = TestKafka.options();

  @Test
  void missingTopicsAreCreatedWithThePolicyOfTheirTable() throws Exception {
    assertThat(KafkaTopics.prepare(options, TABLES))
        .containsExactlyInAnyOrder(
            options.topic("input_accounting"),
            options.topic("input_warnings"),
            options.topic("rejected"),
            options.topic("late"),
            options.topic("sink_ledger"),
            options.topic("sink_rejected_rows"));
    assertThat(policy("input_accounting")).isEqualTo("compact");
    assertThat(policy("input_warnings")).isEqualTo("compact");
    assertThat(policy("rejected")).isEqualTo("delete");
    assertThat(policy("late")).isEqualTo("delete");
    assertThat(policy("sink_ledger")).isEqualTo("compact");
    assertThat(policy("sink_rejected_rows")).isEqualTo("delete");
    assertThat(KafkaTopics.prepare(options, TABLES)).as("the second time").isEmpty();
  }

  @Test
  void aTopicThatWouldLoseRowsIsRefused() throws Exception {
    try (Admin admin = TestKafka.admin()) {
      admin
          .createTopics(
              List.of(
                  new NewTopic(
                          options.topic("input_accounting"), Optional.empty(), Optional.empty())
                      .configs(Map.of("cleanup.policy", "delete"))))
          .all()
          .get();
    }
    assertThatThrownBy(() -> KafkaTopics.prepare(options, TABLES))
        .isInstanceOf(KafkaNotReadyException.class)
        .hasMessageContaining(
            "the topic %s has cleanup.policy=delete; this table needs compact"
                .formatted(options.topic("input_accounting")));
  }

  @Test
  void aTransactionTimeoutThatTheBrokerDoesNotAllowIsRefusedWithAHint() {
    assertThatThrownBy(
            () -> KafkaTopics.prepare(TestKafka.timingOut(options, Duration.ofDays(2)), TABLES))
        .isInstanceOf(KafkaNotReadyException.class)
        .hasMessageContaining("transaction.max.timeout.ms=21600000")
        .hasMessageContaining("less than the sink's transaction timeout of 172800000 ms")
        .hasMessageContaining("Raise the broker's setting");
  }

  @Test
  void brokersThatDoNotAnswerAreNamed() {
    KafkaSinkOptions nowhere =
        new KafkaSinkOptions(
            "d",
            "127.0.0.1:1",
            "d.",
            Duration.ofMinutes(1),
            LostTransactions.FAIL,
            new TreeMap<>(),
            new TreeMap<>());
    assertThatThrownBy(() -> KafkaTopics.prepare(nowhere, TABLES))
        .isInstanceOf(KafkaNotReadyException.class)
        .hasMessageContaining("No broker at 127.0.0.1:1 answered");
  }

  private String policy(String table) throws Exception {
    ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, options.topic(table));
    try (Admin admin = TestKafka.admin()) {
      return admin
          .describeConfigs(List.of(topic))
          .all()
          .get()
          .get(topic)
          .get("cleanup.policy")
          .value();
    }
  }
}
