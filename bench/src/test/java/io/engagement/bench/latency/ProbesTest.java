package io.engagement.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;

class ProbesTest {
  /** A producer that blocks is the broker's worst, and must not hide it. */
  @Test
  void probesThatCouldNotBeSentAreDueAllTheSame() throws Exception {
    CountDownLatch held = new CountDownLatch(1);
    MockProducer<String, String> stuck =
        new MockProducer<>() {
          @Override
          public Future<RecordMetadata> send(
              ProducerRecord<String, String> event, Callback callback) {
            try {
              held.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return null;
          }
        };
    long begin = System.nanoTime();
    long second = TimeUnit.SECONDS.toNanos(1);
    try (Probes probes = new Probes(stuck, "events", 200, new AtomicLong())) {
      try {
        assertThat(probes.due(begin, begin + second)).hasSizeBetween(150, 200);
      } finally {
        held.countDown();
      }
    }
  }
}
