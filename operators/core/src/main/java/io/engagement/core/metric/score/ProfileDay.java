package io.engagement.core.metric.score;

import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;
import io.engagement.core.state.Wide;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/** What a user did on one day. */
final class ProfileDay {
  private static final int LEAST_ORDERS_BYTES = 3;

  final long day;
  boolean active;

  /** Sessions that started on it. */
  int sessions;

  /** By currency, sorted. */
  final List<Orders> orders = new ArrayList<>(0);

  /**
   * The orders in one currency.
   *
   * @param millionths their amounts added up
   */
  record Orders(String currency, long count, BigInteger millionths) {
    Orders plus(Orders more) {
      return new Orders(currency, count + more.count, millionths.add(more.millionths));
    }
  }

  ProfileDay(long day) {
    this.day = day;
  }

  void add(Orders more) {
    add(orders, more);
  }

  /** Adds what another id of the same person did on the day. */
  void addAll(ProfileDay other) {
    active |= other.active;
    sessions += other.sessions;
    other.orders.forEach(this::add);
  }

  /** Adds to a list that is sorted by currency. */
  static void add(List<Orders> sorted, Orders more) {
    int at = 0;
    while (at < sorted.size() && sorted.get(at).currency().compareTo(more.currency()) < 0) {
      at++;
    }
    if (at < sorted.size() && sorted.get(at).currency().equals(more.currency())) {
      sorted.set(at, sorted.get(at).plus(more));
    } else {
      sorted.add(at, more);
    }
  }

  boolean isEmpty() {
    return !active && sessions == 0 && orders.isEmpty();
  }

  int heapBytes() {
    return 64 + 96 * orders.size();
  }

  /** Layout, without the day: 2 * sessions + active; currencies, each: code, orders, amount. */
  void write(StateWriter out) {
    out.writeUnsigned(2L * sessions + (active ? 1 : 0));
    out.writeUnsigned(orders.size());
    for (Orders one : orders) {
      out.writeText(one.currency());
      out.writeUnsigned(one.count());
      out.writeWide(Wide.high(one.millionths()), one.millionths().longValue());
    }
  }

  static ProfileDay read(long day, StateReader in) {
    ProfileDay read = new ProfileDay(day);
    long sessionsAndActive = in.readUnsigned();
    read.sessions = (int) (sessionsAndActive >>> 1);
    read.active = (sessionsAndActive & 1) != 0;
    for (int count = in.readCount(LEAST_ORDERS_BYTES); count > 0; count--) {
      String currency = in.readRequiredText();
      long ordered = in.readUnsigned();
      long low = in.readWide();
      BigInteger millionths = Wide.of(Wide.number(in.wideHigh(), low));
      read.orders.add(new Orders(currency, ordered, millionths));
    }
    return read;
  }
}
