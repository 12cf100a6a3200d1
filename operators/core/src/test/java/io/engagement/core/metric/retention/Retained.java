package io.engagement.core.metric.retention;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.MetricLaws;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.metric.retention.RetentionDefinition.Attribution;
import io.engagement.core.metric.retention.RetentionDefinition.Cohort;
import io.engagement.core.metric.retention.RetentionDefinition.Counting;
import io.engagement.core.table.Period;
import java.time.DayOfWeek;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Daily retention of {@code S} by {@code R}, to vary in tests. */
final class Retained {
  private EventMatcher start = EventMatcher.named("S");
  private EventMatcher returns = EventMatcher.named("R");
  private Period period = Period.DAY;
  private Cohort cohort = Cohort.FIRST_TIME;
  private Counting counting = Counting.ON;
  private int minReturns = 1;
  private List<String> breakdowns = List.of();
  private Attribution attribution = Attribution.BOTH;
  private String zone = "UTC";
  private DayOfWeek weekStart = DayOfWeek.MONDAY;

  Retained by(Period other) {
    period = other;
    return this;
  }

  Retained of(Cohort other) {
    cohort = other;
    return this;
  }

  Retained counting(Counting other) {
    counting = other;
    return this;
  }

  Retained needing(int returnsOfAPeriod) {
    minReturns = returnsOfAPeriod;
    return this;
  }

  Retained start(EventMatcher other) {
    start = other;
    return this;
  }

  Retained returning(EventMatcher other) {
    returns = other;
    return this;
  }

  Retained brokenDownBy(String dimension) {
    breakdowns = List.of(dimension);
    return this;
  }

  Retained by(Attribution other) {
    attribution = other;
    return this;
  }

  Retained in(String otherZone) {
    zone = otherZone;
    return this;
  }

  Retained weeksFrom(DayOfWeek other) {
    weekStart = other;
    return this;
  }

  MetricCase trial() {
    return RetentionCases.of(
        new RetentionDefinition(
            "back",
            start,
            returns,
            period,
            7,
            cohort,
            counting,
            minReturns,
            breakdowns,
            attribution),
        start,
        new ZoneSample(ZoneId.of(zone), LocalDateTime.parse("2024-03-01T00:00")),
        weekStart,
        RetentionCases.LATE_HORIZON_MILLIS);
  }

  /** Users by cohort and index of the total, after events that arrive in this order. */
  Map<String, Long> after(RawEvent... events) {
    return users(MetricLaws.rowsOf(trial(), Arrays.asList(events)), "");
  }

  /** The same, of a value of the dimension. */
  Map<String, Long> of(String value, RawEvent... events) {
    return users(MetricLaws.rowsOf(trial(), Arrays.asList(events)), value);
  }

  MetricRun<?> run(RawEvent... events) {
    return MetricRun.of(trial()).acceptAll(events);
  }

  static Map<String, Long> users(PublishedRows rows, String value) {
    Map<String, Long> users = new TreeMap<>();
    rows.table("retention")
        .forEach(
            (key, values) -> {
              if (key.get(5).equals(value)) {
                users.put(key.get(2) + " + " + key.get(3), (Long) values.get(0));
              }
            });
    return users;
  }

  static RawEvent s(String instant) {
    return RawEvent.track("S").at(instant);
  }

  static RawEvent r(String instant) {
    return RawEvent.track("R").at(instant);
  }
}
