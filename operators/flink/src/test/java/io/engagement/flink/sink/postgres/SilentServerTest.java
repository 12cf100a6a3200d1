package io.engagement.flink.sink.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.serde.TableIndex;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A server that takes connections and never says a word, as one that has been stopped does. */
@Timeout(60)
class SilentServerTest {
  @Test
  void aCanceledTaskDoesNotWaitForIt() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      CheckpointCommitter committer =
          new CheckpointCommitter(
              options(silent), new TableIndex(MetricCatalog.tables()), "job", CommitProbe.NONE);
      CompletableFuture<Throwable> end = new CompletableFuture<>();
      Thread task =
          new Thread(
              () -> {
                try {
                  committer.start(null);
                  end.complete(null);
                } catch (Throwable thrown) {
                  end.complete(thrown);
                }
              });
      task.setDaemon(true);
      task.start();
      try (Socket connected = silent.accept()) {
        assertThat(connected.getInputStream().read()).as("it has begun to log in").isNotNegative();
        committer.abort();
        task.interrupt();
        assertThat(end.get(20, TimeUnit.SECONDS)).isNotNull();
      }
    }
  }

  @Test
  void aStartWaitsForAnAnswerAndForLocksAsLongAsTheSinkDoes() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertThat(
              PostgresTables.flyway(options(silent), "engagement")
                  .getConfiguration()
                  .getJdbcProperties())
          .containsEntry("loginTimeout", PostgresSession.LOGIN_TIMEOUT_SECONDS)
          .hasEntrySatisfying(
              "options", settings -> assertThat(settings).contains("-c lock_timeout=60s"));
    }
  }

  private static PostgresSinkOptions options(ServerSocket server) {
    return new PostgresSinkOptions(
        "shop",
        "jdbc:postgresql://127.0.0.1:%d/shop?sslmode=disable".formatted(server.getLocalPort()),
        "engagement",
        null,
        "engagement",
        StartOptions.CONTINUE,
        Duration.ofMinutes(2),
        Duration.ofSeconds(30),
        Duration.ofMinutes(10));
  }
}
