package io.engagement.core.metric.trends;

import io.engagement.core.metric.SliceKind;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Period;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/** A user's tallies by period and bucket. Mutable. */
final class Tallies {
  /** By the bucket's number; never a period without buckets. */
  private final EnumMap<Period, TreeMap<Long, Tally>> periods = new EnumMap<>(Period.class);

  /**
   * Adds an event to a bucket.
   *
   * @param millionths as {@link Tally#add(long)}
   * @return whether it is the first one there
   */
  boolean add(Period period, long bucket, long millionths) {
    TreeMap<Long, Tally> buckets = buckets(period);
    Tally tally = buckets.get(bucket);
    boolean isFirst = tally == null;
    if (tally == null) {
      tally = new Tally();
      buckets.put(bucket, tally);
    }
    tally.add(millionths);
    return isFirst;
  }

  private TreeMap<Long, Tally> buckets(Period period) {
    return periods.computeIfAbsent(period, absent -> new TreeMap<>());
  }

  /**
   * Drops buckets that cannot change any more.
   *
   * @param firstKept by period the first bucket that is kept
   */
  void expire(ToLongFunction<Period> firstKept) {
    periods
        .entrySet()
        .removeIf(
            period -> {
              period.getValue().headMap(firstKept.applyAsLong(period.getKey())).clear();
              return period.getValue().isEmpty();
            });
  }

  /** Looks at a bucket. */
  @FunctionalInterface
  interface Visitor {
    void visit(Period period, long bucket, Tally tally);
  }

  void forEach(Visitor visitor) {
    periods.forEach(
        (period, buckets) ->
            buckets.forEach((bucket, tally) -> visitor.visit(period, bucket, tally)));
  }

  /** Looks at the first bucket of each period. */
  void forEachFirst(Visitor visitor) {
    periods.forEach(
        (period, buckets) ->
            visitor.visit(period, buckets.firstKey(), buckets.firstEntry().getValue()));
  }

  /**
   * How they are made and kept.
   *
   * @param kept the periods, as bits, that are not dropped when they are read
   */
  record Kind(int kept) implements SliceKind<Tallies> {
    /** The least a period takes: its ordinal, the number of buckets, one bucket. */
    private static final int LEAST_PERIOD_BYTES = 4;

    /** The least a bucket takes: its distance and the events. */
    private static final int LEAST_BUCKET_BYTES = 2;

    @Override
    public Tallies create() {
      return new Tallies();
    }

    @Override
    public void merge(Tallies into, Tallies from) {
      from.forEach(
          (period, bucket, tally) ->
              into.buckets(period).computeIfAbsent(bucket, absent -> new Tally()).add(tally));
    }

    @Override
    public boolean isEmpty(Tallies slice) {
      return slice.periods.isEmpty();
    }

    @Override
    public int heapBytes(Tallies slice) {
      int bytes = 88;
      for (TreeMap<Long, Tally> buckets : slice.periods.values()) {
        bytes += 48 + 112 * buckets.size();
      }
      return bytes;
    }

    /**
     * Layout: number of periods, then each: ordinal, number of buckets, then each: distance from
     * the one before (the first one's number), tally.
     */
    @Override
    public void write(Tallies slice, StateWriter out) {
      out.writeUnsigned(slice.periods.size());
      for (Map.Entry<Period, TreeMap<Long, Tally>> period : slice.periods.entrySet()) {
        out.writeByte(period.getKey().ordinal());
        out.writeUnsigned(period.getValue().size());
        long before = 0;
        for (Map.Entry<Long, Tally> bucket : period.getValue().entrySet()) {
          out.writeSigned(bucket.getKey() - before);
          before = bucket.getKey();
          bucket.getValue().write(out);
        }
      }
    }

    @Override
    public Tallies read(StateReader in, int layout) {
      Tallies read = new Tallies();
      for (int count = in.readCount(LEAST_PERIOD_BYTES); count > 0; count--) {
        Period period = period(in.readByte());
        TreeMap<Long, Tally> buckets = new TreeMap<>();
        long bucket = 0;
        for (int left = in.readCount(LEAST_BUCKET_BYTES); left > 0; left--) {
          bucket += in.readSigned();
          buckets.put(bucket, Tally.read(in));
        }
        if ((period.bit() & kept) != 0 && !buckets.isEmpty()) {
          read.periods.put(period, buckets);
        }
      }
      return read;
    }

    private static Period period(int ordinal) {
      if (ordinal < 0 || ordinal >= Period.values().length) {
        throw new IllegalStateException(ordinal + " is no period");
      }
      return Period.at(ordinal);
    }
  }
}
