package io.engagement.local.flink;

import io.engagement.local.process.LocalServerException;
import io.engagement.local.process.LoopbackPort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The configuration of a cluster on this machine alone. */
public final class FlinkSettings {
  private static final String LOOPBACK = LoopbackPort.HOST;

  private FlinkSettings() {}

  /**
   * The settings of a cluster in a folder: every socket on loopback, RocksDB, quick detection of
   * lost processes, everything written below the folder.
   */
  public static Map<String, String> loopback(Path home, int restPort) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("jobmanager.rpc.address", LOOPBACK);
    all.put("jobmanager.rpc.port", Integer.toString(LoopbackPort.free()));
    all.put("jobmanager.bind-host", LOOPBACK);
    all.put("taskmanager.host", LOOPBACK);
    all.put("taskmanager.bind-host", LOOPBACK);
    all.put("rest.address", LOOPBACK);
    all.put("rest.bind-address", LOOPBACK);
    all.put("rest.port", Integer.toString(restPort));
    all.put("web.access-control-allow-origin", "http://" + LOOPBACK + ":" + restPort);
    all.put("web.submit.enable", "true");
    all.put("web.cancel.enable", "true");
    all.put("jobmanager.memory.process.size", "896m");
    all.put("taskmanager.memory.process.size", "1536m");
    all.put("taskmanager.memory.jvm-overhead.min", "128m");
    all.put("state.backend.type", "rocksdb");
    all.put("execution.checkpointing.dir", home.resolve("checkpoints").toUri().toString());
    all.put("execution.checkpointing.savepoint-dir", home.resolve("savepoints").toUri().toString());
    all.put("io.tmp.dirs", home.resolve("tmp").toString());
    all.put("heartbeat.interval", "2 s");
    all.put("heartbeat.timeout", "20 s");
    // All processes start at once: one that comes before its master asks again soon.
    all.put("cluster.registration.error-delay", "300 ms");
    return all;
  }

  /** Writes {@code config.yaml}. */
  public static void write(Path configuration, Map<String, String> settings) {
    StringBuilder text = new StringBuilder("# Written at every start\n");
    settings.forEach(
        (key, value) ->
            text.append(key).append(": '").append(value.replace("'", "''")).append("'\n"));
    Path file = configuration.resolve("config.yaml");
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new LocalServerException("Cannot write " + file, e);
    }
  }
}
