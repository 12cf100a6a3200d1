package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TryCommandTest {
  private static final String VIEW =
      """
      {"type":"page","name":"Home","userId":"%s","messageId":"%s","timestamp":"%s"}""";
  private static final String ADDED =
      """
      {"type":"track","event":"Product Added","userId":"u1","messageId":"m3",\
      "timestamp":"2026-01-05T10:02:00Z","properties":{"product_id":"p","price":"a lot"}}""";

  @TempDir Path folder;

  @BeforeEach
  void setHome() {
    System.setProperty("engage.home", Path.of("..").toAbsolutePath().normalize().toString());
  }

  @AfterEach
  void clearHome() {
    System.clearProperty("engage.home");
  }

  private Path file(String... lines) throws Exception {
    return Files.write(folder.resolve("in.jsonl"), List.of(lines));
  }

  private static String view(String user, String id, String time) {
    return VIEW.formatted(user, id, time);
  }

  /** All that can become of a record, with a line each. */
  private Path oneOfEach() throws Exception {
    return file(
        view("u1", "m1", "2026-01-05T10:00:00Z"),
        view("u1", "m1", "2026-01-05T10:00:00Z"),
        ADDED,
        "",
        "not\u001b[31m json",
        "{\"type\":\"page\",\"timestamp\":\"2026-01-05T10:00:00Z\"}",
        view("u2", "m4", "2026-01-05T10:00:00Z"),
        view("u3", "m5", "2026-01-05T10:00:00Z"),
        view("u4", "m6", "2025-12-05T10:00:00Z"));
  }

  @Test
  void eachRecordIsALineWithReasonFieldAndHint() throws Exception {
    Path input = oneOfEach();
    CommandRun run = CommandRun.of("try", input.toString());
    assertThat(run.err()).isEmpty();
    assertThat(run.exitCode()).isZero();
    String at = input + ":";
    assertThat(run.out().lines().takeWhile(line -> !line.isEmpty()))
        .containsExactly(
            at + "1: good page \"Home\" of u1 at 2026-01-05T10:00:00Z",
            at + "2: duplicate messageId: m1 (the event was there before; it counts once)",
            at
                + "3: warned unreadable_amount properties.price: a lot (send a number; it is in no sum"
                + " as it is)",
            at
                + "5: rejected MALFORMED_JSON: a value was expected at byte 0 (a record is one JSON object"
                + " in one line, by RFC 8259)",
            at
                + "6: rejected MISSING_USER: neither a usable userId nor anonymousId (send userId or"
                + " anonymousId; words like null or undefined are none)",
            at + "7: good page \"Home\" of u2 at 2026-01-05T10:00:00Z",
            at + "8: good page \"Home\" of u3 at 2026-01-05T10:00:00Z",
            at
                + "9: late timestamp: 2025-12-05T10:00:00Z is more than 3d behind the watermark"
                + " 2026-01-05T10:01:50Z (time.late-horizon is how late an event may be)");
    assertThat(run.out())
        .contains("8 records")
        .containsPattern("good +3\n")
        .containsPattern("MISSING_USER +1\n")
        .containsPattern("unreadable_amount properties.price +1\n");
  }

  @Test
  void quietIsTheSummary() throws Exception {
    CommandRun run = CommandRun.of("try", "--quiet", oneOfEach().toString());
    assertThat(run.out()).startsWith("8 records\n").doesNotContain("in.jsonl");
  }

  @Test
  void jsonIsAnObjectALine() throws Exception {
    CommandRun run = CommandRun.of("try", "--json", oneOfEach().toString());
    List<String> lines = run.out().lines().toList();
    assertThat(lines).hasSize(9);
    JsonNode third = new ObjectMapper().readTree(lines.get(2));
    assertThat(third.get("outcome").asText()).isEqualTo("warned");
    assertThat(third.at("/notes/0/field").asText()).isEqualTo("properties.price");
    assertThat(new ObjectMapper().readTree(lines.get(8)).at("/summary/rejected").asInt())
        .isEqualTo(2);
  }

  @Test
  void whatIsReadFollowsFromTheConfiguration() throws Exception {
    Path config =
        Files.writeString(
            folder.resolve("engagement.yaml"),
            "metrics: {active-users: [{id: a, events: Product Added}]}\n");
    CommandRun run = CommandRun.of("try", "-c", config.toString(), oneOfEach().toString());
    assertThat(run.out())
        .contains(":1: filtered unused: no definition uses it (name it in a metric's events)")
        .contains(":3: good track \"Product Added\" of u1");
  }

  @Test
  void filesWithoutAnyEventFail() throws Exception {
    CommandRun run = CommandRun.of("try", "-q", file("a,b", "1,2").toString());
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).isEqualTo("error: none of 2 records is an event\n");
  }

  @Test
  void missingFilesAndWrongFormatsAreBadUsage() {
    CommandRun missing = CommandRun.of("try", folder.resolve("none.jsonl").toString());
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.err()).contains("there is no such file");
    CommandRun format = CommandRun.of("try", "--format", "avro", "x.jsonl");
    assertThat(format.exitCode()).isEqualTo(2);
    assertThat(format.err()).contains("SEGMENT");
  }
}
