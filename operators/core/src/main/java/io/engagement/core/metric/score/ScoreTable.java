package io.engagement.core.metric.score;

import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.FactTable;
import java.util.List;

/** The table {@code user_engagement}: one row per definition and user. */
public final class ScoreTable {
  public static final FactTable TABLE =
      new FactTable(
          17,
          "user_engagement",
          List.of(new Column("metric", ColumnType.TEXT), new Column("user_id", ColumnType.TEXT)),
          List.of(
              new Column("score", ColumnType.DECIMAL),
              new Column("score_at", ColumnType.TIMESTAMP),
              new Column("first_seen", ColumnType.TIMESTAMP),
              new Column("last_seen", ColumnType.TIMESTAMP),
              new Column("active_days_30", ColumnType.LONG),
              new Column("sessions_30", ColumnType.LONG),
              new Column("orders_30", ColumnType.LONG),
              new Column("amount_30", ColumnType.MONEY),
              new Column("lifecycle", ColumnType.TEXT),
              new Column("currency", ColumnType.TEXT)));

  private ScoreTable() {}
}
