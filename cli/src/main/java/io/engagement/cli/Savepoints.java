package io.engagement.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes savepoints where the cluster keeps them unless told otherwise. */
final class Savepoints {
  private Savepoints() {}

  /**
   * Writes one and returns its path.
   *
   * @param folder null for the cluster's own
   * @param stop whether the job ends with it
   */
  static String write(JobOption.Found found, @Nullable String folder, boolean stop)
      throws CommandFailedException, InterruptedException {
    String target = folder == null ? configured(found.client()) : folder;
    return found.client().savepoint(found.job().id(), target, stop);
  }

  private static String configured(FlinkClient client) throws CommandFailedException {
    Map<String, String> settings = new HashMap<>();
    for (JsonNode setting : client.get("/jobmanager/config")) {
      settings.put(setting.path("key").asText(), setting.path("value").asText());
    }
    String folder =
        settings.getOrDefault(
            "execution.checkpointing.savepoint-dir", settings.get("execution.checkpointing.dir"));
    if (folder == null) {
      throw new CommandFailedException(
          "the cluster at %s keeps no savepoints: it has no execution.checkpointing.savepoint-dir%nhint: name a folder that all of its processes reach"
              .formatted(client.cluster()));
    }
    return folder;
  }
}
