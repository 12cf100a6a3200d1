package io.engagement.core.catalog;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellTable.KeyPart;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.FactColumn;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.InputWarnings;
import io.engagement.core.table.Measure;
import io.engagement.core.table.TableSpec;
import java.util.List;

/** The tables about the input itself; they belong to the deployment, not to a metric. */
public final class InputTables {
  public static final Measure NEXT_OFFSET =
      Measure.max("next_offset", ColumnType.LONG, "The offset after the last record read.");

  public static final Measure READ = Measure.sum("read", ColumnType.LONG, "Records read.");

  public static final Measure ACCEPTED =
      Measure.sum("accepted", ColumnType.LONG, "Events that some definition uses.");

  public static final Measure DUPLICATE =
      Measure.sum("duplicate", ColumnType.LONG, "Repeats of an event.");

  public static final Measure LATE_COUNT =
      Measure.sum("late", ColumnType.LONG, "Events beyond the late horizon.");

  public static final Measure REJECTED_COUNT =
      Measure.sum("rejected", ColumnType.LONG, "Records that are no valid event.");

  public static final Measure FILTERED =
      Measure.sum("filtered", ColumnType.LONG, "Events that no definition uses.");

  public static final Measure WATERMARK =
      Measure.max(
          "watermark", ColumnType.TIMESTAMP, "Event time up to which the partition is complete.");

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
          .measures(
              NEXT_OFFSET,
              READ,
              ACCEPTED,
              DUPLICATE,
              LATE_COUNT,
              REJECTED_COUNT,
              FILTERED,
              WATERMARK)
          .build();

  public static final FactColumn<String> TOPIC =
      FactColumn.text("topic", "Where the record came from.");

  public static final FactColumn<Long> PARTITION =
      FactColumn.smallNumber("partition", "Partition.");

  public static final FactColumn<Long> OFFSET = FactColumn.number("offset", "Offset.");

  public static final FactColumn<String> REASON = FactColumn.text("reason", "Code of the reason.");

  public static final FactColumn<String> MESSAGE =
      FactColumn.text("message", "The reason in words.");

  public static final FactColumn<String> ORIGINAL =
      FactColumn.text(
          "original",
          "The first 64 KiB of the original as text, or base64; of POISON most often null: it is at its topic, partition and offset.");

  public static final FactColumn<String> ENCODING =
      FactColumn.text("encoding", "How original is written: utf-8 or base64.");

  public static final FactColumn<Long> ORIGINAL_BYTES =
      FactColumn.number("original_bytes", "How many bytes the whole original has.");

  public static final FactColumn<String> ORIGINAL_SHA256 =
      FactColumn.text("original_sha256", "SHA-256 of the whole original, in hexadecimal.");

  public static final FactColumn<Long> APPEND_TIME =
      FactColumn.timestamp("append_time", "When the broker appended the record.");

  public static final FactColumn<String> FILE = FactColumn.text("file", "File of a bounded run.");

  public static final FactColumn<Long> LINE =
      FactColumn.number("line", "Line in that file, from 1.");

  /** Records that could not be understood. */
  public static final FactTable REJECTED =
      refused(5, "rejected", "Records that could not be understood.");

  /** Events too old to correct anything. */
  public static final FactTable LATE = refused(6, "late", "Events too old to correct anything.");

  private InputTables() {}

  /** All of them. */
  public static List<TableSpec> all() {
    return List.of(ACCOUNTING, InputWarnings.TABLE, REJECTED, LATE);
  }

  private static FactTable refused(int id, String name, String meaning) {
    return FactTable.of(
        id,
        name,
        meaning,
        List.of(TOPIC, PARTITION, OFFSET),
        List.of(
            REASON,
            MESSAGE,
            ORIGINAL,
            ENCODING,
            ORIGINAL_BYTES,
            ORIGINAL_SHA256,
            APPEND_TIME,
            FILE,
            LINE));
  }
}
