package io.engagement.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Watches a new job until it has shown that it works. */
final class FirstCheckpoint {
  private static final long LOOK_EVERY_MILLIS = 300;
  private static final int LOOKS_AT_A_FAILURE = 10;

  private FirstCheckpoint() {}

  /**
   * Returns when the job has completed a checkpoint: then it has read its input and reached its
   * sinks.
   *
   * @throws CommandFailedException when it fails before, or time is up
   */
  static void await(FlinkClient client, String job, Duration patience, Consumer<String> say)
      throws CommandFailedException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    String state = "";
    while (System.nanoTime() < end) {
      String now = client.get("/jobs/" + job).path("state").asText();
      Optional<String> failure = client.lastFailure(job);
      if (failure.isPresent()) {
        throw new CommandFailedException(
            "the job failed: "
                + failure.get()
                + (isStartedAgain(client, job)
                    ? "\nhint: the cluster starts it again and again; end it with 'engage stop'"
                    : ""));
      }
      if (!now.equals(state)) {
        state = now;
        say.accept("the job is " + state);
      }
      if (new FlinkClient.Job(job, now, 0).isOver()) {
        throw new CommandFailedException("the job is " + now);
      }
      if (now.equals("RUNNING") && completed(client, job) > 0) {
        say.accept("its first checkpoint is complete");
        return;
      }
      Thread.sleep(LOOK_EVERY_MILLIS);
    }
    throw new CommandFailedException(
        state.equals("RUNNING")
            ? "the job runs, but has completed no checkpoint within %d s%nhint: look at its checkpoints at %s, or wait longer with --wait"
                .formatted(patience.toSeconds(), client.cluster())
            : "the job is %s after %d s: the cluster has %d free slots%nhint: lower --parallelism, add TaskManagers, or wait longer with --wait"
                .formatted(
                    state,
                    patience.toSeconds(),
                    client.get("/overview").path("slots-available").asInt()));
  }

  /** Whether the cluster starts a job again that has just failed: one that ends is ending first. */
  private static boolean isStartedAgain(FlinkClient client, String job)
      throws CommandFailedException, InterruptedException {
    String state = "";
    for (int looks = 0; looks < LOOKS_AT_A_FAILURE && !state.equals("RESTARTING"); looks++) {
      state = client.get("/jobs/" + job).path("state").asText();
      if (new FlinkClient.Job(job, state, 0).isOver()) {
        return false;
      }
      Thread.sleep(LOOK_EVERY_MILLIS);
    }
    return true;
  }

  private static long completed(FlinkClient client, String job) throws CommandFailedException {
    JsonNode counts = client.get("/jobs/" + job + "/checkpoints").path("counts");
    return counts.path("completed").asLong();
  }
}
