package io.engagement.jobs.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.engagement.core.config.ConfigText;
import io.engagement.flink.state.UnusableStateException;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.env.LocalFlink;
import io.engagement.jobs.topology.ConfiguredMetrics;
import io.engagement.local.LocalKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State that a job cannot go on from is refused with a sentence before anything is started. */
class UnusableStateITCase {
  private static final Path CONF = Path.of("..", "conf");

  private final String topic = SharedServers.name("events");

  @TempDir private Path folder;

  @Test
  void isRefusedBeforeAServerIsAsked() throws Exception {
    Path checkpoint = checkpoint(config("active"));

    assertThatThrownBy(() -> start(folder.resolve("nowhere"), config("active")))
        .isInstanceOf(UnusableStateException.class)
        .hasMessageContaining("no savepoint or checkpoint at")
        .hasMessageContaining("nowhere");
    assertThatThrownBy(() -> start(checkpoint, config("other")))
        .isInstanceOf(UnusableStateException.class)
        .hasMessageContaining("removed active of active-users")
        .hasMessageContaining("--on-change active=drop|keep");
    assertThatThrownBy(
            () -> start(checkpoint, config("other"), StartRules.STRICT.withOnChange("actve=drop")))
        .isInstanceOf(UnknownMetricException.class)
        .hasMessageContaining("did you mean active?");
    assertThatThrownBy(() -> start(checkpoint, config("active")))
        .as("it may go on from there, and asks for its topic")
        .hasMessageContaining("No Kafka broker");

    Path gone;
    try (Stream<Path> files = Files.list(checkpoint.resolveSibling("shared"))) {
      gone = files.findFirst().orElseThrow();
    }
    Files.delete(gone);
    assertThatThrownBy(() -> start(checkpoint, config("active")))
        .isInstanceOf(UnusableStateException.class)
        .hasMessageContaining("which is gone")
        .hasMessageContaining("shared");
  }

  private void start(Path state, ConfigText config) throws Exception {
    start(state, config, StartRules.STRICT);
  }

  private void start(Path state, ConfigText config, StartRules rules) throws Exception {
    Configuration settings = settings();
    LocalRun.resume(settings, state);
    LocalRun.start(StreamingJob.of(config, rules), settings, 1, 0).close();
  }

  /** A checkpoint of a job that has read something, and was ended. */
  private Path checkpoint(ConfigText config) throws Exception {
    LocalKafka kafka = SharedServers.kafka();
    produce(kafka);
    Configuration settings = settings();
    try (LocalFlink flink = LocalFlink.start(settings, 1, 0)) {
      StreamExecutionEnvironment env = flink.environment("state");
      ConfiguredMetrics metrics = new ConfiguredMetrics(config);
      KafkaToFiles.define(
          env,
          KafkaToFiles.source(kafka.bootstrapServers(), topic, metrics),
          topic,
          metrics,
          folder.resolve("tables"));
      LocalFlink.RunningJob job = flink.submit(env);
      await("a checkpoint with files of its own and of earlier ones")
          .atMost(Duration.ofMinutes(1))
          .until(() -> job.result().isDone() || newest().filter(this::hasSharedFiles).isPresent());
      assertThat(job.result()).isNotDone();
      job.cancel().get();
    }
    return newest().orElseThrow();
  }

  private Optional<Path> newest() throws IOException {
    return LocalRun.newestCheckpoint(folder.resolve("checkpoints"));
  }

  private boolean hasSharedFiles(Path checkpoint) {
    try (Stream<Path> files = Files.list(checkpoint.resolveSibling("shared"))) {
      return files.findAny().isPresent();
    } catch (IOException none) {
      return false;
    }
  }

  private Configuration settings() {
    Map<String, String> overrides =
        Map.of(
            "execution.checkpointing.interval", "300 ms",
            "execution.checkpointing.min-pause", "100 ms",
            "execution.checkpointing.data-inline-threshold", "0 b");
    return FlinkSettings.loadLocal(CONF, overrides, folder.resolve("checkpoints"));
  }

  private void produce(LocalKafka kafka) throws Exception {
    try (EventTopic events = EventTopic.create(kafka, topic, 1)) {
      events.send(
          0, "{\"type\":\"page\",\"userId\":\"ada\",\"timestamp\":\"2024-03-04T10:00:00Z\"}");
      events.flush();
    }
  }

  /** Its servers are none. */
  private static ConfigText config(String metric) {
    return new ConfigText(
        "test",
        """
        deployment: state
        source: {kafka: {brokers: "127.0.0.1:1", topics: [events]}}
        sinks: {kafka: {brokers: "127.0.0.1:1"}}
        metrics: {active-users: [{id: %s, periods: [day]}]}
        """
            .formatted(metric));
  }
}
