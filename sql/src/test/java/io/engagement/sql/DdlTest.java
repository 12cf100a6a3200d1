package io.engagement.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.TableSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.table.api.TableEnvironment;
import org.apache.flink.table.catalog.Catalog;
import org.apache.flink.table.catalog.Column.ComputedColumn;
import org.apache.flink.table.catalog.ObjectPath;
import org.apache.flink.table.catalog.ResolvedSchema;
import org.apache.flink.table.catalog.UniqueConstraint;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The DDL against the tables of the catalogue: whoever changes one changes the other. */
class DdlTest {
  private static final String CONFIG =
      """
      source: {kafka: {properties: {security.protocol: SSL, ssl.key.password: "${file:%1$s}"}}}
      sinks:
        kafka: {}
        postgres: {password: "${file:%1$s}"}
      metrics: {active-users: [{id: active}]}
      """;

  /** With what ends a statement in a script. */
  private static final String SECRET = "it's;\n$1 \\ secret";

  private static final Pattern VIEW = Pattern.compile("CREATE TABLE postgres\\.([a-z_]+) ");

  @TempDir private static Path folder;

  private static TableEnvironment tables;

  @BeforeAll
  static void register() throws Exception {
    Path secret = Files.writeString(folder.resolve("secret"), SECRET);
    ConfigText text = new ConfigText("engagement.yaml", CONFIG.formatted(secret));
    tables = SqlSession.batch(EngagementConfigReader.read(text).config()).tables();
  }

  @Test
  void secretsArriveAsTheyAre() throws Exception {
    Catalog catalog = tables.getCatalog("engagement").orElseThrow();
    assertThat(catalog.getTable(new ObjectPath("postgres", "sessions")).getOptions())
        .containsEntry("password", SECRET)
        .containsEntry("username", "engagement");
    assertThat(catalog.getTable(new ObjectPath("kafka", "events")).getOptions())
        .containsEntry("properties.ssl.key.password", SECRET)
        .containsEntry("properties.security.protocol", "SSL");
  }

  @Test
  void everyOutputTableAndViewAndNoOtherHasItsDdl() throws Exception {
    List<String> expected = MetricCatalog.tables().stream().map(TableSpec::name).sorted().toList();
    TreeSet<String> withViews = new TreeSet<>(expected);
    Matcher view = VIEW.matcher(Files.readString(Path.of("ddl", "views.sql")));
    while (view.find()) {
      withViews.add(view.group(1));
    }
    assertThat(tables.listTables("engagement", "postgres")).containsExactlyElementsOf(withViews);
    TreeSet<String> withInput = new TreeSet<>(expected);
    withInput.add("events");
    assertThat(tables.listTables("engagement", "kafka")).containsExactlyElementsOf(withInput);
  }

  @Test
  void columnsOfTopicsAreThoseOfTheCatalogue() {
    for (TableSpec table : MetricCatalog.tables()) {
      ResolvedSchema schema = tables.from("kafka." + table.name()).getResolvedSchema();
      assertThat(columns(schema, schema.getColumnCount()))
          .as(table.name())
          .containsExactlyEntriesOf(expected(table));
      assertThat(primaryKey(schema)).as(table.name()).isEqualTo(key(table));
    }
  }

  @Test
  void columnsInPostgresAreThoseOfTheCatalogueAndThenHelpers() {
    for (TableSpec table : MetricCatalog.tables()) {
      ResolvedSchema schema = tables.from("postgres." + table.name()).getResolvedSchema();
      Map<String, String> expected = expected(table);
      assertThat(columns(schema, expected.size()))
          .as(table.name())
          .containsExactlyEntriesOf(expected);
      assertThat(primaryKey(schema)).as(table.name()).isEqualTo(key(table));
      List<String> helpers =
          schema.getColumnNames().subList(expected.size(), schema.getColumnCount());
      assertThat(helpers)
          .as(table.name())
          .containsExactlyInAnyOrderElementsOf(
              schema.getColumns().stream()
                  .filter(column -> !column.isPhysical())
                  .map(column -> helper(table, column.getName()))
                  .toList());
    }
  }

  /** The column that a published one is computed from. */
  private static String helper(TableSpec table, String column) {
    ColumnType type =
        table.columns().stream()
            .filter(c -> c.name().equals(column))
            .findFirst()
            .orElseThrow()
            .type();
    return type == ColumnType.TIMESTAMP ? column + "_millis" : "record_" + column;
  }

  private static Map<String, String> expected(TableSpec table) {
    Map<String, String> columns = new LinkedHashMap<>();
    table
        .keyColumns()
        .forEach(c -> columns.put(c.name(), TableTexts.sqlType(c.type()) + " NOT NULL"));
    table.valueColumns().forEach(c -> columns.put(c.name(), TableTexts.sqlType(c.type())));
    return columns;
  }

  private static Map<String, String> columns(ResolvedSchema schema, int count) {
    Map<String, String> columns = new LinkedHashMap<>();
    schema
        .getColumns()
        .subList(0, count)
        .forEach(c -> columns.put(c.getName(), c.getDataType().toString()));
    return columns;
  }

  private static List<String> key(TableSpec table) {
    return table.keyColumns().stream().map(Column::name).toList();
  }

  /** The primary key by published names: a computed column stands for its helper. */
  private static List<String> primaryKey(ResolvedSchema schema) {
    Map<String, String> published = new LinkedHashMap<>();
    for (var column : schema.getColumns()) {
      if (column instanceof ComputedColumn computed) {
        String expression = computed.getExpression().asSerializableString();
        published.put(expression.replace("`", ""), column.getName());
      }
    }
    return schema.getPrimaryKey().map(UniqueConstraint::getColumns).orElseThrow().stream()
        .map(name -> published.getOrDefault(name, name))
        .toList();
  }
}
