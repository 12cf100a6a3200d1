package io.engagement.core.metric.trends;

import io.engagement.core.event.Money;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.CellValue;

/**
 * What a user's events in one bucket come to: how many they are, and the sum of a property in
 * millionths, exact beyond 64 bits. Mutable.
 */
final class Tally {
  private static final int HIGH_SHIFT = 32;
  private static final long LOW = 0xFFFF_FFFFL;

  private long events;
  private long summed;

  /** The sum is {@code high} * 2^32 + {@code low}; {@code low} is from 0 to 2^32 - 1. */
  private long high;

  private long low;

  /**
   * Adds an event.
   *
   * @param millionths the property; what is no number ({@link Money#isKnown}) is in no sum
   */
  void add(long millionths) {
    events++;
    if (Money.isKnown(millionths)) {
      summed++;
      add(millionths >> HIGH_SHIFT, millionths & LOW);
    }
  }

  /** Adds the events of another id of the same person. */
  void add(Tally other) {
    events += other.events;
    summed += other.summed;
    add(other.high, other.low);
  }

  private void add(long moreHigh, long moreLow) {
    low += moreLow;
    high += moreHigh + (low >>> HIGH_SHIFT);
    low &= LOW;
  }

  /** Adds it all to a cell, as one user. */
  void addTo(CellValue cell) {
    cell.add(TrendsTable.EVENTS, events);
    cell.add(TrendsTable.USERS, 1);
    cell.add(TrendsTable.SUMMED, summed);
    cell.addProduct(TrendsTable.SUM, high, 1L << HIGH_SHIFT);
    cell.add(TrendsTable.SUM, low);
  }

  /** Layout: 2 * events + whether any is summed; if so how many are, and the sum. */
  void write(StateWriter out) {
    out.writeUnsigned(events << 1 | (summed > 0 ? 1 : 0));
    if (summed > 0) {
      out.writeUnsigned(summed);
      out.writeWide(high >> HIGH_SHIFT, high << HIGH_SHIFT | low);
    }
  }

  static Tally read(StateReader in) {
    Tally read = new Tally();
    long eventsAndSummed = in.readUnsigned();
    read.events = eventsAndSummed >>> 1;
    if ((eventsAndSummed & 1) != 0) {
      read.summed = in.readUnsigned();
      long lower = in.readWide();
      read.high = in.wideHigh() << HIGH_SHIFT | lower >>> HIGH_SHIFT;
      read.low = lower & LOW;
    }
    return read;
  }
}
