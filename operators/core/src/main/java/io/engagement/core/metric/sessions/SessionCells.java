package io.engagement.core.metric.sessions;

import io.engagement.core.session.PingRule;
import io.engagement.core.session.Session;
import io.engagement.core.session.SessionSlot;
import io.engagement.core.session.SessionSummary;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.CellValue;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.table.InputWarnings;
import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import java.util.List;

/** What a session contributes to {@link SessionsTables#CELLS}. */
final class SessionCells {
  private static final Period[] PERIODS = {Period.HOUR, Period.DAY};

  private final String engagedSeconds;
  private final DefinitionKey definition;
  private final ZoneCalendar calendar;
  private final List<Breakdown> breakdowns;
  private final SessionsDefinition rules;
  private final PingRule pings;
  private final SessionSlot<SessionPart> slot;

  SessionCells(
      DefinitionKey definition,
      ZoneCalendar calendar,
      List<Breakdown> breakdowns,
      SessionsDefinition rules,
      SessionSlot<SessionPart> slot) {
    this.engagedSeconds = rules.id() + ".engaged_seconds";
    this.definition = definition;
    this.calendar = calendar;
    this.breakdowns = breakdowns;
    this.rules = rules;
    this.pings = rules.pings();
    this.slot = slot;
  }

  /**
   * Adds a session, or takes it back.
   *
   * @param sign 1 or -1
   */
  void add(DeltaBuffer deltas, Session session, boolean isFirst, int sign) {
    SessionSummary summary = session.sum();
    long bounced = rules.isBounce(summary) ? sign : 0;
    long newUsers = isFirst ? sign : 0;
    long engaged = summary.engagedMillis(pings);
    if (engaged == SessionSummary.UNKNOWN) {
      InputWarnings.countUnknown(deltas, engagedSeconds, sign);
    }
    long engagedMillis = Math.max(0, engaged) * sign;
    long orders = Math.max(0, slot.part(session).orders().count()) * sign;
    for (Period period : PERIODS) {
      long bucket = period.bucketOf(summary.startMillis(), calendar);
      deltas.at(SessionsTables.CELLS, definition).period(period).number(bucket).total();
      add(deltas.cell(), summary, bounced, newUsers, engagedMillis, orders, sign);
      for (long left = slot.countedUnder(session); left != 0; left &= left - 1) {
        int i = Long.numberOfTrailingZeros(left);
        deltas
            .at(SessionsTables.CELLS, definition)
            .period(period)
            .number(bucket)
            .dimension(breakdowns.get(i), slot.value(session, i));
        add(deltas.cell(), summary, bounced, newUsers, engagedMillis, orders, sign);
      }
    }
  }

  private static void add(
      CellValue cell,
      SessionSummary summary,
      long bounced,
      long newUsers,
      long engagedMillis,
      long orders,
      int sign) {
    cell.add(SessionsTables.SESSIONS, sign);
    cell.add(SessionsTables.BOUNCED, bounced);
    cell.add(SessionsTables.NEW_USERS, newUsers);
    cell.add(SessionsTables.EVENTS, (long) sign * summary.events());
    cell.add(SessionsTables.VIEWS, (long) sign * summary.views());
    cell.add(SessionsTables.DURATION, sign * summary.durationMillis());
    cell.add(SessionsTables.ENGAGED, engagedMillis);
    cell.add(SessionsTables.CONVERTED, Long.signum(orders));
    cell.add(SessionsTables.ORDERS, orders);
    cell.histogram(SessionsTables.DURATIONS).add(summary.durationMillis(), sign);
  }
}
