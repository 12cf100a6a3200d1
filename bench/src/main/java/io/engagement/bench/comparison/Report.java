package io.engagement.bench.comparison;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.engagement.bench.ReportPage;
import io.engagement.bench.contender.Contender;
import io.engagement.bench.contender.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a comparison has shown: for people, as JSON, and as a page that needs nothing else. */
final class Report {
  /** What is asked of each pair: the first's rate over the second's. */
  private static final List<Question> QUESTIONS =
      List.of(
          new Question("d is of the limit", Contender.TWO_FAMILIES, List.of(Contender.DECODER)),
          new Question("e is of the limit", Contender.CATALOGUE, List.of(Contender.DECODER)),
          new Question(
              "e into PostgreSQL is of e into Kafka",
              Contender.CATALOGUE_INTO_POSTGRES,
              List.of(Contender.CATALOGUE)),
          new Question(
              "d is of the better of f and g",
              Contender.TWO_FAMILIES,
              List.of(Contender.FLINK_SQL, Contender.KAFKA_STREAMS)),
          new Question(
              "what h computes is of h",
              Contender.SAME_AS_DATASTREAM,
              List.of(Contender.DATASTREAM)),
          new Question(
              "what h computes is of one batch of i",
              Contender.SAME_AS_DATASTREAM,
              List.of(Contender.DUCKDB)));

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ComparisonOptions options;
  private final Outcome expected;
  private final Map<Contender, Standing> standings = new EnumMap<>(Contender.class);

  private record Question(String text, Contender one, List<Contender> others) {}

  Report(ComparisonOptions options, Outcome expected, List<Standing> standings) {
    this.options = options;
    this.expected = expected;
    standings.forEach(standing -> this.standings.put(standing.contender(), standing));
  }

  boolean isComplete() {
    return standings.values().stream().allMatch(standing -> standing.failures().isEmpty());
  }

  /** For a terminal. */
  String toText() {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%n%-10s %12s %7s %7s %9s %9s %6s %5s%n",
            "",
            "events/s",
            "spread",
            "of b",
            "us cpu",
            "bytes",
            "pause",
            "full"));
    for (Standing standing : standings.values()) {
      if (standing.isMeasured()) {
        text.append(line(standing));
      }
      for (String failure : standing.failures()) {
        text.append(standing.contender().id()).append(" FAILED: ").append(failure).append('\n');
      }
    }
    ratios()
        .forEach(
            (question, ratio) ->
                text.append(String.format(Locale.ROOT, "%s: %.2f%n", question, ratio)));
    return text.toString();
  }

  private String line(Standing standing) {
    Standing limit = standings.get(Contender.DECODER);
    boolean isLimited = limit != null && limit.isMeasured();
    return String.format(
        Locale.ROOT,
        "%-10s %,12.0f %6.0f%% %7s %9.2f %,9.0f %5.0f%% %5d  %s%n",
        standing.contender().id(),
        standing.medianRate(),
        100 * standing.spread(),
        isLimited
            ? String.format(Locale.ROOT, "%.2f", standing.medianRate() / limit.medianRate())
            : "",
        standing.cpuMicrosAnEvent(),
        standing.bytesAnEvent(),
        100 * standing.pausedShare(),
        standing.fullCollections(),
        standing.contender().title(options.definitions()));
  }

  /** The first's median rate over the best of the others'; only of those that were measured. */
  private Map<String, Double> ratios() {
    Map<String, Double> ratios = new LinkedHashMap<>();
    for (Question question : QUESTIONS) {
      Standing one = standings.get(question.one());
      double best =
          question.others().stream()
              .map(standings::get)
              .filter(other -> other != null && other.isMeasured())
              .mapToDouble(Standing::medianRate)
              .max()
              .orElse(0);
      if (one != null && one.isMeasured() && best > 0) {
        ratios.put(question.text(), one.medianRate() / best);
      }
    }
    return ratios;
  }

  /** Writes {@code bench.json} and {@code bench.html}. */
  void write(Path folder) throws IOException {
    ReportPage.write(folder, "/io/engagement/bench/comparison/page.html", toJson());
  }

  private ObjectNode toJson() {
    ObjectNode root = JSON.createObjectNode();
    root.put("measured_at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    root.set("machine", ReportPage.machine(options.heapMegabytes()));
    root.set("input", input());
    ArrayNode contenders = root.putArray("contenders");
    standings.values().forEach(standing -> contenders.add(toJson(standing)));
    ObjectNode ratios = root.putObject("ratios");
    ratios().forEach(ratios::put);
    return root;
  }

  private ObjectNode input() {
    ObjectNode input = JSON.createObjectNode();
    input.put("events", options.events());
    input.put("users", options.users());
    input.put("days", options.days());
    input.put("seed", options.seed());
    input.put("hot_user", options.hotUser());
    input.put("hot_item", options.hotItem());
    input.put("sessions", expected.sessions());
    input.set("daily_users", JSON.valueToTree(expected.dailyUsers()));
    input.put("slots", options.slots());
    input.put("checkpoint_seconds", options.checkpointSeconds());
    input.put("rounds", options.rounds());
    input.put("warm_up_events", options.warmUp());
    return input;
  }

  private ObjectNode toJson(Standing standing) {
    ObjectNode node = JSON.createObjectNode();
    node.put("id", standing.contender().id());
    node.put("title", standing.contender().title(options.definitions()));
    if (standing.isMeasured()) {
      node.put("events_per_second", Math.round(standing.medianRate()));
      node.put("seconds", standing.medianSeconds());
      node.put("spread", standing.spread());
      node.put("cpu_micros_per_event", standing.cpuMicrosAnEvent());
      node.put("bytes_per_event", Math.round(standing.bytesAnEvent()));
      node.put("paused_share", standing.pausedShare());
      node.put("full_collections", standing.fullCollections());
    }
    ArrayNode rates = node.putArray("rounds");
    for (double rate : standing.rates()) {
      rates.add(Math.round(rate));
    }
    ArrayNode failures = node.putArray("failures");
    standing.failures().forEach(failures::add);
    return node;
  }
}
