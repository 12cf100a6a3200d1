package io.engagement.bench.contender;

import io.engagement.bench.MeasuredCluster;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a contender reads, and with what.
 *
 * @param name no other pass has it; lower-case letters, digits and hyphens
 * @param topic that holds so many events and nothing else
 * @param file holds the same records, one in a line; null when nobody needs it
 * @param slots threads or subtasks
 * @param checkpointSeconds from one checkpoint, or commit, to the next
 * @param definitions what the decoder decodes for and the full catalogue is: YAML below {@code
 *     breakdowns} and {@code metrics}; null for those of the benchmark
 * @param database null when nobody needs it; its password is in {@link #PASSWORD_VARIABLE}
 * @param folder for what it writes; empty
 */
public record Pass(
    String name,
    String brokers,
    String topic,
    long events,
    @Nullable String file,
    int slots,
    int checkpointSeconds,
    @Nullable String definitions,
    @Nullable Database database,
    String folder) {

  /** Where the password of the database stands. */
  public static final String PASSWORD_VARIABLE = "BENCH_PASSWORD";

  /** A database of PostgreSQL that nobody has published to. */
  public record Database(String url, String user) {}

  /** RocksDB's memory is a share of the heap, from which it is apart, and at least so much. */
  private static final int HEAP_PER_MANAGED_BYTE = 8;

  private static final long LEAST_MANAGED_BYTES = 256L << 20;

  Path folderPath() {
    return Path.of(folder);
  }

  /** A cluster for the contenders that run in Flink, the same for all of them. */
  public MeasuredCluster cluster() throws Exception {
    return MeasuredCluster.start(slots, flinkSettings());
  }

  Map<String, String> flinkSettings() {
    return flinkSettings(checkpointSeconds);
  }

  /** Of a process that runs nothing else, for a checkpoint every so many seconds. */
  public static Map<String, String> flinkSettings(int checkpointSeconds) {
    return Map.of(
        "state.backend.type",
        "rocksdb",
        "execution.checkpointing.interval",
        checkpointSeconds + " s",
        "taskmanager.memory.managed.size",
        Math.max(LEAST_MANAGED_BYTES, Runtime.getRuntime().maxMemory() / HEAP_PER_MANAGED_BYTE)
            + " b");
  }
}
