package io.engagement.bench.contender;

import com.fasterxml.jackson.databind.JsonNode;
import io.engagement.bench.MeasuredJob;
import io.engagement.bench.ProcessCost;
import io.engagement.core.config.ConfigText;
import io.engagement.flink.operator.HistoryCacheBudget;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * This project's job, with definitions of its own.
 *
 * @param definitions a resource; the one of the full catalogue stands for {@link Pass#definitions}
 */
record EngagementProgram(String definitions, Sink sink) implements Contender.Program {
  static final String TWO_FAMILIES = "two-families.yaml";
  static final String CATALOGUE = "catalogue.yaml";
  static final String SAME_AS_DATASTREAM = "same-as-datastream.yaml";

  /** Where rows go. */
  enum Sink {
    KAFKA,
    POSTGRES
  }

  @Override
  public Outcome run(Pass pass, ProcessCost cost) throws Exception {
    String prefix = pass.name() + '.';
    ConfigText text =
        sink == Sink.KAFKA
            ? text(
                pass,
                "{kafka: {brokers: \"%s\", topic-prefix: \"%s\"}}"
                    .formatted(pass.brokers(), prefix))
            : text(pass, postgres(Objects.requireNonNull(pass.database(), "a database")));
    MeasuredJob job =
        new MeasuredJob(pass.slots(), HistoryCacheBudget.share(), pass.flinkSettings());
    ProcessCost.Figures figures = job.run(text, cost);
    return sink == Sink.KAFKA
        ? published(figures, pass.brokers(), prefix)
        : published(figures, Objects.requireNonNull(pass.database()));
  }

  /** The full catalogue. */
  static ConfigText catalogueInto(Pass pass, String sinks) {
    return new EngagementProgram(CATALOGUE, Sink.KAFKA).text(pass, sinks);
  }

  private ConfigText text(Pass pass, String sinks) {
    String yaml =
        """
        deployment: %s
        source: {kafka: {brokers: "%s", topics: [%s]}}
        %s
        %s
        """
            .formatted(
                pass.name(),
                pass.brokers(),
                pass.topic(),
                sinks.isEmpty() ? "" : "sinks: " + sinks,
                definitions.equals(CATALOGUE) && pass.definitions() != null
                    ? pass.definitions()
                    : Contender.resource(definitions));
    return new ConfigText("the benchmark's configuration", yaml);
  }

  private static String postgres(Pass.Database database) {
    return "{postgres: {url: \"%s\", user: \"%s\", password: \"${env:%s}\"}}"
        .formatted(database.url(), database.user(), Pass.PASSWORD_VARIABLE);
  }

  private static Outcome published(ProcessCost.Figures figures, String brokers, String prefix) {
    Map<String, Long> dailyUsers = latest(brokers, prefix + "active_users", "users");
    Map<String, Long> sessions = latest(brokers, prefix + "session_metrics", "sessions");
    Map<String, Long> read = new HashMap<>();
    OutputTopic.read(
        brokers,
        prefix + "input_accounting",
        rows((key, row) -> read.put(key.toString(), row.get("read").asLong())));
    return new Outcome(figures, sum(read), dailyUsers, sum(sessions));
  }

  /** Totals by day. */
  private static Map<String, Long> latest(String brokers, String topic, String column) {
    Map<String, Long> byDay = new HashMap<>();
    OutputTopic.read(
        brokers,
        topic,
        rows(
            (key, row) -> {
              if (key.get("period").asText().equals("day")
                  && key.get("dimension").asText().isEmpty()) {
                byDay.put(key.get("bucket").asText(), row.get(column).asLong());
              }
            }));
    return byDay;
  }

  private static Consumer<ConsumerRecord<byte[], byte[]>> rows(
      BiConsumer<JsonNode, JsonNode> each) {
    return record -> {
      if (record.value() != null) {
        each.accept(OutputTopic.json(record.key()), OutputTopic.json(record.value()));
      }
    };
  }

  private static long sum(Map<String, Long> numbers) {
    return numbers.values().stream().mapToLong(number -> number).sum();
  }

  private static Outcome published(ProcessCost.Figures figures, Pass.Database database)
      throws SQLException {
    String password = System.getenv(Pass.PASSWORD_VARIABLE);
    String total = " WHERE period = 'day' AND dimension = ''";
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.user(), password);
        Statement statement = connection.createStatement()) {
      Map<String, Long> dailyUsers = new HashMap<>();
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT bucket::date::text, users FROM engagement.active_users" + total)) {
        while (rows.next()) {
          dailyUsers.put(rows.getString(1), rows.getLong(2));
        }
      }
      return new Outcome(
          figures,
          number(statement, "SELECT sum(read) FROM engagement.input_accounting"),
          dailyUsers,
          number(statement, "SELECT sum(sessions) FROM engagement.session_metrics" + total));
    }
  }

  private static long number(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }
}
