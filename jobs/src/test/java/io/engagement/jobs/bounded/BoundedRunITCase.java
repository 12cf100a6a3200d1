package io.engagement.jobs.bounded;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.identity.DeletionRequests;
import io.engagement.generate.FileRecordSink;
import io.engagement.generate.Manifest;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.topology.ConfiguredMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every metric of the reference configuration, over generated files, in a real cluster. */
class BoundedRunITCase {
  private static final Path CONF = Path.of("..", "conf");
  private static final long START_MILLIS = 1_767_571_200_000L;
  private static final long DAY_MILLIS = 86_400_000L;

  /** Tables about the input's order; the others must not depend on it. */
  private static final List<String> ABOUT_ORDER =
      List.of("input_accounting.jsonl", "rejected.jsonl", "late.jsonl");

  @TempDir Path folder;

  @Test
  void tablesAreTheSameBytesFromRunToRunAtAnyParallelism() throws Exception {
    Path input = folder.resolve("events.jsonl");
    Manifest manifest =
        generate(input, new Traffic.Defects(0.1, 7_200_000, 0.01, 3 * DAY_MILLIS, 0.03, 0.02));

    RunSummary summary = run(input, "p1", 1);

    assertThat(summary.records())
        .containsEntry("read", manifest.records())
        .containsEntry("duplicate", manifest.duplicates())
        .containsEntry("late", manifest.late())
        .containsEntry("rejected", manifest.malformed());
    assertThat(summary.records().get("accepted") + summary.records().get("filtered"))
        .isEqualTo(manifest.valid());
    Map<String, String> tables = tables("p1");
    assertThat(tables.get("active_users.jsonl")).contains("\"complete\":true");
    assertThat(tables.get("sessions.jsonl")).contains("\"closed\":true");
    run(input, "again", 1);
    assertThat(tables("again")).isEqualTo(tables);
    run(input, "p2", 2);
    assertThat(tables("p2")).isEqualTo(tables);
    run(input, "p4", 4);
    assertThat(tables("p4")).isEqualTo(tables);
  }

  @Test
  void orderOfArrivalWithinTheHorizonDoesNotMatter() throws Exception {
    long seed = 20_260_105;
    Path input = folder.resolve("events.jsonl");
    generate(input, new Traffic.Defects(0.05, 7_200_000, 0, 3 * DAY_MILLIS, 0.03, 0));
    Path shuffled = folder.resolve("shuffled.jsonl");
    Files.write(shuffled, shuffledAmongNeighbours(Files.readAllLines(input), seed));

    run(input, "ordered", 2);
    run(shuffled, "shuffled", 2);

    Map<String, String> expected = tables("ordered");
    Map<String, String> found = tables("shuffled");
    expected.keySet().removeAll(ABOUT_ORDER);
    found.keySet().removeAll(ABOUT_ORDER);
    assertThat(found).as("shuffled with seed %d", seed).isEqualTo(expected);
  }

  @Test
  void aBreakdownWithoutBoundIsBoundedAndWarnedOf() throws Exception {
    ConfigText text =
        new ConfigText(
            "test",
            """
            breakdowns: {device: context.device.type}
            limits: {values-per-breakdown: 10, values-per-user: 10000}
            metrics:
              active-users: [{id: active, periods: [day], breakdowns: [device]}]
              content: [{id: pages, item: type, bucket: month, breakdowns: [device]}]
            """);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      lines.add(
          """
          {"type":"page","userId":"u%1$d","messageId":"m%1$d","timestamp":"2026-01-0%2$dT10:00:00Z",\
          "context":{"device":{"type":"d%1$d"}}}"""
              .formatted(i, 1 + i % 2));
    }
    Path input = Files.write(folder.resolve("events.jsonl"), lines);
    Collections.shuffle(lines, new Random(7));
    Path shuffled = Files.write(folder.resolve("shuffled.jsonl"), lines);

    run(text, input, "p1", 1);
    run(text, shuffled, "p3", 3);

    Map<String, String> tables = tables("p1");
    assertThat(tables.get("active_users.jsonl").lines()).hasSize(2 + 2 * 11);
    assertThat(tables.get("active_users.jsonl"))
        .contains("\"2026-01-02\",\"dimension\":\"device\",\"value\":\"(other)\",\"users\":240");
    assertThat(tables.get("input_warnings.jsonl"))
        .isEqualTo(
            """
            {"topic":"","code":"breakdown_overflow","field":"device","count":3,\
            "first_at":"2026-01-01T00:00:00Z","last_at":"2026-01-02T00:00:00Z",\
            "examples":["active","pages"]}
            """);
    for (String table : List.of("active_users.jsonl", "content.jsonl", "input_warnings.jsonl")) {
      assertThat(tables("p3").get(table)).isEqualTo(tables.get(table));
    }
  }

  @Test
  void whatDeletedUsersDidBeforeIsAsIfItHadNeverCome() throws Exception {
    Path input = folder.resolve("events.jsonl");
    generate(input, new Traffic.Defects(0.05, 7_200_000, 0, 3 * DAY_MILLIS, 0.03, 0));
    List<String> lines = Files.readAllLines(input);
    Pattern time = Pattern.compile("\"timestamp\":\"([^\"]+)\"");
    Pattern user = Pattern.compile("\"userId\":\"(u-[0-9]+)\"");
    // Clients whose clock is wrong send none: what time their events are of, only the decoder
    // knows.
    Instant at = Instant.ofEpochMilli(START_MILLIS + 5 * DAY_MILLIS);
    List<String> gone =
        lines.stream()
            .flatMap(line -> user.matcher(line).results().map(found -> found.group(1)))
            .distinct()
            .filter(
                id ->
                    lines.stream()
                        .filter(line -> line.contains("\"" + id + "\""))
                        .allMatch(line -> time.matcher(line).find()))
            .limit(20)
            .toList();
    List<String> requests = new ArrayList<>(List.of("{\"action\":\"delete\"}", ""));
    for (String id : gone) {
      byte[] request = DeletionRequests.write("userId", id, "of " + id, at.toString());
      requests.add(new String(request, StandardCharsets.UTF_8));
    }
    Path control = Files.write(folder.resolve("control.jsonl"), requests);
    List<String> remaining =
        lines.stream()
            .filter(
                line -> {
                  Matcher id = user.matcher(line);
                  Matcher when = time.matcher(line);
                  return !(id.find()
                      && gone.contains(id.group(1))
                      && when.find()
                      && Instant.parse(when.group(1)).isBefore(at));
                })
            .toList();
    assertThat(lines.size() - remaining.size()).isGreaterThan(100);

    run(Files.write(folder.resolve("remaining.jsonl"), remaining), "expected", 2);
    ConfigText text = ConfigText.of(CONF.resolve("engagement.reference.yaml"));
    RunSummary summary = run(text, input, List.of(control), "deleted", 2);

    Map<String, String> expected = tables("expected");
    Map<String, String> found = tables("deleted");
    assertThat(found.get("deletions.jsonl").lines()).hasSize(20);
    assertThat(found.get("rejected.jsonl").lines()).hasSize(1);
    assertThat(found.get("rejected.jsonl")).contains("INVALID_REQUEST").contains("\"control\"");
    assertThat(summary.count("filtered")).isGreaterThan(100);
    for (String table : List.of("deletions.jsonl", "rejected.jsonl", "input_accounting.jsonl")) {
      expected.remove(table);
      found.remove(table);
    }
    assertThat(found).isEqualTo(expected);
  }

  private Manifest generate(Path file, Traffic.Defects defects) throws IOException {
    Traffic traffic = Traffic.spread(150, 4000, START_MILLIS, 9 * DAY_MILLIS, 77, defects);
    try (FileRecordSink sink = FileRecordSink.toFile(file)) {
      return new TrafficGenerator(traffic, sink, done -> {}).run();
    }
  }

  /** 4000 records in nine days: 300 neighbours are less than two days, inside the horizon. */
  private static List<String> shuffledAmongNeighbours(List<String> lines, long seed) {
    Random random = new Random(seed);
    List<String> shuffled = new ArrayList<>(lines);
    for (int from = 0; from < shuffled.size(); from += 300) {
      Collections.shuffle(shuffled.subList(from, Math.min(from + 300, shuffled.size())), random);
    }
    return shuffled;
  }

  private RunSummary run(Path input, String output, int parallelism) throws Exception {
    return run(
        ConfigText.of(CONF.resolve("engagement.reference.yaml")), input, output, parallelism);
  }

  private RunSummary run(ConfigText text, Path input, String output, int parallelism)
      throws Exception {
    return run(text, input, List.of(), output, parallelism);
  }

  private RunSummary run(
      ConfigText text, Path input, List<Path> requests, String output, int parallelism)
      throws Exception {
    EngagementConfig config = EngagementConfigReader.read(text).config();
    return new BoundedRun(
            config,
            new ConfiguredMetrics(text),
            List.of(input.toString()),
            requests.stream().map(Path::toString).toList(),
            folder.resolve(output))
        .run(
            FlinkSettings.loadLocal(CONF, Map.of(), folder.resolve("checkpoints")),
            parallelism,
            read -> {});
  }

  private Map<String, String> tables(String output) throws IOException {
    Map<String, String> tables = new TreeMap<>();
    try (Stream<Path> files = Files.list(folder.resolve(output))) {
      for (Path file : files.toList()) {
        tables.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.UTF_8));
      }
    }
    return tables;
  }
}
