package io.engagement.core.table;

import io.engagement.core.event.WarningCode;
import io.engagement.core.table.CellTable.KeyPart;

/** The table of what is odd about the input, and how it is counted. */
public final class InputWarnings {
  private static final Measure COUNT = Measure.sum("count", ColumnType.LONG, "Records.");

  private static final Measure FIRST_AT =
      Measure.min("first_at", ColumnType.TIMESTAMP, "The earliest event time of such a record.");

  private static final Measure LAST_AT =
      Measure.max("last_at", ColumnType.TIMESTAMP, "The latest event time of such a record.");

  /**
   * What is odd about the records of a topic, by code and field. Add to it with {@link #warn} only.
   */
  public static final CellTable TABLE =
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
          .measures(COUNT, FIRST_AT, LAST_AT)
          .samples("examples")
          .means("Up to three odd values, of fields that tell nothing of a person.")
          .build();

  private InputWarnings() {}

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
    CellValue cell = deltas.at(TABLE, 0).text(topic).text(code.label()).text(field).cell();
    cell.add(COUNT, 1);
    if (atMillis >= 0) {
      cell.add(FIRST_AT, atMillis);
      cell.add(LAST_AT, atMillis);
    }
    cell.samples().add(example);
  }

  /**
   * Counts rows in which a column is null because its value is not known; a row that is corrected
   * is taken back, so that nothing depends on the order of arrival.
   *
   * @param field the definition's id, a dot and the column
   * @param times how many more; below 0 for fewer
   */
  public static void countUnknown(DeltaBuffer deltas, String field, int times) {
    deltas.at(TABLE, 0).text("").text(WarningCode.UNKNOWN_RESULT.label()).text(field);
    deltas.cell().add(COUNT, times);
  }
}
