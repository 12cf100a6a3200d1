package io.engagement.core.user;

import io.engagement.core.metric.UserMetric;
import io.engagement.core.state.NewerLayoutException;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.time.UtcDay;
import io.engagement.core.user.UserHistory.Encoded;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes histories.
 *
 * <pre>
 * layout 2:
 *   byte      2
 *   instant   timer
 *   ids       count, runs of one hour (see SeenIds)
 *   orders    count, then each (see KnownOrders)
 *   unsigned  number of sections that are not empty, then each:
 *     int       definition key
 *     unsigned  version of the metric's layout
 *     instant   deadline, minus the beginning of the timer's UTC day
 *     unsigned  length, then the metric's bytes
 * layout 1:
 *   byte      1
 *   signed    timer, epoch milliseconds; Long.MAX_VALUE = none
 *   ids, orders, number of sections as above, empty ones too; then each:
 *     int       definition key
 *     unsigned  version of the metric's layout
 *     signed    deadline, epoch milliseconds; -1 = none
 *     unsigned  length, then the metric's bytes
 * </pre>
 *
 * <p>Always writes the newest layout and reads every older one. A section whose key no configured
 * metric has is dropped: it does not see the user's events any more. That of a user without events
 * in the meantime is still whole when its key comes back.
 */
public final class UserHistoryCodec {
  private static final int LAYOUT_1 = 1;
  private static final int LAYOUT_2 = 2;

  /** Of a deadline in layout 1. */
  private static final long NONE = -1;

  private final UserMetric<?>[] metrics;
  private final Map<Integer, Integer> indexByKey = new HashMap<>();
  private final StateReader reader = new StateReader();
  private final StateReader sectionReader = StateReader.ofRepeatedTexts();
  private final StateWriter section = new StateWriter(512);

  /** Histories of these metrics; not thread-safe. */
  public UserHistoryCodec(List<UserMetric<?>> metrics) {
    this.metrics = metrics.toArray(new UserMetric<?>[0]);
    for (int i = 0; i < this.metrics.length; i++) {
      indexByKey.put(this.metrics[i].definition().key(), i);
    }
  }

  /** The history of a user nothing is known of. */
  public UserHistory create() {
    return new UserHistory(
        new SeenIds(),
        new KnownOrders(),
        new Object[metrics.length],
        new Encoded[metrics.length],
        UserHistory.NO_TIMER);
  }

  /**
   * Reads a history; sections stay bytes until they are needed, so the array must not change.
   *
   * @throws IllegalStateException when the bytes are damaged or of a newer layout
   */
  public UserHistory read(byte[] bytes) {
    reader.over(bytes);
    int layout = reader.readByte();
    if (layout != LAYOUT_1 && layout != LAYOUT_2) {
      throw new IllegalStateException(
          "user history in layout " + layout + ", the newest known is " + LAYOUT_2);
    }
    boolean isFirst = layout == LAYOUT_1;
    long timerMillis = isFirst ? reader.readSigned() : reader.readInstant();
    SeenIds seen = SeenIds.read(reader);
    KnownOrders orders = KnownOrders.read(reader);
    @Nullable Encoded[] encoded = new Encoded[metrics.length];
    for (int count = reader.readUnsignedInt(); count > 0; count--) {
      int key = reader.readInt();
      int version = reader.readUnsignedInt();
      long deadline =
          isFirst ? reader.readSigned() : after(dayOf(timerMillis), reader.readInstant());
      if (isFirst && deadline == NONE) {
        deadline = UserHistory.NO_TIMER;
      }
      int length = reader.readUnsignedInt();
      Encoded section = new Encoded(key, version, deadline, bytes, reader.position(), length);
      reader.skip(length);
      Integer index = indexByKey.get(key);
      if (index != null) {
        encoded[index] = section;
      }
    }
    reader.expectEnd();
    return new UserHistory(seen, orders, new Object[metrics.length], encoded, timerMillis);
  }

  /**
   * Writes a history; unflushed metrics must have been flushed.
   *
   * @throws MetricMistake when a metric cannot write its state
   */
  public void write(UserHistory history, StateWriter out) {
    out.writeByte(LAYOUT_2);
    out.writeInstant(history.timerMillis());
    history.seen.write(out);
    history.orders.write(out);
    int sections = 0;
    for (int i = 0; i < metrics.length; i++) {
      if (isWritten(history, i)) {
        sections++;
      }
    }
    out.writeUnsigned(sections);
    for (int i = 0; i < metrics.length; i++) {
      if (isWritten(history, i)) {
        write(history, i, out);
      }
    }
  }

  private boolean isWritten(UserHistory history, int index) {
    Object state = history.states[index];
    return state == null ? history.encoded[index] != null : !isEmpty(metrics[index], state);
  }

  private void write(UserHistory history, int index, StateWriter out) {
    Object state = history.states[index];
    Encoded bytes = history.encoded[index];
    if (state != null) {
      UserMetric<?> metric = metrics[index];
      section.clear();
      writeState(metric, state, section);
      writeHead(metric.definition().key(), metric.stateVersion(), out);
      out.writeInstant(after(-dayOf(history.timerMillis()), deadline(metric, state)));
      out.writeUnsigned(section.size());
      out.writeBytes(section.array(), 0, section.size());
    } else if (bytes != null) {
      writeHead(bytes.key(), bytes.version(), out);
      out.writeInstant(after(-dayOf(history.timerMillis()), bytes.deadlineMillis()));
      out.writeUnsigned(bytes.length());
      out.writeBytes(bytes.bytes(), bytes.offset(), bytes.length());
    }
  }

  private static void writeHead(int key, int version, StateWriter out) {
    out.writeInt(key);
    out.writeUnsigned(version);
  }

  /** Most deadlines are some days after it. */
  private static long dayOf(long timerMillis) {
    return timerMillis == UserHistory.NO_TIMER ? 0 : UtcDay.startMillis(timerMillis);
  }

  private static long after(long millis, long deadlineMillis) {
    return deadlineMillis == UserHistory.NO_TIMER ? deadlineMillis : millis + deadlineMillis;
  }

  /**
   * The state of one metric, decoded or made when it is first asked for.
   *
   * @throws MetricMistake when the metric cannot read what it wrote
   * @throws NewerLayoutException when a newer version wrote it
   */
  Object state(UserHistory history, int index) {
    Object state = history.states[index];
    if (state == null) {
      Encoded bytes = history.encoded[index];
      state = bytes == null ? metrics[index].create() : readState(metrics[index], bytes);
      history.states[index] = state;
      history.encoded[index] = null;
    }
    return state;
  }

  private Object readState(UserMetric<?> metric, Encoded bytes) {
    sectionReader.over(bytes.bytes(), bytes.offset(), bytes.length());
    try {
      Object state = Objects.requireNonNull(metric.readIfKnown(sectionReader, bytes.version()));
      sectionReader.expectEnd();
      return state;
    } catch (NewerLayoutException ofEveryUser) {
      throw ofEveryUser;
    } catch (RuntimeException | StackOverflowError thrown) {
      throw new MetricMistake("read its state", metric, thrown);
    }
  }

  @SuppressWarnings("unchecked")
  private static void writeState(UserMetric<?> metric, Object state, StateWriter out) {
    try {
      ((UserMetric<Object>) metric).write(state, out);
    } catch (RuntimeException | StackOverflowError thrown) {
      throw new MetricMistake("wrote its state", metric, thrown);
    }
  }

  @SuppressWarnings("unchecked")
  static long deadline(UserMetric<?> metric, Object state) {
    return ((UserMetric<Object>) metric).deadlineMillis(state);
  }

  @SuppressWarnings("unchecked")
  private static boolean isEmpty(UserMetric<?> metric, Object state) {
    try {
      return ((UserMetric<Object>) metric).isEmpty(state);
    } catch (RuntimeException | StackOverflowError thrown) {
      throw new MetricMistake("wrote its state", metric, thrown);
    }
  }
}
