package io.engagement.jobs.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.flink.state.StateCatalog;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JobInvariantsTest {

  @Test
  void areBroughtAlongWhateverTheClusterLeavesOut() {
    Configuration job = FlinkSettings.ofJob(new Configuration());
    assertThat(job.toMap())
        .containsEntry("execution.checkpointing.mode", "EXACTLY_ONCE")
        .containsEntry("execution.checkpointing.unaligned.enabled", "false")
        .containsEntry("pipeline.max-parallelism", "720")
        .containsEntry("pipeline.operator-chaining.enabled", "true")
        .containsEntry("pipeline.object-reuse", "true");
    assertThat(JobInvariants.KEY_GROUPS).isEqualTo(StateCatalog.MAX_PARALLELISM);
  }

  @Test
  void agreeWithTheShippedConfiguration() {
    Configuration shipped = FlinkSettings.load(Path.of("..", "conf"), Map.of());
    assertThat(FlinkSettings.ofJob(shipped).keySet()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "execution.checkpointing.mode, AT_LEAST_ONCE",
    "execution.checkpointing.unaligned.enabled, true",
    "pipeline.max-parallelism, 128",
    "pipeline.operator-chaining.enabled, false",
    "pipeline.object-reuse, false",
    "pipeline.generic-types, true",
    "pipeline.auto-watermark-interval, 0 ms",
    "execution.runtime-mode, BATCH"
  })
  void refuseAClusterThatIsToldOtherwise(String key, String value) {
    Configuration cluster = Configuration.fromMap(Map.of(key, value));
    assertThatThrownBy(() -> FlinkSettings.ofJob(cluster))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(key + " is ");
  }
}
