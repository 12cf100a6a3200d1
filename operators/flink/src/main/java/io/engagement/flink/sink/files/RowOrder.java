package io.engagement.flink.sink.files;

import io.engagement.core.metric.Column;
import io.engagement.core.metric.ColumnType;
import io.engagement.core.metric.RowChange;
import io.engagement.core.state.Wide;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/**
 * Rows of one table by key, column by column: numbers, dates and instants by value, false before
 * true, texts by code point (as {@code LC_ALL=C sort} and PostgreSQL's {@code COLLATE "C"} do).
 */
public final class RowOrder implements Comparator<RowChange> {
  private static final char FIRST_SURROGATE = 0xD800;
  private static final char AFTER_SURROGATES = 0xE000;

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
      case TEXT, JSON -> compareCodePoints((String) one, (String) other);
      case BOOLEAN -> Boolean.compare((Boolean) one, (Boolean) other);
      case DECIMAL -> ((BigDecimal) one).compareTo((BigDecimal) other);
      case DOUBLE -> Double.compare((Double) one, (Double) other);
      case SECONDS, MONEY -> Wide.of((Number) one).compareTo(Wide.of((Number) other));
      case LONG, INT, DATE, TIMESTAMP -> Long.compare((Long) one, (Long) other);
    };
  }

  static int compareCodePoints(String one, String other) {
    int common = Math.min(one.length(), other.length());
    for (int i = 0; i < common; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a != b) {
        return Integer.compare(rank(a), rank(b));
      }
    }
    return Integer.compare(one.length(), other.length());
  }

  /** Surrogates stand for code points above every other character. */
  private static int rank(char c) {
    return c >= FIRST_SURROGATE && c < AFTER_SURROGATES ? c + Character.MAX_VALUE : c;
  }
}
