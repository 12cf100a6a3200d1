package io.engagement.cli.status;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** What Flink says about the job. */
public final class JobHealth {
  /** A checkpoint may miss this many intervals, and a minute, before it is called old. */
  private static final int MISSED_INTERVALS = 3;

  private static final Duration GRACE = Duration.ofMinutes(1);

  private JobHealth() {}

  /** Flink's REST interface. */
  @FunctionalInterface
  public interface Rest<X extends Exception> {
    JsonNode get(String path) throws X;
  }

  /**
   * Looks at the job and its checkpoints.
   *
   * @param reason the sentence of a stack trace
   * @return how old what is published may be
   */
  public static <X extends Exception> Duration look(
      Rest<X> rest, String id, UnaryOperator<String> reason, Health health) throws X {
    JsonNode job = rest.get("/jobs/" + id);
    String state = job.path("state").asText();
    Duration age = Duration.ofMillis(job.path("duration").asLong());
    JsonNode failures =
        rest.get("/jobs/" + id + "/exceptions").path("exceptionHistory").path("entries");
    health.say(
        "job",
        "%s %s, %s for %s, failures: %d"
            .formatted(job.path("name").asText(), id, state, Health.span(age), failures.size()));
    if (!state.equals("RUNNING")) {
      String why = failures.isEmpty() ? "" : ": " + reason.apply(trace(failures.get(0)));
      health.problem(
          "the job is " + state + why,
          isOver(state)
              ? "engage submit or engage run starts it, --from goes on from a savepoint"
              : "its log says more; the web UI shows it under exceptions");
    }
    if (state.equals("INITIALIZING")) {
      return GRACE; // Flink cannot tell of its checkpoints yet.
    }
    return checkpoints(rest, id, age, state.equals("RUNNING"), health);
  }

  private static boolean isOver(String state) {
    return List.of("FINISHED", "CANCELED", "FAILED").contains(state);
  }

  private static <X extends Exception> Duration checkpoints(
      Rest<X> rest, String id, Duration jobAge, boolean isRunning, Health health) throws X {
    long interval = rest.get("/jobs/" + id + "/checkpoints/config").path("interval").asLong();
    Duration tolerated = Duration.ofMillis(MISSED_INTERVALS * interval).plus(GRACE);
    JsonNode checkpoints = rest.get("/jobs/" + id + "/checkpoints");
    JsonNode last = checkpoints.path("latest").path("completed");
    long failed = checkpoints.path("counts").path("failed").asLong();
    if (last.isMissingNode() || last.isNull()) {
      health.say("checkpoint", "none yet, failed: " + failed);
      if (isRunning && jobAge.compareTo(tolerated) > 0) {
        health.problem(
            "no checkpoint is complete after " + Health.span(jobAge),
            "rows appear with checkpoints: look in the web UI which task holds them up");
      }
      return tolerated;
    }
    Duration age =
        Duration.ofMillis(System.currentTimeMillis() - last.path("latest_ack_timestamp").asLong());
    health.say(
        "checkpoint",
        String.format(
            Locale.ROOT,
            "%d, %s ago, took %.1f s, %.1f MB, failed: %d",
            last.path("id").asLong(),
            Health.span(age),
            last.path("end_to_end_duration").asLong() / 1e3,
            last.path("state_size").asLong() / 1e6,
            failed));
    if (isRunning && age.compareTo(tolerated) > 0) {
      health.problem(
          "the last checkpoint is %s old".formatted(Health.span(age)),
          "rows appear with checkpoints: look in the web UI which task holds them up");
    }
    return tolerated;
  }

  private static String trace(JsonNode failure) {
    return failure.path("stacktrace").asText();
  }
}
