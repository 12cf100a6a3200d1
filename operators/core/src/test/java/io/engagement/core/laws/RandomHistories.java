package io.engagement.core.laws;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Makes random histories: short ones mostly, of one user mostly, crowded at the boundaries that are
 * named. The same generator state gives the same history.
 */
public final class RandomHistories {
  /** Among the values of a field: the path does not exist. */
  public static final Object ABSENT = new Object();

  /** Values a dimension may have: every JSON type, what looks alike, what counts as none. */
  public static final List<Object> DIMENSION_VALUES =
      java.util.Collections.unmodifiableList(
          java.util.Arrays.asList(
              "ios",
              "android",
              "web",
              "ios",
              "android",
              "",
              null,
              ABSENT,
              true,
              "true",
              1L,
              "1",
              new BigDecimal("2.5"),
              "(none)",
              "Ünïcødé 🎈",
              List.of("a", 1L),
              Map.of("k", "v")));

  private static final long[] SCALES = {
    1_000L,
    Duration.ofMinutes(10).toMillis(),
    Duration.ofHours(2).toMillis(),
    Duration.ofDays(1).toMillis(),
    Duration.ofDays(5).toMillis(),
    Duration.ofDays(40).toMillis()
  };

  private record Kind(String type, String name) {}

  private final ZoneSample sample;
  private final List<Kind> kinds = new ArrayList<>();
  private final Map<String, List<Object>> fields = new TreeMap<>();
  private long[] boundaries = {};
  private int longest = 25;
  private long leastPauseMillis;

  private RandomHistories(ZoneSample sample) {
    this.sample = sample;
  }

  /** Histories around a moment. */
  public static RandomHistories around(ZoneSample sample) {
    return new RandomHistories(sample);
  }

  /** Adds a kind of event; naming it several times makes it more frequent. */
  public RandomHistories event(String type, String name) {
    kinds.add(new Kind(type, name));
    return this;
  }

  /** The values a field takes in any event; {@link #ABSENT} and null may be among them. */
  public RandomHistories field(String path, List<Object> values) {
    fields.put(path, values);
    return this;
  }

  /** Pauses that are hit exactly, one millisecond below and above. */
  public RandomHistories pauses(long... millis) {
    boundaries = millis;
    return this;
  }

  /** No two events at one instant. */
  public RandomHistories withoutEqualTimes() {
    leastPauseMillis = 1;
    return this;
  }

  /** How many events a usual history has at most; a few are four times as long. */
  public RandomHistories longest(int events) {
    longest = events;
    return this;
  }

  /** A history in the order in which it happened, without repeats. */
  public List<RawEvent> next(RandomGenerator random) {
    boolean isLong = random.nextInt(50) == 0;
    // Short ones find most and cost least.
    int count =
        isLong
            ? longest + random.nextInt(3 * longest)
            : 1 + random.nextInt(1 + random.nextInt(longest));
    int users = random.nextInt(5) == 0 ? 2 + random.nextInt(2) : 1;
    long scale = SCALES[random.nextInt(SCALES.length)];
    long time = sample.epochMillis() - random.nextLong(2 * scale);
    List<RawEvent> history = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Kind kind = kinds.get(random.nextInt(kinds.size()));
      Map<String, Object> values = new TreeMap<>();
      fields.forEach(
          (path, choices) -> {
            Object value = choices.get(random.nextInt(choices.size()));
            if (value != ABSENT) {
              values.put(path, value);
            }
          });
      // The order of ids is not the order of times.
      String id = Integer.toHexString(random.nextInt(16)) + "-" + i;
      String user = "user-" + random.nextInt(users);
      history.add(new RawEvent(kind.type(), kind.name(), user, id, time, values));
      time = Math.max(time + leastPauseMillis, after(time, scale, random));
    }
    return history;
  }

  private long after(long time, long scale, RandomGenerator random) {
    int choice = random.nextInt(100);
    if (choice < 25 && boundaries.length > 0) {
      return time + Math.max(0, boundaries[random.nextInt(boundaries.length)] + near(random));
    }
    if (choice < 40) {
      return time;
    }
    if (choice < 55) {
      return Math.max(time, startOfNextDay(time, random.nextInt(3)) + near(random));
    }
    if (choice < 60) {
      return Math.max(time, time - Math.floorMod(time, 60_000L) + 60_000L + near(random));
    }
    return time + random.nextLong(scale);
  }

  private static long near(RandomGenerator random) {
    return random.nextInt(3) - 1L;
  }

  private long startOfNextDay(long time, int more) {
    ZonedDateTime local = Instant.ofEpochMilli(time).atZone(sample.zone());
    return local
        .toLocalDate()
        .plusDays(1L + more)
        .atStartOfDay(sample.zone())
        .toInstant()
        .toEpochMilli();
  }
}
