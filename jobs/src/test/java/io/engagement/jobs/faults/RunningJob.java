package io.engagement.jobs.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.engagement.local.LocalFlinkCluster;
import io.engagement.local.process.ShellCommand.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The job in its cluster: submitted as users do, watched over REST, its processes killed. */
final class RunningJob {
  private static final String MAIN = "io.engagement.jobs.EngagementJob";
  private static final Pattern JOB_ID = Pattern.compile("JobID ([0-9a-f]{32})");
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * The JobManager's view of checkpoints.
   *
   * @param latest id of the latest completed one; 0 for none
   * @param restored how often the job went on from one, or from a savepoint
   */
  record Checkpoints(long latest, long completed, long restored, long inProgress) {}

  private final LocalFlinkCluster cluster;
  private final Path jar;
  private final Path config;
  private final List<String> taskManagers = new ArrayList<>();
  private int started;
  private String id = "";

  RunningJob(LocalFlinkCluster cluster, int runningTaskManagers, Path jar, Path config) {
    this.cluster = cluster;
    this.jar = jar;
    this.config = config;
    for (int i = 0; i < runningTaskManagers; i++) {
      taskManagers.add(name(++started));
    }
  }

  private static String name(int number) {
    return "taskmanager-" + number;
  }

  String id() {
    return id;
  }

  /** Submits the job, with what {@code flink run} is to be told besides. */
  void submit(int parallelism, List<String> options) {
    Outcome outcome = trySubmit(parallelism, options);
    Matcher found = JOB_ID.matcher(outcome.output());
    if (!outcome.succeeded() || !found.find()) {
      throw new IllegalStateException("not submitted:\n" + outcome.output());
    }
    id = found.group(1);
  }

  private Outcome trySubmit(int parallelism, List<String> options) {
    List<String> command = new ArrayList<>(List.of("run", "-d", "-p", "" + parallelism));
    command.addAll(options);
    command.addAll(List.of("-c", MAIN, jar.toString(), "--config", config.toString()));
    return cluster.commandLine().run(command);
  }

  /** Stops the job with a savepoint; where that is. */
  String stop(Path folder) {
    return cluster.commandLine().stopWithSavepoint(id, folder);
  }

  String state() {
    return cluster.rest().jobState(id).orElse("unknown");
  }

  Checkpoints checkpoints() {
    JsonNode all = get("/jobs/" + id + "/checkpoints");
    JsonNode counts = all.path("counts");
    return new Checkpoints(
        all.path("latest").path("completed").path("id").asLong(),
        counts.path("completed").asLong(),
        counts.path("restored").asLong(),
        counts.path("in_progress").asLong());
  }

  /** The running TaskManagers. */
  List<String> taskManagers() {
    return List.copyOf(taskManagers);
  }

  /** The TaskManager that runs the only task of a vertex. */
  String hostOf(String vertexName) {
    for (JsonNode vertex : get("/jobs/" + id).path("vertices")) {
      if (vertex.path("name").asText().contains(vertexName)) {
        String path = "/jobs/" + id + "/vertices/" + vertex.path("id").asText() + "/taskmanagers";
        return get(path).path("taskmanagers").path(0).path("taskmanager-id").asText();
      }
    }
    throw new IllegalStateException("the job has no " + vertexName);
  }

  /** {@code kill -9}. */
  void kill(String taskManager) {
    int index = taskManagers.indexOf(taskManager);
    if (index < 0) {
      throw new IllegalArgumentException(taskManager + " is none of " + taskManagers);
    }
    cluster.killTaskManager(index);
    taskManagers.remove(index);
  }

  void startTaskManager() {
    cluster.startTaskManager();
    taskManagers.add(name(++started));
  }

  private JsonNode get(String path) {
    try {
      return JSON.readTree(cluster.rest().get(path).orElse("{}"));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("this is no JSON at " + path, e);
    }
  }
}
