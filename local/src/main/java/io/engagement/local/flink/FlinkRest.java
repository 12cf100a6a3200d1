package io.engagement.local.flink;

import io.engagement.local.process.LocalServerException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The few questions that are asked of a JobManager. */
public final class FlinkRest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Pattern STATE = Pattern.compile("\"state\":\"([A-Z_]+)\"");

  private final URI url;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();

  public FlinkRest(URI url) {
    this.url = url;
  }

  public URI url() {
    return url;
  }

  /** Whether the JobManager leads and answers. */
  public boolean answers() {
    return get("/overview").isPresent();
  }

  /** A number of the overview, such as {@code taskmanagers} or {@code slots-available}. */
  public int overview(String field) {
    String overview = get("/overview").orElseThrow(this::silent);
    Matcher matcher = Pattern.compile('"' + Pattern.quote(field) + "\":(\\d+)").matcher(overview);
    if (!matcher.find()) {
      throw new LocalServerException("No " + field + " in " + overview);
    }
    return Integer.parseInt(matcher.group(1));
  }

  /** Whether a TaskManager of this resource id is registered. */
  public boolean knowsTaskManager(String resourceId) {
    return get("/taskmanagers").filter(body -> body.contains('"' + resourceId + '"')).isPresent();
  }

  /** The state of a job, such as {@code RUNNING}; empty while nobody answers or knows it. */
  public Optional<String> jobState(String jobId) {
    return get("/jobs/" + jobId + "/status")
        .map(body -> body.replace("\"status\"", "\"state\""))
        .map(STATE::matcher)
        .filter(Matcher::find)
        .map(matcher -> matcher.group(1));
  }

  /** The answer to a GET; empty when there is none or it is no success. */
  public Optional<String> get(String path) {
    HttpRequest request = HttpRequest.newBuilder(url.resolve(path)).timeout(TIMEOUT).build();
    try {
      HttpResponse<String> response =
          client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
    } catch (IOException notThere) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalServerException("Interrupted while asking " + url, e);
    }
  }

  private LocalServerException silent() {
    return new LocalServerException("The JobManager at " + url + " does not answer.");
  }
}
