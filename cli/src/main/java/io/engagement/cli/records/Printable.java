package io.engagement.cli.records;

import java.util.regex.Pattern;

/**
 * Text out of records, for a terminal: one line, nothing that moves a cursor or turns around, and
 * no passwords that somebody sent along.
 */
public final class Printable {
  private static final Pattern SECRET =
      Pattern.compile(
          "(?i)(\"[^\"]{0,60}(?:passw|secret|token|authoriz|api.?key|credential|cookie)[^\"]{0,60}\"\\s*:\\s*)"
              + "(?:\"(?:[^\"\\\\]++|\\\\.)*+\"?|[^,}\\]\\s]+)");

  private Printable() {}

  /** The text with every control, format and unpaired character replaced. */
  public static String of(String text) {
    return of(text, Integer.MAX_VALUE);
  }

  /**
   * The same, cut.
   *
   * @param mostChars of the text that are kept; three dots show that there were more
   */
  public static String of(String text, int mostChars) {
    int end = Math.min(text.length(), mostChars);
    StringBuilder out = new StringBuilder(end + 3);
    for (int i = 0; i < end; ) {
      int point = text.codePointAt(i);
      out.appendCodePoint(isPlain(point) ? point : point == '\t' || point == '\n' ? ' ' : '\uFFFD');
      i += Character.charCount(point);
    }
    return text.length() > end ? out + "..." : out.toString();
  }

  /** The same of a record: values of members whose names tell of secrets are left out. */
  public static String ofRecord(String record, int mostChars) {
    boolean isCut = record.length() > mostChars;
    String shown = isCut ? record.substring(0, mostChars) : record;
    return of(SECRET.matcher(shown).replaceAll("$1\"***\"")) + (isCut ? "..." : "");
  }

  private static boolean isPlain(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
