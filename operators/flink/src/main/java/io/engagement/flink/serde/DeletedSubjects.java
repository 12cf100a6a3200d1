package io.engagement.flink.serde;

import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.RowChange;
import io.engagement.core.table.TableSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How sinks are told that somebody is deleted: with a row of a table that no sink has. One that can
 * search does away with every row whose {@link TableSpec#userColumn} holds the subject; rows of
 * them that come later are of somebody new.
 */
public final class DeletedSubjects {
  /** Known to every {@link TableIndex}. */
  public static final FactTable TABLE =
      new FactTable(
          33,
          "deleted_subjects",
          List.of(
              new Column("subject", ColumnType.TEXT), new Column("request_id", ColumnType.TEXT)),
          List.of());

  private DeletedSubjects() {}

  /** Somebody is deleted. */
  public static RowChange of(String subject, String requestId) {
    return new RowChange(TABLE, new Object[] {subject, requestId}, new @Nullable Object[0]);
  }

  public static boolean is(RowChange row) {
    return row.table().id() == TABLE.id();
  }
}
