package io.engagement.jobs.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.engagement.core.config.ConfigText;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.env.LocalFlink;
import io.engagement.jobs.topology.ConfiguredMetrics;
import io.engagement.local.LocalKafka;
import io.engagement.local.flink.FlinkRest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A subtask of the source that is through with its partitions stands in no checkpoint's way. */
class FinishedPartitionITCase {
  private static final Path CONF = Path.of("..", "conf");
  private static final int SHORT = 0;
  private static final int LONG = 1;
  private static final JsonMapper JSON = new JsonMapper();

  private final String topic = SharedServers.name("events");

  @TempDir private Path folder;

  @Test
  void checkpointsGoOnWhenOneSubtaskOfTheSourceHasFinished() throws Exception {
    LocalKafka kafka = SharedServers.kafka();
    produce(kafka);
    Map<String, String> overrides =
        Map.of(
            "execution.checkpointing.interval", "300 ms",
            "execution.checkpointing.min-pause", "100 ms",
            "restart-strategy.type", "none");
    Configuration settings =
        FlinkSettings.loadLocal(CONF, overrides, folder.resolve("checkpoints"));
    try (LocalFlink flink = LocalFlink.start(settings, 2, 0)) {
      StreamExecutionEnvironment env = flink.environment("finished partition");
      define(env, kafka.bootstrapServers());
      LocalFlink.RunningJob job = flink.submit(env);
      FlinkRest rest = new FlinkRest(flink.webUi());
      await("the subtask of the short partition has finished")
          .atMost(Duration.ofMinutes(1))
          .until(() -> job.result().isDone() || statesOfSource(rest, job).contains("FINISHED"));
      assertThat(job.result()).isNotDone();
      assertThat(statesOfSource(rest, job)).containsExactlyInAnyOrder("FINISHED", "RUNNING");
      long finished = completed(rest, job);
      await("checkpoints after that")
          .atMost(Duration.ofMinutes(1))
          .until(() -> job.result().isDone() || completed(rest, job) > finished + 2);
      assertThat(job.result()).isNotDone();
    }
  }

  /** The long partition is to be read further than it goes. */
  private void define(StreamExecutionEnvironment env, String brokers) {
    ConfiguredMetrics metrics =
        new ConfiguredMetrics(
            new ConfigText("test", "metrics: {active-users: [{id: active, periods: [day]}]}"));
    Map<TopicPartition, Long> ends =
        Map.of(new TopicPartition(topic, SHORT), 3L, new TopicPartition(topic, LONG), 1_000L);
    KafkaToFiles.define(
        env,
        KafkaToFiles.source(brokers, topic, metrics).until(OffsetsInitializer.offsets(ends)),
        topic,
        metrics,
        folder.resolve("tables"));
  }

  private void produce(LocalKafka kafka) throws Exception {
    try (EventTopic events = EventTopic.create(kafka, topic, 2)) {
      for (int i = 0; i < 23; i++) {
        events.send(
            i < 3 ? SHORT : LONG,
            """
            {"type":"page","userId":"u-%1$d","messageId":"m-%1$d",\
            "timestamp":"2024-03-04T10:00:00Z"}\
            """
                .formatted(i));
      }
      events.flush();
    }
  }

  private static List<String> statesOfSource(FlinkRest rest, LocalFlink.RunningJob job) {
    for (JsonNode vertex : get(rest, "/jobs/" + job.id()).path("vertices")) {
      if (vertex.path("name").asText().contains(KafkaToFiles.SOURCE)) {
        String path = "/jobs/" + job.id() + "/vertices/" + vertex.path("id").asText();
        return get(rest, path).path("subtasks").findValuesAsText("status");
      }
    }
    return List.of();
  }

  private static long completed(FlinkRest rest, LocalFlink.RunningJob job) {
    return get(rest, "/jobs/" + job.id() + "/checkpoints")
        .path("counts")
        .path("completed")
        .asLong();
  }

  private static JsonNode get(FlinkRest rest, String path) {
    try {
      return JSON.readTree(rest.get(path).orElse("{}"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("this is no JSON at " + path, e);
    }
  }
}
