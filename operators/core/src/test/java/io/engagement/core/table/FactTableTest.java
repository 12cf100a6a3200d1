package io.engagement.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class FactTableTest {
  private final FactColumn<String> name = FactColumn.text("name", "What it is called.");
  private final FactColumn<Long> at = FactColumn.timestamp("at", "When.");
  private final FactColumn<Boolean> open = FactColumn.flag("open", "Whether it is open.");
  private final FactTable table =
      FactTable.of(120, "doors", "One row per door.", List.of(name), List.of(at, open));

  @Test
  void aValueStandsWhereItsColumnDoes() {
    Object[] key = table.newKey();
    Object[] values = table.newValues();
    name.set(key, "front");
    open.set(values, true);
    at.set(values, 5L);
    assertThat(key).containsExactly("front");
    assertThat(values).containsExactly(5L, true);
    assertThat(table.valueColumns())
        .containsExactly(
            new Column("at", ColumnType.TIMESTAMP), new Column("open", ColumnType.BOOLEAN));
  }

  @Test
  void aColumnIsNotSetInARowOfAnotherShapeNorTwice() {
    assertThatThrownBy(() -> at.set(table.newKey(), 5L)).hasMessage("at is not of this row");
    Object[] values = table.newValues();
    at.set(values, 5L);
    assertThatThrownBy(() -> at.set(values, 6L)).hasMessage("at is set already");
  }

  @Test
  void aColumnHasOnePlace() {
    assertThatThrownBy(() -> FactTable.of(121, "gates", "", List.of(), List.of(open, at)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("column open has another place already");
  }
}
