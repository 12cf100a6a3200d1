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
          "The items viewed most, ranked by views, then visitors, then item.",
          "item",
          items ->
              items
                  .sum("views", ColumnType.LONG)
                  .means("Matching events.")
                  .sum("visitors", ColumnType.LONG)
                  .means("Distinct users of the bucket.")
                  .sum("entries", ColumnType.LONG)
                  .means("Sessions whose first view it was, in the bucket of the session.")
                  .sum("exits", ColumnType.LONG)
                  .means("Sessions whose last view it was, in the bucket of the session.")
                  .sum("bounces", ColumnType.LONG)
                  .means("Sessions that began there and bounced."));

  private ContentTable() {}
}
