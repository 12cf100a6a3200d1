package io.engagement.jobs.bounded;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MetricOptions;

/** Asks a job every second how many records it has read. For people only: it may lag behind. */
public final class JobProgress implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
  private final URI job;
  private final Listener listener;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "job-progress");
            thread.setDaemon(true);
            return thread;
          });

  /** Is told how many records have been read so far. */
  @FunctionalInterface
  public interface Listener {
    void read(long records);
  }

  private JobProgress(URI job, Listener listener) {
    this.job = job;
    this.listener = listener;
  }

  /** Has the cluster refresh its counters as often as they are asked for. */
  static void prepare(Configuration settings) {
    settings.set(MetricOptions.METRIC_FETCHER_UPDATE_INTERVAL, Duration.ofSeconds(1));
  }

  static JobProgress watch(URI cluster, String jobId, Listener listener) {
    JobProgress progress = new JobProgress(cluster.resolve("/jobs/" + jobId), listener);
    progress.timer.scheduleWithFixedDelay(progress::ask, 1, 1, TimeUnit.SECONDS);
    return progress;
  }

  private void ask() {
    HttpRequest request = HttpRequest.newBuilder(job).timeout(TIMEOUT).build();
    http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenAccept(
            response -> {
              long records = response.statusCode() == 200 ? sourceRecords(response.body()) : 0;
              if (records > 0) {
                listener.read(records);
              }
            });
  }

  /** The source comes first; what it has written, side outputs included, is near what it read. */
  private static long sourceRecords(String json) {
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.VALUE_NUMBER_INT && "write-records".equals(parser.currentName())) {
          return parser.getLongValue();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the cluster answered what is no JSON", e);
    }
    return 0;
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
