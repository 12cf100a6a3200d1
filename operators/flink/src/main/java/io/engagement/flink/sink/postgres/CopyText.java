package io.engagement.flink.sink.postgres;

import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Column;
import io.engagement.flink.serde.PublishedText;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows in the text format of {@code COPY}: tabs between columns, {@code \N} for null. */
final class CopyText {
  private final StateWriter out = new StateWriter(1 << 16);

  /** Appends values as columns of the current row. */
  void columns(List<Column> columns, @Nullable Object[] values, boolean first) {
    boolean separate = !first;
    for (int i = 0; i < values.length; i++) {
      if (separate) {
        out.writeByte('\t');
      }
      separate = true;
      Object value = values[i];
      if (value == null) {
        out.writeByte('\\');
        out.writeByte('N');
      } else {
        value(columns.get(i), value);
      }
    }
  }

  /** Appends a column of the current row. */
  void flag(boolean value) {
    out.writeByte('\t');
    out.writeByte(value ? 't' : 'f');
  }

  void endRow() {
    out.writeByte('\n');
  }

  private void value(Column column, Object value) {
    switch (column.type()) {
      case TEXT, JSON, BUCKET -> escaped((String) value);
      case BOOLEAN -> out.writeByte((Boolean) value ? 't' : 'f');
      case LONG, INT -> ascii(Long.toString((Long) value));
      case SECONDS -> ascii(PublishedText.seconds((Number) value));
      case MONEY -> ascii(PublishedText.money((Number) value));
      case DATE -> ascii(PublishedText.date((Long) value));
      case TIMESTAMP -> ascii(PublishedText.instant((Long) value));
      case DECIMAL -> ascii(PublishedText.decimal((BigDecimal) value));
      case DOUBLE -> ascii(Double.toString((Double) value));
    }
  }

  private void ascii(String text) {
    for (int i = 0; i < text.length(); i++) {
      out.writeByte(text.charAt(i));
    }
  }

  /** Bytes above 0x7F are parts of UTF-8 characters and need no escape. */
  private void escaped(String text) {
    for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
      int escape =
          switch (b) {
            case '\\' -> '\\';
            case '\t' -> 't';
            case '\n' -> 'n';
            case '\r' -> 'r';
            default -> 0;
          };
      if (escape == 0) {
        out.writeByte(b);
      } else {
        out.writeByte('\\');
        out.writeByte(escape);
      }
    }
  }

  int size() {
    return out.size();
  }

  byte[] array() {
    return out.array();
  }

  void clear() {
    out.clear();
  }
}
