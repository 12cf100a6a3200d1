package io.engagement.core.metric.content;

import io.engagement.core.table.ColumnType;
import io.engagement.core.table.Measure;
import io.engagement.core.table.RankedTable;

/** The table {@code content}: one row per definition, bucket, dimension value and rank. */
public final class ContentTable {
  /** Ranked by first. */
  static final Measure VIEWS = Measure.sum("views", ColumnType.LONG, "Matching events.");

  /** Ranked by second. */
  static final Measure VISITORS =
      Measure.sum("visitors", ColumnType.LONG, "Distinct users of the bucket.");

  static final Measure ENTRIES =
      Measure.sum(
          "entries",
          ColumnType.LONG,
          "Sessions whose first view it was, in the bucket of the session.");

  static final Measure EXITS =
      Measure.sum(
          "exits",
          ColumnType.LONG,
          "Sessions whose last view it was, in the bucket of the session.");

  static final Measure BOUNCES =
      Measure.sum("bounces", ColumnType.LONG, "Sessions that began there and bounced.");

  public static final RankedTable TABLE =
      RankedTable.named(
          11,
          34,
          "content",
          "The items viewed most, ranked by views, then visitors, then item.",
          "item",
          VIEWS,
          VISITORS,
          ENTRIES,
          EXITS,
          BOUNCES);

  private ContentTable() {}
}
