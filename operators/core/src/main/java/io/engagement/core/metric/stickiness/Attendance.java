package io.engagement.core.metric.stickiness;

import io.engagement.core.metric.SliceKind;
import io.engagement.core.state.SparseBits;
import io.engagement.core.state.SparseCounts;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/**
 * How often a user was there, by unit: the hours of days, or days. A unit is full when it has as
 * many events as an interval needs; more are not counted.
 */
final class Attendance {
  final SparseBits full;

  /** Units with fewer events than an interval needs. */
  final SparseCounts partial;

  /** A stretch of time that is full, so that its events change nothing; no part of the state. */
  long fullFromMillis = Long.MAX_VALUE;

  long fullToMillis = Long.MIN_VALUE;

  private Attendance(SparseBits full, SparseCounts partial) {
    this.full = full;
    this.partial = partial;
  }

  /** Counts an event of a unit that is not full; whether the unit is full now. */
  boolean add(long unit, int needed) {
    if (needed != 1) {
      if (partial.increment(unit) < needed) {
        return false;
      }
      partial.remove(unit);
    }
    full.add(unit);
    return true;
  }

  /** Events from one unit on and before another, where a full unit has as many as are needed. */
  long events(long from, long to, int needed) {
    return (long) full.count(from, to) * needed + (needed == 1 ? 0 : partial.sum(from, to));
  }

  /** The first unit not below another that has events, or {@link Long#MAX_VALUE}. */
  long firstFrom(long unit) {
    long ofFull = full.contains(unit) ? unit : full.after(unit);
    return Math.min(ofFull, partial.firstFrom(unit));
  }

  /**
   * How attendances are kept.
   *
   * @param needed events that make an interval active
   */
  record Kind(int needed) implements SliceKind<Attendance> {
    @Override
    public Attendance create() {
      return new Attendance(new SparseBits(), new SparseCounts());
    }

    @Override
    public void merge(Attendance into, Attendance from) {
      into.full.addAll(from.full);
      into.partial.addAll(from.partial, needed, into.full);
    }

    @Override
    public boolean isEmpty(Attendance slice) {
      return slice.full.isEmpty() && slice.partial.isEmpty();
    }

    @Override
    public int heapBytes(Attendance slice) {
      return 48 + slice.full.heapBytes() + slice.partial.heapBytes();
    }

    /** Layout: full units, counts of the others. */
    @Override
    public void write(Attendance slice, StateWriter out) {
      slice.full.write(out);
      slice.partial.write(out);
    }

    @Override
    public Attendance read(StateReader in, int layout) {
      SparseBits full = SparseBits.read(in, layout);
      return new Attendance(full, SparseCounts.read(in));
    }
  }
}
