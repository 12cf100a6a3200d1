package io.engagement.core.metric.funnels;

import io.engagement.core.metric.Breakdown;
import io.engagement.core.session.MessageIds;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes {@link FunnelState}.
 *
 * <pre>
 * layout 1:
 *   unsigned  number of breakdowns, then their keys, an int each
 *   signed    first UTC day that is not closed; Long.MIN_VALUE = none closed, Long.MAX_VALUE = all
 *   texts     of breakdowns: number, then each; referred to by position from 1, 0 = not recorded
 *   firsts    (if some step counts its first event only) for each step: byte 0 = none, else 1 and
 *             signed time, then the id unless it lies in a closed day
 *   unsigned  number of events, then each: time (the first signed, others after the one before,
 *             unsigned), unsigned bits, id unless closed, texts if it may give the value
 *   unsigned  number of buckets, then each: signed number (minus the one before), byte of flags,
 *             unsigned steps of the furthest decided attempt (if ATTEMPTED), decided conversion (if
 *             DECIDED), published conversion (if PUBLISHED and not SAME)
 *   conversion: unsigned steps reached, unsigned milliseconds between them, texts
 * </pre>
 */
final class FunnelLayout {
  /** The first layout. */
  static final int LAYOUT_1 = 1;

  private static final int ATTEMPTED = 1;
  private static final int DECIDED = 2;
  private static final int PUBLISHED = 4;
  private static final int SAME = 8;

  private final FunnelRules rules;
  private final int[] breakdownKeys;

  FunnelLayout(FunnelRules rules, List<Breakdown> breakdowns) {
    this.rules = rules;
    this.breakdownKeys = breakdowns.stream().mapToInt(Breakdown::key).toArray();
  }

  void write(FunnelState state, StateWriter out) {
    out.writeUnsigned(breakdownKeys.length);
    for (int key : breakdownKeys) {
      out.writeInt(key);
    }
    boolean ends = state.closedBefore == Long.MIN_VALUE || state.closedBefore == Long.MAX_VALUE;
    out.writeSigned(
        ends ? state.closedBefore : Math.floorDiv(state.closedBefore, FunnelCloser.DAY_MILLIS));
    Map<String, Integer> texts = texts(state);
    out.writeUnsigned(texts.size());
    texts.keySet().forEach(out::writeText);
    writeFirsts(state, out);
    writeLog(state, texts, out);
    out.writeUnsigned(state.buckets.size());
    long before = 0;
    for (BucketRecord record : state.buckets) {
      out.writeSigned(record.bucket - before);
      before = record.bucket;
      writeRecord(record, texts, out);
    }
  }

  private static Map<String, Integer> texts(FunnelState state) {
    Map<String, Integer> texts = new LinkedHashMap<>();
    for (int i = 0; i < state.log.size(); i++) {
      collect(state.log.values[i], texts);
    }
    for (BucketRecord record : state.buckets) {
      if (record.decided != null) {
        collect(record.decided.values(), texts);
      }
      if (record.published != null) {
        collect(record.published.values(), texts);
      }
    }
    return texts;
  }

  private static void collect(@Nullable String[] values, Map<String, Integer> texts) {
    for (String value : values) {
      if (value != null) {
        texts.putIfAbsent(value, texts.size() + 1);
      }
    }
  }

  private void writeFirsts(FunnelState state, StateWriter out) {
    if (rules.firstBits == 0) {
      return;
    }
    for (int step = 0; step < rules.steps; step++) {
      boolean known = state.firsts.isKnown(step);
      out.writeBoolean(known);
      if (known) {
        long millis = state.firsts.millis(step);
        out.writeSigned(millis);
        if (millis >= state.closedBefore) {
          byte[] id = state.firsts.id(step);
          out.writeBytes(id, 0, id.length);
        }
      }
    }
  }

  private void writeLog(FunnelState state, Map<String, Integer> texts, StateWriter out) {
    FunnelLog log = state.log;
    out.writeUnsigned(log.size());
    for (int i = 0; i < log.size(); i++) {
      if (i == 0) {
        out.writeSigned(log.millis[0]);
      } else {
        out.writeUnsigned(log.millis[i] - log.millis[i - 1]);
      }
      out.writeUnsigned(log.bits[i]);
      if (log.millis[i] >= state.closedBefore) {
        out.writeBytes(log.ids[i], 0, log.ids[i].length);
      }
      if ((log.bits[i] & rules.valueBits) != 0) {
        writeValues(log.values[i], texts, out);
      }
    }
  }

  private static void writeValues(
      @Nullable String[] values, Map<String, Integer> texts, StateWriter out) {
    for (String value : values) {
      out.writeUnsigned(value == null ? 0 : texts.getOrDefault(value, 0));
    }
  }

  private static void writeRecord(
      BucketRecord record, Map<String, Integer> texts, StateWriter out) {
    boolean same = record.published != null && record.published.equals(record.decided);
    out.writeByte(
        (record.attempted ? ATTEMPTED : 0)
            | (record.decided != null ? DECIDED : 0)
            | (record.published != null ? PUBLISHED : 0)
            | (same ? SAME : 0));
    if (record.attempted) {
      out.writeUnsigned(record.furthest);
    }
    if (record.decided != null) {
      writeConversion(record.decided, texts, out);
    }
    if (record.published != null && !same) {
      writeConversion(record.published, texts, out);
    }
  }

  private static void writeConversion(
      Conversion conversion, Map<String, Integer> texts, StateWriter out) {
    out.writeUnsigned(conversion.reached());
    for (long millis : conversion.millis()) {
      out.writeUnsigned(millis);
    }
    writeValues(conversion.values(), texts, out);
  }

  FunnelState read(StateReader in) {
    int[] breakdowns = new int[in.readCount(Integer.BYTES)];
    for (int i = 0; i < breakdowns.length; i++) {
      breakdowns[i] = indexOf(in.readInt());
    }
    FunnelState state = new FunnelState(rules);
    long closed = in.readSigned();
    boolean ends = closed == Long.MIN_VALUE || closed == Long.MAX_VALUE;
    state.closedBefore = ends ? closed : closed * FunnelCloser.DAY_MILLIS;
    @Nullable String[] texts = new String[in.readCount(1) + 1];
    for (int i = 1; i < texts.length; i++) {
      texts[i] = in.readRequiredText();
    }
    Values values = new Values(texts, breakdowns, breakdownKeys.length);
    readFirsts(state, in);
    readLog(state, values, in);
    long bucket = 0;
    for (int count = in.readCount(2); count > 0; count--) {
      bucket += in.readSigned();
      state.buckets.add(readRecord(bucket, values, in));
    }
    return state;
  }

  /** The texts of a state, in the order of the breakdowns as they are configured now. */
  private record Values(@Nullable String[] texts, int[] breakdowns, int configured) {
    @Nullable String[] read(StateReader in) {
      @Nullable String[] values = configured == 0 ? FunnelLog.NO_VALUES : new String[configured];
      for (int breakdown : breakdowns) {
        int text = in.readUnsignedInt();
        if (text >= texts.length) {
          throw new IllegalStateException("text " + text + " of " + (texts.length - 1));
        }
        if (breakdown >= 0) {
          values[breakdown] = texts[text];
        }
      }
      return values;
    }
  }

  private int indexOf(int breakdownKey) {
    for (int i = 0; i < breakdownKeys.length; i++) {
      if (breakdownKeys[i] == breakdownKey) {
        return i;
      }
    }
    return -1;
  }

  private void readFirsts(FunnelState state, StateReader in) {
    if (rules.firstBits == 0) {
      return;
    }
    for (int step = 0; step < rules.steps; step++) {
      if (in.readBoolean()) {
        long millis = in.readSigned();
        boolean open = millis >= state.closedBefore;
        state.firsts.set(step, millis, open ? MessageIds.read(in) : FunnelLog.NO_ID);
      }
    }
  }

  private void readLog(FunnelState state, Values values, StateReader in) {
    int count = in.readCount(2);
    if (count != 0) {
      state.log.room(count);
    }
    long millis = 0;
    for (int i = 0; i < count; i++) {
      millis = i == 0 ? in.readSigned() : millis + in.readUnsigned();
      long bits = in.readUnsigned();
      byte[] id = millis >= state.closedBefore ? MessageIds.read(in) : FunnelLog.NO_ID;
      state.log.append(
          millis, id, bits, (bits & rules.valueBits) != 0 ? values.read(in) : FunnelLog.NO_VALUES);
    }
  }

  private BucketRecord readRecord(long bucket, Values values, StateReader in) {
    BucketRecord record = new BucketRecord(bucket);
    int flags = in.readByte();
    record.attempted = (flags & ATTEMPTED) != 0;
    if (record.attempted) {
      record.furthest = in.readUnsignedInt();
    }
    if ((flags & DECIDED) != 0) {
      record.decided = readConversion(values, in);
    }
    if ((flags & SAME) != 0) {
      record.published = record.decided;
    } else if ((flags & PUBLISHED) != 0) {
      record.published = readConversion(values, in);
    }
    return record;
  }

  private Conversion readConversion(Values values, StateReader in) {
    int reached = in.readUnsignedInt();
    if (reached < 1 || reached > rules.steps) {
      throw new IllegalStateException("step " + reached + " of " + rules.steps);
    }
    long[] millis = new long[reached - 1];
    for (int i = 0; i < millis.length; i++) {
      millis[i] = in.readUnsigned();
    }
    return new Conversion(reached, millis, values.read(in));
  }
}
