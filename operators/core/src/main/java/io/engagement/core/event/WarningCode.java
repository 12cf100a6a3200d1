package io.engagement.core.event;

/**
 * What can be odd about a record that is an event all the same. The names are published as codes of
 * {@code input_warnings}, in lower case: append only.
 */
public enum WarningCode {
  /** An amount that some definition needs and that spells no number. */
  UNREADABLE_AMOUNT,
  /** A quantity that spells no number from -1,000,000 to 1,000,000. */
  UNREADABLE_QUANTITY,
  /** A list of items that is neither an array nor the text of one. */
  UNREADABLE_ITEMS,
  /** A quantity below zero: counted as the opposite event. */
  NEGATIVE_QUANTITY,
  /** A list whose positions begin with 0: shifted by one. */
  POSITIONS_FROM_ZERO;

  private static final WarningCode[] VALUES = values();

  /** The code at {@code ordinal}, without copying the array of values. */
  public static WarningCode at(int ordinal) {
    return VALUES[ordinal];
  }
}
