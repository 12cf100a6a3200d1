package io.engagement.flink.sink.files;

import io.engagement.core.event.EventOrder;
import io.engagement.core.state.Wide;
import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.RowChange;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/**
 * Rows of one table by key, column by column: numbers, dates and instants by value, false before
 * true, texts by code point (as {@code LC_ALL=C sort} and PostgreSQL's {@code COLLATE "C"} do).
 */
public final class RowOrder implements Comparator<RowChange> {
  @Override
  public int compare(RowChange one, RowChange other) {
    List<Column> columns = one.table().keyColumns();
    for (int i = 0; i < columns.size(); i++) {
      int order = compare(columns.get(i).type(), one.key()[i], other.key()[i]);
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int compare(ColumnType type, Object one, Object other) {
    return switch (type) {
      case TEXT, JSON, BUCKET -> EventOrder.compareTexts((String) one, (String) other);
      case BOOLEAN -> Boolean.compare((Boolean) one, (Boolean) other);
      case DECIMAL -> ((BigDecimal) one).compareTo((BigDecimal) other);
      case DOUBLE -> Double.compare((Double) one, (Double) other);
      case SECONDS, MONEY -> Wide.of((Number) one).compareTo(Wide.of((Number) other));
      case LONG, INT, DATE, TIMESTAMP -> Long.compare((Long) one, (Long) other);
    };
  }
}
