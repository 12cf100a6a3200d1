package io.engagement.flink.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.core.config.ClientProperties;
import io.engagement.core.config.SecretRef;
import io.engagement.core.deployment.Metrics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngagementKafkaSourceTest {

  @Test
  void takesTheReferenceOfASecretAlongAndNotTheSecret(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("password"), "correct horse battery staple\n");
    EngagementKafkaSource source = source("${file:" + file + '}');
    String shipped =
        new String(InstantiationUtil.serializeObject(source), StandardCharsets.ISO_8859_1);
    assertThat(shipped).contains(file.toString()).doesNotContain("battery");
  }

  @Test
  @SuppressWarnings("NullAway") // the context is not reached
  void namesTheSecretThatIsMissingWhereItRuns() throws Exception {
    EngagementKafkaSource arrived = InstantiationUtil.clone(source("${env:ENGAGEMENT_NOT_SET}"));
    assertThatThrownBy(() -> arrived.createReader(null)).hasMessageContaining("ENGAGEMENT_NOT_SET");
    assertThatThrownBy(() -> arrived.createEnumerator(null))
        .hasMessageContaining("ENGAGEMENT_NOT_SET");
  }

  @Test
  void endsOnlyWhenToldTo() {
    EngagementKafkaSource source = source("${env:ENGAGEMENT_NOT_SET}");
    assertThat(source.getBoundedness()).isEqualTo(Boundedness.CONTINUOUS_UNBOUNDED);
    assertThat(source.until(OffsetsInitializer.latest()).getBoundedness())
        .isEqualTo(Boundedness.BOUNDED);
  }

  private static EngagementKafkaSource source(String secret) {
    SecretRef reference = Objects.requireNonNull(SecretRef.parse(secret));
    return KafkaEvents.source(
        "127.0.0.1:9092",
        List.of("events"),
        "test",
        new StartPosition(StartPosition.Mode.EARLIEST, 0),
        new ClientProperties(new TreeMap<>(), new TreeMap<>(Map.of("ssl.key.password", reference))),
        EngagementKafkaSourceTest::noMetrics,
        LostRecords.FAIL);
  }

  private static Metrics noMetrics() {
    throw new IllegalStateException("definitions are made where the source reads");
  }
}
