package io.engagement.core.table;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An output table: its name, its key columns (the primary key in every sink) and the others.
 *
 * <p>This is the one place where a table is defined. What sinks write, the comments and the check
 * in PostgreSQL, the tables of Flink SQL and the reference in the documentation follow from it;
 * only the migration that creates it is written beside it, and is compared with it.
 *
 * <p>Three kinds exist: {@link CellTable}, whose rows are sums over users; {@link RankedTable},
 * whose rows are the first of many such sums; and {@link FactTable}, whose rows are things that
 * belong to one user or one record.
 */
public sealed interface TableSpec permits CellTable, FactTable, RankedTable {

  /** The columns that hold ids of users and their devices, in whatever table has them. */
  List<String> ID_COLUMNS = List.of("user_id", "anonymous_id");

  /** Number in state and on the wire: never reused. */
  int id();

  String name();

  /** The primary key, in order. */
  List<Column> keyColumns();

  List<Column> valueColumns();

  /** What a row is, in a sentence for whoever reads the table. */
  String meaning();

  /** All columns: those of the key, then the others. */
  default List<Column> columns() {
    return Stream.concat(keyColumns().stream(), valueColumns().stream()).toList();
  }

  /** The column that says whom a row is about, where rows are about one user each. */
  default Optional<Column> userColumn() {
    return columns().stream().filter(column -> column.name().equals("user_id")).findFirst();
  }
}
