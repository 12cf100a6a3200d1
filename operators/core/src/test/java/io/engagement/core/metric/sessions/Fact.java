package io.engagement.core.metric.sessions;

import io.engagement.core.table.RowChange;
import java.time.Instant;

/** A row of {@code sessions}; instants as text, times in milliseconds. */
record Fact(
    String metric,
    String id,
    String user,
    String start,
    String end,
    long duration,
    long engaged,
    long events,
    long views,
    String entry,
    String exit,
    boolean bounced,
    boolean newUser,
    boolean closed,
    String dimensions,
    Long orders,
    Number amount,
    String currency) {

  static Fact of(RowChange row) {
    Object[] values = row.values();
    return new Fact(
        (String) row.key()[0],
        (String) row.key()[1],
        (String) values[0],
        Instant.ofEpochMilli((Long) values[1]).toString(),
        Instant.ofEpochMilli((Long) values[2]).toString(),
        (Long) values[3],
        (Long) values[4],
        (Long) values[5],
        (Long) values[6],
        (String) values[7],
        (String) values[8],
        (Boolean) values[9],
        (Boolean) values[10],
        (Boolean) values[11],
        (String) values[12],
        (Long) values[13],
        (Number) values[14],
        (String) values[15]);
  }
}
