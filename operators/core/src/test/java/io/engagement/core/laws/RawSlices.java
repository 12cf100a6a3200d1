package io.engagement.core.laws;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/** What oracles of families with dimension values need: events by slice and user, dates. */
public final class RawSlices {

  /**
   * All events, or those with one value of a dimension.
   *
   * @param dimension {@code ""} for all events
   * @param value {@code ""} for all events
   */
  public record Slice(String dimension, String value) {}

  /** Looks at the events of a slice by user, in the order in which they happened. */
  @FunctionalInterface
  public interface Visitor {
    void visit(Slice slice, Map<String, List<RawEvent>> users);
  }

  private RawSlices() {}

  /**
   * Visits every slice.
   *
   * @param breakdowns name to path
   */
  public static void forEach(
      List<RawEvent> events,
      Predicate<RawEvent> counted,
      Map<String, String> breakdowns,
      Visitor visitor) {
    Map<Slice, Map<String, List<RawEvent>>> slices =
        new TreeMap<>(Comparator.comparing(Slice::dimension).thenComparing(Slice::value));
    List<RawEvent> inOrder = new ArrayList<>(events);
    inOrder.sort(RawEvent.ORDER);
    for (RawEvent event : inOrder) {
      if (counted.test(event)) {
        add(slices, new Slice("", ""), event);
        breakdowns.forEach(
            (name, path) -> add(slices, new Slice(name, text(event.field(path))), event));
      }
    }
    slices.forEach(visitor::visit);
  }

  private static void add(
      Map<Slice, Map<String, List<RawEvent>>> slices, Slice slice, RawEvent event) {
    slices
        .computeIfAbsent(slice, absent -> new TreeMap<>())
        .computeIfAbsent(event.user(), absent -> new ArrayList<>())
        .add(event);
  }

  public static boolean isPing(RawEvent event) {
    return event.name().equals("Page Ping")
        && Set.of("track", "page", "screen").contains(event.type());
  }

  /** The first instant of a date. */
  public static Instant start(LocalDate date, ZoneId zone) {
    return date.atStartOfDay(zone).toInstant();
  }

  /** The date; where the clock has fallen back over midnight, the new day goes on. */
  public static LocalDate date(long epochMillis, ZoneId zone) {
    Instant instant = Instant.ofEpochMilli(epochMillis);
    LocalDate shown = instant.atZone(zone).toLocalDate();
    return start(shown.plusDays(1), zone).isAfter(instant) ? shown : shown.plusDays(1);
  }

  /** The hour of the zone's day that an instant lies in, counted from the day's first instant. */
  public static Instant hour(long epochMillis, ZoneId zone) {
    Instant dayStart = start(date(epochMillis, zone), zone);
    long hours = Duration.between(dayStart, Instant.ofEpochMilli(epochMillis)).toHours();
    return dayStart.plus(Duration.ofHours(hours));
  }

  /** The hour after one: it comes earlier where the day ends within the hour. */
  public static Instant hourAfter(Instant hour, ZoneId zone) {
    Instant dayEnd = start(date(hour.toEpochMilli(), zone).plusDays(1), zone);
    Instant after = hour.plus(Duration.ofHours(1));
    return after.isBefore(dayEnd) ? after : dayEnd;
  }

  /** A field as the value of a dimension. */
  public static String text(Object value) {
    if (value == null || value.equals("")) {
      return "(none)";
    }
    String text;
    if (value instanceof BigDecimal number) {
      text = number.stripTrailingZeros().toPlainString();
    } else if (value instanceof List || value instanceof Map) {
      text = PlainJson.compact(value);
    } else {
      text = value.toString();
    }
    StringBuilder cut = new StringBuilder();
    for (int codePoint : text.codePoints().toArray()) {
      if (cut.length() + Character.charCount(codePoint) > 256) {
        break;
      }
      cut.appendCodePoint(codePoint);
    }
    return cut.toString();
  }
}
