package io.engagement.bench;

import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.Identity;
import io.engagement.core.event.SegmentDecoder;
import io.engagement.core.event.UserEvent;
import io.engagement.core.state.StateWriter;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.DeltaBuffer;
import io.engagement.core.user.UserHistory;
import io.engagement.core.user.UserTimeline;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.rocksdb.RocksDBException;

/**
 * How many bytes of state users take over months: every definition of a configuration, users one
 * after the other, each with the watermark that all would have. Histories are flushed and written
 * at the end of a visit and whenever their timer says so, as the job does; what is measured is what
 * was written last, and what all of them take in files of RocksDB in the end.
 */
public final class StateBenchmark {
  private static final long START = Instant.parse("2024-03-01T00:00:00Z").toEpochMilli();
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final int DAYS_PER_PERIOD = 10;
  private static final long OUT_OF_ORDERNESS = 10_000;

  private final int users;
  private final int days;
  private final Path config;
  private final StateFiles files;
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong timers = new AtomicLong();
  private final AtomicLong writes = new AtomicLong();
  private StateSizes sizes = new StateSizes(0, 0, 0);

  private StateBenchmark(int users, int days, Path config, StateFiles files) {
    this.users = users;
    this.days = days;
    this.config = config;
    this.files = files;
  }

  /** {@code --users N --days N --config F}. */
  public static void main(String[] args) throws Exception {
    int users = 100_000;
    int days = 90;
    Path config = Path.of("conf/engagement.reference.yaml");
    for (int i = 0; i + 1 < args.length; i += 2) {
      switch (args[i]) {
        case "--users" -> users = Integer.parseInt(args[i + 1]);
        case "--days" -> days = Integer.parseInt(args[i + 1]);
        case "--config" -> config = Path.of(args[i + 1]);
        default -> throw new IllegalArgumentException("unknown option " + args[i]);
      }
    }
    try (StateFiles files = new StateFiles()) {
      new StateBenchmark(users, days, config, files).run();
    }
  }

  private Metrics metrics() {
    return Metrics.of(EngagementConfigReader.read(config).config());
  }

  private void run() throws RocksDBException {
    Metrics names = metrics();
    int sections = names.metrics().size();
    int periods = days / DAYS_PER_PERIOD;
    sizes = new StateSizes(periods, 2 + sections, users);
    int threads = Runtime.getRuntime().availableProcessors();
    long nanos = System.nanoTime();
    IntStream.range(0, threads)
        .parallel()
        .forEach(
            thread -> {
              OneUser one = new OneUser(metrics());
              for (int user = thread; user < users; user += threads) {
                one.live(user, periods);
              }
            });
    System.out.printf(
        "%,d users, %d days, %,d events, %,d writes, %,d timers fired, %.0f s%n",
        users, days, events.get(), writes.get(), timers.get(), (System.nanoTime() - nanos) / 1e9);
    System.out.printf("%nbytes of history    day");
    for (int period = 1; period <= periods; period++) {
      System.out.printf("%8d", period * DAYS_PER_PERIOD);
    }
    System.out.printf("%nusers so far           ");
    for (int period = 0; period < periods; period++) {
      System.out.printf("%8d", sizes.users(period));
    }
    print("all", periods, StateSizes.WHOLE);
    print("ids", periods, 1);
    for (int i = 0; i < sections; i++) {
      DefinitionKey key = names.metrics().get(i).definition();
      print(key.family() + ' ' + key.id(), periods, 2 + i);
    }
    System.out.printf(
        "%n%nin files of RocksDB on the last day: %.0f bytes a user, keys, filters and indexes included%n",
        (double) files.bytes() / sizes.users(periods - 1));
  }

  private void print(String name, int periods, int part) {
    System.out.printf("%n%-30s  mean", name);
    for (int period = 0; period < periods; period++) {
      System.out.printf("%8.0f", sizes.mean(period, part));
    }
    System.out.printf("%n%30s   p99", "");
    for (int period = 0; period < periods; period++) {
      System.out.printf("%8d", sizes.quantile(period, part, 0.99));
    }
    System.out.printf("%n%30s   max", "");
    for (int period = 0; period < periods; period++) {
      System.out.printf("%8d", sizes.max(period, part));
    }
  }

  /** The timeline of one user after the other. */
  private final class OneUser {
    private final Metrics metrics;
    private final SegmentDecoder decoder;
    private final DeltaBuffer deltas = new DeltaBuffer();
    private final StateWriter writer = new StateWriter(1 << 14);
    private UserTimeline timeline;
    private final UserEvent event = new UserEvent();
    private UserHistory history;
    private String name = "";
    private int number;
    private int period;

    private OneUser(Metrics metrics) {
      this.metrics = metrics;
      this.decoder = new SegmentDecoder(metrics.schema(), metrics.decoderOptions());
      this.timeline = timeline();
      this.history = timeline.create();
    }

    private UserTimeline timeline() {
      return new UserTimeline(metrics.metrics(), metrics.timelineOptions(), deltas, row -> {});
    }

    private void live(int user, int periods) {
      // Of its own: a timeline never accepts again what it has once been too late for.
      timeline = timeline();
      history = timeline.create();
      writer.clear();
      number = user;
      name = "u" + user;
      period = 0;
      timeline.advanceTo(Long.MIN_VALUE);
      Visitor visitor = new Visitor(user, START, days);
      long end = START + (long) periods * DAYS_PER_PERIOD * DAY;
      boolean isWritten = true;
      long watermark = Long.MIN_VALUE;
      while (visitor.millis < end) {
        if (visitor.millis - OUT_OF_ORDERNESS > watermark + DAY / 48) {
          if (!isWritten) {
            timeline.advanceTo(watermark);
            write();
            isWritten = true;
          }
          waitUntil(visitor.millis - OUT_OF_ORDERNESS);
        }
        byte[] record = visitor.record();
        if (decoder.decode(record, 0, record.length, SegmentDecoder.UNKNOWN_TIME, event) != null) {
          throw new IllegalStateException(decoder.rejectionDetail());
        }
        Identity.USER_OR_ANONYMOUS.assign(event);
        watermark = visitor.millis - OUT_OF_ORDERNESS;
        event.partitionWatermarkMillis = watermark;
        timeline.accept(history, event);
        events.incrementAndGet();
        isWritten = false;
        visitor.next();
      }
      if (!isWritten) {
        timeline.advanceTo(watermark);
        write();
      }
      waitUntil(end);
      record(end);
      if (writer.size() > 0) {
        files.put(name, writer.toBytes());
      }
    }

    /** Fires timers and takes measures up to an instant, of its end after the timers due then. */
    private void waitUntil(long millis) {
      while (history.timerMillis() <= millis) {
        record(history.timerMillis() - 1);
        timeline.advanceTo(history.timerMillis());
        history.timerMillis(UserHistory.NO_TIMER);
        timers.incrementAndGet();
        write();
      }
      record(millis);
    }

    /** Notes what is written for the periods that end until an instant. */
    private void record(long millis) {
      while (START + (period + 1L) * DAYS_PER_PERIOD * DAY <= millis) {
        int rest = writer.size();
        sizes.set(period, StateSizes.WHOLE, number, writer.size());
        for (int i = 0; i < metrics.metrics().size(); i++) {
          sizes.set(period, 2 + i, number, history.sectionBytes(i));
          rest -= history.sectionBytes(i);
        }
        sizes.set(period, 1, number, rest);
        period++;
      }
    }

    private void write() {
      long deadline = timeline.flush(name, history);
      history.timerMillis(Math.min(history.timerMillis(), deadline));
      deltas.drain(delta -> {});
      writer.clear();
      timeline.write(history, writer);
      history = timeline.read(writer.toBytes());
      writes.incrementAndGet();
    }
  }
}
