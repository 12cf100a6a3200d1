package io.engagement.core.catalog;

import io.engagement.core.metric.CellTable;
import io.engagement.core.metric.CellTable.KeyPart;
import io.engagement.core.metric.Column;
import io.engagement.core.metric.ColumnType;
import io.engagement.core.metric.FactTable;
import io.engagement.core.metric.TableSpec;
import java.util.List;

/** The tables about the input itself; they belong to the deployment, not to a metric. */
public final class InputTables {
  /** What became of every record, by partition: {@code read} is the sum of the five after it. */
  public static final CellTable ACCOUNTING =
      CellTable.named(4, "input_accounting")
          .withoutDefinition()
          .key("topic", KeyPart.TEXT)
          .key("partition", KeyPart.INT)
          .max("next_offset", ColumnType.LONG)
          .sum("read", ColumnType.LONG)
          .sum("accepted", ColumnType.LONG)
          .sum("duplicate", ColumnType.LONG)
          .sum("late", ColumnType.LONG)
          .sum("rejected", ColumnType.LONG)
          .sum("filtered", ColumnType.LONG)
          .max("watermark", ColumnType.TIMESTAMP)
          .build();

  /** Measures of {@link #ACCOUNTING}, in its order. */
  public static final int NEXT_OFFSET = 0;

  public static final int READ = 1;
  public static final int ACCEPTED = 2;
  public static final int DUPLICATE = 3;
  public static final int LATE_COUNT = 4;
  public static final int REJECTED_COUNT = 5;
  public static final int FILTERED = 6;
  public static final int WATERMARK = 7;

  /** Records that could not be understood. */
  public static final FactTable REJECTED = refused(5, "rejected");

  /** Events too old to correct anything. */
  public static final FactTable LATE = refused(6, "late");

  private InputTables() {}

  /** All of them. */
  public static List<TableSpec> all() {
    return List.of(ACCOUNTING, REJECTED, LATE);
  }

  private static FactTable refused(int id, String name) {
    return new FactTable(
        id,
        name,
        List.of(
            new Column("topic", ColumnType.TEXT),
            new Column("partition", ColumnType.INT),
            new Column("offset", ColumnType.LONG)),
        List.of(
            new Column("reason", ColumnType.TEXT),
            new Column("message", ColumnType.TEXT),
            new Column("original", ColumnType.TEXT),
            new Column("encoding", ColumnType.TEXT),
            new Column("append_time", ColumnType.TIMESTAMP),
            new Column("file", ColumnType.TEXT),
            new Column("line", ColumnType.LONG)));
  }
}
