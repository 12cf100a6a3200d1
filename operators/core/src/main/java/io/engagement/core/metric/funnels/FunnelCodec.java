package io.engagement.core.metric.funnels;

import io.engagement.core.history.Moment;
import io.engagement.core.history.MomentLog;
import io.engagement.core.history.Texts;
import io.engagement.core.metric.BreakdownBits;
import io.engagement.core.session.MessageIds;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes {@link FunnelState}.
 *
 * <pre>
 * layout 1:
 *   breakdowns
 *   expiry
 *   firsts    (if some step counts its first event only) for each step: byte 0 = none, else 1 and
 *             signed time, then the id unless its day is expired
 *   log       of each event unsigned bits; texts if it may give the value of a breakdown
 *   unsigned  number of buckets, then each: signed number (minus the one before), byte of flags,
 *             unsigned steps of the furthest decided attempt (if ATTEMPTED), decided conversion (if
 *             DECIDED), published conversion (if PUBLISHED and not SAME)
 *   conversion: unsigned steps reached, unsigned milliseconds between them, texts
 * </pre>
 */
final class FunnelCodec implements MomentLog.Codec<FunnelEvent> {
  private static final int ATTEMPTED = 1;
  private static final int DECIDED = 2;
  private static final int PUBLISHED = 4;
  private static final int SAME = 8;

  private final FunnelRules rules;
  private final BreakdownBits breakdowns;
  private final int values;
  private final Texts texts = new Texts();

  /** Of the state that is being read: where the values of its breakdowns are now. */
  private int[] places = {};

  /**
   * @param values how many breakdowns there are
   */
  FunnelCodec(FunnelRules rules, BreakdownBits breakdowns, int values) {
    this.rules = rules;
    this.breakdowns = breakdowns;
    this.values = values;
  }

  void write(FunnelState state, StateWriter out) {
    breakdowns.write(out);
    state.expiry.write(out);
    for (Moment first : state.firsts) {
      out.writeBoolean(first != null);
      if (first != null) {
        out.writeSigned(first.millis);
        if (!state.expiry.isExpired(first.millis)) {
          out.writeBytes(first.id(), 0, first.id().length);
        }
      }
    }
    texts.clear();
    state.log.write(this, out);
    out.writeUnsigned(state.buckets.size());
    long before = 0;
    for (BucketRecord record : state.buckets) {
      out.writeSigned(record.bucket - before);
      before = record.bucket;
      write(record, out);
    }
  }

  FunnelState read(StateReader in) {
    places = breakdowns.read(in);
    texts.clear();
    FunnelState state = new FunnelState(rules);
    state.expiry.read(in);
    for (int step = 0; step < state.firsts.length; step++) {
      if (in.readBoolean()) {
        long millis = in.readSigned();
        boolean isExpired = state.expiry.isExpired(millis);
        state.firsts[step] = new Moment(millis, isExpired ? Moment.NO_ID : MessageIds.read(in));
      }
    }
    state.log.read(this, in);
    long bucket = 0;
    for (int count = in.readCount(2); count > 0; count--) {
      bucket += in.readSigned();
      state.buckets.add(record(bucket, in));
    }
    return state;
  }

  @Override
  public void write(FunnelEvent event, StateWriter out) {
    out.writeUnsigned(event.bits);
    if ((event.bits & rules.valueBits) != 0) {
      texts.writeAll(event.values, out);
    }
  }

  @Override
  public FunnelEvent read(long millis, byte[] id, StateReader in) {
    long bits = in.readUnsigned();
    boolean hasValues = (bits & rules.valueBits) != 0;
    return new FunnelEvent(
        millis, id, bits, rules.kind(bits), hasValues ? values(in) : FunnelEvent.NO_VALUES);
  }

  private @Nullable String[] values(StateReader in) {
    @Nullable String[] read = values == 0 ? FunnelEvent.NO_VALUES : new String[values];
    texts.readAll(places, read, in);
    return read;
  }

  private void write(BucketRecord record, StateWriter out) {
    Conversion published = record.published;
    boolean same = published != null && published.equals(record.decided);
    out.writeByte(
        (record.attempted ? ATTEMPTED : 0)
            | (record.decided != null ? DECIDED : 0)
            | (published != null ? PUBLISHED : 0)
            | (same ? SAME : 0));
    if (record.attempted) {
      out.writeUnsigned(record.furthest);
    }
    if (record.decided != null) {
      write(record.decided, out);
    }
    if (published != null && !same) {
      write(published, out);
    }
  }

  private void write(Conversion conversion, StateWriter out) {
    out.writeUnsigned(conversion.reached());
    for (long millis : conversion.millis()) {
      out.writeUnsigned(millis);
    }
    texts.writeAll(conversion.values(), out);
  }

  private BucketRecord record(long bucket, StateReader in) {
    BucketRecord record = new BucketRecord(bucket);
    int flags = in.readByte();
    record.attempted = (flags & ATTEMPTED) != 0;
    if (record.attempted) {
      record.furthest = in.readUnsignedInt();
    }
    if ((flags & DECIDED) != 0) {
      record.decided = conversion(in);
    }
    if ((flags & SAME) != 0) {
      record.published = record.decided;
    } else if ((flags & PUBLISHED) != 0) {
      record.published = conversion(in);
    }
    return record;
  }

  private Conversion conversion(StateReader in) {
    int reached = in.readUnsignedInt();
    if (reached < 1 || reached > rules.steps) {
      throw new IllegalStateException("step " + reached + " of " + rules.steps);
    }
    long[] millis = new long[reached - 1];
    for (int i = 0; i < millis.length; i++) {
      millis[i] = in.readUnsigned();
    }
    return new Conversion(reached, millis, values(in));
  }
}
