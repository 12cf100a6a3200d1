package io.engagement.core.metric.score;

import io.engagement.core.metric.score.ProfileDay.Orders;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The days of a user's last event and the 29 before it on which something happened. */
final class ProfileDays {
  /** How many calendar days a profile looks back, the last one included. */
  static final int WINDOW = 30;

  private static final int LEAST_BYTES = 3;

  private final List<ProfileDay> days = new ArrayList<>(1);

  /** The day, which is added when it is new. */
  ProfileDay at(long day) {
    int at = days.size();
    while (at > 0 && days.get(at - 1).day > day) {
      at--;
    }
    if (at > 0 && days.get(at - 1).day == day) {
      return days.get(at - 1);
    }
    ProfileDay added = new ProfileDay(day);
    days.add(at, added);
    return added;
  }

  void addAll(ProfileDays other) {
    for (ProfileDay one : other.days) {
      at(one.day).addAll(one);
    }
  }

  /** The day; null when nothing happened on it. */
  @Nullable ProfileDay find(long day) {
    for (int i = days.size() - 1; i >= 0 && days.get(i).day >= day; i--) {
      if (days.get(i).day == day) {
        return days.get(i);
      }
    }
    return null;
  }

  /** Expires days before the window that ends with a day, and those without anything. */
  void expire(long lastDay) {
    days.removeIf(one -> one.day <= lastDay - WINDOW || one.isEmpty());
  }

  boolean isActive(long day) {
    ProfileDay found = find(day);
    return found != null && found.active;
  }

  long activeDays() {
    long count = 0;
    for (ProfileDay one : days) {
      count += one.active ? 1 : 0;
    }
    return count;
  }

  long sessions() {
    long count = 0;
    for (ProfileDay one : days) {
      count += one.sessions;
    }
    return count;
  }

  /** The orders in the currency with most of them, the lower code of two; null without orders. */
  @Nullable Orders mostFrequentOrders() {
    List<Orders> byCurrency = new ArrayList<>(1);
    for (ProfileDay one : days) {
      for (Orders orders : one.orders) {
        ProfileDay.add(byCurrency, orders);
      }
    }
    Orders most = null;
    for (Orders orders : byCurrency) {
      if (most == null || orders.count() > most.count()) {
        most = orders;
      }
    }
    return most;
  }

  int heapBytes() {
    int bytes = 64;
    for (ProfileDay one : days) {
      bytes += 8 + one.heapBytes();
    }
    return bytes;
  }

  /**
   * Layout: how many, then each: day minus the one before (the first: from a day), what happened.
   */
  void write(long fromDay, StateWriter out) {
    out.writeUnsigned(days.size());
    long previous = fromDay;
    for (ProfileDay one : days) {
      out.writeSigned(one.day - previous);
      one.write(out);
      previous = one.day;
    }
  }

  static ProfileDays read(long fromDay, StateReader in) {
    ProfileDays read = new ProfileDays();
    long day = fromDay;
    int count = in.readCount(LEAST_BYTES);
    for (int i = 0; i < count; i++) {
      long step = in.readSigned();
      if (i > 0 && step <= 0) {
        throw new IllegalStateException("days of a profile out of order");
      }
      day += step;
      read.days.add(ProfileDay.read(day, in));
    }
    return read;
  }
}
