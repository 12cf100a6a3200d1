package io.engagement.bench.comparison;

import io.engagement.bench.RecordBytes;
import io.engagement.bench.contender.Outcome;
import io.engagement.core.state.StableHash;
import io.engagement.generate.RecordSink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Counts what contenders should find while records are written, which come in the order of their
 * times: users by day and sessions with gaps of half an hour, both by the user id, else the
 * anonymous id.
 */
final class Expected implements RecordSink {
  private static final long DAY_MILLIS = 86_400_000;
  private static final long GAP_MILLIS = 30 * 60_000;
  private static final byte[] USER_ID = "\"userId\":\"".getBytes(StandardCharsets.UTF_8);
  private static final byte[] ANONYMOUS_ID = "\"anonymousId\":\"".getBytes(StandardCharsets.UTF_8);
  private static final byte[] PING = "\"event\":\"Page Ping\"".getBytes(StandardCharsets.UTF_8);
  private static final byte[] CONTEXT = "\"context\":".getBytes(StandardCharsets.UTF_8);

  private final List<RecordSink> sinks;
  private final Map<Long, Seen> users = new HashMap<>();
  private final Map<String, Long> dailyUsers = new TreeMap<>();
  private long events;
  private long sessions;
  private long lastMillis = Long.MIN_VALUE;

  private static final class Seen {
    private long millis = Long.MIN_VALUE;
    private long activeDay = Long.MIN_VALUE;
  }

  /**
   * @param sinks take all records
   */
  Expected(List<RecordSink> sinks) {
    this.sinks = sinks;
  }

  Outcome outcome() {
    return new Outcome(null, events, dailyUsers, sessions);
  }

  @Override
  public void accept(int person, long arrivalMillis, byte[] bytes, int length) throws IOException {
    for (RecordSink sink : sinks) {
      sink.accept(person, arrivalMillis, bytes, length);
    }
    if (arrivalMillis < lastMillis) {
      throw new IllegalStateException("records do not come in the order of their times");
    }
    lastMillis = arrivalMillis;
    events++;
    // Ids stand in front of the context.
    int head = Math.max(0, RecordBytes.indexOf(CONTEXT, bytes, 0, length));
    int userId = RecordBytes.indexOf(USER_ID, bytes, 0, head);
    int begin =
        userId < 0
            ? RecordBytes.indexOf(ANONYMOUS_ID, bytes, 0, head) + ANONYMOUS_ID.length
            : userId + USER_ID.length;
    int end = RecordBytes.quote(bytes, begin);
    Seen user =
        users.computeIfAbsent(StableHash.hash64(bytes, begin, end - begin), unknown -> new Seen());
    if (user.millis == Long.MIN_VALUE || arrivalMillis - user.millis > GAP_MILLIS) {
      sessions++;
    }
    user.millis = arrivalMillis;
    long day = Math.floorDiv(arrivalMillis, DAY_MILLIS);
    if (user.activeDay != day && RecordBytes.indexOf(PING, bytes, 0, head) < 0) {
      user.activeDay = day;
      dailyUsers.merge(LocalDate.ofEpochDay(day).toString(), 1L, Long::sum);
    }
  }

  @Override
  public void flush() throws IOException {
    for (RecordSink sink : sinks) {
      sink.flush();
    }
  }

  @Override
  public void close() throws IOException {
    for (RecordSink sink : sinks) {
      sink.close();
    }
  }
}
