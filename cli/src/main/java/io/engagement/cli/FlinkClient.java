package io.engagement.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Flink's REST interface, as far as a job is submitted, watched and stopped with it. */
final class FlinkClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(3);
  private static final String BOUNDARY = "engage-7d1c4c0e5bfa4f5d";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI cluster;
  private final Duration answerWithin;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  FlinkClient(URI cluster) {
    this(cluster, ANSWER_TIMEOUT);
  }

  FlinkClient(URI cluster, Duration answerWithin) {
    this.cluster = cluster;
    this.answerWithin = answerWithin;
  }

  /** A job as the cluster lists it. */
  record Job(String id, String state, long startMillis) {
    boolean isOver() {
      return List.of("FINISHED", "CANCELED", "FAILED").contains(state);
    }
  }

  URI cluster() {
    return cluster;
  }

  /** Uploads a jar; the name the cluster gives it. */
  String upload(Path jar) throws IOException, CommandFailedException {
    String head =
        "--"
            + BOUNDARY
            + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
            + jar.getFileName()
            + "\"\r\nContent-Type: application/java-archive\r\n\r\n";
    BodyPublisher body =
        BodyPublishers.concat(
            BodyPublishers.ofString(head),
            BodyPublishers.ofFile(jar),
            BodyPublishers.ofString("\r\n--" + BOUNDARY + "--\r\n"));
    String type = "multipart/form-data; boundary=" + BOUNDARY;
    String path = send("POST", "/jars/upload", type, body).path("filename").asText();
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Runs the main class of an uploaded jar; the id of the job. */
  String run(
      String jar,
      String mainClass,
      List<String> arguments,
      @Nullable Integer parallelism,
      @Nullable String savepoint)
      throws CommandFailedException {
    ObjectNode body = JSON.createObjectNode().put("entryClass", mainClass);
    arguments.forEach(body.putArray("programArgsList")::add);
    if (parallelism != null) {
      body.put("parallelism", parallelism);
    }
    if (savepoint != null) {
      body.put("savepointPath", savepoint);
    }
    return post("/jars/" + jar + "/run", body).path("jobid").asText();
  }

  /** The job of that name which runs, else the one of that name which ended last. */
  Optional<Job> jobNamed(String name) throws CommandFailedException {
    Job best = null;
    for (JsonNode job : get("/jobs/overview").path("jobs")) {
      Job found =
          new Job(
              job.path("jid").asText(),
              job.path("state").asText(),
              job.path("start-time").asLong());
      if (job.path("name").asText().equals(name)
          && (best == null
              || (best.isOver() && !found.isOver())
              || (best.isOver() == found.isOver() && found.startMillis > best.startMillis))) {
        best = found;
      }
    }
    return Optional.ofNullable(best);
  }

  /** Why a job failed last, in one sentence; empty when it never did. */
  Optional<String> lastFailure(String job) throws CommandFailedException {
    JsonNode entries = get("/jobs/" + job + "/exceptions").path("exceptionHistory").path("entries");
    return entries.isEmpty()
        ? Optional.empty()
        : Optional.of(reason(entries.get(0).path("stacktrace").asText()));
  }

  /** Writes a savepoint, and stops the job with it if that is wanted; where the savepoint is. */
  String savepoint(String job, @Nullable String folder, boolean stop)
      throws CommandFailedException, InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    if (folder != null) {
      body.put(stop ? "targetDirectory" : "target-directory", folder);
    }
    String path = "/jobs/" + job + "/savepoints";
    String trigger = post(stop ? "/jobs/" + job + "/stop" : path, body).path("request-id").asText();
    while (true) {
      JsonNode answer = get(path + "/" + trigger);
      if (answer.path("status").path("id").asText().equals("COMPLETED")) {
        JsonNode operation = answer.path("operation");
        if (operation.has("failure-cause")) {
          String trace = operation.path("failure-cause").path("stack-trace").asText();
          throw new CommandFailedException("the savepoint failed: " + reason(trace));
        }
        return operation.path("location").asText();
      }
      Thread.sleep(200);
    }
  }

  void cancel(String job) throws CommandFailedException {
    send("PATCH", "/jobs/" + job + "?mode=cancel", "application/json", BodyPublishers.noBody());
  }

  JsonNode get(String path) throws CommandFailedException {
    return send("GET", path, "application/json", BodyPublishers.noBody());
  }

  private JsonNode post(String path, ObjectNode body) throws CommandFailedException {
    return send("POST", path, "application/json", BodyPublishers.ofString(body.toString()));
  }

  private JsonNode send(String method, String path, String contentType, BodyPublisher body)
      throws CommandFailedException {
    HttpRequest request =
        HttpRequest.newBuilder(cluster.resolve(path))
            .timeout(answerWithin)
            .header("Content-Type", contentType)
            .method(method, body)
            .build();
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new CommandFailedException(
            path.endsWith("/run")
                ? "the cluster at %s did not start the job: %s"
                    .formatted(cluster, refusal(response.body()))
                : "the cluster at %s refused %s (%d): %s"
                    .formatted(cluster, path, response.statusCode(), refusal(response.body())));
      }
      return response.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(response.body());
    } catch (HttpConnectTimeoutException e) {
      throw absent(e);
    } catch (HttpTimeoutException e) {
      throw new CommandFailedException(
          "the cluster at %s has not answered %s %s within %d s%nhint: %s"
              .formatted(
                  cluster,
                  method,
                  path,
                  answerWithin.toSeconds(),
                  method.equals("GET") && !path.contains("/savepoints/")
                      ? "it is there, and busy or stuck: its log says with what"
                      : "it may still do what it was asked: look at its web UI first"),
          e);
    } catch (IOException e) {
      throw absent(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("interrupted while talking to " + cluster, e);
    }
  }

  private CommandFailedException absent(IOException e) {
    return new CommandFailedException(
        "no Flink cluster answers at %s%nhint: engage run or engage up starts one; --cluster names another"
            .formatted(cluster),
        e);
  }

  private static String refusal(String body) {
    try {
      List<String> sentences = new ArrayList<>();
      for (JsonNode error : JSON.readTree(body).path("errors")) {
        sentences.add(error.asText());
      }
      return sentences.isEmpty() ? body : reason(sentences.get(sentences.size() - 1));
    } catch (IOException noJson) {
      return body;
    }
  }

  /**
   * What a stack trace has to say to a user: the message of the project's own exception that is the
   * first cause, else that of the first cause.
   */
  static String reason(String trace) {
    String last = "";
    String own = "";
    StringBuilder message = new StringBuilder();
    List<String> lines = new ArrayList<>(trace.lines().toList());
    lines.add("\tat the end");
    for (String line : lines) {
      boolean isCause = line.startsWith("Caused by: ");
      if (line.startsWith("\t") || line.startsWith("End of exception") || isCause) {
        String text = message.toString();
        if (!text.isBlank()) {
          last = text;
          own = text.startsWith("io.engagement.") ? text : own;
        }
        message.setLength(0);
      }
      if (isCause) {
        message.append(line.substring("Caused by: ".length()));
      } else if (!line.startsWith("\t")) {
        message.append(message.isEmpty() ? "" : " ").append(line.strip());
      }
    }
    String chosen = own.isEmpty() ? last : own;
    // "the.package.Kind: message"; Flink's serialized ones repeat the kind.
    return chosen.replaceFirst("^([\\w.$]+(Exception|Error|Throwable): )+(?=.)", "").strip();
  }
}
