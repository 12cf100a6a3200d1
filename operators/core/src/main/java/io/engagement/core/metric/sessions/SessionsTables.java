package io.engagement.core.metric.sessions;

import io.engagement.core.table.CellTable;
import io.engagement.core.table.CellTable.KeyPart;
import io.engagement.core.table.ColumnType;
import io.engagement.core.table.Distribution;
import io.engagement.core.table.FactColumn;
import io.engagement.core.table.FactTable;
import io.engagement.core.table.Measure;
import java.util.List;

/** The tables of the family. */
public final class SessionsTables {
  static final FactColumn<String> FACT_METRIC = FactColumn.text("metric", "Id of the definition.");

  static final FactColumn<String> FACT_SESSION_ID =
      FactColumn.text("session_id", "Stable for the same data.");

  static final FactColumn<String> FACT_USER_ID =
      FactColumn.text("user_id", "Canonical id of the user.");

  static final FactColumn<Long> FACT_STARTED_AT =
      FactColumn.timestamp("started_at", "Time of the first event.");

  static final FactColumn<Long> FACT_ENDED_AT =
      FactColumn.timestamp("ended_at", "Time of the last event.");

  static final FactColumn<Number> FACT_DURATION_SECONDS =
      FactColumn.seconds("duration_seconds", "Last minus first event.");

  static final FactColumn<Number> FACT_ENGAGED_SECONDS =
      FactColumn.seconds(
          "engaged_seconds", "Reported engagement time, else derived from page pings.");

  static final FactColumn<Long> FACT_EVENTS = FactColumn.number("events", "Events of the session.");

  static final FactColumn<Long> FACT_VIEWS = FactColumn.number("views", "Page and screen views.");

  static final FactColumn<String> FACT_ENTRY_PAGE =
      FactColumn.text("entry_page", "First page or screen; null without any.");

  static final FactColumn<String> FACT_EXIT_PAGE =
      FactColumn.text("exit_page", "Last page or screen; null without any.");

  static final FactColumn<Boolean> FACT_BOUNCED =
      FactColumn.flag("bounced", "Whether the session was not engaged.");

  static final FactColumn<Boolean> FACT_NEW_USER =
      FactColumn.flag("new_user", "Whether it is the user's first session.");

  static final FactColumn<Boolean> FACT_CLOSED =
      FactColumn.flag(
          "closed", "Whether the watermark has passed the last event by more than the gap.");

  static final FactColumn<String> FACT_DIMENSIONS =
      FactColumn.json("dimensions", "Value of each breakdown by its name.");

  static final FactColumn<Long> FACT_ORDERS =
      FactColumn.number(
          "orders",
          "Orders placed in it, repeats not counted; null for a session that began before orders were "
              + "counted.");

  static final FactColumn<Number> FACT_AMOUNT =
      FactColumn.money(
          "amount",
          "What its orders amount to, refunds not taken off; null where they are in several "
              + "currencies.");

  static final FactColumn<String> FACT_CURRENCY =
      FactColumn.text(
          "currency", "Currency of its orders; null without any, and where they are in several.");

  /** One row per session. */
  public static final FactTable FACTS =
      FactTable.of(
          2,
          "sessions",
          "One row per session, corrected as it grows.",
          List.of(FACT_METRIC, FACT_SESSION_ID),
          List.of(
              FACT_USER_ID,
              FACT_STARTED_AT,
              FACT_ENDED_AT,
              FACT_DURATION_SECONDS,
              FACT_ENGAGED_SECONDS,
              FACT_EVENTS,
              FACT_VIEWS,
              FACT_ENTRY_PAGE,
              FACT_EXIT_PAGE,
              FACT_BOUNCED,
              FACT_NEW_USER,
              FACT_CLOSED,
              FACT_DIMENSIONS,
              FACT_ORDERS,
              FACT_AMOUNT,
              FACT_CURRENCY));

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

  static final Measure CONVERTED =
      Measure.sum(
          "converted", ColumnType.LONG, "Those of the sessions in which an order was placed.");

  static final Measure ORDERS =
      Measure.sum("orders", ColumnType.LONG, "Orders placed in the sessions, repeats not counted.");

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
          .measures(CONVERTED, ORDERS)
          .outlivesBucket()
          .build();

  private SessionsTables() {}
}
