package io.engagement.core.metric.sessions;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellTable.KeyPart;
import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.FactTable;
import java.util.List;

/** The tables of the family. */
public final class SessionsTables {
  /** One row per session. */
  public static final FactTable FACTS =
      new FactTable(
          2,
          "sessions",
          List.of(new Column("metric", ColumnType.TEXT), new Column("session_id", ColumnType.TEXT)),
          List.of(
              new Column("user_id", ColumnType.TEXT),
              new Column("started_at", ColumnType.TIMESTAMP),
              new Column("ended_at", ColumnType.TIMESTAMP),
              new Column("duration_seconds", ColumnType.SECONDS),
              new Column("engaged_seconds", ColumnType.SECONDS),
              new Column("events", ColumnType.LONG),
              new Column("views", ColumnType.LONG),
              new Column("entry_page", ColumnType.TEXT),
              new Column("exit_page", ColumnType.TEXT),
              new Column("bounced", ColumnType.BOOLEAN),
              new Column("new_user", ColumnType.BOOLEAN),
              new Column("closed", ColumnType.BOOLEAN),
              new Column("dimensions", ColumnType.JSON)));

  static final int SESSIONS = 0;
  static final int BOUNCED = 1;
  static final int NEW_USERS = 2;
  static final int EVENTS = 3;
  static final int VIEWS = 4;
  static final int DURATION = 5;
  static final int ENGAGED = 6;

  /** The histogram of durations. */
  static final int DURATIONS = 0;

  private static final double MEDIAN = 0.5;
  private static final double P90 = 0.9;

  /** Sums over sessions by the hour and the day of their start. */
  public static final CellTable CELLS =
      CellTable.named(3, "session_metrics")
          .key("period", KeyPart.PERIOD)
          .key("bucket", KeyPart.BUCKET)
          .dimension()
          .histograms(1)
          .sum("sessions", ColumnType.LONG)
          .sum("bounced", ColumnType.LONG)
          .sum("new_users", ColumnType.LONG)
          .sum("events", ColumnType.LONG)
          .sum("views", ColumnType.LONG)
          .sum("duration_seconds", ColumnType.SECONDS)
          .derived(
              "median_duration_seconds",
              ColumnType.SECONDS,
              cell -> cell.histogram(DURATIONS).percentile(MEDIAN))
          .derived(
              "p90_duration_seconds",
              ColumnType.SECONDS,
              cell -> cell.histogram(DURATIONS).percentile(P90))
          .sum("engaged_seconds", ColumnType.SECONDS)
          .complete()
          .build();

  private SessionsTables() {}
}
