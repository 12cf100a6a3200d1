package io.engagement.jobs.bounded;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.identity.DeletionRequests;
import io.engagement.generate.FileRecordSink;
import io.engagement.generate.SignIns;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.topology.ConfiguredMetrics;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A shop whose visitors sign in some time or other: stitched, every table is that of the same
 * events with the owner's id in them from the start.
 */
class StitchedRunITCase {
  private static final Path CONF = Path.of("..", "conf");
  private static final long START_MILLIS = 1_767_571_200_000L;
  private static final long DAY_MILLIS = 86_400_000L;
  private static final long SEED = 20_260_106;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Tables that say how records came, with originals, or whose ids were claimed. */
  private static final List<String> OTHERWISE =
      List.of("rejected.jsonl", "late.jsonl", "identity_merges.jsonl");

  @TempDir Path folder;

  @Test
  void tablesAreThoseOfTheOwnersIdsAtAnyParallelismAndInAnyOrder() throws Exception {
    List<String> arrived = generate();
    Map<String, String> owners = owners(arrived);
    List<String> anonymous = arrived.stream().filter(line -> userOf(line) == null).toList();
    assertThat(anonymous).hasSizeGreaterThan(arrived.size() * 35 / 100);
    assertThat(anonymous.stream().filter(line -> owners.containsKey(idOf(line))))
        .hasSizeGreaterThan(arrived.size() / 10);
    List<String> rewritten = arrived.stream().map(line -> withOwner(line, owners)).toList();

    Map<String, String> expected = run("user-or-anonymous", rewritten, "expected", 2);
    for (int parallelism : new int[] {1, 2, 4}) {
      Map<String, String> found = run("stitched", arrived, "p" + parallelism, parallelism);
      assertThat(found.get("identity_merges.jsonl").lines()).hasSize(owners.size());
      assertSame(found, expected, "at parallelism " + parallelism);
    }
    assertDeletedNeverCount(arrived, owners);
    Random random = new Random(SEED);
    for (int from = 0; from < arrived.size(); from += 300) {
      Collections.shuffle(arrived.subList(from, Math.min(from + 300, arrived.size())), random);
    }
    Map<String, String> shuffled = run("stitched", arrived, "shuffled", 2);
    expected.remove("input_accounting.jsonl");
    shuffled.remove("input_accounting.jsonl");
    assertSame(shuffled, expected, "shuffled with seed " + SEED);
  }

  /** All is from before they are deleted: it is as if neither they nor their devices had come. */
  private void assertDeletedNeverCount(List<String> arrived, Map<String, String> owners)
      throws Exception {
    List<String> gone = owners.values().stream().distinct().sorted().limit(20).toList();
    List<String> requests = new ArrayList<>();
    for (String user : gone) {
      byte[] request = DeletionRequests.write("userId", user, "of " + user, "2026-12-01T00:00:00Z");
      requests.add(new String(request, StandardCharsets.UTF_8));
    }
    Path control = Files.write(folder.resolve("control.jsonl"), requests);
    List<String> remaining =
        arrived.stream()
            .filter(line -> !gone.contains(owners.getOrDefault(idOf(line), "")))
            .toList();
    assertThat(arrived.size() - remaining.size()).isGreaterThan(100);
    Map<String, String> expected = run("stitched", remaining, "remaining", 2);
    Map<String, String> found = run("stitched", arrived, List.of(control), "deleted", 2);
    assertThat(found.get("deletions.jsonl").lines()).hasSize(gone.size());
    assertThat(found.get("identity_merges.jsonl").lines())
        .hasSize(expected.get("identity_merges.jsonl").lines().toList().size());
    for (String table :
        List.of("deletions.jsonl", "input_accounting.jsonl", "input_warnings.jsonl")) {
      expected.remove(table);
      found.remove(table);
    }
    assertSame(found, expected, "without those who are deleted");
  }

  private static void assertSame(
      Map<String, String> found, Map<String, String> expected, String when) {
    assertThat(found.keySet()).isEqualTo(expected.keySet());
    for (String table : expected.keySet()) {
      if (!OTHERWISE.contains(table)) {
        assertThat(found.get(table).lines().toList())
            .as("%s %s", table, when)
            .isEqualTo(expected.get(table).lines().toList());
      }
    }
  }

  private List<String> generate() throws IOException {
    Path file = folder.resolve("events.jsonl");
    Traffic traffic =
        Traffic.spread(
                150,
                4000,
                START_MILLIS,
                9 * DAY_MILLIS,
                SEED,
                new Traffic.Defects(0.05, 7_200_000, 0, 3 * DAY_MILLIS, 0.03, 0))
            .with(SignIns.BY_DEVICE);
    try (FileRecordSink sink = FileRecordSink.toFile(file)) {
      new TrafficGenerator(traffic, sink, done -> {}).run();
    }
    return new ArrayList<>(Files.readAllLines(file));
  }

  private static Map<String, String> owners(List<String> lines) {
    Map<String, String> owners = new HashMap<>();
    for (String line : lines) {
      String user = userOf(line);
      if (user != null) {
        String before = owners.put(idOf(line), user);
        assertThat(before).as("the one who claimed %s", idOf(line)).isIn(null, user);
      }
    }
    return owners;
  }

  private static JsonNode read(String line) {
    try {
      return JSON.readTree(line);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(line, unreadable);
    }
  }

  private static String userOf(String line) {
    return read(line).path("userId").asText(null);
  }

  private static String idOf(String line) {
    return read(line).path("anonymousId").asText();
  }

  private static String withOwner(String line, Map<String, String> owners) {
    ObjectNode event = (ObjectNode) read(line);
    String owner = owners.get(idOf(line));
    if (owner != null) {
      event.put("userId", owner);
    }
    return event.toString();
  }

  /** A late horizon that is longer than the traffic: sessions are restated as far back as it. */
  private Map<String, String> run(String mode, List<String> lines, String name, int parallelism)
      throws Exception {
    return run(mode, lines, List.of(), name, parallelism);
  }

  private Map<String, String> run(
      String mode, List<String> lines, List<Path> requests, String name, int parallelism)
      throws Exception {
    Path input = Files.write(folder.resolve(name + ".jsonl"), lines);
    String reference = Files.readString(CONF.resolve("engagement.reference.yaml"));
    ConfigText text =
        new ConfigText(
            "test",
            reference
                .replace("mode: user-or-anonymous", "mode: " + mode)
                .replace("late-horizon: 3d", "late-horizon: 12d")
                .replace("aggregates: retract", "aggregates: keep"));
    EngagementConfig config = EngagementConfigReader.read(text).config();
    Path output = folder.resolve(name);
    new BoundedRun(
            config,
            new ConfiguredMetrics(text),
            List.of(input.toString()),
            requests.stream().map(Path::toString).toList(),
            output)
        .run(
            FlinkSettings.loadLocal(CONF, Map.of(), folder.resolve("checkpoints")),
            parallelism,
            read -> {});
    Map<String, String> tables = new TreeMap<>();
    try (Stream<Path> files = Files.list(output)) {
      for (Path file : files.toList()) {
        tables.put(file.getFileName().toString(), Files.readString(file, StandardCharsets.UTF_8));
      }
    }
    return tables;
  }
}
