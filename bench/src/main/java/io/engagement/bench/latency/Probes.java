package io.engagement.bench.latency;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Events that each have a user of their own, sent by a schedule. What is measured of one lasts from
 * when it is due until a reader has seen its user's row. Times are those of {@link
 * System#nanoTime}.
 */
final class Probes implements AutoCloseable {
  /** What all their ids begin with; ids sort as they are sent. */
  static final String PREFIX = "probe-";

  private final Producer<String, String> producer;
  private final String topic;
  private final long periodNanos;
  private final long beginNanos = System.nanoTime();
  private final AtomicLong sent;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
  private final Thread thread = new Thread(this::run, "probes");
  private final Map<String, Probe> waiting = new TreeMap<>();
  private final List<Probe> all = new ArrayList<>();

  /** One of them. */
  static final class Probe {
    private final long dueNanos;
    private volatile long appendedNanos;
    private volatile long seenNanos;

    private Probe(long dueNanos) {
      this.dueNanos = dueNanos;
    }

    long dueNanos() {
      return dueNanos;
    }

    boolean isSeen() {
      return seenNanos != 0;
    }

    /** From when it was due until it was seen, or until now when it has not been. */
    double millis(long nowNanos) {
      return ((isSeen() ? seenNanos : nowNanos) - dueNanos) / 1e6;
    }

    /** From when it was due until the broker has said that it has it, or until now. */
    double appendMillis(long nowNanos) {
      return ((appendedNanos == 0 ? nowNanos : appendedNanos) - dueNanos) / 1e6;
    }
  }

  /**
   * Begins to send.
   *
   * @param sent counts along
   */
  Probes(String brokers, String topic, int perSecond, AtomicLong sent) {
    this(
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers, "acks", "all", "linger.ms", 0),
            new StringSerializer(),
            new StringSerializer()),
        topic,
        perSecond,
        sent);
  }

  Probes(Producer<String, String> producer, String topic, int perSecond, AtomicLong sent) {
    this.producer = producer;
    this.topic = topic;
    this.periodNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    this.sent = sent;
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    try {
      for (int i = 0; !stopped.await(dueNanos(i) - System.nanoTime(), TimeUnit.NANOSECONDS); i++) {
        send(i);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      failure.set(e);
    }
  }

  private long dueNanos(int number) {
    return beginNanos + number * periodNanos;
  }

  private static String id(int number) {
    return "%s%09d".formatted(PREFIX, number);
  }

  /** Probes are there from when they are due, whether or not it was possible to send them. */
  private synchronized Probe probe(int number) {
    while (all.size() <= number) {
      Probe next = new Probe(dueNanos(all.size()));
      waiting.put(id(all.size()), next);
      all.add(next);
    }
    return all.get(number);
  }

  private void send(int number) {
    Probe probe = probe(number);
    String id = id(number);
    String time = Restamping.text(Instant.now());
    String event =
        """
        {"type":"track","event":"Product Viewed","messageId":"%s","userId":"%s","timestamp":"%s",\
        "context":{"page":{"path":"/"}},"properties":{"product_id":"p-probe","price":10}}"""
            .formatted(UUID.randomUUID(), id, time);
    producer.send(
        new ProducerRecord<>(topic, id, event),
        (metadata, exception) -> {
          if (exception == null) {
            appended(probe);
          } else {
            failure.compareAndSet(null, exception);
          }
        });
  }

  private synchronized void appended(Probe probe) {
    probe.appendedNanos = System.nanoTime();
    sent.incrementAndGet();
  }

  /** The first of those that have not been seen; empty when there is none. */
  synchronized String firstWaiting() {
    return waiting.isEmpty() ? "" : waiting.keySet().iterator().next();
  }

  /** A reader has seen rows of those users. */
  synchronized void seen(Collection<String> users, long nowNanos) {
    for (String user : users) {
      Probe probe = waiting.remove(user);
      if (probe != null) {
        probe.seenNanos = nowNanos;
      }
    }
  }

  /** Those that were due from one time until before another. */
  synchronized List<Probe> due(long fromNanos, long toNanos) {
    while (dueNanos(all.size()) - toNanos < 0) {
      probe(all.size());
    }
    return all.stream()
        .filter(probe -> probe.dueNanos - fromNanos >= 0 && probe.dueNanos - toNanos < 0)
        .toList();
  }

  /** Throws what has ended it. */
  void requireRunning() {
    Exception seen = failure.get();
    if (seen != null) {
      throw new IllegalStateException("probes cannot be sent", seen);
    }
  }

  @Override
  public void close() throws InterruptedException {
    stopped.countDown();
    thread.join();
    producer.close();
  }
}
