package io.engagement.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.table.Column;
import io.engagement.core.table.TableSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The files that follow from the definitions of the tables say what these say. After a change:
 * {@code mvn -pl sql -am test -Dtest=TableTextsTest -Dsurefire.failIfNoSpecifiedTests=false
 * -Dtables.write=true} writes them again.
 */
class TableTextsTest {
  private static final Path HOME = Path.of("..");

  @Test
  void topicsInFlinkSql() throws IOException {
    holds("sql/ddl/kafka.sql", TableTexts.kafka(MetricCatalog.tables()));
  }

  @Test
  void tablesOfPostgresInFlinkSql() throws IOException {
    holds("sql/ddl/postgres.sql", TableTexts.postgres(MetricCatalog.tables()));
  }

  @Test
  void reference() throws IOException {
    holds("docs/tables.md", TableTexts.reference(MetricCatalog.tables()));
  }

  @Test
  void everyTableAndColumnSaysWhatItMeans() {
    for (TableSpec table : MetricCatalog.tables()) {
      assertThat(table.meaning()).as(table.name()).endsWith(".");
      for (Column column : table.columns()) {
        assertThat(column.meaning()).as(table.name() + "." + column.name()).endsWith(".");
      }
    }
  }

  static void holds(String file, String text) throws IOException {
    Path path = HOME.resolve(file);
    if (Boolean.getBoolean("tables.write")) {
      Files.writeString(path, text);
    }
    assertThat(Files.exists(path) ? List.of(Files.readString(path).split("\n")) : List.of())
        .as("%s: write it again, as this test's comment says", file)
        .isEqualTo(List.of(text.split("\n")));
  }
}
