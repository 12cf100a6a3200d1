package io.engagement.bench.contender;

import com.fasterxml.jackson.databind.JsonNode;
import io.engagement.bench.MeasuredCluster;
import io.engagement.bench.ProcessCost;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamStatementSet;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;

/**
 * Daily users and sessions in Flink SQL, exactly once into Kafka, with the settings its manual
 * recommends for aggregations: mini-batches, and distinct counts in two steps.
 */
final class FlinkSqlProgram implements Contender.Program {
  @Override
  public Outcome run(Pass pass, ProcessCost cost) throws Exception {
    OutputTopic.create(pass, "daily_users", "sessions");
    ProcessCost.Figures figures;
    try (MeasuredCluster cluster = pass.cluster()) {
      StreamExecutionEnvironment env = cluster.environment();
      StreamTableEnvironment tables = StreamTableEnvironment.create(env);
      settings().forEach((key, value) -> tables.getConfig().set(key, value));
      String[] statements =
          Contender.resource("flink.sql")
              .replace("${brokers}", pass.brokers())
              .replace("${topic}", pass.topic())
              .replace("${name}", pass.name())
              .split(";\\s*\\n", -1);
      StreamStatementSet inserts = tables.createStatementSet();
      for (String statement : statements) {
        if (statement.contains("INSERT INTO")) {
          inserts.addInsertSql(statement);
        } else if (!statement.isBlank()) {
          tables.executeSql(statement);
        }
      }
      inserts.attachAsDataStream();
      figures = cluster.run(env, cost);
    }
    return published(figures, pass);
  }

  private static Map<String, String> settings() {
    return Map.of(
        "table.local-time-zone", "UTC",
        "table.exec.uid.generation", "ALWAYS",
        "table.exec.mini-batch.enabled", "true",
        "table.exec.mini-batch.allow-latency", "1 s",
        "table.exec.mini-batch.size", "20000",
        "table.optimizer.distinct-agg.split.enabled", "true");
  }

  private static Outcome published(ProcessCost.Figures figures, Pass pass) {
    Map<String, Long> dailyUsers = new HashMap<>();
    OutputTopic.read(
        pass.brokers(),
        OutputTopic.of(pass, "daily_users"),
        record -> {
          if (record.value() == null) {
            dailyUsers.remove(OutputTopic.json(record.key()).get("active_on").asText());
          } else {
            JsonNode row = OutputTopic.json(record.value());
            dailyUsers.put(row.get("active_on").asText(), row.get("users").asLong());
          }
        });
    OutputTopic.Total sessions = OutputTopic.total(pass, "sessions", "events");
    return new Outcome(figures, sessions.sum(), dailyUsers, sessions.rows());
  }
}
