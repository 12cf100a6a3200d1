package io.engagement.core.metric.activeusers;

import io.engagement.core.metric.SliceKind;
import io.engagement.core.state.SparseBits;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/**
 * When a user was active: the days and minutes that can still matter. One of all the user's events,
 * and one for each dimension value.
 *
 * <p>Which day and minute were marked last is remembered, because the next event is nearly always
 * of the same. That is no part of the state.
 */
final class Activity {
  final SparseBits days;
  final SparseBits minutes;

  /** First instant of the day marked last, and the first after it; an empty stretch at first. */
  long dayFromMillis = Long.MAX_VALUE;

  long dayToMillis = Long.MIN_VALUE;

  /** The minute marked last, counted from the epoch. */
  long minute = Long.MIN_VALUE;

  private Activity(SparseBits days, SparseBits minutes) {
    this.days = days;
    this.minutes = minutes;
  }

  /** How activities are kept. */
  record Kind() implements SliceKind<Activity> {
    @Override
    public Activity create() {
      return new Activity(new SparseBits(), new SparseBits());
    }

    @Override
    public void merge(Activity into, Activity from) {
      into.days.addAll(from.days);
      into.minutes.addAll(from.minutes);
    }

    @Override
    public boolean isEmpty(Activity slice) {
      return slice.days.isEmpty() && slice.minutes.isEmpty();
    }

    @Override
    public int heapBytes(Activity slice) {
      return 48 + slice.days.heapBytes() + slice.minutes.heapBytes();
    }

    /** Layout: days, numbered by epoch day of the zone; minutes since the epoch. */
    @Override
    public void write(Activity slice, StateWriter out) {
      slice.days.write(out);
      slice.minutes.write(out);
    }

    @Override
    public Activity read(StateReader in, int layout) {
      SparseBits days = SparseBits.read(in, layout);
      return new Activity(days, SparseBits.read(in, layout));
    }
  }
}
