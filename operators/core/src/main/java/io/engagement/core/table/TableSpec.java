package io.engagement.core.table;

import java.util.List;

/**
 * An output table: its name, its key columns (the primary key in every sink) and the others.
 *
 * <p>Three kinds exist: {@link CellTable}, whose rows are sums over users; {@link RankedTable},
 * whose rows are the first of many such sums; and {@link FactTable}, whose rows are things that
 * belong to one user or one record.
 */
public sealed interface TableSpec permits CellTable, FactTable, RankedTable {

  /** Number in state and on the wire: never reused. */
  int id();

  String name();

  /** The primary key, in order. */
  List<Column> keyColumns();

  List<Column> valueColumns();
}
