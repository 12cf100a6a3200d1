package io.engagement.jobs.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ExternalizedCheckpointRetention;
import org.apache.flink.configuration.HeartbeatManagerOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.configuration.WebOptions;
import org.apache.flink.core.execution.CheckpointingMode;
import org.apache.flink.state.rocksdb.RocksDBConfigurableOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;
import org.junit.jupiter.api.Test;

/** conf/config.yaml says what we mean, in keys that Flink knows. */
class ConfTest {
  private static final Path CONF = Path.of("..", "conf");
  private static final List<Class<?>> OPTIONS =
      List.of(
          CoreOptions.class,
          CheckpointingOptions.class,
          RestartStrategyOptions.class,
          StateBackendOptions.class,
          RocksDBOptions.class,
          RocksDBConfigurableOptions.class,
          PipelineOptions.class,
          JobManagerOptions.class,
          TaskManagerOptions.class,
          HeartbeatManagerOptions.class,
          RestOptions.class,
          WebOptions.class,
          MetricOptions.class);

  private final Configuration shipped = FlinkSettings.load(CONF, Map.of());

  @Test
  void everyKeyIsOneOfFlinkAndItsValueReads() throws IllegalAccessException {
    Map<String, ConfigOption<?>> known = new HashMap<>();
    for (Class<?> options : OPTIONS) {
      for (Field field : options.getFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == ConfigOption.class) {
          ConfigOption<?> option = (ConfigOption<?>) field.get(null);
          known.put(option.key(), option);
        }
      }
    }
    for (String key : shipped.keySet()) {
      if (key.startsWith("metrics.reporter.prom.") || key.startsWith("$internal")) {
        continue;
      }
      assertThat(known).containsKey(key);
      assertThat(shipped.getOptional(known.get(key))).as(key).isPresent();
    }
  }

  @Test
  void checkpointsAreExactlyOnceAlignedIncrementalAndKept() {
    assertThat(shipped.get(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE))
        .isEqualTo(CheckpointingMode.EXACTLY_ONCE);
    assertThat(shipped.get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(shipped.get(CheckpointingOptions.ENABLE_UNALIGNED)).isFalse();
    assertThat(shipped.get(CheckpointingOptions.INCREMENTAL_CHECKPOINTS)).isTrue();
    assertThat(shipped.get(CheckpointingOptions.EXTERNALIZED_CHECKPOINT_RETENTION))
        .isEqualTo(ExternalizedCheckpointRetention.RETAIN_ON_CANCELLATION);
  }

  @Test
  void stateIsReadableByTheNextVersion() {
    assertThat(shipped.get(PipelineOptions.GENERIC_TYPES)).isFalse();
    assertThat(shipped.get(PipelineOptions.AUTO_GENERATE_UIDS)).isFalse();
    assertThat(shipped.get(PipelineOptions.MAX_PARALLELISM)).isEqualTo(720);
  }

  @Test
  void everythingListensOnLoopback() {
    assertThat(
            List.of(
                shipped.get(JobManagerOptions.BIND_HOST),
                shipped.get(TaskManagerOptions.BIND_HOST),
                shipped.get(RestOptions.BIND_ADDRESS)))
        .containsOnly("127.0.0.1");
    assertThat(shipped.get(WebOptions.ACCESS_CONTROL_ALLOW_ORIGIN)).isNotEqualTo("*");
  }

  @Test
  void overridesWinOverTheFile() {
    Configuration overridden =
        FlinkSettings.load(CONF, Map.of("execution.checkpointing.interval", "3 s"));
    assertThat(overridden.get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
        .isEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void localRunsHaveNoReporterAndAPlaceForCheckpoints() {
    Configuration local = FlinkSettings.loadLocal(CONF, Map.of(), Path.of("target/checkpoints"));
    assertThat(local.keySet()).noneMatch(key -> key.startsWith("metrics.reporter"));
    assertThat(local.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY)).startsWith("file:///");
    Configuration asked =
        FlinkSettings.loadLocal(CONF, Map.of("metrics.reporters", "prom"), Path.of("target"));
    assertThat(asked.get(MetricOptions.REPORTERS_LIST)).isEqualTo("prom");
  }

  @Test
  void jobTunesRocksDbOnlyWhereItIsUsed() {
    assertThat(FlinkSettings.ofJob(shipped).get(RocksDBOptions.OPTIONS_FACTORY))
        .isEqualTo(RocksDbTuning.class.getName());
    Configuration heap = FlinkSettings.load(CONF, Map.of("state.backend.type", "hashmap"));
    assertThat(FlinkSettings.ofJob(heap).contains(RocksDBOptions.OPTIONS_FACTORY)).isFalse();
  }

  @Test
  void loggingIsConfiguredInAFileThatExists() {
    assertThat(Files.isRegularFile(CONF.resolve("log4j2.properties"))).isTrue();
  }
}
