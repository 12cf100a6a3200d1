package io.engagement.core.metric.trends;

import io.engagement.core.laws.NaiveOracle;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.RawMatcher;
import io.engagement.core.laws.RawSlices;
import io.engagement.core.table.Period;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Trends the slow way: the events of every bucket gathered, counted and added up.
 *
 * @param breakdowns of the definition: name to path
 */
public record TrendsOracle(
    TrendsDefinition definition, ZoneId zone, DayOfWeek weekStart, Map<String, String> breakdowns)
    implements NaiveOracle {
  private static final BigDecimal MOST = new BigDecimal("10000000000");

  @Override
  public PublishedRows rows(List<RawEvent> events, long watermarkMillis) {
    PublishedRows rows = new PublishedRows();
    RawSlices.forEach(
        events,
        event -> RawMatcher.holds(definition.events(), event),
        breakdowns,
        (slice, users) -> {
          for (Period period : definition.periods()) {
            Map<Instant, List<RawEvent>> buckets = new TreeMap<>();
            users
                .values()
                .forEach(
                    history ->
                        history.forEach(
                            event ->
                                buckets
                                    .computeIfAbsent(
                                        start(period, event.timeMillis()),
                                        absent -> new ArrayList<>())
                                    .add(event)));
            buckets.forEach(
                (start, inBucket) ->
                    rows.put(
                        "trends",
                        List.of(
                            definition.id(),
                            period.name().toLowerCase(Locale.ROOT),
                            text(period, start),
                            slice.dimension(),
                            slice.value()),
                        row(inBucket, end(period, start).toEpochMilli() <= watermarkMillis)));
          }
        });
    return rows;
  }

  private List<Object> row(List<RawEvent> events, boolean complete) {
    List<BigDecimal> numbers =
        definition.sum() == null
            ? List.of()
            : events.stream()
                .map(event -> number(event.field(definition.sum())))
                .filter(Objects::nonNull)
                .toList();
    BigDecimal sum = numbers.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
    return Arrays.asList(
        (long) events.size(),
        events.stream().map(RawEvent::user).distinct().count(),
        numbers.isEmpty() ? null : plain(sum),
        (long) numbers.size(),
        complete);
  }

  private static BigDecimal plain(BigDecimal number) {
    BigDecimal plain = number.stripTrailingZeros();
    return plain.scale() < 0 ? plain.setScale(0) : plain;
  }

  /** Null for what is no number. */
  private static BigDecimal number(Object field) {
    BigDecimal number = null;
    if (field instanceof Long || field instanceof BigDecimal) {
      number = new BigDecimal(field.toString());
    } else if (field instanceof String text && text.strip().matches("-?\\d+(\\.\\d+)?")) {
      number = new BigDecimal(text.strip());
    }
    return number == null || number.abs().compareTo(MOST) > 0
        ? null
        : number.setScale(6, RoundingMode.HALF_UP);
  }

  private Instant start(Period period, long millis) {
    LocalDate day = RawSlices.date(millis, zone);
    return switch (period) {
      case HOUR -> RawSlices.hour(millis, zone);
      case WEEK -> RawSlices.start(day.with(TemporalAdjusters.previousOrSame(weekStart)), zone);
      case MONTH -> RawSlices.start(day.withDayOfMonth(1), zone);
      default -> RawSlices.start(day, zone);
    };
  }

  private Instant end(Period period, Instant start) {
    LocalDate day = RawSlices.date(start.toEpochMilli(), zone);
    return switch (period) {
      case HOUR -> RawSlices.hourAfter(start, zone);
      case WEEK -> RawSlices.start(day.plusWeeks(1), zone);
      case MONTH -> RawSlices.start(day.plusMonths(1), zone);
      default -> RawSlices.start(day.plusDays(1), zone);
    };
  }

  private String text(Period period, Instant start) {
    return period == Period.HOUR
        ? start.toString()
        : RawSlices.date(start.toEpochMilli(), zone).toString();
  }
}
