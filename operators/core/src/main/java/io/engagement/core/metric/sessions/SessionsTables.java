package io.engagement.core.metric.sessions;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellTable.KeyPart;
import io.engagement.core.table.Column;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.Distribution;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.Measure;
import java.util.List;

/** The tables of the family. */
public final class SessionsTables {
  /** One row per session. */
  public static final FactTable FACTS =
      new FactTable(
          2,
          "sessions",
          "One row per session, corrected as it grows.",
          List.of(
              new Column("metric", ColumnType.TEXT, "Id of the definition."),
              new Column("session_id", ColumnType.TEXT, "Stable for the same data.")),
          List.of(
              new Column("user_id", ColumnType.TEXT, "Canonical id of the user."),
              new Column("started_at", ColumnType.TIMESTAMP, "Time of the first event."),
              new Column("ended_at", ColumnType.TIMESTAMP, "Time of the last event."),
              new Column("duration_seconds", ColumnType.SECONDS, "Last minus first event."),
              new Column(
                  "engaged_seconds",
                  ColumnType.SECONDS,
                  "Reported engagement time, else derived from page pings."),
              new Column("events", ColumnType.LONG, "Events of the session."),
              new Column("views", ColumnType.LONG, "Page and screen views."),
              new Column("entry_page", ColumnType.TEXT, "First page or screen; null without any."),
              new Column("exit_page", ColumnType.TEXT, "Last page or screen; null without any."),
              new Column("bounced", ColumnType.BOOLEAN, "Whether the session was not engaged."),
              new Column("new_user", ColumnType.BOOLEAN, "Whether it is the user's first session."),
              new Column(
                  "closed",
                  ColumnType.BOOLEAN,
                  "Whether the watermark has passed the last event by more than the gap."),
              new Column("dimensions", ColumnType.JSON, "Value of each breakdown by its name.")));

  static final Measure SESSIONS = Measure.sum("sessions", ColumnType.LONG, "Sessions started.");

  static final Measure BOUNCED =
      Measure.sum("bounced", ColumnType.LONG, "Those of them that bounced.");

  static final Measure NEW_USERS =
      Measure.sum("new_users", ColumnType.LONG, "Those of them that were a user's first.");

  static final Measure EVENTS = Measure.sum("events", ColumnType.LONG, "Events of the sessions.");

  static final Measure VIEWS = Measure.sum("views", ColumnType.LONG, "Views of the sessions.");

  static final Measure DURATION =
      Measure.sum("duration_seconds", ColumnType.SECONDS, "Sum of their durations.");

  static final Measure ENGAGED =
      Measure.sum("engaged_seconds", ColumnType.SECONDS, "Sum of their engaged times.");

  /** The histogram of durations. */
  static final Distribution DURATIONS = new Distribution("durations");

  private static final double MEDIAN = 0.5;
  private static final double P90 = 0.9;

  /** Sums over sessions by the hour and the day of their start. */
  public static final CellTable CELLS =
      CellTable.named(3, "session_metrics", "Sums over sessions by the hour or day of their start.")
          .key("period", KeyPart.PERIOD)
          .means("hour or day.")
          .key("bucket", KeyPart.BUCKET)
          .means(
              "The hour (2024-01-04T11:00:00Z) or day (2024-01-04) in which the "
                  + "sessions started.")
          .dimension()
          .distributions(DURATIONS)
          .measures(SESSIONS, BOUNCED, NEW_USERS, EVENTS, VIEWS, DURATION)
          .derived(
              "median_duration_seconds",
              ColumnType.SECONDS,
              cell -> cell.histogram(DURATIONS).percentile(MEDIAN))
          .means("Median duration, within 1 %.")
          .derived(
              "p90_duration_seconds",
              ColumnType.SECONDS,
              cell -> cell.histogram(DURATIONS).percentile(P90))
          .means("90th percentile of the durations, within 1 %.")
          .measures(ENGAGED)
          .complete("Whether the watermark has passed the end of the period.")
          .build();

  private SessionsTables() {}
}
