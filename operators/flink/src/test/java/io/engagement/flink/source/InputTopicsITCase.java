package io.engagement.flink.source;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.config.ClientProperties;
import io.engagement.local.LocalKafka;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class InputTopicsITCase {
  @Test
  void missingTopicsAreNamedWithThoseThereAre() throws Exception {
    try (LocalKafka kafka = LocalKafka.process().start()) {
      String brokers = kafka.bootstrapServers();
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
        NewTopic events = new NewTopic("events", Optional.of(1), Optional.empty());
        admin.createTopics(List.of(events)).all().get();
      }
      assertThatCode(() -> InputTopics.check(brokers, List.of("events"), ClientProperties.NONE))
          .doesNotThrowAnyException();
      assertThatThrownBy(
              () ->
                  InputTopics.check(
                      brokers, List.of("events", "clicks", "pages"), ClientProperties.NONE))
          .isInstanceOf(InputTopics.NotReadyException.class)
          .hasMessageContaining("brokers at " + brokers + " have no topic clicks, pages (or")
          .hasMessageContaining("they have events.");
    }
  }

  @Test
  @Timeout(20)
  void brokersThatDoNotAnswerAreNamed() {
    assertThatThrownBy(
            () -> InputTopics.check("127.0.0.1:1", List.of("events"), ClientProperties.NONE))
        .isInstanceOf(InputTopics.NotReadyException.class)
        .hasMessageContaining("No Kafka broker at 127.0.0.1:1 answered within 10 s")
        .hasMessageContaining("source.kafka.brokers");
  }

  @Test
  void anAddressThatIsNoneIsNamed() {
    assertThatThrownBy(
            () ->
                InputTopics.check("no-such-host.invalid:9092", List.of("a"), ClientProperties.NONE))
        .isInstanceOf(InputTopics.NotReadyException.class)
        .hasMessageContaining("no-such-host.invalid:9092");
  }

  @Test
  void aSettingThatIsNoneIsNamed() {
    ClientProperties wrong =
        new ClientProperties(new TreeMap<>(Map.of("security.protocol", "NONE")), new TreeMap<>());
    assertThatThrownBy(() -> InputTopics.check("127.0.0.1:1", List.of("a"), wrong))
        .isInstanceOf(InputTopics.NotReadyException.class)
        .hasMessageContaining("source.kafka.brokers and .properties");
  }
}
