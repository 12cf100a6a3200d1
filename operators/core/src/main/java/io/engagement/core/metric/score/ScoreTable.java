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
          "A row per user: a score that fades, and a profile of the 30 days up to "
              + "their last event.",
          List.of(
              new Column("metric", ColumnType.TEXT, "Id of the definition."),
              new Column("user_id", ColumnType.TEXT, "Canonical id of the user.")),
          List.of(
              new Column(
                  "score",
                  ColumnType.DECIMAL,
                  "Weights of the user's events, halved with every half-life that passed "
                      + "until score_at; six digits after the point."),
              new Column(
                  "score_at",
                  ColumnType.TIMESTAMP,
                  "The user's last event: the score is as of then."),
              new Column("first_seen", ColumnType.TIMESTAMP, "The user's first event of any kind."),
              new Column("last_seen", ColumnType.TIMESTAMP, "The user's last event of any kind."),
              new Column(
                  "active_days_30",
                  ColumnType.LONG,
                  "Days with an event other than a page ping, of the 30 calendar days that "
                      + "end with that of the last event."),
              new Column("sessions_30", ColumnType.LONG, "Sessions that started in these days."),
              new Column(
                  "orders_30",
                  ColumnType.LONG,
                  "Orders in these days, in the currency with most of them."),
              new Column("amount_30", ColumnType.MONEY, "What these orders came to."),
              new Column(
                  "lifecycle",
                  ColumnType.TEXT,
                  "new, returning or resurrecting on the day of the last event; null when "
                      + "there was nothing but page pings on it."),
              new Column(
                  "currency",
                  ColumnType.TEXT,
                  "Of orders_30 and amount_30; null without orders.")));

  private ScoreTable() {}
}
