package io.engagement.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small load: all probes become visible, and the page says what was measured. */
class LatencyITCase {
  @TempDir Path folder;

  @Test
  void everyProbeBecomesVisible() throws Exception {
    String[] arguments = {
      "--events", "20000",
      "--users", "2000",
      "--warm-up", "0",
      "--checkpoints", "1",
      "--rate", "200",
      "--seconds", "10",
      "--heap", "640",
      "--definitions", "3",
      "--output", folder.toString()
    };
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      LatencyBenchmark.run(LatencyOptions.parse(arguments), out);
    }

    JsonNode record = new ObjectMapper().readTree(folder.resolve("bench.json").toFile());
    assertThat(record.get("sustained_events_per_second").get("1").asLong()).isPositive();
    assertThat(record.get("phases")).as(printed.toString(StandardCharsets.UTF_8)).hasSize(1);
    JsonNode phase = record.get("phases").get(0);
    assertThat(phase.get("probes").asInt()).isBetween(90, 110);
    assertThat(phase.get("never_seen").asInt()).isZero();
    assertThat(phase.get("latency_millis").get("p99").asDouble()).isPositive();
    assertThat(phase.get("rows_per_second").asLong()).isPositive();
    assertThat(Files.readString(folder.resolve("bench.html")))
        .contains("Chart.js v", "\"suite\" : \"latency\"")
        .doesNotContain("src=\"http");
  }
}
