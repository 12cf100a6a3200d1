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
      CellTable.named(
              4,
              "input_accounting",
              "What became of every input record, by partition: read = accepted + "
                  + "duplicate + late + rejected + filtered.")
          .withoutDefinition()
          .key("topic", KeyPart.TEXT)
          .means("Topic, or the name of the input of a bounded run.")
          .key("partition", KeyPart.INT)
          .means("Partition.")
          .max("next_offset", ColumnType.LONG)
          .means("The offset after the last record read.")
          .sum("read", ColumnType.LONG)
          .means("Records read.")
          .sum("accepted", ColumnType.LONG)
          .means("Events that some definition uses.")
          .sum("duplicate", ColumnType.LONG)
          .means("Repeats of an event.")
          .sum("late", ColumnType.LONG)
          .means("Events beyond the late horizon.")
          .sum("rejected", ColumnType.LONG)
          .means("Records that are no valid event.")
          .sum("filtered", ColumnType.LONG)
          .means("Events that no definition uses.")
          .max("watermark", ColumnType.TIMESTAMP)
          .means("Event time up to which the partition is complete.")
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
      CellTable.named(
              22,
              "input_warnings",
              "What is odd about input records that are events all the same, and what "
                  + "was done.")
          .withoutDefinition()
          .key("topic", KeyPart.TEXT)
          .means("Topic, or the name of the input of a bounded run.")
          .key("code", KeyPart.TEXT)
          .means("What is odd.")
          .key("field", KeyPart.TEXT)
          .means("Path of the value that is odd.")
          .sum("count", ColumnType.LONG)
          .means("Records.")
          .min("first_at", ColumnType.TIMESTAMP)
          .means("The earliest event time of such a record.")
          .max("last_at", ColumnType.TIMESTAMP)
          .means("The latest event time of such a record.")
          .samples("examples")
          .means("Up to three odd values, of fields that tell nothing of a person.")
          .build();

  private static final int COUNT = 0;
  private static final int FIRST_AT = 1;
  private static final int LAST_AT = 2;

  /** Records that could not be understood. */
  public static final FactTable REJECTED =
      refused(5, "rejected", "Records that could not be understood.");

  /** Events too old to correct anything. */
  public static final FactTable LATE = refused(6, "late", "Events too old to correct anything.");

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

  private static FactTable refused(int id, String name, String meaning) {
    return new FactTable(
        id,
        name,
        meaning,
        List.of(
            new Column("topic", ColumnType.TEXT, "Where the record came from."),
            new Column("partition", ColumnType.INT, "Partition."),
            new Column("offset", ColumnType.LONG, "Offset.")),
        List.of(
            new Column("reason", ColumnType.TEXT, "Code of the reason."),
            new Column("message", ColumnType.TEXT, "The reason in words."),
            new Column(
                "original",
                ColumnType.TEXT,
                "The first 64 KiB of the original as text, or base64."),
            new Column("encoding", ColumnType.TEXT, "How original is written: utf-8 or base64."),
            new Column("original_bytes", ColumnType.LONG, "How many bytes the whole original has."),
            new Column(
                "original_sha256",
                ColumnType.TEXT,
                "SHA-256 of the whole original, in hexadecimal."),
            new Column("append_time", ColumnType.TIMESTAMP, "When the broker appended the record."),
            new Column("file", ColumnType.TEXT, "File of a bounded run."),
            new Column("line", ColumnType.LONG, "Line in that file, from 1.")));
  }
}
