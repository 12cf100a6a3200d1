package io.engagement.bench.latency;

import io.engagement.bench.HotSpots;
import io.engagement.generate.ForwardingRecordSink;
import io.engagement.generate.KafkaRecordSink;
import io.engagement.generate.RecordSink;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Appends events at a steady rate until it is stopped, in a thread of its own. What is due is
 * appended however long the broker or this process has held it up, at once then: the schedule
 * stays. An event's time is that at which it is due.
 *
 * <p>People are on a visit for minutes. So that not one of them sends all, records are generated
 * with as many a second as that many people send, and sent as fast as is asked for.
 */
final class Load implements AutoCloseable {
  private static final int PARTITIONS = 4;

  /** Seconds in which one person writes a record, when as many are there as there can be. */
  private static final double SECONDS_A_RECORD = 100;

  /** Visits in progress are kept in memory. */
  private static final double MOST_GENERATED_A_SECOND = 5_000;

  private static final long START = java.time.Instant.parse("2024-03-04T00:00:00Z").toEpochMilli();

  private final double rate;
  private final AtomicLong sent;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CompletableFuture<Void> end;
  private volatile double behindSeconds;

  /**
   * Begins.
   *
   * @param seed none that another load or the backlog of the topic has: no record of it comes twice
   * @param sent counts along
   */
  Load(
      LatencyOptions options, String brokers, String topic, double rate, long seed, AtomicLong sent)
      throws IOException {
    this.rate = rate;
    this.sent = sent;
    int users = options.users();
    double generated = Math.min(MOST_GENERATED_A_SECOND, Math.min(rate, users / SECONDS_A_RECORD));
    Traffic traffic =
        Traffic.live(
            users, Long.MAX_VALUE, START, Math.max(1, generated), seed, Traffic.Defects.NONE);
    RecordSink topicSink = new KafkaRecordSink(brokers, topic, PARTITIONS);
    RecordSink paced =
        new HotSpots(new Paced(topicSink), options.hotUser(), options.hotItem(), seed);
    end = CompletableFuture.runAsync(() -> run(traffic, paced), task -> thread(task).start());
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "load");
    thread.setDaemon(true);
    return thread;
  }

  private static void run(Traffic traffic, RecordSink sink) {
    try (sink) {
      new TrafficGenerator(traffic, sink, done -> {}).run();
    } catch (InterruptedIOException stopped) {
      // As it was told.
    } catch (IOException e) {
      throw new CompletionException(e);
    }
  }

  /** Returns when the first event is due: generating people who are on a visit takes a while. */
  void awaitBegin() throws InterruptedException {
    while (!begun.await(1, TimeUnit.SECONDS)) {
      requireRunning();
    }
  }

  /** How far the last event was behind its schedule. */
  double behindSeconds() {
    return behindSeconds;
  }

  /** Throws what has ended it. */
  void requireRunning() {
    if (end.isDone()) {
      end.join();
    }
  }

  /** Stops, and returns when everything is in the topic. */
  @Override
  public void close() {
    stopped.countDown();
    end.join();
  }

  private final class Paced extends ForwardingRecordSink {
    private long beganMillis;
    private long taken;

    private Paced(RecordSink target) {
      super(target);
    }

    @Override
    public void accept(int person, long arrivalMillis, byte[] bytes, int length)
        throws IOException {
      if (taken == 0) {
        beganMillis = System.currentTimeMillis();
        begun.countDown();
      }
      long due = beganMillis + (long) (1000.0 * taken / rate);
      long ahead = due - System.currentTimeMillis();
      if (ahead > 0 || stopped.getCount() == 0) {
        await(ahead);
      }
      behindSeconds = Math.max(0, -ahead) / 1e3;
      Restamping.move(bytes, length, due - arrivalMillis);
      target.accept(person, due, bytes, length);
      taken++;
      sent.incrementAndGet();
    }

    private void await(long millis) throws InterruptedIOException {
      try {
        if (stopped.await(millis, TimeUnit.MILLISECONDS)) {
          throw new InterruptedIOException("stopped");
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted");
      }
    }
  }
}
