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
      CellTable.named(10, "paths", "Which item follows which, step by step, within sessions.")
          .key("bucket", CellTable.KeyPart.DATE)
          .means("Day of the session's start.")
          .key("step", CellTable.KeyPart.INT)
          .means("Position of the source in the path, from 1.")
          .key("source", CellTable.KeyPart.TEXT)
          .means("The item at that position, (none) when absent.")
          .key("target", CellTable.KeyPart.TEXT)
          .means("The item after it; (exit) when the session ended there.")
          .dimension()
          .sum("users", ColumnType.LONG)
          .means("Distinct users of the day.")
          .sum("transitions", ColumnType.LONG)
          .means("Sessions that made the transition.")
          .build();

  private PathsTable() {}
}
