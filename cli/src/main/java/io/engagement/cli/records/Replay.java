package io.engagement.cli.records;

import io.engagement.core.config.SourceConfig.KafkaSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** Dead letters on their way back into the topics that they came from. */
public final class Replay {
  /** Where a record stood first: {@code topic/partition/offset}. */
  public static final String HEADER = "engagement-replay-of";

  private final KafkaSource source;
  private final List<DeadLetter> sendable = new ArrayList<>();
  private final Map<String, Integer> unsendable = new TreeMap<>();

  /**
   * @param letters the newest first; they are sent the oldest first
   */
  public Replay(KafkaSource source, Collection<DeadLetter> letters) {
    this.source = source;
    Set<List<Object>> seen = new HashSet<>();
    for (DeadLetter letter : letters) {
      String why = whyNot(letter);
      // A record that was replayed in vain is there twice, and must not be sent twice the next
      // time.
      if (why == null
          && letter.appendTime() != null
          && !seen.add(List.of(letter.topic(), letter.appendTime(), "" + letter.sha256()))) {
        why = "the same record is among them already";
      }
      if (why == null) {
        sendable.add(letter);
      } else {
        unsendable.merge(why, 1, Integer::sum);
      }
    }
    Collections.reverse(sendable);
  }

  private @Nullable String whyNot(DeadLetter letter) {
    if (!source.topics().contains(letter.topic())) {
      return "not of a topic of the source";
    }
    if (letter.original() == null) {
      return "the original is not kept: it is at its topic, partition and offset";
    }
    return letter.whole() == null ? "only the first 64 KiB of the original are kept" : null;
  }

  /** How many can be sent, by reason. */
  public Map<String, Integer> sendable() {
    Map<String, Integer> counts = new TreeMap<>();
    sendable.forEach(letter -> counts.merge(letter.reason(), 1, Integer::sum));
    return counts;
  }

  /** How many cannot, by why. */
  public Map<String, Integer> unsendable() {
    return Collections.unmodifiableMap(unsendable);
  }

  /** Some could not be written; the message says how many were. */
  public static final class IncompleteException extends Exception {
    private static final long serialVersionUID = 1L;

    IncompleteException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * Writes them: to the partition that each came from, where users' events are in order, with the
   * append time that it had.
   *
   * @return how many
   */
  public int send() throws IncompleteException, InterruptedException {
    int sent = 0;
    try (KafkaProducer<byte[], byte[]> producer =
        RecordProducer.open(source.brokers(), source.properties())) {
      Map<String, Integer> partitions = new HashMap<>();
      List<Future<?>> sending = new ArrayList<>();
      for (DeadLetter letter : sendable) {
        int count =
            partitions.computeIfAbsent(
                letter.topic(), topic -> producer.partitionsFor(topic).size());
        sending.add(producer.send(record(letter, count)));
      }
      producer.flush();
      for (Future<?> one : sending) {
        one.get();
        sent++;
      }
      return sent;
    } catch (ExecutionException | KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IncompleteException(
          "%d of %d records were written, then: %s"
              .formatted(sent, sendable.size(), cause.getMessage()),
          cause);
    }
  }

  private static ProducerRecord<byte[], byte[]> record(DeadLetter letter, int partitions) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(
            letter.topic(),
            letter.partition() < partitions ? letter.partition() : null,
            letter.appendTime() == null ? null : letter.appendTime().toEpochMilli(),
            null,
            letter.whole());
    String place = letter.topic() + "/" + letter.partition() + "/" + letter.offset();
    record.headers().add(HEADER, place.getBytes(StandardCharsets.UTF_8));
    return record;
  }
}
