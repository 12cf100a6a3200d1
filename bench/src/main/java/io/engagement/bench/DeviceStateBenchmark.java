package io.engagement.bench;

import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.deployment.Metrics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

/**
 * How many bytes of state people and their devices take over months, where ids are stitched and
 * where they are not: every definition of a configuration, one person after the other, each with
 * the watermark that all would have ({@link PersonOfDevices}). Histories are flushed and written at
 * the end of a visit and whenever their timer says so, as the job does; what is measured is what
 * was written last.
 *
 * <pre>
 * bench/run device-state [--users N] [--days N] [--config FILE]
 * </pre>
 */
public final class DeviceStateBenchmark {
  static final long START = Instant.parse("2024-03-01T00:00:00Z").toEpochMilli();
  static final long DAY = Duration.ofDays(1).toMillis();
  static final int DAYS_PER_PERIOD = 10;

  private final int people;
  private final int periods;

  private DeviceStateBenchmark(int people, int days) {
    this.people = people;
    this.periods = days / DAYS_PER_PERIOD;
  }

  /** See the class. */
  public static void main(String[] args) throws Exception {
    int people = 10_000;
    int days = 90;
    Path config = Path.of("conf/engagement.reference.yaml");
    for (int i = 0; i + 1 < args.length; i += 2) {
      switch (args[i]) {
        case "--users" -> people = Integer.parseInt(args[i + 1]);
        case "--days" -> days = Integer.parseInt(args[i + 1]);
        case "--config" -> config = Path.of(args[i + 1]);
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    String definitions =
        Files.readString(config)
            .replaceAll("(?ms)^(source|sinks|control|deletion|identity):.*?(?=^\\S|\\z)", "");
    for (String mode : new String[] {"user-or-anonymous", "stitched"}) {
      String yaml = "identity: {mode: " + mode + "}\n" + definitions;
      System.out.printf("identity.mode: %s%n", mode);
      new DeviceStateBenchmark(people, days)
          .run(
              Metrics.of(
                  EngagementConfigReader.read(new ConfigText(config.toString(), yaml)).config()));
    }
  }

  private void run(Metrics metrics) {
    Map<StateOf, StateSizes> sizes = new EnumMap<>(StateOf.class);
    for (StateOf part : StateOf.values()) {
      sizes.put(part, new StateSizes(periods, 1, people * PersonOfDevices.MOST_DEVICES));
    }
    long nanos = System.nanoTime();
    long events = 0;
    long moved = 0;
    int devices = 0;
    for (int number = 0; number < people; number++) {
      PersonOfDevices person = new PersonOfDevices(metrics, number, periods, sizes);
      person.live();
      events += person.events();
      moved += person.moved();
      devices += person.devices();
    }
    System.out.printf(
        "%,d people with %,d devices, %d days, %,d events, %,d histories moved, %.0f s%n%-34s",
        people,
        devices,
        periods * DAYS_PER_PERIOD,
        events,
        moved,
        (System.nanoTime() - nanos) / 1e9,
        "end of day");
    for (int period = 1; period <= periods; period++) {
      System.out.printf("%9d", period * DAYS_PER_PERIOD);
    }
    sizes.forEach(this::print);
    System.out.printf("%n%-34s", "all bytes of each device seen");
    for (int period = 0; period < periods; period++) {
      double bytes = 0;
      for (StateSizes each : sizes.values()) {
        bytes += each.mean(period, StateSizes.WHOLE) * each.users(period);
      }
      int seen = sizes.get(StateOf.NOBODYS).users(period) + sizes.get(StateOf.OWNED).users(period);
      System.out.printf("%9.0f", bytes / Math.max(1, seen));
    }
    System.out.println();
    System.out.println();
  }

  private void print(StateOf part, StateSizes sizes) {
    if (sizes.users(periods - 1) == 0) {
      return;
    }
    System.out.printf("%n%-28s number", part.text());
    for (int period = 0; period < periods; period++) {
      System.out.printf("%9d", sizes.users(period));
    }
    System.out.printf("%n%34s", "mean");
    for (int period = 0; period < periods; period++) {
      System.out.printf("%9.0f", sizes.mean(period, StateSizes.WHOLE));
    }
    System.out.printf("%n%34s", "p99");
    for (int period = 0; period < periods; period++) {
      System.out.printf("%9d", sizes.quantile(period, StateSizes.WHOLE, 0.99));
    }
    System.out.printf("%n%34s", "max");
    for (int period = 0; period < periods; period++) {
      System.out.printf("%9d", sizes.max(period, StateSizes.WHOLE));
    }
  }

  /** What state is kept of. */
  enum StateOf {
    NOBODYS("devices that are nobody's"),
    OWNED("devices that are somebody's"),
    PEOPLE("histories of users"),
    OWN_IDS("users' own ids"),
    LISTS("which devices a user claimed");

    private final String text;

    StateOf(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }
}
