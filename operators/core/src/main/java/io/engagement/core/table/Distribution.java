package io.engagement.core.table;

/**
 * A distribution of numbers that the cells of a table keep as a {@link Histogram} each, and the
 * handle by which it is addressed. It belongs to one table.
 */
public final class Distribution {
  private static final int OF_NO_TABLE = -1;

  private final String name;
  private int position = OF_NO_TABLE;

  /**
   * @param name of what, for messages
   */
  public Distribution(String name) {
    this.name = name;
  }

  /** Where cells of its table keep it. */
  int position() {
    return position;
  }

  /**
   * Gives it to a table.
   *
   * @throws IllegalArgumentException when it has one
   */
  void place(int at) {
    if (position != OF_NO_TABLE) {
      throw new IllegalArgumentException("distribution of " + name + " belongs to a table already");
    }
    position = at;
  }

  @Override
  public String toString() {
    return name;
  }
}
