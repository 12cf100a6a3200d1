package io.engagement.core.laws;

/**
 * What an oracle expects of a column that is not exact, for example a percentile.
 *
 * @param value the exact number, in the column's unit
 * @param relative how far off it may be, as a share of the value
 * @param absolute how far off it may be besides
 * @param orAbsent whether there may be none as well
 */
public record Approximately(double value, double relative, double absolute, boolean orAbsent) {

  public Approximately(double value, double relative, double absolute) {
    this(value, relative, absolute, false);
  }

  boolean accepts(Object actual) {
    if (actual == null) {
      return orAbsent;
    }
    return actual instanceof Number number
        && Math.abs(number.doubleValue() - value) <= Math.abs(value) * relative + absolute;
  }
}
