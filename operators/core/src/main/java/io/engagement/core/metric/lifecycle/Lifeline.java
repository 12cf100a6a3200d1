package io.engagement.core.metric.lifecycle;

import io.engagement.core.metric.SliceKind;
import io.engagement.core.state.SparseBits;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/**
 * When a user was active: the first day ever, for good, and the days that can still matter.
 *
 * <p>Which day was marked last is remembered, because the next event is nearly always of the same.
 * That is no part of the state.
 */
final class Lifeline {
  /** The first day of a user who has none. */
  static final long NEVER = Long.MAX_VALUE;

  long firstDay;
  final SparseBits days;

  /** First instant of the day marked last, and the first after it; an empty stretch at first. */
  long dayFromMillis = Long.MAX_VALUE;

  long dayToMillis = Long.MIN_VALUE;

  private Lifeline(long firstDay, SparseBits days) {
    this.firstDay = firstDay;
    this.days = days;
  }

  /** How lifelines are kept. A lifeline is never empty: what came first is remembered. */
  record Kind() implements SliceKind<Lifeline> {
    @Override
    public Lifeline create() {
      return new Lifeline(NEVER, new SparseBits());
    }

    @Override
    public void merge(Lifeline into, Lifeline from) {
      into.firstDay = Math.min(into.firstDay, from.firstDay);
      into.days.addAll(from.days);
    }

    @Override
    public boolean isEmpty(Lifeline slice) {
      return slice.firstDay == NEVER;
    }

    @Override
    public int heapBytes(Lifeline slice) {
      return 48 + slice.days.heapBytes();
    }

    /** Layout: whether there is a first day, the first day, days. */
    @Override
    public void write(Lifeline slice, StateWriter out) {
      boolean active = slice.firstDay != NEVER;
      out.writeBoolean(active);
      if (active) {
        out.writeSigned(slice.firstDay);
        slice.days.write(out);
      }
    }

    @Override
    public Lifeline read(StateReader in, int layout) {
      if (!in.readBoolean()) {
        return create();
      }
      long firstDay = in.readSigned();
      return new Lifeline(firstDay, SparseBits.read(in, layout));
    }
  }
}
