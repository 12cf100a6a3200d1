package io.engagement.cli.demo;

import io.engagement.generate.KafkaRecordSink;
import io.engagement.generate.Manifest;
import io.engagement.generate.PacedRecordSink;
import io.engagement.generate.RecordSink;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The visitors of the demo: some days of history at once, then live traffic until it is stopped.
 */
final class DemoTraffic implements AutoCloseable {
  static final String TOPIC = "events";
  private static final int PARTITIONS = 4;
  private static final int USERS = 8_000;
  private static final Duration HISTORY = Duration.ofDays(7);
  private static final long HISTORY_RECORDS = 60_000;
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  /** Most delays are seconds; nothing is beyond the late horizon but one in two thousand. */
  private static final Traffic.Defects DEFECTS =
      new Traffic.Defects(
          0.03, Duration.ofHours(1).toMillis(), 0.0005, Duration.ofDays(3).toMillis(), 0.01, 0.002);

  private final String brokers;
  private final double perSecond;
  private volatile boolean stopping;
  private volatile @Nullable IOException failure;
  private volatile @Nullable PacedRecordSink topic;
  private final Thread player = new Thread(this::play, "demo-traffic");

  DemoTraffic(String brokers, double perSecond) {
    this.brokers = brokers;
    this.perSecond = perSecond;
  }

  /** Writes the past, up to this moment; how many records that were. */
  long writeHistory() throws IOException {
    long now = System.currentTimeMillis();
    try (RecordSink topic = new KafkaRecordSink(brokers, TOPIC, PARTITIONS)) {
      Traffic past =
          Traffic.between(USERS, HISTORY_RECORDS, now - HISTORY.toMillis(), now, 1, DEFECTS);
      Manifest written = new TrafficGenerator(past, topic, done -> {}).run();
      return written.records();
    }
  }

  /** Begins to write what happens from now on. */
  void start() {
    player.setDaemon(true);
    player.start();
  }

  private void play() {
    long now = System.currentTimeMillis();
    try (PacedRecordSink live =
        PacedRecordSink.live(new KafkaRecordSink(brokers, TOPIC, PARTITIONS))) {
      topic = live;
      Traffic today = Traffic.live(USERS, Long.MAX_VALUE, now, perSecond, 2, DEFECTS);
      new TrafficGenerator(today, live, done -> {}).run();
    } catch (IOException e) {
      if (!stopping) {
        failure = e;
      }
    }
  }

  /**
   * Says when the traffic has broken off.
   *
   * @throws IOException why
   */
  void check() throws IOException {
    IOException seen = failure;
    if (seen != null) {
      throw new IOException("the traffic has stopped", seen);
    }
  }

  /** Ends the live traffic and waits a moment for its last records. */
  @Override
  public void close() throws InterruptedException {
    stopping = true;
    PacedRecordSink playing = topic;
    if (playing != null) {
      playing.stop();
      player.join(GOODBYE.toMillis());
    }
  }
}
