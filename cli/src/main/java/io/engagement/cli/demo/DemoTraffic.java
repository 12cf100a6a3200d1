package io.engagement.cli.demo;

import io.engagement.generate.KafkaRecordSink;
import io.engagement.generate.PacedRecordSink;
import io.engagement.generate.RecordSink;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The visitors of the demo. Everything that happened before now is written at once, what happens
 * from now on when its time comes; so what is live continues the history without a seam, and a
 * traffic that is started again first catches up with what the shop did meanwhile.
 */
final class DemoTraffic implements AutoCloseable {
  static final String TOPIC = "events";

  /** Few, so that none is without events for long and holds the watermark back. */
  private static final int PARTITIONS = 2;

  private static final long SEED = 1;
  private static final long NOTE_EVERY_NANOS = 1_000_000_000L;
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  /** Most delays are seconds; nothing is beyond the late horizon but one in two thousand. */
  private static final Traffic.Defects DEFECTS =
      new Traffic.Defects(
          0.03, Duration.ofHours(1).toMillis(), 0.0005, Duration.ofDays(3).toMillis(), 0.01, 0.002);

  private final String brokers;
  private final Shop shop;
  private final Path note;
  private final CompletableFuture<Long> history = new CompletableFuture<>();
  private final ReentrantLock door = new ReentrantLock(true);
  private volatile boolean stopping;
  private volatile @Nullable IOException failure;
  private volatile @Nullable PacedRecordSink paced;
  private volatile @Nullable KafkaRecordSink topic;
  private final Thread player = new Thread(this::play, "demo-traffic");

  /**
   * @param shop with the number of its records that are in the topic already
   * @param note where it is written down how many are
   */
  DemoTraffic(String brokers, Shop shop, Path note) {
    this.brokers = brokers;
    this.shop = shop;
    this.note = note;
  }

  /** Everything that ever happens in the shop. */
  static Traffic of(Shop shop) {
    return Traffic.regulars(shop.startMillis(), shop.perSecond(), SEED, DEFECTS);
  }

  /** Makes the topic and begins to write. */
  void start() throws IOException {
    KafkaRecordSink sink = new KafkaRecordSink(brokers, TOPIC, PARTITIONS);
    topic = sink;
    paced = PacedRecordSink.live(new Written(sink));
    player.setDaemon(true);
    player.start();
  }

  /** Completes when what happened before now is written, with the number of records in all. */
  CompletableFuture<Long> history() {
    return history;
  }

  private void play() {
    PacedRecordSink sink = paced;
    if (sink == null) {
      throw new IllegalStateException("not started");
    }
    try (sink) {
      new TrafficGenerator(of(shop), sink, done -> {}).run();
    } catch (IOException e) {
      if (!stopping) {
        failure = e;
      }
      history.completeExceptionally(e);
    }
  }

  /** Keeps the visitors from writing until it is closed; what they do meanwhile comes after it. */
  interface Hold extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Holds the visitors back; what they did before is in the topic then. To be closed by the thread
   * that asked for it.
   */
  Hold hold() throws IOException {
    door.lock();
    KafkaRecordSink sink = topic;
    if (sink != null) {
      sink.awaitWritten();
    }
    return door::unlock;
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
    PacedRecordSink playing = paced;
    if (playing != null) {
      playing.stop();
      player.join(GOODBYE.toMillis());
    }
  }

  /** The topic without the records that are in it already. */
  private final class Written implements RecordSink {
    private final KafkaRecordSink topic;
    private long taken;
    private long notedNanos = System.nanoTime();

    Written(KafkaRecordSink topic) {
      this.topic = topic;
    }

    @Override
    public void accept(int person, long arrivalMillis, byte[] bytes, int length)
        throws IOException {
      if (stopping) {
        throw new IOException("stopped");
      }
      if (taken >= shop.written()) {
        door.lock();
        try {
          topic.accept(person, arrivalMillis, bytes, length);
        } finally {
          door.unlock();
        }
      }
      taken++;
      noteWhenDue();
    }

    /** The next record is one of the future. */
    @Override
    public void flush() throws IOException {
      topic.flush();
      noteWhenDue();
      history.complete(taken);
    }

    private void noteWhenDue() throws IOException {
      if (taken > shop.written() && System.nanoTime() - notedNanos >= NOTE_EVERY_NANOS) {
        topic.awaitWritten();
        shop.with(taken).write(note);
        notedNanos = System.nanoTime();
      }
    }

    @Override
    public void close() throws IOException {
      topic.close();
      shop.with(Math.max(taken, shop.written())).write(note);
    }
  }
}
