package io.engagement.bench.latency;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What Flink tells of the checkpoints of the one job of a cluster. */
final class CheckpointHistory {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient client = HttpClient.newHttpClient();
  private final URI webUi;

  CheckpointHistory(URI webUi) {
    this.webUi = webUi;
  }

  /**
   * A checkpoint that is complete.
   *
   * @param triggerMillis when it began, in milliseconds of the epoch
   * @param millis how long it took
   */
  record Checkpoint(long triggerMillis, double millis) {}

  /** Those that began between two times, in their order. */
  List<Checkpoint> between(long fromMillis, long toMillis)
      throws IOException, InterruptedException {
    String job = get("/jobs").path("jobs").path(0).path("id").asText();
    List<Checkpoint> found = new ArrayList<>();
    for (JsonNode each : get("/jobs/" + job + "/checkpoints").path("history")) {
      long trigger = each.path("trigger_timestamp").asLong();
      if (each.path("status").asText().equals("COMPLETED")
          && trigger >= fromMillis
          && trigger < toMillis) {
        found.add(new Checkpoint(trigger, each.path("end_to_end_duration").asDouble()));
      }
    }
    found.sort(Comparator.comparingLong(Checkpoint::triggerMillis));
    return found;
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(webUi.resolve(path)).build();
    return JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
  }
}
