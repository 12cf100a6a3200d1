package io.engagement.sql;

import io.engagement.cli.sql.TableDefinitions;
import io.engagement.core.config.EngagementConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.table.api.EnvironmentSettings;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.FileUtils;
import org.jspecify.annotations.Nullable;

/** Flink SQL inside of the test, with the shipped tables of a deployment registered. */
final class SqlSession {
  private static final Path DDL = Path.of("ddl");
  private static final Path QUERIES = Path.of("queries", "flink");

  /** A script is for the SQL client; the planner alone does not take its settings. */
  private static final Pattern SETTING = Pattern.compile("SET '(.*)' = '(.*)'");

  private final TableEnvironment tables;

  private SqlSession(EnvironmentSettings mode, EngagementConfig config) {
    tables = TableEnvironment.create(mode);
    begin(config);
    tables.getConfig().set("parallelism.default", "1");
  }

  private void begin(EngagementConfig config) {
    try {
      Path folder = Files.createTempDirectory("tables-");
      try {
        Path made = folder.resolve("made");
        TableDefinitions.write(new TableDefinitions(DDL, System::getenv).tables(config), made);
        execute(TableDefinitions.session(config, made));
      } finally {
        FileUtils.deleteDirectory(folder.toFile());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static SqlSession batch(EngagementConfig config) {
    return new SqlSession(EnvironmentSettings.inBatchMode(), config);
  }

  static SqlSession streaming(EngagementConfig config) {
    return new SqlSession(EnvironmentSettings.inStreamingMode(), config);
  }

  SqlSession use(String database) {
    tables.useDatabase(database);
    return this;
  }

  TableEnvironment tables() {
    return tables;
  }

  void execute(String script) {
    for (String statement : (script + "\n").split(";\n", -1)) {
      Matcher setting = SETTING.matcher(statement.strip());
      if (setting.matches()) {
        // The mode is chosen when the session begins.
        if (!setting.group(1).equals("execution.runtime-mode")) {
          tables.getConfig().set(setting.group(1), setting.group(2));
        }
      } else if (!statement.isBlank()) {
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
        rows.compute(text(row), (same, count) -> changed(count, adds ? 1 : -1));
      }
    }
    List<String> texts = new ArrayList<>();
    rows.forEach((row, count) -> texts.addAll(Collections.nCopies(count, row)));
    return texts;
  }

  private static @Nullable Integer changed(@Nullable Integer count, int change) {
    int changed = (count == null ? 0 : count) + change;
    return changed == 0 ? null : changed;
  }

  private static String text(Row row) {
    List<String> columns = new ArrayList<>();
    for (int i = 0; i < row.getArity(); i++) {
      columns.add(String.valueOf(row.getField(i)));
    }
    return String.join("|", columns);
  }
}
