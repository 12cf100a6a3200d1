package io.engagement.core.metric.funnels;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.metric.MetricDefinition;
import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One {@code funnels} definition of the configuration.
 *
 * @param windowMillis an attempt may take so long from its entry, the far edge included
 * @param universe which events may not come between the steps of a strict funnel; null for any
 * @param graceMillis how much earlier than the step before a step of an ordered funnel may be
 * @param bucket by entry: {@code DAY}, {@code WEEK}, {@code MONTH} or {@code ALL}
 * @param attribution the step whose event gives the value of a breakdown, from 1; {@link
 *     #LAST_STEP} for the last one reached
 * @param breakdowns names of dimensions that get rows beside the total
 */
public record FunnelsDefinition(
    String id,
    List<Step> steps,
    long windowMillis,
    Order order,
    @Nullable EventMatcher universe,
    EqualTimes equalTimes,
    long graceMillis,
    List<Exclusion> exclusions,
    OnExclusion onExclusion,
    Attempts attempts,
    Period bucket,
    int attribution,
    List<String> breakdowns)
    implements MetricDefinition {
  /** The value of {@link #attribution} for the last step reached. */
  public static final int LAST_STEP = 0;

  public FunnelsDefinition {
    steps = List.copyOf(steps);
    exclusions = List.copyOf(exclusions);
    breakdowns = List.copyOf(breakdowns);
  }

  /**
   * The text of all settings that change the numbers: everything but names and breakdowns. It is
   * hashed into state: what is written for a definition never changes.
   */
  String meaning(ZoneCalendar calendar) {
    StringBuilder meaning = new StringBuilder();
    for (Step step : steps()) {
      meaning.append(step.counts().name()).append(' ');
      meaning.append(step.events().meaning()).append('\n');
    }
    for (Exclusion exclusion : exclusions()) {
      meaning.append(exclusion.after()).append('-').append(exclusion.before()).append(' ');
      meaning.append(exclusion.events().meaning()).append('\n');
    }
    meaning.append(windowMillis()).append('\n');
    meaning.append(order().name()).append('\n');
    meaning.append(universe() == null ? "any" : universe().meaning()).append('\n');
    meaning.append(equalTimes().name()).append('\n');
    meaning.append(graceMillis()).append('\n');
    meaning.append(onExclusion().name()).append('\n');
    meaning.append(attempts().name()).append('\n');
    meaning.append(attribution()).append('\n');
    meaning.append(bucket().name()).append('\n');
    meaning.append(calendar.zone().getId());
    if (bucket() == Period.WEEK) {
      meaning.append('\n').append(calendar.weekStart().name());
    }
    return meaning.toString();
  }

  /**
   * One step.
   *
   * @param name as published
   * @param counts which of a user's matching events count
   */
  public record Step(String name, EventMatcher events, Counts counts) {}

  /** Which of a user's events count for a step. */
  public enum Counts {
    EVERY,
    /** Only the user's first one ever. */
    FIRST
  }

  /**
   * Events that must not come after one step and before another.
   *
   * @param after the step after which, from 1
   * @param before the step before which
   */
  public record Exclusion(EventMatcher events, int after, int before) {}

  /** In which order steps are taken. */
  public enum Order {
    /** One after the other, whatever comes in between. */
    ORDERED,
    /** One after the other, with nothing in between. */
    STRICT,
    /** As they come. */
    ANY
  }

  /** Whether steps of an ordered funnel may happen at the same instant. */
  public enum EqualTimes {
    CHAIN,
    DO_NOT_CHAIN
  }

  /** What an excluded event does. */
  public enum OnExclusion {
    /** It taints the attempt; a user whose furthest attempts are all tainted does not count. */
    TAINT,
    /** The attempt is as if it had not been. */
    VOID,
    /** The attempt keeps the steps up to the excluded event. */
    STOP
  }

  /** Which of a user's attempts of a bucket is reported. */
  public enum Attempts {
    /** Of those that came furthest, the last. */
    LATEST,
    /** Of those that came furthest, the first. */
    EARLIEST,
    /** The first, however far it came; others do not count. */
    FIRST
  }
}
