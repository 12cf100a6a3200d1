package io.engagement.core.metric.funnels;

import io.engagement.core.metric.funnels.FunnelsDefinition.Attempts;
import io.engagement.core.metric.funnels.FunnelsDefinition.Counts;
import io.engagement.core.metric.funnels.FunnelsDefinition.EqualTimes;
import io.engagement.core.metric.funnels.FunnelsDefinition.Exclusion;
import io.engagement.core.metric.funnels.FunnelsDefinition.OnExclusion;
import io.engagement.core.metric.funnels.FunnelsDefinition.Order;
import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import java.util.List;

/**
 * A definition as attempts need it. What an event matches is kept as bits: one a step from bit 0
 * on, then one an exclusion, then {@link #foreignBit}.
 */
final class FunnelRules {
  static final int MATCHING = 0;
  static final int FOREIGN = 1;

  final int steps;
  final List<Exclusion> exclusions;
  final Order order;
  final OnExclusion onExclusion;
  final Attempts attempts;
  final long windowMillis;

  /** A step may be so much later than the one before at least; negative: so much earlier. */
  final long leastPauseMillis;

  /** How much earlier than its entry an attempt may reach. */
  final long slackMillis;

  final Period bucket;
  final ZoneCalendar calendar;
  final int attribution;

  /** Bits of all steps. */
  final long stepBits;

  /** Bits of all steps and exclusions. */
  final long matchBits;

  /** Set for what must not come between the steps of a strict funnel. */
  final long foreignBit;

  /** Bits of the steps of which only the user's first event counts. */
  final long firstBits;

  /** An event with one of these may be an entry. */
  final long entryBits;

  /** An event with one of these may give the value of a breakdown. */
  final long valueBits;

  FunnelRules(FunnelsDefinition definition, ZoneCalendar calendar) {
    this.steps = definition.steps().size();
    this.exclusions = definition.exclusions();
    this.order = definition.order();
    this.onExclusion = order == Order.ANY ? OnExclusion.STOP : definition.onExclusion();
    this.attempts = definition.attempts();
    this.windowMillis = definition.windowMillis();
    this.leastPauseMillis =
        definition.equalTimes() == EqualTimes.DO_NOT_CHAIN ? 1 : -definition.graceMillis();
    this.slackMillis = (steps - 1) * definition.graceMillis();
    this.bucket = definition.bucket();
    this.calendar = calendar;
    this.attribution = definition.attribution();
    this.stepBits = (1L << steps) - 1;
    this.foreignBit = 1L << (steps + exclusions.size());
    this.matchBits = foreignBit - 1;
    long first = 0;
    for (int step = 0; step < steps; step++) {
      if (definition.steps().get(step).counts() == Counts.FIRST) {
        first |= 1L << step;
      }
    }
    this.firstBits = first;
    boolean anyOrder = order == Order.ANY;
    this.entryBits = anyOrder ? stepBits : 1;
    this.valueBits =
        anyOrder || attribution == FunnelsDefinition.LAST_STEP ? stepBits : 1L << (attribution - 1);
  }

  /** Events that match something and those that are only foreign have limits of their own. */
  int kind(long bits) {
    return (bits & matchBits) != 0 ? MATCHING : FOREIGN;
  }

  long bucketOf(long millis) {
    return bucket.bucketOf(millis, calendar);
  }

  /** The first instant of a bucket, epoch milliseconds. */
  long startMillis(long ofBucket) {
    return bucket == Period.ALL ? Long.MIN_VALUE : calendar.startMillis(ofBucket);
  }

  /** The first instant after a bucket; {@link Long#MAX_VALUE} when it has no end. */
  long endMillis(long ofBucket) {
    return bucket.endMillis(ofBucket, calendar);
  }

  /** The first instant at which no event can belong to an attempt of the bucket any more. */
  long completeAtMillis(long ofBucket) {
    long end = endMillis(ofBucket);
    return end == Long.MAX_VALUE ? end : end + windowMillis;
  }

  /** Entries before this have had their whole window before an instant. */
  long finalBefore(long instantMillis) {
    return instantMillis == Long.MIN_VALUE || instantMillis == Long.MAX_VALUE
        ? instantMillis
        : instantMillis - windowMillis;
  }
}
