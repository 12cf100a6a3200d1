package io.engagement.core.history;

import io.engagement.core.session.MessageIds;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.time.UtcDay;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.RandomAccess;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;

/**
 * Moments of a user in the order of (time, message id).
 *
 * <p>Of each UTC day and kind the log takes the first so many, by their {@linkplain Moment#weight
 * weight}: a moment is taken while those before it come to less than the limit. That bounds what
 * robots cost and does not depend on the order of arrival.
 *
 * @param <T> what is kept
 */
public final class MomentLog<T extends Moment> extends AbstractList<T> implements RandomAccess {
  /** The least a moment takes: its time, and something that says what it is. */
  private static final int LEAST_BYTES = 2;

  private final Expiry expiry;
  private final List<T> moments = new ArrayList<>(1);
  private long weight;

  /**
   * @param expiry of the user; shared by all logs that expire together
   */
  public MomentLog(Expiry expiry) {
    this.expiry = expiry;
  }

  @Override
  public T get(int index) {
    return moments.get(index);
  }

  @Override
  public int size() {
    return moments.size();
  }

  /** The position of the first moment at or after an instant; {@link #size} when there is none. */
  public int firstAtOrAfter(long instantMillis) {
    int low = 0;
    int high = moments.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (moments.get(middle).millis < instantMillis) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The time of the last moment; {@link Long#MIN_VALUE} when there is none. */
  public long lastMillis() {
    return moments.isEmpty() ? Long.MIN_VALUE : moments.get(moments.size() - 1).millis;
  }

  /**
   * Adds a moment where it belongs, unless its day is expired or those before it reach the limit.
   *
   * @param most the weight of a day's moments of a kind after which no more are taken
   * @param evicted told of moments that are beyond the limit now, after they were removed
   * @return whether it was added
   */
  public boolean add(T moment, int most, Consumer<? super T> evicted) {
    if (expiry.isExpired(moment.millis)) {
      return false;
    }
    int at = moments.size();
    while (at > 0 && moments.get(at - 1).isAfter(moment)) {
      at--;
    }
    // As long as all days together are within the limit, none is beyond it.
    boolean isCrowded = weight + moment.weight() > most;
    if (isCrowded && weightBefore(at, moment) >= most) {
      return false;
    }
    moments.add(at, moment);
    weight += moment.weight();
    if (isCrowded) {
      evict(at, most, evicted);
    }
    return true;
  }

  /** What the moments of the same day and kind before a position weigh. */
  private long weightBefore(int position, T moment) {
    long day = UtcDay.startMillis(moment.millis);
    long before = 0;
    for (int i = position - 1; i >= 0 && moments.get(i).millis >= day; i--) {
      if (moments.get(i).kind() == moment.kind()) {
        before += moments.get(i).weight();
      }
    }
    return before;
  }

  private void evict(int position, int most, Consumer<? super T> evicted) {
    T added = moments.get(position);
    long before = weightBefore(position, added) + added.weight();
    long nextDay = UtcDay.endMillis(added.millis);
    int next = position + 1;
    while (next < moments.size() && moments.get(next).millis < nextDay) {
      T one = moments.get(next);
      if (one.kind() == added.kind() && before >= most) {
        moments.remove(next);
        weight -= one.weight();
        evicted.accept(one);
      } else {
        before += one.kind() == added.kind() ? one.weight() : 0;
        next++;
      }
    }
  }

  /**
   * Adds all moments of another log that is expired as far as this one, those of expired days too.
   * The limits are kept as if they had been added one by one. Of moments whose order is not known
   * any more, those of this log come first.
   *
   * @param most by moment, the weight of a day's moments of its kind after which no more are taken
   */
  public void merge(MomentLog<T> other, ToIntFunction<? super T> most) {
    List<T> both = new ArrayList<>(moments.size() + other.moments.size());
    int next = 0;
    for (T added : other.moments) {
      while (next < moments.size() && !moments.get(next).isAfter(added)) {
        both.add(moments.get(next++));
      }
      both.add(added);
    }
    both.addAll(moments.subList(next, moments.size()));
    moments.clear();
    weight = 0;
    Map<Integer, Long> ofDay = new HashMap<>();
    long day = Long.MIN_VALUE;
    for (T moment : both) {
      if (UtcDay.startMillis(moment.millis) != day) {
        day = UtcDay.startMillis(moment.millis);
        ofDay.clear();
      }
      long before = ofDay.getOrDefault(moment.kind(), 0L);
      if (before < most.applyAsInt(moment)) {
        ofDay.put(moment.kind(), before + moment.weight());
        moments.add(moment);
        weight += moment.weight();
      }
    }
  }

  /**
   * Drops the moments before an instant, but for those that are kept.
   *
   * @param keeps asked of each in order
   */
  public void expire(long beforeMillis, Predicate<? super T> keeps) {
    int end = firstAtOrAfter(beforeMillis);
    int kept = 0;
    for (int i = 0; i < end; i++) {
      T moment = moments.get(i);
      if (keeps.test(moment)) {
        moments.set(kept++, moment);
      } else {
        weight -= moment.weight();
      }
    }
    moments.subList(kept, end).clear();
  }

  /** Drops the message ids of expired days: no other moment can come beside theirs any more. */
  public void expireIds() {
    int end = firstAtOrAfter(expiry.beforeMillis());
    for (int i = 0; i < end; i++) {
      moments.get(i).expireId();
    }
  }

  /** What the log takes on the heap, roughly. */
  public int heapBytes() {
    int bytes = 56 + 4 * moments.size();
    for (int i = 0; i < moments.size(); i++) {
      bytes += moments.get(i).heapBytes();
    }
    return bytes;
  }

  /** How what a moment says beyond its time and id is written. */
  public interface Codec<T extends Moment> {
    void write(T moment, StateWriter out);

    T read(long millis, byte[] id, StateReader in);
  }

  /**
   * Layout: unsigned number of moments, then each: signed time, minus the one before; id unless its
   * day is expired; what the codec writes.
   */
  public void write(Codec<T> codec, StateWriter out) {
    out.writeUnsigned(moments.size());
    long before = 0;
    for (int i = 0; i < moments.size(); i++) {
      T moment = moments.get(i);
      out.writeSigned(moment.millis - before);
      before = moment.millis;
      if (!expiry.isExpired(moment.millis)) {
        out.writeBytes(moment.id(), 0, moment.id().length);
      }
      codec.write(moment, out);
    }
  }

  /** Reads what {@link #write} wrote into an empty log, after its {@link Expiry} was read. */
  public void read(Codec<T> codec, StateReader in) {
    long millis = 0;
    for (int count = in.readCount(LEAST_BYTES); count > 0; count--) {
      millis += in.readSigned();
      byte[] id = expiry.isExpired(millis) ? Moment.NO_ID : MessageIds.read(in);
      T moment = codec.read(millis, id, in);
      moments.add(moment);
      weight += moment.weight();
    }
  }
}
