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
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** All of the demo, as short as it can be. */
class DemoITCase {
  /** Some thirty-five thousand records in the weeks before. */
  private static final double PER_SECOND = 0.01;

  private static final Path QUERIES = Path.of("..", "sql", "queries", "flink");

  @TempDir Path parent;

  @Test
  void numbersAppearAreRightGoOnAndCleanLeavesNothing() throws Exception {
    Path root = parent.resolve("demo");
    List<String> said = new CopyOnWriteArrayList<>();
    long read =
        run(
            root,
            said,
            null,
            (demo, running) -> {
              assertThat(running.webUi()).extracting(URI::getHost).isEqualTo("127.0.0.1");
              assertThat(running.jdbcUrl()).contains("127.0.0.1");
              assertThatThrownBy(() -> new DemoFolder(root).clean())
                  .hasMessageContaining("runs already");
              everyViewOfTheDashboardIsFilled(running.dashboard());
              everyShippedQueryHasAnAnswer(root.resolve("engagement.yaml"));
            });
    long readAgain = run(root, said, worker(), (demo, running) -> theStoryIsTold(demo, running));
    assertThat(said).anyMatch(line -> line.startsWith("Traffic: going on after"));
    assertThat(said).anyMatch(line -> line.contains("as it should be"));
    assertThat(readAgain).isGreaterThanOrEqualTo(read);
    assertThat(new DemoFolder(root).clean()).contains(root, root.resolve("engagement.yaml"));
    try (var left = Files.list(parent)) {
      assertThat(left).isEmpty();
    }
  }

  private interface Look {
    void at(Demo demo, Demo.Running running) throws Exception;
  }

  /** Runs the demo until its history is read and looked at; how many records were read by then. */
  private static long run(Path root, List<String> said, Demo.@Nullable Worker worker, Look look)
      throws Exception {
    CompletableFuture<LiveNumbers.Cut> shown = new CompletableFuture<>();
    List<ProcessHandle> started;
    try (Demo demo = new Demo(new DemoFolder(root), said::add)) {
      Demo.Running running =
          demo.start(
              new Demo.Options(
                  Path.of("..", "conf"),
                  Map.of(),
                  Demo.Past.GOES_ON,
                  PER_SECOND,
                  2,
                  Demo.Ports.ANY,
                  worker));
      Thread watching =
          new Thread(
              () -> {
                try {
                  demo.watch(
                      cut -> {
                        if (cut.read() > 0
                            && cut.read() >= running.history().getNow(Long.MAX_VALUE)) {
                          shown.complete(cut);
                        }
                      });
                } catch (Exception e) {
                  shown.completeExceptionally(e);
                }
              });
      watching.start();
      LiveNumbers.Cut cut = shown.get(3, TimeUnit.MINUTES);
      assertThat(cut.lines()).anyMatch(line -> line.startsWith("read "));
      look.at(demo, running);
      started = ProcessHandle.current().descendants().toList();
      demo.close();
      watching.join(Duration.ofSeconds(30).toMillis());
      assertThat(watching.isAlive()).isFalse();
    }
    assertThat(started).isNotEmpty();
    for (ProcessHandle process : started) {
      process.onExit().get(30, TimeUnit.SECONDS);
    }
    return shown.join().read();
  }

  private static Demo.Worker worker() throws Exception {
    try (Stream<Path> files = Files.list(Path.of("..", "jobs", "target"))) {
      Path jar = files.filter(file -> file.toString().endsWith("-job.jar")).findFirst().get();
      return new Demo.Worker(jar.toAbsolutePath().normalize(), Map.of());
    }
  }

  /** All acts of it, the worker's death too, as a page hears them. */
  private static void theStoryIsTold(Demo demo, Demo.Running running) throws Exception {
    List<JsonNode> scenes = new CopyOnWriteArrayList<>();
    List<JsonNode> still = new CopyOnWriteArrayList<>();
    HttpClient http = HttpClient.newHttpClient();
    Stream<String> events =
        http.send(
                HttpRequest.newBuilder(running.dashboard().resolve("/api/events")).build(),
                BodyHandlers.ofLines())
            .body();
    CompletableFuture<Void> heard =
        CompletableFuture.runAsync(
            () ->
                events
                    .filter(line -> line.startsWith("data: {"))
                    .takeWhile(line -> !line.contains("All numbers were"))
                    .forEach(
                        line -> {
                          JsonNode scene = json(line.substring("data: ".length()));
                          scenes.add(scene);
                          if (scene.get("numbers").asText().equals("STAND_STILL")) {
                            still.add(
                                json(get(http, running.dashboard().resolve("/api/view/pipeline"))));
                          }
                        }));

    assertThat(demo.tell(Duration.ofSeconds(2))).as("%s", scenes).isTrue();

    heard.get(1, TimeUnit.MINUTES);
    JsonNode last = scenes.get(scenes.size() - 1);
    assertThat(last.get("title").asText()).isEqualTo("5. kill -9");
    assertThat(last.get("acts")).hasSize(5);
    assertThat(last.get("acts")).allMatch(act -> act.get("outcome").asText().equals("RIGHT"));
    assertThat(last.get("numbers").asText()).isEqualTo("MOVE");
    for (JsonNode act : last.get("acts")) {
      assertThat(scenes)
          .as("what it is to be is said before it is so")
          .anyMatch(
              scene ->
                  scene.get("title").asText().endsWith(act.get("title").asText())
                      && scene.at("/figures/0/found").isNull());
    }
    assertThat(still).isNotEmpty();
    for (JsonNode view : still) {
      assertThat(view.at("/ledger/input")).isEqualTo(still.get(0).at("/ledger/input"));
      assertThat(view.at("/ledger/input/addsUp").asBoolean()).isTrue();
    }
    for (JsonNode act : last.get("acts")) {
      URI seen = running.dashboard().resolve(lookOf(scenes, act.get("title").asText()));
      assertThat(get(http, URI.create(seen.toString().replaceFirst("(:[0-9]+)/", "$1/api/view/"))))
          .contains("\"error\":null")
          .doesNotContain("\"error\":\"");
    }
  }

  private static String lookOf(List<JsonNode> scenes, String act) {
    return scenes.stream()
        .filter(scene -> scene.get("title").asText().endsWith(act))
        .findFirst()
        .map(scene -> scene.at("/look/address").asText())
        .orElseThrow();
  }

  private static JsonNode json(String text) {
    try {
      return new ObjectMapper().readTree(text);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
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
      // Nothing that was complete need have changed.
      if (!id.equals("corrections")) {
        assertThat(answer.at("/panels/0/rows")).as(id).isNotEmpty();
      }
    }
  }

  private static String get(HttpClient http, URI address) {
    return http.sendAsync(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
        .join()
        .body();
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
