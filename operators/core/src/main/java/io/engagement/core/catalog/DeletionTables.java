package io.engagement.core.catalog;

import io.engagement.core.identity.Deletion;
import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.RowChange;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The table about deletions, and how sinks are told of one. */
public final class DeletionTables {
  /** Who was deleted when, without their id. */
  public static final FactTable DELETIONS =
      new FactTable(
          32,
          "deletions",
          "Requests to delete somebody that were carried out.",
          List.of(
              new Column("request_id", ColumnType.TEXT, "The id that the request gave itself.")),
          List.of(
              new Column(
                  "subject_hash",
                  ColumnType.TEXT,
                  "SHA-256 of the id that was deleted, in hexadecimal."),
              new Column(
                  "requested_at",
                  ColumnType.TIMESTAMP,
                  "What happened before this instant never counts again."),
              new Column(
                  "rows",
                  ColumnType.JSON,
                  "How many rows left each table, where the sink knows; else null.")));

  private DeletionTables() {}

  /** The row of a deletion. */
  public static RowChange row(Deletion deletion) {
    return new RowChange(
        DELETIONS,
        new Object[] {deletion.requestId()},
        new @Nullable Object[] {deletion.subjectHash(), deletion.atMillis(), null});
  }
}
