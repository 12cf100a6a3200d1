package io.engagement.jobs.env;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.state.rocksdb.RocksDBOptions;

/**
 * Flink's configuration for a run, from {@code conf/config.yaml} and what the command line says.
 */
public final class FlinkSettings {
  private static final String REPORTER_PREFIX = "metrics.reporter.";

  /** What RocksDB may take in a cluster inside of this process. */
  private static final MemorySize LOCAL_MANAGED_MEMORY = MemorySize.ofMebiBytes(512);

  private FlinkSettings() {}

  /**
   * The shipped configuration with more on top.
   *
   * @param folder holds {@code config.yaml}
   * @param overrides keys and values that win over the file
   * @throws IllegalArgumentException when there is no such file
   */
  public static Configuration load(Path folder, Map<String, String> overrides) {
    Path file = folder.resolve("config.yaml");
    if (!Files.isRegularFile(file)) {
      throw new IllegalArgumentException("there is no Flink configuration at " + file);
    }
    Configuration dynamic = Configuration.fromMap(overrides);
    return GlobalConfiguration.loadConfiguration(folder.toString(), dynamic);
  }

  /**
   * The same for a cluster inside of this process. Metric reporters listen on every interface, so
   * there are none unless the overrides ask for them.
   *
   * @param checkpoints where checkpoints go when the configuration names no place
   */
  public static Configuration loadLocal(
      Path folder, Map<String, String> overrides, Path checkpoints) {
    Configuration settings = load(folder, overrides);
    if (!overrides.containsKey(MetricOptions.REPORTERS_LIST.key())) {
      settings.removeConfig(MetricOptions.REPORTERS_LIST);
      settings.keySet().stream()
          .filter(key -> key.startsWith(REPORTER_PREFIX))
          .toList()
          .forEach(settings::removeKey);
    }
    // A task manager in this process shares its heap; only these sizes mean something there.
    settings.removeConfig(TaskManagerOptions.TOTAL_PROCESS_MEMORY);
    if (!settings.contains(TaskManagerOptions.MANAGED_MEMORY_SIZE)) {
      settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, LOCAL_MANAGED_MEMORY);
    }
    if (!settings.contains(CheckpointingOptions.CHECKPOINTS_DIRECTORY)) {
      settings.set(
          CheckpointingOptions.CHECKPOINTS_DIRECTORY,
          checkpoints.toAbsolutePath().toUri().toString());
    }
    return settings;
  }

  /**
   * What the job brings along wherever it runs: what its promises rest on, and RocksDB tuned where
   * RocksDB is used.
   *
   * @param cluster the configuration it is submitted with
   * @throws IllegalArgumentException when that contradicts what the promises rest on
   */
  public static Configuration ofJob(Configuration cluster) {
    Configuration job = JobInvariants.required(cluster);
    String backend = cluster.get(StateBackendOptions.STATE_BACKEND);
    if (backend.toLowerCase(java.util.Locale.ROOT).contains("rocksdb")
        && !cluster.contains(RocksDBOptions.OPTIONS_FACTORY)) {
      job.set(RocksDBOptions.OPTIONS_FACTORY, RocksDbTuning.class.getName());
    }
    return job;
  }
}
