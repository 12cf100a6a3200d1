package io.engagement.core.yaml;

import java.util.Comparator;

/**
 * One thing that is wrong with a configuration. Never contains a secret.
 *
 * @param line from 1
 * @param column from 1
 * @param path where in the document, for example {@code metrics.sessions[0].gap}; {@code ""} for
 *     the document itself
 * @param hint what to do about it
 */
public record Problem(String file, int line, int column, String path, String message, String hint) {

  /** By place in the document; problems at the same place by path and message. */
  static final Comparator<Problem> BY_PLACE =
      Comparator.comparingInt(Problem::line)
          .thenComparingInt(Problem::column)
          .thenComparing(Problem::path)
          .thenComparing(Problem::message);

  /** {@code file:line:column path: message}, and the hint on a line of its own. */
  @Override
  public String toString() {
    String place = file + ':' + line + ':' + column;
    String said = path.isEmpty() ? place + ": " + message : place + ' ' + path + ": " + message;
    return said + "\n    hint: " + hint;
  }
}
