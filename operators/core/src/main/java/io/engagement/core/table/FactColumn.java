package io.engagement.core.table;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A column of a table of facts, and the handle by which a row's value is set: declared once, given
 * to the {@link FactTable} in the columns' order, and then written to by name and with the type of
 * its values. Tables that are columned alike may share theirs.
 *
 * @param <T> the Java value that a row carries, as {@link ColumnType} says
 */
public final class FactColumn<T> {
  private static final int OF_NO_TABLE = -1;

  private final Column column;
  private int position = OF_NO_TABLE;
  private int size;

  private FactColumn(String name, ColumnType type, String meaning) {
    this.column = new Column(name, type, meaning);
  }

  public static FactColumn<String> text(String name, String meaning) {
    return new FactColumn<>(name, ColumnType.TEXT, meaning);
  }

  /** Text of JSON. */
  public static FactColumn<String> json(String name, String meaning) {
    return new FactColumn<>(name, ColumnType.JSON, meaning);
  }

  public static FactColumn<Boolean> flag(String name, String meaning) {
    return new FactColumn<>(name, ColumnType.BOOLEAN, meaning);
  }

  public static FactColumn<Long> number(String name, String meaning) {
    return new FactColumn<>(name, ColumnType.LONG, meaning);
  }

  /** A whole number of 32 bits. */
  public static FactColumn<Long> smallNumber(String name, String meaning) {
    return new FactColumn<>(name, ColumnType.INT, meaning);
  }

  /** Epoch milliseconds. */
  public static FactColumn<Long> timestamp(String name, String meaning) {
    return new FactColumn<>(name, ColumnType.TIMESTAMP, meaning);
  }

  /** Milliseconds, published as seconds. */
  public static FactColumn<Number> seconds(String name, String meaning) {
    return new FactColumn<>(name, ColumnType.SECONDS, meaning);
  }

  /** Millionths of the currency's unit. */
  public static FactColumn<Number> money(String name, String meaning) {
    return new FactColumn<>(name, ColumnType.MONEY, meaning);
  }

  public static FactColumn<BigDecimal> decimal(String name, String meaning) {
    return new FactColumn<>(name, ColumnType.DECIMAL, meaning);
  }

  public static FactColumn<Double> real(String name, String meaning) {
    return new FactColumn<>(name, ColumnType.DOUBLE, meaning);
  }

  Column column() {
    return column;
  }

  /**
   * Gives it to a table.
   *
   * @param of how many columns the key, or the rest of the row, has
   * @throws IllegalArgumentException when it has another place in another table
   */
  void place(int at, int of) {
    if (position != OF_NO_TABLE && (position != at || size != of)) {
      throw new IllegalArgumentException("column " + column.name() + " has another place already");
    }
    position = at;
    size = of;
  }

  /**
   * Sets the value of a row.
   *
   * @param row of {@link FactTable#newKey} where it is of the key, else of {@link
   *     FactTable#newValues}
   * @param value null for none, not in a key
   */
  public void set(@Nullable Object[] row, @Nullable T value) {
    assert row.length == size : column.name() + " is not of this row";
    assert row[position] == null : column.name() + " is set already";
    row[position] = value;
  }

  @Override
  public String toString() {
    return column.name();
  }
}
