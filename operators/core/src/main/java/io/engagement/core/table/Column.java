package io.engagement.core.table;

import org.jspecify.annotations.Nullable;

/**
 * A column of an output table. Two are equal when rows of the one fit the other: what a column is
 * said to mean makes no difference, and rows that are kept in state do not carry it.
 *
 * @param name lower case with underscores
 * @param meaning what it holds, in a sentence for whoever reads the table in a database or in the
 *     documentation
 */
public record Column(String name, ColumnType type, String meaning) {
  /** A column of a table that nobody reads but the program. */
  public Column(String name, ColumnType type) {
    this(name, type, "");
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Column column && name.equals(column.name) && type == column.type;
  }

  @Override
  public int hashCode() {
    return 31 * name.hashCode() + type.name().hashCode();
  }
}
