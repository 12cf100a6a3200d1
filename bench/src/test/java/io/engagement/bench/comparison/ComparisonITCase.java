package io.engagement.bench.comparison;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.engagement.bench.contender.Contender;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everybody once, small: all of them find what was generated, in Kafka, PostgreSQL and DuckDB. */
class ComparisonITCase {
  @TempDir Path folder;

  @Test
  void allContendersFindWhatWasGenerated() throws Exception {
    String[] arguments = {
      "--events",
      "20000",
      "--users",
      "2000",
      "--rounds",
      "1",
      "--heap",
      "640",
      "--checkpoints",
      "2",
      "--warm-up",
      "0",
      "--output",
      folder.toString()
    };
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    boolean isComplete;
    try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
      isComplete = Comparison.run(ComparisonOptions.parse(arguments), out);
    }

    assertThat(isComplete).as(printed.toString(StandardCharsets.UTF_8)).isTrue();
    JsonNode record = new ObjectMapper().readTree(folder.resolve("bench.json").toFile());
    assertThat(record.get("contenders")).hasSize(Contender.values().length);
    for (JsonNode contender : record.get("contenders")) {
      assertThat(contender.get("events_per_second").asLong()).as("%s", contender).isPositive();
    }
    assertThat(record.get("input").get("daily_users")).hasSizeBetween(3, 4);
    assertThat(record.get("ratios")).hasSize(6);
    assertThat(Files.readString(folder.resolve("bench.html")))
        .contains("Chart.js v", "\"measured_at\"")
        .doesNotContain("src=\"http");
  }
}
