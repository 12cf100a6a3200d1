package io.engagement.core.metric.funnels;

import io.engagement.core.laws.Approximately;
import io.engagement.core.laws.NaiveOracle;
import io.engagement.core.laws.PlainJson;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.RawMatcher;
import io.engagement.core.metric.funnels.FunnelsDefinition.Attempts;
import io.engagement.core.metric.funnels.FunnelsDefinition.Counts;
import io.engagement.core.metric.funnels.FunnelsDefinition.EqualTimes;
import io.engagement.core.metric.funnels.FunnelsDefinition.Exclusion;
import io.engagement.core.metric.funnels.FunnelsDefinition.OnExclusion;
import io.engagement.core.metric.funnels.FunnelsDefinition.Order;
import io.engagement.core.table.Period;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Funnels from scratch: every attempt of every user is followed through all of their events. */
record FunnelsOracle(Funnel funnel) implements NaiveOracle {

  /** An event and the steps it counts for. */
  private record Seen(
      RawEvent event, Set<Integer> steps, Set<Integer> exclusions, boolean foreign) {
    long time() {
      return event.timeMillis();
    }
  }

  private record Attempt(List<Seen> steps, boolean tainted) {}

  private record Slice(LocalDate bucket, String dimension, String value) {}

  @Override
  public PublishedRows rows(List<RawEvent> events, long watermarkMillis) {
    Map<String, List<RawEvent>> users = new TreeMap<>();
    for (RawEvent event : events) {
      users.computeIfAbsent(event.user(), absent -> new ArrayList<>()).add(event);
    }
    Map<Slice, List<List<Seen>>> reported = new LinkedHashMap<>();
    for (List<RawEvent> user : users.values()) {
      user.sort(RawEvent.ORDER);
      List<Seen> seen = withinLimits(seen(user));
      Map<LocalDate, List<Attempt>> attempts = new TreeMap<>();
      for (Seen entry : seen) {
        boolean enters =
            funnel.order == Order.ANY ? !entry.steps().isEmpty() : entry.steps().contains(1);
        if (enters) {
          attempts
              .computeIfAbsent(bucket(entry.time()), absent -> new ArrayList<>())
              .add(attempt(entry, seen));
        }
      }
      attempts.forEach(
          (bucket, all) -> {
            List<Seen> one = report(all);
            if (one != null) {
              slices(bucket, one)
                  .forEach(
                      slice ->
                          reported.computeIfAbsent(slice, absent -> new ArrayList<>()).add(one));
            }
          });
    }
    PublishedRows rows = new PublishedRows();
    reported.forEach((slice, all) -> publish(rows, slice, all, watermarkMillis));
    return rows;
  }

  private List<Seen> seen(List<RawEvent> user) {
    Set<Integer> firstIsOver = new HashSet<>();
    List<Seen> seen = new ArrayList<>();
    for (RawEvent event : user) {
      Set<Integer> steps = new HashSet<>();
      boolean matchesSome = false;
      for (int step = 1; step <= funnel.steps.size(); step++) {
        if (RawMatcher.holds(funnel.steps.get(step - 1).events(), event)) {
          matchesSome = true;
          boolean firstOnly = funnel.steps.get(step - 1).counts() == Counts.FIRST;
          if (!firstOnly || firstIsOver.add(step)) {
            steps.add(step);
          }
        }
      }
      Set<Integer> exclusions = new HashSet<>();
      for (int i = 0; i < funnel.exclusions.size(); i++) {
        if (RawMatcher.holds(funnel.exclusions.get(i).events(), event)) {
          exclusions.add(i);
          matchesSome = true;
        }
      }
      boolean foreign =
          funnel.order == Order.STRICT
              && (funnel.universe == null || RawMatcher.holds(funnel.universe, event));
      if (matchesSome || foreign) {
        seen.add(new Seen(event, steps, exclusions, foreign));
      }
    }
    return seen;
  }

  /** Of each UTC day the first events only. */
  private List<Seen> withinLimits(List<Seen> all) {
    Map<List<Object>, Integer> counts = new HashMap<>();
    List<Seen> kept = new ArrayList<>();
    for (Seen one : all) {
      boolean matching =
          funnel.steps.stream().anyMatch(step -> RawMatcher.holds(step.events(), one.event()))
              || !one.exclusions().isEmpty();
      LocalDate day = Instant.ofEpochMilli(one.time()).atZone(ZoneOffset.UTC).toLocalDate();
      int count = counts.merge(List.of(day, matching), 1, Integer::sum);
      if (count <= (matching ? funnel.mostMatching : funnel.mostForeign)) {
        kept.add(one);
      }
    }
    return kept;
  }

  private Attempt attempt(Seen entry, List<Seen> all) {
    return switch (funnel.order) {
      case ORDERED -> excluded(ordered(entry, all), all);
      case STRICT -> excluded(strict(entry, all), all);
      case ANY -> {
        Attempt best = null;
        for (int step = 1; step <= funnel.steps.size(); step++) {
          if (entry.steps().contains(step)) {
            Attempt one = excluded(any(entry, step, all), all);
            if (best == null || one.steps().size() > best.steps().size()) {
              best = one;
            }
          }
        }
        yield best;
      }
    };
  }

  private List<Seen> ordered(Seen entry, List<Seen> all) {
    List<Seen> taken = new ArrayList<>(List.of(entry));
    for (int step = 2; step <= funnel.steps.size(); step++) {
      Seen before = taken.get(taken.size() - 1);
      Seen found = null;
      for (Seen one : all) {
        boolean inTime =
            funnel.equalTimes == EqualTimes.DO_NOT_CHAIN
                ? one.time() > before.time()
                : one.time() >= before.time() - funnel.graceMillis;
        if (found == null && one.steps().contains(step) && inTime && !taken.contains(one)) {
          found = one;
        }
      }
      if (found == null || found.time() > entry.time() + funnel.windowMillis) {
        break;
      }
      taken.add(found);
    }
    return taken;
  }

  private List<Seen> strict(Seen entry, List<Seen> all) {
    List<Seen> taken = new ArrayList<>(List.of(entry));
    for (Seen one : all.subList(all.indexOf(entry) + 1, all.size())) {
      if (one.steps().isEmpty() && !one.foreign()) {
        continue;
      }
      boolean isNext = one.steps().contains(taken.size() + 1);
      if (!isNext || one.time() - entry.time() > funnel.windowMillis) {
        break;
      }
      taken.add(one);
    }
    return taken;
  }

  private List<Seen> any(Seen entry, int entryStep, List<Seen> all) {
    List<Seen> taken = new ArrayList<>(List.of(entry));
    Set<Integer> filled = new HashSet<>(Set.of(entryStep));
    for (Seen one : all.subList(all.indexOf(entry) + 1, all.size())) {
      if (one.time() <= entry.time() + funnel.windowMillis) {
        for (int step = 1; step <= funnel.steps.size(); step++) {
          if (one.steps().contains(step) && filled.add(step)) {
            taken.add(one);
            break;
          }
        }
      }
    }
    return taken;
  }

  private Attempt excluded(List<Seen> steps, List<Seen> all) {
    long firstTime = Long.MAX_VALUE;
    int stepsBefore = steps.size();
    for (int i = 0; i < funnel.exclusions.size(); i++) {
      Exclusion exclusion = funnel.exclusions.get(i);
      for (Seen one : all) {
        if (one.exclusions().contains(i)
            && isBetween(one.time(), steps, exclusion)
            && one.time() < firstTime) {
          firstTime = one.time();
          stepsBefore = exclusion.after();
        }
      }
    }
    boolean stops = funnel.order == Order.ANY || funnel.onExclusion == OnExclusion.STOP;
    if (firstTime == Long.MAX_VALUE || !stops) {
      return new Attempt(steps, firstTime != Long.MAX_VALUE);
    }
    int kept = stepsBefore;
    while (kept < steps.size() && steps.get(kept).time() <= firstTime) {
      kept++;
    }
    return new Attempt(new ArrayList<>(steps.subList(0, kept)), false);
  }

  private boolean isBetween(long time, List<Seen> steps, Exclusion exclusion) {
    if (steps.size() < exclusion.after() || time <= steps.get(exclusion.after() - 1).time()) {
      return false;
    }
    return steps.size() >= exclusion.before()
        ? time < steps.get(exclusion.before() - 1).time()
        : time <= steps.get(0).time() + funnel.windowMillis;
  }

  private List<Seen> report(List<Attempt> attempts) {
    if (funnel.attempts == Attempts.FIRST) {
      for (Attempt attempt : attempts) {
        if (!attempt.tainted()) {
          return attempt.steps();
        }
        if (funnel.onExclusion == OnExclusion.TAINT) {
          return null;
        }
      }
      return null;
    }
    int furthest = 0;
    for (Attempt attempt : attempts) {
      if (!attempt.tainted() || funnel.onExclusion == OnExclusion.TAINT) {
        furthest = Math.max(furthest, attempt.steps().size());
      }
    }
    List<Attempt> order = new ArrayList<>(attempts);
    if (funnel.attempts == Attempts.LATEST) {
      Collections.reverse(order);
    }
    for (Attempt attempt : order) {
      if (!attempt.tainted() && attempt.steps().size() == furthest) {
        return attempt.steps();
      }
    }
    return null;
  }

  private List<Slice> slices(LocalDate bucket, List<Seen> steps) {
    List<Slice> slices = new ArrayList<>(List.of(new Slice(bucket, "", "")));
    funnel
        .dimensions()
        .forEach(
            (name, path) -> {
              int step = funnel.attribution == 0 ? steps.size() : funnel.attribution;
              String value =
                  step > steps.size() ? "(none)" : text(steps.get(step - 1).event().field(path));
              slices.add(new Slice(bucket, name, value));
            });
    return slices;
  }

  private void publish(
      PublishedRows rows, Slice slice, List<List<Seen>> reported, long watermarkMillis) {
    boolean complete =
        end(slice.bucket()) == null
            ? watermarkMillis == Long.MAX_VALUE
            : watermarkMillis >= end(slice.bucket()).toEpochMilli() + funnel.windowMillis;
    for (int step = 1; step <= funnel.steps.size(); step++) {
      List<Long> times = new ArrayList<>();
      long users = 0;
      for (List<Seen> one : reported) {
        if (one.size() >= step) {
          users++;
          if (step > 1) {
            times.add(Math.max(0, one.get(step - 1).time() - one.get(step - 2).time()));
          }
        }
      }
      if (users > 0) {
        Collections.sort(times);
        rows.put(
            "funnels",
            List.of(
                funnel.id,
                slice.bucket().toEpochDay(),
                slice.dimension(),
                slice.value(),
                (long) step),
            Arrays.asList(
                funnel.steps.get(step - 1).name(),
                users,
                step == 1 ? null : mean(times),
                step == 1 ? null : percentile(times, 0.5),
                step == 1 ? null : percentile(times, 0.9),
                complete));
      }
    }
  }

  private static long mean(List<Long> times) {
    BigDecimal sum = BigDecimal.ZERO;
    for (long time : times) {
      sum = sum.add(BigDecimal.valueOf(time));
    }
    return sum.divide(BigDecimal.valueOf(times.size()), 0, RoundingMode.HALF_UP).longValueExact();
  }

  private static Approximately percentile(List<Long> sorted, double share) {
    double rank = share * (sorted.size() - 1);
    int below = (int) Math.floor(rank);
    int above = (int) Math.ceil(rank);
    double value = sorted.get(below) + (rank - below) * (sorted.get(above) - sorted.get(below));
    return new Approximately(value, 0.01, 1);
  }

  private LocalDate bucket(long time) {
    LocalDate date = date(Instant.ofEpochMilli(time));
    return switch (funnel.bucket) {
      case DAY -> date;
      case WEEK -> date.with(TemporalAdjusters.previousOrSame(funnel.weekStart));
      case MONTH -> date.withDayOfMonth(1);
      default -> LocalDate.EPOCH;
    };
  }

  /** Null for a bucket without end. */
  private Instant end(LocalDate bucket) {
    if (funnel.bucket == Period.ALL) {
      return null;
    }
    LocalDate next =
        switch (funnel.bucket) {
          case DAY -> bucket.plusDays(1);
          case WEEK -> bucket.plusWeeks(1);
          default -> bucket.plusMonths(1);
        };
    return next.atStartOfDay(funnel.sample.zone()).toInstant();
  }

  /** The date; where the clock has fallen back over midnight, the new day goes on. */
  private LocalDate date(Instant instant) {
    LocalDate shown = instant.atZone(funnel.sample.zone()).toLocalDate();
    Instant next = shown.plusDays(1).atStartOfDay(funnel.sample.zone()).toInstant();
    return next.isAfter(instant) ? shown : shown.plusDays(1);
  }

  private static String text(Object value) {
    if (value == null || value.equals("")) {
      return "(none)";
    }
    if (value instanceof BigDecimal number) {
      return number.stripTrailingZeros().toPlainString();
    }
    return value instanceof List || value instanceof Map
        ? PlainJson.compact(value)
        : value.toString();
  }
}
