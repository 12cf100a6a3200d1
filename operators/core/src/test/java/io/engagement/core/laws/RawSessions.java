package io.engagement.core.laws;

import io.engagement.core.metric.sessions.SessionsDefinition;
import io.engagement.core.metric.sessions.SessionsDefinition.Boundary;
import io.engagement.core.metric.sessions.SessionsDefinition.Split;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Sessions for oracles of families that go by them: a user's events sorted and cut.
 *
 * @param definition the deployment's first definition of sessions
 */
public record RawSessions(SessionsDefinition definition, ZoneId zone) {
  private static final Set<String> NUMBERS = Set.of("Long", "BigDecimal");

  /** The sessions of every user, each with its events in order. */
  public Map<String, List<List<RawEvent>>> byUser(List<RawEvent> events, long gapMillis) {
    List<RawEvent> inOrder = new ArrayList<>(events);
    inOrder.sort(RawEvent.ORDER);
    Map<String, List<List<RawEvent>>> users = new TreeMap<>();
    for (RawEvent event : inOrder) {
      if (!RawMatcher.holds(definition.events(), event)
          || (definition.exclude() != null && RawMatcher.holds(definition.exclude(), event))) {
        continue;
      }
      List<List<RawEvent>> sessions =
          users.computeIfAbsent(event.user(), absent -> new ArrayList<>());
      if (sessions.isEmpty() || parts(sessions.get(sessions.size() - 1), event, gapMillis)) {
        sessions.add(new ArrayList<>());
      }
      sessions.get(sessions.size() - 1).add(event);
    }
    return users;
  }

  private boolean parts(List<RawEvent> session, RawEvent next, long gapMillis) {
    long end = session.get(session.size() - 1).timeMillis();
    long pause = next.timeMillis() - end;
    if (definition.boundary() == Boundary.INCLUSIVE ? pause > gapMillis : pause >= gapMillis) {
      return true;
    }
    if (definition.splits().contains(Split.MIDNIGHT)
        && !RawSlices.date(end, zone).equals(RawSlices.date(next.timeMillis(), zone))) {
      return true;
    }
    String campaign = textOrNull(next.field("context.campaign.source"));
    return definition.splits().contains(Split.CAMPAIGN)
        && campaign != null
        && !campaign.equals(textOrNull(session.get(0).field("context.campaign.source")));
  }

  /** The day of a session's start. */
  public LocalDate day(List<RawEvent> session) {
    return RawSlices.date(session.get(0).timeMillis(), zone);
  }

  /** A dimension's value: that of the first event that has one. */
  public static String dimension(List<RawEvent> session, String path) {
    for (RawEvent event : session) {
      String text = textOrNull(event.field(path));
      if (text != null) {
        return text;
      }
    }
    return "(none)";
  }

  /** A field as an item or dimension value. */
  public static String text(Object value) {
    String text = textOrNull(value);
    return text == null ? "(none)" : text;
  }

  private static String textOrNull(Object value) {
    if (value == null || value.equals("")) {
      return null;
    }
    if (NUMBERS.contains(value.getClass().getSimpleName())) {
      return new BigDecimal(value.toString()).toPlainString();
    }
    return value instanceof List || value instanceof Map
        ? PlainJson.compact(value)
        : value.toString();
  }
}
