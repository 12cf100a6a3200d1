package io.engagement.core.laws;

import io.engagement.core.event.Condition;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.SlicedMetric;
import io.engagement.core.metric.UserMetric;
import io.engagement.core.table.CellTable;
import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** What definitions of the families that count by slices ({@link SlicedMetric}) are tried with. */
public final class SlicedCases {
  public static final Map<String, String> DIMENSIONS =
      Map.of("platform", "context.device.type", "plan", "properties.plan");
  public static final long LATE_HORIZON_MILLIS = Duration.ofDays(3).toMillis();

  private static final List<EventMatcher> MATCHERS =
      List.of(
          EventMatcher.ANY,
          EventMatcher.named("Product Viewed"),
          new EventMatcher.Spec(
              List.of(),
              List.of(),
              List.of(
                  new Condition("context.device.type", Condition.Operator.NE, List.of("ios")))));

  /** Computes a definition naively. */
  @FunctionalInterface
  public interface Oracle {
    /**
     * @param periods their labels
     * @param active which events make a user active
     * @param breakdowns the definition's dimensions: name to path
     */
    NaiveOracle of(
        ZoneId zone,
        DayOfWeek weekStart,
        Set<String> periods,
        Predicate<RawEvent> active,
        Map<String, String> breakdowns);
  }

  private SlicedCases() {}

  /** Any events. */
  public static EventMatcher events(RandomGenerator random) {
    return MATCHERS.get(random.nextInt(MATCHERS.size()));
  }

  /** At least one of some periods. */
  public static List<Period> periods(List<Period> all, Predicate<Period> isChosen) {
    List<Period> periods = new ArrayList<>();
    while (periods.isEmpty()) {
      all.stream().filter(isChosen).forEach(periods::add);
    }
    return periods;
  }

  /** Each dimension with a chance of one in so many. */
  public static List<String> breakdowns(RandomGenerator random, int oneIn) {
    return new TreeSet<>(DIMENSIONS.keySet())
        .stream().filter(name -> random.nextInt(oneIn) == 0).toList();
  }

  public static DayOfWeek weekStart(RandomGenerator random) {
    return random.nextBoolean() ? DayOfWeek.MONDAY : DayOfWeek.SUNDAY;
  }

  public static long lateHorizonMillis(RandomGenerator random) {
    long[] horizons = {1, Duration.ofHours(1).toMillis(), LATE_HORIZON_MILLIS};
    return horizons[random.nextInt(horizons.length)];
  }

  /** A zone in March 2024. */
  public static ZoneSample march(String zone) {
    return new ZoneSample(ZoneId.of(zone), LocalDateTime.parse("2024-03-01T00:00"));
  }

  /** A definition on trial. */
  public static MetricCase of(
      SlicedMetric.Settings definition,
      ZoneSample sample,
      DayOfWeek weekStart,
      long lateHorizonMillis,
      Function<MetricSetup, UserMetric<?>> metric,
      CellTable table,
      Oracle oracle,
      RandomHistories histories) {
    Map<String, String> ofDefinition = new TreeMap<>(DIMENSIONS);
    ofDefinition.keySet().retainAll(definition.breakdowns());
    Set<String> labels = new TreeSet<>();
    definition.periods().forEach(period -> labels.add(period.label()));
    return new MetricCase(
        definition + " in " + sample + " weeks from " + weekStart + " late " + lateHorizonMillis,
        new ZoneCalendar(sample.zone(), weekStart),
        lateHorizonMillis,
        DIMENSIONS,
        metric,
        List.of(table),
        oracle.of(
            sample.zone(),
            weekStart,
            labels,
            event -> RawMatcher.holds(definition.events(), event),
            ofDefinition),
        histories);
  }

  /** Histories of a shop's visitors; pauses are left to the family. */
  public static RandomHistories histories(ZoneSample sample, List<Object> devices) {
    return RandomHistories.around(sample)
        .event("track", "Product Viewed")
        .event("track", "Product Viewed")
        .event("track", "Product Added")
        .event("page", "Home")
        .event("identify", "")
        .event("track", "Page Ping")
        .field("context.device.type", devices)
        .field("properties.plan", Arrays.asList("free", "pro", null));
  }
}
