package io.engagement.core.laws;

/**
 * What an oracle expects of a column that is not exact, for example a percentile.
 *
 * @param value the exact number, in the column's unit
 * @param relative how far off it may be, as a share of the value
 * @param absolute how far off it may be besides
 */
public record Approximately(double value, double relative, double absolute) {

  boolean accepts(Object actual) {
    return actual instanceof Number number
        && Math.abs(number.doubleValue() - value) <= Math.abs(value) * relative + absolute;
  }
}
