package io.engagement.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Flink's REST interface, as far as a job is submitted with it. */
final class ClusterClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(3);
  private static final String BOUNDARY = "engage-7d1c4c0e5bfa4f5d";

  private final URI cluster;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  ClusterClient(URI cluster) {
    this.cluster = cluster;
  }

  /** Uploads a jar; the name the cluster gives it. */
  String upload(Path jar) throws IOException {
    String head =
        "--"
            + BOUNDARY
            + "\r\nContent-Disposition: form-data; name=\"jarfile\"; filename=\""
            + jar.getFileName()
            + "\"\r\nContent-Type: application/java-archive\r\n\r\n";
    HttpRequest request =
        post("/jars/upload", "multipart/form-data; boundary=" + BOUNDARY)
            .POST(
                BodyPublishers.concat(
                    BodyPublishers.ofString(head),
                    BodyPublishers.ofFile(jar),
                    BodyPublishers.ofString("\r\n--" + BOUNDARY + "--\r\n")))
            .build();
    String path = member(send(request), "filename");
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** Runs the main class of an uploaded jar; the id of the job. */
  String run(
      String jar,
      String mainClass,
      List<String> arguments,
      @Nullable Integer parallelism,
      @Nullable String savepoint)
      throws IOException {
    StringWriter body = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(body)) {
      json.writeStartObject();
      json.writeStringField("entryClass", mainClass);
      json.writeArrayFieldStart("programArgsList");
      for (String argument : arguments) {
        json.writeString(argument);
      }
      json.writeEndArray();
      if (parallelism != null) {
        json.writeNumberField("parallelism", parallelism);
      }
      if (savepoint != null) {
        json.writeStringField("savepointPath", savepoint);
      }
      json.writeEndObject();
    }
    HttpRequest request =
        post("/jars/" + jar + "/run", "application/json")
            .POST(BodyPublishers.ofString(body.toString()))
            .build();
    return member(send(request), "jobid");
  }

  private HttpRequest.Builder post(String path, String contentType) {
    return HttpRequest.newBuilder(cluster.resolve(path))
        .timeout(ANSWER_TIMEOUT)
        .header("Content-Type", contentType);
  }

  private String send(HttpRequest request) throws IOException {
    try {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new IOException(
            String.format(
                Locale.ROOT,
                "the cluster refused %s (%d): %s",
                request.uri().getPath(),
                response.statusCode(),
                firstLines(response.body())));
      }
      return response.body();
    } catch (ConnectException e) {
      throw new IOException("no Flink cluster answers at " + cluster, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while talking to " + cluster, e);
    }
  }

  /** What went wrong in the cluster, without the stack traces that come with it. */
  private static String firstLines(String body) {
    StringBuilder lines = new StringBuilder();
    body.replace("\\n", "\n")
        .replace("\\t", "\t")
        .lines()
        .filter(line -> !line.startsWith("\t") && !line.contains("RestHandlerException"))
        .limit(8)
        .forEach(line -> lines.append("\n  ").append(line));
    return lines.toString();
  }

  private static String member(String body, String name) throws IOException {
    try (JsonParser json = new JsonFactory().createParser(body)) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        if (token == JsonToken.VALUE_STRING && name.equals(json.currentName())) {
          return json.getText();
        }
      }
    }
    throw new IOException("the cluster's answer has no " + name + ": " + body);
  }
}
