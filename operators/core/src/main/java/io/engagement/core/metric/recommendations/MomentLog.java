package io.engagement.core.metric.recommendations;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a user did of one kind, in order. Of each UTC day only the first things are taken, whatever
 * the order of arrival: that bounds the state of robots.
 */
final class MomentLog<T extends Moment> {
  static final long DAY_MILLIS = 86_400_000L;

  final List<T> moments = new ArrayList<>(1);

  /** The start of the UTC day of an instant; the ends of time stay what they are. */
  static long dayStart(long millis) {
    return millis == Long.MIN_VALUE || millis == Long.MAX_VALUE
        ? millis
        : millis - Math.floorMod(millis, DAY_MILLIS);
  }

  /**
   * Takes a moment, unless those of its day before it reach the limit.
   *
   * @param most the weight of a day's moments after which no more are taken
   * @param evicted told of moments that are after the limit now, after they were removed
   * @return whether it was taken
   */
  boolean take(T moment, int most, Consumer<? super T> evicted) {
    int at = moments.size();
    while (at > 0 && moments.get(at - 1).isAfter(moment)) {
      at--;
    }
    long day = dayStart(moment.millis);
    int weight = 0;
    for (int i = at - 1; i >= 0 && moments.get(i).millis >= day; i--) {
      weight += moments.get(i).weight();
    }
    if (weight >= most) {
      return false;
    }
    moments.add(at, moment);
    weight += moment.weight();
    int next = at + 1;
    while (next < moments.size() && moments.get(next).millis < day + DAY_MILLIS) {
      if (weight >= most) {
        evicted.accept(moments.remove(next));
      } else {
        weight += moments.get(next).weight();
        next++;
      }
    }
    return true;
  }

  /** Forgets the moments before an instant, after they were shown. */
  void forgetBefore(long instantMillis, Consumer<? super T> forgotten) {
    int count = 0;
    while (count < moments.size() && moments.get(count).millis < instantMillis) {
      forgotten.accept(moments.get(count));
      count++;
    }
    moments.subList(0, count).clear();
  }

  /** Forgets the ids of moments before an instant: no other can come beside them any more. */
  void forgetIdsBefore(long instantMillis) {
    for (T moment : moments) {
      if (moment.millis >= instantMillis) {
        break;
      }
      moment.id = Moment.NO_ID;
    }
  }

  /** The time of the last moment; {@link Long#MIN_VALUE} when there is none. */
  long lastMillis() {
    return moments.isEmpty() ? Long.MIN_VALUE : moments.get(moments.size() - 1).millis;
  }

  int heapBytes() {
    int bytes = 48 + 4 * moments.size();
    for (T moment : moments) {
      bytes += moment.heapBytes();
    }
    return bytes;
  }
}
