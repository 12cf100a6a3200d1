package io.engagement.sql;

import io.engagement.core.config.ClientProperties;
import io.engagement.core.config.SinksConfig.KafkaSink;
import io.engagement.core.config.SinksConfig.PostgresSink;
import io.engagement.core.config.SourceConfig;
import io.engagement.core.config.SourceConfig.KafkaSource;
import io.engagement.core.config.TimeConfig;
import io.engagement.jobs.sql.TableDefinitions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.CloseableIterator;

/** Flink SQL inside of the test, with the shipped tables registered. */
final class SqlSession {
  private static final Path DDL = Path.of("ddl");
  private static final Path QUERIES = Path.of("queries");
  static final TimeConfig TIME =
      new TimeConfig(ZoneId.of("UTC"), DayOfWeek.MONDAY, 10_000, 30_000, 259_200_000L, 300_000);

  private final TableEnvironment tables;
  private final TableDefinitions definitions;

  private SqlSession(EnvironmentSettings settings, Map<String, String> environment) {
    tables = TableEnvironment.create(settings);
    tables.getConfig().setLocalTimeZone(TIME.zone());
    tables.getConfig().set("parallelism.default", "1");
    definitions = new TableDefinitions(DDL, environment::get);
    tables.executeSql("CREATE DATABASE kafka");
    tables.executeSql("CREATE DATABASE postgres");
  }

  static SqlSession batch(Map<String, String> environment) {
    return new SqlSession(EnvironmentSettings.inBatchMode(), environment);
  }

  static SqlSession streaming() {
    return new SqlSession(EnvironmentSettings.inStreamingMode(), Map.of());
  }

  SqlSession withEvents(String brokers, String topic) {
    execute(
        definitions.events(
            new KafkaSource(
                brokers,
                List.of(topic),
                SourceConfig.StartPosition.EARLIEST,
                ClientProperties.NONE),
            TIME));
    return this;
  }

  SqlSession withKafka(String brokers, String prefix) {
    execute(definitions.kafka(new KafkaSink(brokers, prefix, 900_000, ClientProperties.NONE)));
    return this;
  }

  SqlSession withPostgres(PostgresSink sink) {
    execute(definitions.postgres(sink));
    return this;
  }

  TableEnvironment tables() {
    return tables;
  }

  void execute(String script) {
    for (String statement : script.split(";\n", -1)) {
      if (!statement.isBlank()) {
        tables.executeSql(statement);
      }
    }
  }

  /** The rows of a shipped query, in its order; columns joined by bars. */
  List<String> query(String file) throws Exception {
    return select(Files.readString(QUERIES.resolve(file)).strip().replaceAll(";$", ""));
  }

  /** What is left of a query's changes in the end. */
  List<String> select(String sql) throws Exception {
    Map<String, Integer> rows = new LinkedHashMap<>();
    try (CloseableIterator<Row> changes = tables.executeSql(sql).collect()) {
      while (changes.hasNext()) {
        Row row = changes.next();
        boolean adds = row.getKind() == RowKind.INSERT || row.getKind() == RowKind.UPDATE_AFTER;
        rows.merge(text(row), adds ? 1 : -1, Integer::sum);
        rows.values().removeIf(count -> count == 0);
      }
    }
    List<String> texts = new ArrayList<>();
    rows.forEach((row, count) -> texts.addAll(java.util.Collections.nCopies(count, row)));
    return texts;
  }

  static List<Path> queries() throws IOException {
    try (var files = Files.list(QUERIES)) {
      return files.sorted().toList();
    }
  }

  private static String text(Row row) {
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < row.getArity(); i++) {
      columns.add(String.valueOf(row.getField(i)));
    }
    return String.join("|", columns);
  }
}
