package io.engagement.flink.sink.postgres;

import io.engagement.core.table.Column;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Identifiers in SQL: only plain ones, and always quoted. */
final class SqlText {
  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

  private SqlText() {}

  /**
   * @throws IllegalArgumentException when it is no plain identifier
   */
  static String requirePlain(String identifier) {
    if (!PLAIN.matcher(identifier).matches()) {
      throw new IllegalArgumentException(
          '"' + identifier + "\" is no plain SQL identifier: lower case, digits, underscores");
    }
    return identifier;
  }

  static String quote(String identifier) {
    return '"' + requirePlain(identifier) + '"';
  }

  /** A text in SQL, whatever {@code standard_conforming_strings} says of backslashes. */
  static String literal(String text) {
    if (text.indexOf('\\') >= 0) {
      throw new IllegalArgumentException("a backslash in " + text);
    }
    return '\'' + text.replace("'", "''") + '\'';
  }

  /** {@code "schema"."table"}. */
  static String qualified(String schema, String table) {
    return quote(schema) + '.' + quote(table);
  }

  /** {@code a, b, c}, each column written by {@code form} from its quoted name. */
  static String list(List<Column> columns, String separator, UnaryOperator<String> form) {
    return columns.stream()
        .map(column -> form.apply(quote(column.name())))
        .collect(Collectors.joining(separator));
  }
}
