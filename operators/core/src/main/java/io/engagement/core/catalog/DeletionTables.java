package io.engagement.core.catalog;

import io.engagement.core.identity.Deletion;
import io.engagement.core.table.FactColumn;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.RowChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table about deletions, and how sinks are told of one. */
public final class DeletionTables {
  private static final FactColumn<String> REQUEST_ID =
      FactColumn.text("request_id", "The id that the request gave itself.");

  private static final FactColumn<String> SUBJECT_HASH =
      FactColumn.text("subject_hash", "SHA-256 of the id that was deleted, in hexadecimal.");

  private static final FactColumn<Long> REQUESTED_AT =
      FactColumn.timestamp("requested_at", "What happened before this instant never counts again.");

  private static final FactColumn<String> ROWS =
      FactColumn.json("rows", "How many rows left each table, where the sink knows; else null.");

  /** Who was deleted when, without their id. */
  public static final FactTable DELETIONS =
      FactTable.of(
          32,
          "deletions",
          "Requests to delete somebody that were carried out.",
          List.of(REQUEST_ID),
          List.of(SUBJECT_HASH, REQUESTED_AT, ROWS));

  private DeletionTables() {}

  /** The row of a deletion; the sink fills in the rows that it removes. */
  public static RowChange row(Deletion deletion) {
    Object[] key = DELETIONS.newKey();
    REQUEST_ID.set(key, deletion.requestId());
    @Nullable Object[] values = DELETIONS.newValues();
    SUBJECT_HASH.set(values, deletion.subjectHash());
    REQUESTED_AT.set(values, deletion.atMillis());
    return new RowChange(DELETIONS, key, values);
  }
}
