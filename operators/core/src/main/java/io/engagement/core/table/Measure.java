package io.engagement.core.table;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * A number that the cells of a table keep, and the handle by which it is addressed: declared once,
 * given to the table's columns in their order, and then added to by name. It belongs to one table.
 *
 * <p>What a cell keeps is 64 bits wide, sums up to 128.
 */
public final class Measure {
  private static final int OF_NO_TABLE = -1;

  private final Column column;
  private final Combine combine;
  private int position = OF_NO_TABLE;

  private Measure(Column column, Combine combine) {
    this.column = column;
    this.combine = combine;
  }

  /** Associative and commutative, so that the order of changes does not matter. */
  public enum Combine {
    /** Adds; identity 0. Changes may be negative. */
    SUM,
    /** Keeps the largest; identity {@link Long#MIN_VALUE}. Cannot be taken back. */
    MAX,
    /** Keeps the smallest, as the largest of {@code -1 - x}. Cannot be taken back. */
    MIN
  }

  /**
   * A sum.
   *
   * @param meaning what the column holds, in a sentence
   */
  public static Measure sum(String column, ColumnType type, String meaning) {
    return new Measure(new Column(column, type, meaning), Combine.SUM);
  }

  /** A sum in a table that nobody reads but the program, or one that only derived columns use. */
  public static Measure sum(String name) {
    return sum(name, ColumnType.LONG, "");
  }

  /** The largest number that was ever added, null while there is none. */
  public static Measure max(String column, ColumnType type, String meaning) {
    return new Measure(new Column(column, type, meaning), Combine.MAX);
  }

  /** The smallest number that was ever added, null while there is none. */
  public static Measure min(String column, ColumnType type, String meaning) {
    return new Measure(new Column(column, type, meaning), Combine.MIN);
  }

  public String name() {
    return column.name();
  }

  /** How changes join what is there. */
  public Combine combine() {
    return combine;
  }

  Column column() {
    return column;
  }

  /** Its place among the {@link CellTable#measures} of its table. */
  public int position() {
    return position;
  }

  /**
   * Gives it to a table.
   *
   * @throws IllegalArgumentException when it has one
   */
  void place(int at) {
    if (position != OF_NO_TABLE) {
      throw new IllegalArgumentException("measure " + name() + " is a column already");
    }
    position = at;
  }

  /** As it is published; null where there is none, or where the column's type cannot hold it. */
  @Nullable Object published(CellValue cell) {
    Number number = cell.number(position);
    return switch (combine) {
      case SUM -> number instanceof BigInteger && !column.type().isWide() ? null : number;
      case MAX -> number.longValue() == Long.MIN_VALUE ? null : number;
      case MIN -> number.longValue() == Long.MIN_VALUE ? null : -1 - number.longValue();
    };
  }

  @Override
  public String toString() {
    return name();
  }
}
