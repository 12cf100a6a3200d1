package io.engagement.flink.source;

import io.engagement.core.event.json.Hash64;
import io.engagement.core.state.StateReader;
import io.engagement.core.state.StateWriter;

/**
 * The event time that one partition has reached: the largest time read from it that one wrong clock
 * cannot have made up.
 *
 * <p>A time that is far ahead of all that the partition has shown, or the first at all, counts once
 * three users in a row are that far: then the earliest of the three. Any record in between that is
 * not ahead starts the row over, so that phones with wrong clocks among many others never make one.
 * A time close to a trusted arrival needs no witness.
 */
public final class PartitionClock {
  /** Users who are ahead before a third one makes it true. */
  private static final int WITNESSES = 2;

  private long maxTimeMillis = Long.MIN_VALUE;
  private int witnesses;
  private final long[] times = new long[WITNESSES];
  private final long[] users = new long[WITNESSES];

  /** The time reached, epoch milliseconds; {@link Long#MIN_VALUE} when nothing is confirmed. */
  public long maxTimeMillis() {
    return maxTimeMillis;
  }

  /**
   * Takes the next record of the partition.
   *
   * @param isTrusted whether a trusted arrival time bears the time out
   * @param jumpMillis how far ahead a time may be without witnesses; 0 for any distance
   */
  public void see(long timeMillis, String user, boolean isTrusted, long jumpMillis) {
    if (isTrusted || jumpMillis == 0 || isWithin(timeMillis, jumpMillis)) {
      maxTimeMillis = Math.max(maxTimeMillis, timeMillis);
      witnesses = 0;
      return;
    }
    long userHash = Hash64.ofText(user);
    for (int i = 0; i < witnesses; i++) {
      if (users[i] == userHash) {
        times[i] = Math.max(times[i], timeMillis);
        return;
      }
    }
    if (witnesses < WITNESSES) {
      add(timeMillis, userHash);
    } else {
      confirm(timeMillis, userHash, jumpMillis);
    }
  }

  private boolean isWithin(long timeMillis, long jumpMillis) {
    return maxTimeMillis != Long.MIN_VALUE && timeMillis <= maxTimeMillis + jumpMillis;
  }

  private void add(long timeMillis, long userHash) {
    times[witnesses] = timeMillis;
    users[witnesses] = userHash;
    witnesses++;
  }

  /** The earliest of the three is reached; the others stay witnesses where they are far from it. */
  private void confirm(long timeMillis, long userHash, long jumpMillis) {
    int earliest = times[0] <= times[1] ? 0 : 1;
    if (timeMillis <= times[earliest]) {
      maxTimeMillis = timeMillis;
    } else {
      maxTimeMillis = times[earliest];
      times[earliest] = timeMillis;
      users[earliest] = userHash;
    }
    if (times[0] > times[1]) {
      swap();
    }
    for (int i = 0; i < WITNESSES && witnesses > 0 && isWithin(times[0], jumpMillis); i++) {
      maxTimeMillis = Math.max(maxTimeMillis, times[0]);
      swap();
      witnesses--;
    }
  }

  private void swap() {
    long time = times[0];
    long user = users[0];
    times[0] = times[1];
    users[0] = users[1];
    times[1] = time;
    users[1] = user;
  }

  /** One that goes on from here on its own. */
  public PartitionClock copy() {
    PartitionClock copy = new PartitionClock();
    copy.maxTimeMillis = maxTimeMillis;
    for (int i = 0; i < witnesses; i++) {
      copy.add(times[i], users[i]);
    }
    return copy;
  }

  /** Layout: largest time, number of witnesses, then the time and user of each. */
  public void write(StateWriter out) {
    out.writeLong(maxTimeMillis);
    out.writeUnsigned(witnesses);
    for (int i = 0; i < witnesses; i++) {
      out.writeLong(times[i]);
      out.writeLong(users[i]);
    }
  }

  /** Reads what {@link #write} wrote. */
  public static PartitionClock read(StateReader in) {
    PartitionClock clock = new PartitionClock();
    clock.maxTimeMillis = in.readLong();
    for (int count = in.readUnsignedInt(); count > 0; count--) {
      clock.add(in.readLong(), in.readLong());
    }
    return clock;
  }
}
