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
 * @param days how many days end with the last one where {@code from} is null
 * @param from first day; null for as many as {@code days}
 * @param to last day; null for today
 * @param chosen parameter to value
 */
public record Selection(
    int days, @Nullable LocalDate from, @Nullable LocalDate to, Map<String, String> chosen) {
  private static final int DEFAULT_DAYS = 28;
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
    return new Selection(
        range == null ? DEFAULT_DAYS : days(range),
        from == null ? null : date("from", from),
        to == null ? null : date("to", to),
        Map.copyOf(chosen));
  }

  private static int days(String range) {
    Matcher matcher = RANGE.matcher(range);
    int days = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    if (days < 1 || days > MOST_DAYS) {
      throw new InvalidSelectionException(
          "range is a number of days, like 28d, and at most ten years");
    }
    return days;
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

  /**
   * What statements can use whatever the view: the dates and what the cut is.
   *
   * @throws InvalidSelectionException when the dates are no range
   */
  Map<String, Object> values(Ledger ledger, Database.Address address) {
    ZoneId zone = address.zone();
    OffsetDateTime until =
        (ledger.until() == null ? ledger.readAt() : ledger.until()).atZone(zone).toOffsetDateTime();
    LocalDate today = until.toLocalDate();
    LocalDate last = to == null ? today : to;
    LocalDate first = from == null ? last.minusDays(days - 1L) : from;
    if (last.isBefore(first) || first.plusDays(MOST_DAYS).isBefore(last)) {
      throw new InvalidSelectionException(
          "to must not be before from, and at most ten years after it");
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
