package io.engagement.core.metric.paths;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.Measure;

/** The table {@code paths}: one row per definition, day, transition and dimension value. */
public final class PathsTable {
  static final Measure USERS = Measure.sum("users", ColumnType.LONG, "Distinct users of the day.");

  static final Measure TRANSITIONS =
      Measure.sum("transitions", ColumnType.LONG, "Sessions that made the transition.");

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
          .measures(USERS, TRANSITIONS)
          .outlivesBucket()
          .build();

  private PathsTable() {}
}
