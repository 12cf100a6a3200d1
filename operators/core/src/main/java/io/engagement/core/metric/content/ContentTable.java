package io.engagement.core.metric.content;

import io.engagement.core.table.ColumnType;
import io.engagement.core.table.RankedTable;

/** The table {@code content}: one row per definition, bucket, dimension value and rank. */
public final class ContentTable {
  /** The measure ranked by first: matching events. */
  static final int VIEWS = 0;

  /** The measure ranked by second: distinct users. */
  static final int VISITORS = 1;

  /** Sessions whose first view it was. */
  static final int ENTRIES = 2;

  /** Sessions whose last view it was. */
  static final int EXITS = 3;

  /** Sessions whose first view it was, and that bounced. */
  static final int BOUNCES = 4;

  public static final RankedTable TABLE =
      RankedTable.named(
          11,
          "content",
          "item",
          items ->
              items
                  .sum("views", ColumnType.LONG)
                  .sum("visitors", ColumnType.LONG)
                  .sum("entries", ColumnType.LONG)
                  .sum("exits", ColumnType.LONG)
                  .sum("bounces", ColumnType.LONG));

  private ContentTable() {}
}
