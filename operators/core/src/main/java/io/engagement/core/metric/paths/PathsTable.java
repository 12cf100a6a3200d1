package io.engagement.core.metric.paths;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.ColumnType;

/** The table {@code paths}: one row per definition, day, transition and dimension value. */
public final class PathsTable {
  /** The measure: distinct users of the day. */
  static final int USERS = 0;

  /** The measure: sessions that made the transition. */
  static final int TRANSITIONS = 1;

  public static final CellTable TABLE =
      CellTable.named(10, "paths")
          .key("bucket", CellTable.KeyPart.DATE)
          .key("step", CellTable.KeyPart.INT)
          .key("source", CellTable.KeyPart.TEXT)
          .key("target", CellTable.KeyPart.TEXT)
          .dimension()
          .sum("users", ColumnType.LONG)
          .sum("transitions", ColumnType.LONG)
          .build();

  private PathsTable() {}
}
