package io.engagement.core.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.metric.MetricFamily;
import io.engagement.core.table.Column;
import io.engagement.core.table.TableSpec;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MetricCatalogTest {
  private final List<TableSpec> tables = MetricCatalog.tables();

  @Test
  void everyTableHasANumberAndANameOfItsOwn() {
    assertThat(tables).extracting(TableSpec::id).doesNotHaveDuplicates();
    assertThat(tables).extracting(TableSpec::name).doesNotHaveDuplicates();
    assertThat(tables).extracting(TableSpec::id).allMatch(id -> id >= 1 && id <= 127);
  }

  @Test
  void everyFamilyHasANameOfItsOwnAndTables() {
    assertThat(MetricCatalog.families())
        .extracting(MetricFamily::name)
        .doesNotHaveDuplicates()
        .allMatch(name -> name.matches("[a-z]+(-[a-z]+)*"));
    assertThat(MetricCatalog.families()).allSatisfy(it -> assertThat(it.tables()).isNotEmpty());
  }

  @Test
  void columnsAreSqlNamesAndDifferWithinATable() {
    for (TableSpec table : tables) {
      List<String> columns =
          Stream.concat(table.keyColumns().stream(), table.valueColumns().stream())
              .map(Column::name)
              .toList();
      assertThat(columns).as(table.name()).doesNotHaveDuplicates();
      assertThat(columns).as(table.name()).allMatch(name -> name.matches("[a-z_][a-z0-9_]{0,62}"));
      assertThat(table.keyColumns()).as(table.name()).isNotEmpty();
    }
  }

  @Test
  void theTablesAboutTheInputKeepTheirNumbers() {
    assertThat(InputTables.ACCOUNTING.id()).isEqualTo(4);
    assertThat(InputTables.REJECTED.id()).isEqualTo(5);
    assertThat(InputTables.LATE.id()).isEqualTo(6);
    assertThat(tables).contains(InputTables.ACCOUNTING, InputTables.REJECTED, InputTables.LATE);
  }
}
