package io.engagement.core.metric.score;

import io.engagement.core.table.FactColumn;
import io.engagement.core.table.FactTable;
import java.math.BigDecimal;
import java.util.List;

/** The table {@code user_engagement}: one row per definition and user. */
public final class ScoreTable {
  static final FactColumn<String> METRIC = FactColumn.text("metric", "Id of the definition.");

  static final FactColumn<String> USER_ID = FactColumn.text("user_id", "Canonical id of the user.");

  static final FactColumn<BigDecimal> SCORE =
      FactColumn.decimal(
          "score",
          "Weights of the user's events, halved with every half-life that passed "
              + "until score_at; six digits after the point.");

  static final FactColumn<Long> SCORE_AT =
      FactColumn.timestamp("score_at", "The user's last event: the score is as of then.");

  static final FactColumn<Double> SCORE_LOG =
      FactColumn.real(
          "score_log",
          "Logarithm to the base 2 of the score, plus the half-lives from 1970-01-01 UTC to "
              + "score_at: orders users by their score at any common instant; null when the "
              + "score is not above 0.");

  static final FactColumn<Long> FIRST_SEEN =
      FactColumn.timestamp("first_seen", "The user's first event of any kind.");

  static final FactColumn<Long> LAST_SEEN =
      FactColumn.timestamp("last_seen", "The user's last event of any kind.");

  static final FactColumn<Long> ACTIVE_DAYS_30 =
      FactColumn.number(
          "active_days_30",
          "Days with an event other than a page ping, of the 30 calendar days that "
              + "end with that of the last event.");

  static final FactColumn<Long> SESSIONS_30 =
      FactColumn.number("sessions_30", "Sessions that started in these days.");

  static final FactColumn<Long> ORDERS_30 =
      FactColumn.number("orders_30", "Orders in these days, in the currency with most of them.");

  static final FactColumn<Number> AMOUNT_30 =
      FactColumn.money("amount_30", "What these orders came to.");

  static final FactColumn<String> LIFECYCLE =
      FactColumn.text(
          "lifecycle",
          "new, returning or resurrecting on the day of the last event; null when "
              + "there was nothing but page pings on it.");

  static final FactColumn<String> CURRENCY =
      FactColumn.text("currency", "Of orders_30 and amount_30; null without orders.");

  public static final FactTable TABLE =
      FactTable.of(
          17,
          "user_engagement",
          "A row per user: a score that fades, and a profile of the 30 days up to "
              + "their last event.",
          List.of(METRIC, USER_ID),
          List.of(
              SCORE,
              SCORE_AT,
              FIRST_SEEN,
              LAST_SEEN,
              ACTIVE_DAYS_30,
              SESSIONS_30,
              ORDERS_30,
              AMOUNT_30,
              LIFECYCLE,
              CURRENCY,
              SCORE_LOG));

  private ScoreTable() {}
}
