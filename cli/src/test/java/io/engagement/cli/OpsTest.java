package io.engagement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is shipped for watching asks for metrics that are there. */
class OpsTest {
  private static final Path ROOT = Path.of("..");
  private static final Path ALERTS = ROOT.resolve("ops/prometheus/alerts.yml");
  private static final Path DASHBOARD = ROOT.resolve("ops/grafana/engagement.json");
  private static final Pattern METRIC =
      Pattern.compile("flink_(?:jobmanager_job|taskmanager_job_task_operator)_(\\w+)");

  /** Flink's own, and the connector's. */
  private static final Set<String> OF_FLINK =
      Set.of(
          "lastCheckpointDuration",
          "lastCheckpointFullSize",
          "numRestarts",
          "numberOfCompletedCheckpoints",
          "numberOfFailedCheckpoints",
          "pendingRecords",
          "runningTime");

  @Test
  void alertsAndDashboardAskForMetricsThatAreThere() throws IOException {
    StringBuilder sources = new StringBuilder();
    try (Stream<Path> files = Files.walk(ROOT.resolve("operators/flink/src/main/java"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        sources.append(Files.readString(file));
      }
    }
    for (Path file : new Path[] {ALERTS, DASHBOARD}) {
      Set<String> unknown = new TreeSet<>();
      METRIC
          .matcher(Files.readString(file))
          .results()
          .map(metric -> metric.group(1))
          .filter(metric -> !OF_FLINK.contains(metric))
          // Groups stand before the name: reason_rejected.
          .map(metric -> metric.substring(metric.lastIndexOf('_') + 1))
          .filter(metric -> sources.indexOf('"' + metric + '"') < 0)
          .forEach(unknown::add);
      assertThat(unknown).as(file + " asks for metrics that nobody counts").isEmpty();
      assertThat(METRIC.matcher(Files.readString(file)).results().count()).isGreaterThan(9);
    }
  }

  @Test
  void everyPanelSaysWhatItShows() throws IOException {
    JsonNode panels = new ObjectMapper().readTree(DASHBOARD.toFile()).get("panels");
    assertThat(panels).hasSizeGreaterThan(5);
    for (JsonNode panel : panels) {
      assertThat(panel.get("title").asText()).isNotBlank();
      assertThat(panel.get("description").asText()).isNotBlank();
      assertThat(panel.get("targets")).isNotEmpty();
    }
  }
}
