package io.engagement.core.catalog;

import io.engagement.core.event.WarningCode;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellTable.KeyPart;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.TableSpec;
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

  /**
   * What is odd about the records of a topic, by code and field. Add to it with {@link #warn} only.
   */
  public static final CellTable WARNINGS =
      CellTable.named(22, "input_warnings")
          .withoutDefinition()
          .key("topic", KeyPart.TEXT)
          .key("code", KeyPart.TEXT)
          .key("field", KeyPart.TEXT)
          .sum("count", ColumnType.LONG)
          .min("first_at", ColumnType.TIMESTAMP)
          .max("last_at", ColumnType.TIMESTAMP)
          .samples("examples")
          .build();

  private static final int COUNT = 0;
  private static final int FIRST_AT = 1;
  private static final int LAST_AT = 2;

  /** Records that could not be understood. */
  public static final FactTable REJECTED = refused(5, "rejected");

  /** Events too old to correct anything. */
  public static final FactTable LATE = refused(6, "late");

  private InputTables() {}

  /** All of them. */
  public static List<TableSpec> all() {
    return List.of(ACCOUNTING, WARNINGS, REJECTED, LATE);
  }

  /**
   * Counts a warning.
   *
   * @param topic where the record came from; {@code ""} for what no record is to blame for
   * @param field the path of what is odd
   * @param atMillis when the event happened; negative when that is not known
   * @param example the odd value, cut and telling nothing of a person; {@code ""} for none
   */
  public static void warn(
      DeltaBuffer deltas,
      String topic,
      WarningCode code,
      String field,
      long atMillis,
      String example) {
    CellValue cell = deltas.at(WARNINGS, 0).text(topic).text(code.label()).text(field).cell();
    cell.add(COUNT, 1);
    if (atMillis >= 0) {
      cell.add(FIRST_AT, -1 - atMillis);
      cell.add(LAST_AT, atMillis);
    }
    cell.samples().add(example);
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
            new Column("original_bytes", ColumnType.LONG),
            new Column("original_sha256", ColumnType.TEXT),
            new Column("append_time", ColumnType.TIMESTAMP),
            new Column("file", ColumnType.TEXT),
            new Column("line", ColumnType.LONG)));
  }
}
