package io.engagement.bench.latency;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.engagement.bench.ReportPage;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What was measured: for people, as JSON, and as a page that needs nothing else. */
final class LatencyReport {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final LatencyOptions options;
  private final Map<Integer, Double> sustained = new TreeMap<>();
  private final Map<Integer, Double> fullLoads = new TreeMap<>();
  private final List<Phase> phases = new ArrayList<>();

  LatencyReport(LatencyOptions options) {
    this.options = options;
  }

  void addSustained(int checkpointSeconds, double eventsPerSecond) {
    sustained.put(checkpointSeconds, eventsPerSecond);
  }

  void addFullLoad(int checkpointSeconds, double eventsPerSecond) {
    fullLoads.put(checkpointSeconds, eventsPerSecond);
  }

  /** How many rates were measured so far. */
  int phases() {
    return phases.size();
  }

  void add(Phase phase) {
    phases.add(phase);
  }

  /** For a terminal. */
  String toText() {
    StringBuilder text = new StringBuilder();
    text.append(
        "\nMilliseconds from when a probe is due until a reader of PostgreSQL sees its row\n");
    phases.forEach(phase -> text.append(line(phase)).append('\n'));
    fullLoads.forEach(
        (seconds, rate) ->
            text.append(
                String.format(
                    Locale.ROOT, "every %2d s: full load is %,.0f events/s%n", seconds, rate)));
    return text.toString();
  }

  static String line(Phase phase) {
    Percentiles latency = phase.latency();
    String line =
        String.format(
            Locale.ROOT,
            "every %2d s, %,.0f events/s%s: p50 %,.0f, p90 %,.0f, p99 %,.0f, max %,.0f ms of %d"
                + " probes; %s p99 <= %,.0f ms; checkpoints %.1f s apart, p50 %,.0f p99 %,.0f ms;"
                + " commits p50 %,.0f p99 %,.0f ms; %,.0f rows/s; %,d events waited at the end",
            phase.checkpointSeconds(),
            phase.rate(),
            Double.isNaN(phase.load()) ? "" : " (%.2f)".formatted(phase.load()),
            latency.at(50),
            latency.at(90),
            latency.at(99),
            latency.max(),
            latency.count(),
            phase.meetsGoal() ? "meets" : "MISSES",
            phase.goalMillis(),
            phase.checkpointGapMillis().at(50) / 1e3,
            phase.checkpointMillis().at(50),
            phase.checkpointMillis().at(99),
            phase.commitMillis().at(50),
            phase.commitMillis().at(99),
            phase.rowsPerSecond(),
            phase.waitingAtEnd());
    if (phase.neverSeen() > 0) {
      line += "; " + phase.neverSeen() + " probes never seen";
    }
    return phase.remark().isEmpty() ? line : line + "; " + phase.remark();
  }

  void write() throws IOException {
    ReportPage.write(options.output(), "/io/engagement/bench/latency/page.html", toJson());
  }

  private ObjectNode toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("suite", "latency");
    root.put("measured_at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    root.set("machine", ReportPage.machine(options.heapMegabytes()));
    ObjectNode input = root.putObject("input");
    input.put("events", options.events());
    input.put("warm_up_events", options.warmUp());
    input.put("users", options.users());
    input.put("days", options.days());
    input.put("seed", options.seed());
    input.put("hot_user", options.hotUser());
    input.put("hot_item", options.hotItem());
    input.put("slots", options.slots());
    input.put("seconds", options.seconds());
    input.put("probes_per_second", options.probesPerSecond());
    input.put("definitions", options.definitions());
    put(root, "sustained_events_per_second", sustained);
    put(root, "full_load_events_per_second", fullLoads);
    ArrayNode all = root.putArray("phases");
    phases.forEach(phase -> all.add(toJson(phase)));
    return root;
  }

  private static void put(ObjectNode root, String name, Map<Integer, Double> byCheckpointSeconds) {
    ObjectNode rates = root.putObject(name);
    byCheckpointSeconds.forEach((seconds, rate) -> rates.put(seconds.toString(), Math.round(rate)));
  }

  private static ObjectNode toJson(Phase phase) {
    ObjectNode node = JSON.createObjectNode();
    node.put("checkpoint_seconds", phase.checkpointSeconds());
    if (!Double.isNaN(phase.load())) {
      node.put("load", phase.load());
    }
    node.put("wanted_events_per_second", Math.round(phase.wantedRate()));
    node.put("events_per_second", Math.round(phase.rate()));
    node.put("seconds", phase.seconds());
    node.put("sender_behind_seconds", phase.behindSeconds());
    node.put("probes", phase.latencies().length);
    node.put("never_seen", phase.neverSeen());
    put(node, "latency_millis", phase.latency());
    node.put("goal_p99_millis", phase.goalMillis());
    node.put("meets_goal", phase.meetsGoal());
    put(node, "append_millis", phase.append());
    put(node, "checkpoint_millis", phase.checkpointMillis());
    put(node, "checkpoint_gap_millis", phase.checkpointGapMillis());
    put(node, "commit_millis", phase.commitMillis());
    node.put("commits", phase.commits().size());
    node.put("rows_per_second", Math.round(phase.rowsPerSecond()));
    node.put("waiting_at_end", phase.waitingAtEnd());
    put(node, "backlog_growth_seconds", phase.growthSeconds());
    node.put("remark", phase.remark());
    ArrayNode probes = node.putArray("latency_by_second");
    for (int i = 0; i < phase.probes().length; i++) {
      probes.addArray().add(round(phase.probes()[i])).add(round(phase.latencies()[i]));
    }
    return node;
  }

  private static void put(ObjectNode node, String name, Percentiles percentiles) {
    ObjectNode values = node.putObject(name);
    for (double percent : new double[] {50, 90, 99}) {
      put(values, "p" + (int) percent, percentiles.at(percent));
    }
    put(values, "max", percentiles.max());
  }

  /** JSON knows no NaN. */
  private static void put(ObjectNode node, String name, double value) {
    if (Double.isNaN(value)) {
      node.putNull(name);
    } else {
      node.put(name, round(value));
    }
  }

  private static double round(double value) {
    return Math.round(value * 100) / 100.0;
  }
}
