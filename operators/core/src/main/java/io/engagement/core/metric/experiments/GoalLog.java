package io.engagement.core.metric.experiments;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.Amounts;
import java.util.ArrayList;
import java.util.List;

/**
 * What a user did for goals lately, in a fixed order: an exposure that comes late, or that another
 * id of theirs had, may still turn out to lie before it.
 */
final class GoalLog {
  private static final int LEAST_BYTES = 3;
  private static final int ENTRY_HEAP_BYTES = 40;

  /**
   * One event for one goal.
   *
   * @param goal its number in the definition, from 0
   */
  record Entry(long timeMillis, int goal, long millionths) {
    private boolean isAfter(Entry other) {
      int order = Long.compare(timeMillis, other.timeMillis);
      order = order == 0 ? Integer.compare(goal, other.goal) : order;
      return (order == 0 ? Long.compare(millionths, other.millionths) : order) > 0;
    }
  }

  private final List<Entry> entries = new ArrayList<>(0);

  void add(Entry entry) {
    int at = entries.size();
    while (at > 0 && entries.get(at - 1).isAfter(entry)) {
      at--;
    }
    entries.add(at, entry);
  }

  void addAll(GoalLog other) {
    other.entries.forEach(this::add);
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Time of the last one, epoch milliseconds; only when there is one. */
  long lastMillis() {
    return entries.get(entries.size() - 1).timeMillis();
  }

  /** Adds what lies from one instant on and before another. */
  void addTo(GoalSum[] sums, long fromMillis, long toMillis) {
    for (int i = lower(fromMillis); i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.timeMillis() >= toMillis) {
        return;
      }
      sums[entry.goal()].add(entry.millionths());
    }
  }

  void removeBefore(long timeMillis) {
    int dropped = lower(timeMillis);
    if (dropped != 0) {
      entries.subList(0, dropped).clear();
    }
  }

  /** The position of the first that is not before an instant. */
  private int lower(long timeMillis) {
    int low = 0;
    int high = entries.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (entries.get(middle).timeMillis() < timeMillis) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  int heapBytes() {
    return 40 + ENTRY_HEAP_BYTES * entries.size();
  }

  /**
   * Layout: how many, then each: time minus the one before, goal, value, since layout 4 of the
   * section as {@link Amounts} writes it, with none for one that is too large.
   */
  void write(StateWriter out) {
    out.writeUnsigned(entries.size());
    long previous = 0;
    for (Entry entry : entries) {
      out.writeSigned(entry.timeMillis() - previous);
      out.writeUnsigned(entry.goal());
      Amounts.write(entry.millionths(), GoalSum.HUNDREDTH, out);
      previous = entry.timeMillis();
    }
  }

  static GoalLog read(StateReader in, int goals, int version) {
    GoalLog read = new GoalLog();
    long time = 0;
    for (int count = in.readCount(LEAST_BYTES); count > 0; count--) {
      time += in.readSigned();
      int goal = in.readUnsignedInt();
      if (goal >= goals) {
        throw new IllegalStateException("there is no goal " + goal + " of " + goals);
      }
      long millionths = version >= 4 ? Amounts.read(GoalSum.HUNDREDTH, in) : in.readSigned();
      read.entries.add(new Entry(time, goal, millionths));
    }
    return read;
  }
}
