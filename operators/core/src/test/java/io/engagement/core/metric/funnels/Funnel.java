package io.engagement.core.metric.funnels;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.MetricCase;
import io.engagement.core.laws.NaiveOracle;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.metric.funnels.FunnelsDefinition.Attempts;
import io.engagement.core.metric.funnels.FunnelsDefinition.Counts;
import io.engagement.core.metric.funnels.FunnelsDefinition.EqualTimes;
import io.engagement.core.metric.funnels.FunnelsDefinition.Exclusion;
import io.engagement.core.metric.funnels.FunnelsDefinition.OnExclusion;
import io.engagement.core.metric.funnels.FunnelsDefinition.Order;
import io.engagement.core.metric.funnels.FunnelsDefinition.Step;
import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A funnel with the defaults of the configuration, to vary in tests. */
public final class Funnel {
  static final Map<String, String> DIMENSIONS =
      Map.of(
          "platform",
          "context.device.type",
          "plan",
          "properties.plan",
          "channel",
          "context.campaign.source");

  String id = "checkout";
  final List<Step> steps = new ArrayList<>();
  final List<Exclusion> exclusions = new ArrayList<>();
  long windowMillis = Duration.ofDays(7).toMillis();
  Order order = Order.ORDERED;
  EventMatcher universe;
  EqualTimes equalTimes = EqualTimes.CHAIN;
  long graceMillis;
  OnExclusion onExclusion = OnExclusion.TAINT;
  Attempts attempts = Attempts.LATEST;
  Period bucket = Period.DAY;
  int attribution = 1;
  List<String> breakdowns = List.of();
  ZoneSample sample = new ZoneSample(ZoneId.of("UTC"), LocalDateTime.parse("2024-03-01T00:00"));
  DayOfWeek weekStart = DayOfWeek.MONDAY;
  long lateHorizonMillis = Duration.ofDays(3).toMillis();
  int mostMatching = FunnelsMetric.MOST_MATCHING;
  int mostForeign = FunnelsMetric.MOST_FOREIGN;

  /** Steps that are events of these names. */
  public static Funnel of(String... names) {
    Funnel funnel = new Funnel();
    for (String name : names) {
      funnel.step(EventMatcher.named(name), Counts.EVERY);
    }
    return funnel;
  }

  Funnel step(EventMatcher events, Counts counts) {
    steps.add(new Step(FunnelsFamily.nameOf(events), events, counts));
    return this;
  }

  public Funnel window(String duration) {
    windowMillis = Duration.parse(duration).toMillis();
    return this;
  }

  public Funnel order(Order other) {
    order = other;
    attempts = other == Order.ANY ? Attempts.EARLIEST : attempts;
    return this;
  }

  Funnel universe(String name) {
    universe = EventMatcher.named(name);
    return this;
  }

  Funnel increasing() {
    equalTimes = EqualTimes.DO_NOT_CHAIN;
    return this;
  }

  Funnel grace(long millis) {
    graceMillis = millis;
    return this;
  }

  public Funnel exclude(String name, int after, int before) {
    exclusions.add(new Exclusion(EventMatcher.named(name), after, before));
    return this;
  }

  Funnel on(OnExclusion other) {
    onExclusion = other;
    return this;
  }

  Funnel attempts(Attempts other) {
    attempts = other;
    return this;
  }

  public Funnel bucket(Period other) {
    bucket = other;
    return this;
  }

  public Funnel by(String... dimensions) {
    breakdowns = List.of(dimensions);
    return this;
  }

  public Funnel attributedTo(int step) {
    attribution = step;
    return this;
  }

  public Funnel in(String zone) {
    sample = new ZoneSample(ZoneId.of(zone), sample.moment());
    return this;
  }

  Funnel limits(int matching, int foreign) {
    mostMatching = matching;
    mostForeign = foreign;
    return this;
  }

  /** Names it; {@code checkout} without. */
  public Funnel id(String other) {
    id = other;
    return this;
  }

  /** The same, computed naively. */
  public NaiveOracle oracle() {
    return new FunnelsOracle(this);
  }

  FunnelsDefinition definition() {
    return new FunnelsDefinition(
        id,
        steps,
        windowMillis,
        order,
        universe,
        equalTimes,
        graceMillis,
        exclusions,
        onExclusion,
        attempts,
        bucket,
        attribution,
        breakdowns);
  }

  Map<String, String> dimensions() {
    Map<String, String> used = new TreeMap<>(DIMENSIONS);
    used.keySet().retainAll(breakdowns);
    return used;
  }

  MetricCase trial(RandomHistories histories) {
    FunnelsDefinition definition = definition();
    return new MetricCase(
        definition
            + " in "
            + sample
            + " weeks from "
            + weekStart
            + " late "
            + lateHorizonMillis
            + " at most "
            + mostMatching
            + "+"
            + mostForeign,
        new ZoneCalendar(sample.zone(), weekStart),
        lateHorizonMillis,
        DIMENSIONS,
        setup -> new FunnelsMetric(definition, setup, mostMatching, mostForeign),
        List.of(FunnelsTable.TABLE),
        new FunnelsOracle(this),
        histories);
  }
}
