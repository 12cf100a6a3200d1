package io.engagement.dashboard.cut;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows as comma-separated values (RFC 4180) that a spreadsheet shows and never runs: a text that it
 * would take for a formula begins with an apostrophe, and what would change how its neighbours look
 * is written as an escape.
 */
public final class Csv {
  private static final String STARTS_FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

  private Csv() {}

  /** The columns' names in the first line, then the rows. */
  public static String of(ViewAnswer.PanelAnswer panel) {
    StringBuilder csv = new StringBuilder();
    csv.append(
            panel.columns().stream()
                .map(column -> cell(column.name()))
                .collect(Collectors.joining(",")))
        .append("\r\n");
    for (List<@Nullable Object> row : panel.rows()) {
      csv.append(row.stream().map(Csv::cell).collect(Collectors.joining(","))).append("\r\n");
    }
    return csv.toString();
  }

  /** A value; null is nothing. */
  static String cell(@Nullable Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof java.math.BigDecimal number) {
      return number.toPlainString();
    }
    if (!(value instanceof String text)) {
      return value.toString();
    }
    String shown = visible(text);
    // A formula is found behind blanks as well.
    if (startsFormula(text) || startsFormula(text.stripLeading())) {
      shown = '\'' + shown;
    }
    return shown.matches("(?s).*[\",\\r\\n';].*") ? '"' + shown.replace("\"", "\"\"") + '"' : shown;
  }

  private static boolean startsFormula(String text) {
    return !text.isEmpty() && STARTS_FORMULA.indexOf(text.charAt(0)) >= 0;
  }

  /** Joiners are part of words and pictures. */
  private static boolean isJoiner(int character) {
    return character == 0x200C || character == 0x200D;
  }

  /** Control and direction characters as escapes; everything else as it is. */
  static String visible(String text) {
    StringBuilder shown = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            character -> {
              int type = Character.getType(character);
              if (type == Character.CONTROL
                  || (type == Character.FORMAT && !isJoiner(character))
                  || type == Character.LINE_SEPARATOR
                  || type == Character.PARAGRAPH_SEPARATOR
                  || type == Character.SURROGATE) {
                shown.append(
                    character > 0xFFFF
                        ? "\\u{%x}".formatted(character)
                        : "\\u%04x".formatted(character));
              } else {
                shown.appendCodePoint(character);
              }
            });
    return shown.toString();
  }
}
