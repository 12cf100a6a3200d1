package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.engagement.cli.demo.Demo;
import io.engagement.cli.demo.DemoFolder;
import io.engagement.cli.demo.LiveNumbers;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All of the demo, as short as it can be. */
class DemoITCase {
  /** Most of the week that is written before live traffic begins. */
  private static final long HISTORY = 50_000;

  private static final Path QUERIES = Path.of("..", "sql", "queries", "flink");

  @TempDir Path parent;

  @Test
  void numbersAppearEverythingStopsAndCleanLeavesNothing() throws Exception {
    Path root = parent.resolve("demo");
    List<String> said = new ArrayList<>();
    CompletableFuture<LiveNumbers.Cut> shown = new CompletableFuture<>();
    List<ProcessHandle> started;
    try (Demo demo = new Demo(new DemoFolder(root), said::add)) {
      Demo.Running running =
          demo.start(new Demo.Options(Path.of("..", "conf"), Map.of(), 50, 2, Demo.Ports.ANY));
      assertThat(running.webUi()).extracting(URI::getHost).isEqualTo("127.0.0.1");
      assertThat(running.jdbcUrl()).contains("127.0.0.1");
      Thread watching =
          new Thread(
              () -> {
                try {
                  demo.watch(
                      cut -> {
                        if (cut.read() > HISTORY) {
                          shown.complete(cut);
                        }
                      });
                } catch (Exception e) {
                  shown.completeExceptionally(e);
                }
              });
      watching.start();
      assertThatThrownBy(() -> new DemoFolder(root).clean()).hasMessageContaining("runs already");
      LiveNumbers.Cut cut = shown.get(3, TimeUnit.MINUTES);
      assertThat(cut.lines()).anyMatch(line -> line.startsWith("read "));
      everyViewOfTheDashboardIsFilled(running.dashboard());
      everyShippedQueryHasAnAnswer(root.resolve("engagement.yaml"));
      started = ProcessHandle.current().descendants().toList();
      demo.close();
      watching.join(Duration.ofSeconds(30).toMillis());
      assertThat(watching.isAlive()).isFalse();
    }
    assertThat(started).isNotEmpty();
    for (ProcessHandle process : started) {
      process.onExit().get(30, TimeUnit.SECONDS);
    }
    assertThat(new DemoFolder(root).clean()).contains(root, root.resolve("engagement.yaml"));
    try (var left = Files.list(parent)) {
      assertThat(left).isEmpty();
    }
  }

  private static void everyViewOfTheDashboardIsFilled(URI dashboard) throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    ObjectMapper json = new ObjectMapper();
    JsonNode views = json.readTree(get(http, dashboard.resolve("/api/views")));
    assertThat(views.size()).isGreaterThan(10);
    for (JsonNode view : views) {
      String id = view.get("id").asText();
      JsonNode answer = json.readTree(get(http, dashboard.resolve("/api/view/" + id)));
      assertThat(answer.get("panels")).as(id).isNotEmpty();
      for (JsonNode panel : answer.get("panels")) {
        assertThat(panel.get("error").isNull()).as(id + ": " + panel.get("error")).isTrue();
      }
      assertThat(answer.at("/panels/0/rows")).as(id).isNotEmpty();
    }
  }

  private static String get(HttpClient http, URI address) throws Exception {
    return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
  }

  private void everyShippedQueryHasAnAnswer(Path config) throws Exception {
    Path all = Files.createFile(parent.resolve("all.sql"));
    List<Path> queries;
    try (Stream<Path> files = Files.list(QUERIES)) {
      queries = files.sorted().toList();
    }
    for (Path query : queries) {
      Files.writeString(all, Files.readString(query) + "\n", StandardOpenOption.APPEND);
    }
    System.setProperty("engage.home", Path.of("..").toAbsolutePath().normalize().toString());
    CommandRun run = CommandRun.of("sql", "-q", "-c", config.toString(), "-f", all.toString());
    System.clearProperty("engage.home");
    Files.delete(all);
    assertThat(run.exitCode()).as(run.out()).isZero();
    assertThat(run.out()).doesNotContain("Empty set");
    assertThat(run.out().lines().filter(line -> line.contains(" in set ("))).hasSameSizeAs(queries);
  }
}
