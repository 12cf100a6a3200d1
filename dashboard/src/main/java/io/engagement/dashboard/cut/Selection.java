package io.engagement.dashboard.cut;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants to see: the dates, and a value for each parameter that was chosen.
 *
 * @param range a number of days that end with today, as {@code 28d}; empty where dates are given
 * @param from first day; null with a range
 * @param to last day; null with a range
 * @param chosen parameter to value
 */
public record Selection(
    String range, @Nullable LocalDate from, @Nullable LocalDate to, Map<String, String> chosen) {
  private static final String DEFAULT_RANGE = "28d";
  private static final Pattern RANGE = Pattern.compile("([1-9][0-9]{0,3})d");
  private static final int LONGEST_VALUE = 2_000;
  private static final int MOST_DAYS = 3_660;

  /**
   * Reads an address's parameters.
   *
   * @throws InvalidSelectionException when a value is none
   */
  public static Selection of(Map<String, String> query) {
    Map<String, String> chosen = new HashMap<>(query);
    query.forEach(
        (name, value) -> {
          if (value.length() > LONGEST_VALUE || value.indexOf('\0') >= 0) {
            throw new InvalidSelectionException(name + " is no value that could be found");
          }
        });
    String range = chosen.remove("range");
    String from = chosen.remove("from");
    String to = chosen.remove("to");
    if (from != null && to != null) {
      LocalDate first = date("from", from);
      LocalDate last = date("to", to);
      if (last.isBefore(first) || first.plusDays(MOST_DAYS).isBefore(last)) {
        throw new InvalidSelectionException(
            "to must not be before from, and at most ten years after it");
      }
      return new Selection("", first, last, Map.copyOf(chosen));
    }
    if (range != null && !RANGE.matcher(range).matches()) {
      throw new InvalidSelectionException("range is a number of days, like 28d");
    }
    return new Selection(range == null ? DEFAULT_RANGE : range, null, null, Map.copyOf(chosen));
  }

  private static LocalDate date(String name, String text) {
    try {
      LocalDate date = LocalDate.parse(text);
      if (date.getYear() < 1970 || date.getYear() > 9999) {
        throw new InvalidSelectionException(name + " is between the years 1970 and 9999");
      }
      return date;
    } catch (DateTimeException e) {
      throw new InvalidSelectionException(name + " is a date, like 2026-03-01");
    }
  }

  /** What statements can use whatever the view: the dates and what the cut is. */
  Map<String, Object> values(Ledger ledger, Database.Address address) {
    ZoneId zone = address.zone();
    OffsetDateTime until =
        (ledger.until() == null ? ledger.readAt() : ledger.until()).atZone(zone).toOffsetDateTime();
    LocalDate today = until.toLocalDate();
    LocalDate last = to == null ? today : to;
    LocalDate first = from;
    if (first == null) {
      Matcher days = RANGE.matcher(range);
      first = last.minusDays(days.matches() ? Integer.parseInt(days.group(1)) - 1 : 0);
    }
    Map<String, Object> values = new HashMap<>();
    values.put("until", until);
    values.put("today", today);
    values.put("from", first);
    values.put("to", last);
    values.put("sink", address.deployment());
    values.put("zone", address.sqlZone());
    return values;
  }

  /** What was asked for makes no sense. */
  public static final class InvalidSelectionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public InvalidSelectionException(String message) {
      super(message);
    }
  }
}
