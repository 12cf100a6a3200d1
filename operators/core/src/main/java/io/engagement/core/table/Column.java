package io.engagement.core.table;

/**
 * A column of an output table.
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
}
