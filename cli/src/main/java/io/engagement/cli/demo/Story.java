package io.engagement.cli.demo;

import io.engagement.cli.records.TopicReader;
import io.engagement.core.config.ClientProperties;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong in real life, one thing after the other, told as it happens: late data, a storm
 * of duplicates, records that are no events, a wave of sign-ins, and a worker that is killed.
 *
 * <p>The shop's own visitors are held back while something is counted, so that what the numbers
 * should be is known exactly.
 */
final class Story implements AutoCloseable {
  private static final Duration COUNTED_WITHIN = Duration.ofMinutes(3);
  private static final Duration SAY_EVERY = Duration.ofSeconds(10);
  private static final long LOOK_EVERY_MILLIS = 300;

  private static final int PHONES = 25;
  private static final int TOO_OLD = 10;
  private static final int REPEATED_PER_PARTITION = 1_000;
  private static final int ROUNDS_OF_POISON = 25;
  private static final int SIGN_INS = 60;
  private static final int VISITORS_OF_THE_OUTAGE = 100;

  private static final String COUNTS =
      """
      SELECT coalesce(sum(read), 0)::bigint, coalesce(sum(accepted), 0)::bigint,
             coalesce(sum(duplicate), 0)::bigint, coalesce(sum(late), 0)::bigint,
             coalesce(sum(rejected), 0)::bigint FROM input_accounting""";
  private static final String USERS =
      """
      SELECT coalesce(sum(users), 0)::bigint FROM active_users
      WHERE metric = '%s' AND period = 'day' AND dimension = '' AND bucket = DATE '%s'""";
  private static final String REASONS =
      """
      SELECT reason, count(*) FROM rejected GROUP BY reason ORDER BY 2 DESC, 1 LIMIT 6""";

  private final LiveNumbers numbers;
  private final DemoTraffic traffic;
  private final @Nullable WorkerJob worker;
  private final CompletableFuture<Void> ended;
  private final Duration pace;
  private final Consumer<String> say;
  private final String brokers;
  private final KafkaProducer<byte[], byte[]> producer;

  /** Tells this telling's ids from those of an earlier one. */
  private final String telling = Long.toString(System.currentTimeMillis(), 36);

  private long messages;
  private boolean right = true;

  /**
   * @param worker to be killed; the last act is left out without one
   * @param ended completes when nobody listens any more
   * @param pace how long a reader is given for each act
   */
  Story(
      String brokers,
      LiveNumbers numbers,
      DemoTraffic traffic,
      @Nullable WorkerJob worker,
      CompletableFuture<Void> ended,
      Duration pace,
      Consumer<String> say) {
    this.brokers = brokers;
    this.numbers = numbers;
    this.traffic = traffic;
    this.worker = worker;
    this.ended = ended;
    this.pace = pace;
    this.say = say;
    this.producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers, "acks", "all", "linger.ms", 5),
            new ByteArraySerializer(),
            new ByteArraySerializer());
  }

  /** The story is over because nobody listens any more. */
  private static final class EndedException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** The counts of the whole input. */
  private record Counts(long read, long accepted, long duplicate, long late, long rejected) {
    Counts minus(Counts before) {
      return new Counts(
          read - before.read,
          accepted - before.accepted,
          duplicate - before.duplicate,
          late - before.late,
          rejected - before.rejected);
    }
  }

  /**
   * Tells all of it.
   *
   * @return whether all numbers were as they should be
   */
  boolean tell() throws Exception {
    try {
      heading("The story: five things that go wrong, and what they do to the numbers");
      tell("It begins when the job has read all that happened before now.");
      awaitRead(traffic.history().get());
      lateData();
      duplicateStorm();
      poison();
      signInWave();
      if (worker != null) {
        killed(worker);
      }
      heading(right ? "All numbers were right." : "Some numbers were WRONG, see above.");
    } catch (EndedException nobodyListens) {
      return right;
    }
    return right;
  }

  private void lateData() throws Exception {
    pause();
    LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(2);
    LocalDate older = day.minusDays(3);
    heading("1. Late data");
    tell(
        "%d phones were offline. What they bought on %s arrives now, two days later;"
            .formatted(PHONES, day));
    tell(
        "%d more records are of %s, which is beyond the late horizon of three days."
            .formatted(TOO_OLD, older));
    try (DemoTraffic.Hold hold = traffic.hold()) {
      Counts before = settled();
      long users = users("active", day);
      long buyers = users("buyers", day);
      long olderUsers = users("active", older);
      for (int phone = 0; phone < PHONES; phone++) {
        String user = "late-" + telling + "-" + phone;
        Instant noon = at(day, phone);
        send(
            user,
            track("device-of-" + user, user, "Product Viewed", noon, "\"product_id\":\"p-7\""));
        send(
            user,
            track(
                "device-of-" + user,
                user,
                "Order Completed",
                noon.plusSeconds(90),
                "\"order_id\":\"o-%s\",\"total\":49.00,\"revenue\":49.00,\"currency\":\"EUR\""
                    .formatted(user)));
      }
      for (int phone = 0; phone < TOO_OLD; phone++) {
        String user = "old-" + telling + "-" + phone;
        send(user, track("device-of-" + user, user, "Product Viewed", at(older, phone), ""));
      }
      Counts change = settled().minus(before);
      expect("users of " + day, users + PHONES, users("active", day));
      expect("buyers of " + day, buyers + PHONES, users("buyers", day));
      expect("users of " + older, olderUsers, users("active", older));
      expect("late records, kept in the table late", TOO_OLD, change.late());
    }
  }

  private void duplicateStorm() throws Exception {
    pause();
    heading("2. A storm of duplicates");
    tell("A proxy sends the newest records of every partition once more, byte for byte.");
    try (DemoTraffic.Hold hold = traffic.hold()) {
      Counts before = settled();
      LocalDate today = LocalDate.now(ZoneOffset.UTC);
      long users = users("active", today);
      List<ConsumerRecord<byte[], byte[]>> newest = new ArrayList<>();
      try (TopicReader reader = new TopicReader(brokers, ClientProperties.NONE)) {
        reader.last(DemoTraffic.TOPIC, REPEATED_PER_PARTITION, newest::add);
      }
      for (ConsumerRecord<byte[], byte[]> record : newest) {
        send(
            new ProducerRecord<>(
                DemoTraffic.TOPIC, record.partition(), record.key(), record.value()));
      }
      Counts change = settled().minus(before);
      expect("records read more", newest.size(), change.read());
      expect("of them accepted", 0, change.accepted());
      tell(
          "  %,d were known as duplicates; %,d had been late or rejected and were so again."
              .formatted(change.duplicate(), change.late() + change.rejected()));
      expect("users of today", users, users("active", today));
    }
  }

  private void poison() throws Exception {
    pause();
    heading("3. Records that are no events");
    List<byte[]> poison = poisonous();
    tell(
        "%d broken records: cut off, HTML, binary, without a user, of no day there ever was."
            .formatted(poison.size() * ROUNDS_OF_POISON));
    try (DemoTraffic.Hold hold = traffic.hold()) {
      Counts before = settled();
      for (int round = 0; round < ROUNDS_OF_POISON; round++) {
        for (byte[] record : poison) {
          send(new ProducerRecord<>(DemoTraffic.TOPIC, record));
        }
      }
      Counts change = settled().minus(before);
      long sent = (long) poison.size() * ROUNDS_OF_POISON;
      expect("rejected, kept with the reason in the table rejected", sent, change.rejected());
      expect("accepted", 0, change.accepted());
    }
    for (List<Object> reason : numbers.ask(REASONS)) {
      tell("  %-24s %,d".formatted(reason.toArray()));
    }
  }

  private static List<byte[]> poisonous() {
    String time = "\"timestamp\":\"" + Instant.now() + "\"";
    List<byte[]> all = new ArrayList<>();
    for (String text :
        List.of(
            "{\"type\":\"track\",\"event\":\"Order Completed\",\"messageId\":\"cut o",
            "<html><body>502 Bad Gateway</body></html>",
            "{\"type\":\"page\",\"anonymousId\":\"a\",\"timestamp\":\"2024-13-45T25:61:00Z\"}",
            "{\"type\":\"track\",\"event\":\"Order Completed\"," + time + "}",
            "{\"type\":\"pageview\",\"anonymousId\":\"a\"," + time + "}",
            "[]",
            "{\"a\":".repeat(2_000))) {
      all.add(text.getBytes(StandardCharsets.UTF_8));
    }
    all.add(new byte[] {0, 1, 2, (byte) 0xfe, (byte) 0xff, (byte) 0x80});
    return all;
  }

  private void signInWave() throws Exception {
    pause();
    heading("4. A wave of sign-ins");
    tell(
        "%d people browse on a phone and on a laptop, and nobody knows that they are not %d."
            .formatted(SIGN_INS, 2 * SIGN_INS));
    try (DemoTraffic.Hold hold = traffic.hold()) {
      settled();
      Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
      LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
      long users = users("active", today);
      for (int person = 0; person < SIGN_INS; person++) {
        for (String device : List.of("phone", "laptop")) {
          String id = device + "-" + telling + "-" + person;
          send(id, track(id, null, "Product Viewed", now, "\"product_id\":\"p-7\""));
          send(id, track(id, null, "Product Added", now, "\"product_id\":\"p-7\",\"price\":49.00"));
        }
      }
      settled();
      expect("users of today", users + 2 * SIGN_INS, users("active", today));
      tell("Now a newsletter has them sign in, on both.");
      for (int person = 0; person < SIGN_INS; person++) {
        for (String device : List.of("phone", "laptop")) {
          String id = device + "-" + telling + "-" + person;
          send(id, identify(id, "signed-in-" + telling + "-" + person, now));
        }
      }
      settled();
      expect("users of today, restated", users + SIGN_INS, users("active", today));
    }
  }

  private void killed(WorkerJob victim) throws Exception {
    pause();
    heading("5. kill -9");
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    LocalDate before = today.minusDays(2);
    try (DemoTraffic.Hold hold = traffic.hold()) {
      Counts counts = settled();
      long users = users("active", today);
      long older = users("active", before);
      long beganNanos = System.nanoTime();
      tell("The worker, process %d, is killed with kill -9.".formatted(victim.kill()));
      for (int visitor = 0; visitor < VISITORS_OF_THE_OUTAGE; visitor++) {
        String user = "outage-" + telling + "-" + visitor;
        send(
            user,
            track("device-of-" + user, user, "Product Viewed", now, "\"product_id\":\"p-7\""));
      }
      tell(VISITORS_OF_THE_OUTAGE + " people come while nothing counts them.");
      tell(
          "Another worker, process %d, takes over from the last checkpoint."
              .formatted(victim.replace()));
      Counts change = settled().minus(counts);
      tell(
          "  The first numbers after it came %d s after the kill."
              .formatted(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beganNanos)));
      expect("users of today", users + VISITORS_OF_THE_OUTAGE, users("active", today));
      expect("users of " + before, older, users("active", before));
      expect("records read", VISITORS_OF_THE_OUTAGE, change.read());
      expect(
          "accepted, none lost and none counted twice", VISITORS_OF_THE_OUTAGE, change.accepted());
    }
  }

  // ---- numbers

  /** The counts when all that is in the topic has been read; the visitors must be held back. */
  private Counts settled() throws Exception {
    producer.flush();
    long inTopic;
    try (TopicReader reader = new TopicReader(brokers, ClientProperties.NONE)) {
      inTopic = reader.size(DemoTraffic.TOPIC);
    }
    return awaitRead(inTopic);
  }

  private Counts awaitRead(long records) throws Exception {
    long end = System.nanoTime() + COUNTED_WITHIN.toNanos();
    Counts counts = counts();
    long reached = counts.read();
    long saidNanos = System.nanoTime();
    while (counts.read() < records) {
      if (counts.read() > reached) {
        reached = counts.read();
        end = System.nanoTime() + COUNTED_WITHIN.toNanos();
      }
      if (System.nanoTime() - saidNanos > SAY_EVERY.toNanos()) {
        tell("  read %,d of %,d".formatted(counts.read(), records));
        saidNanos = System.nanoTime();
      }
      if (System.nanoTime() > end) {
        throw new IOException(
            "the job has read %,d of %,d records and no more for %d minutes"
                .formatted(counts.read(), records, COUNTED_WITHIN.toMinutes()));
      }
      await(Duration.ofMillis(LOOK_EVERY_MILLIS));
      counts = counts();
    }
    return counts;
  }

  private Counts counts() throws SQLException {
    List<Object> row;
    try {
      row = numbers.ask(COUNTS).get(0);
    } catch (SQLException e) {
      if ("42P01".equals(e.getSQLState())) {
        return new Counts(0, 0, 0, 0, 0); // The job has not made its tables yet.
      }
      throw e;
    }
    return new Counts(
        (Long) row.get(0),
        (Long) row.get(1),
        (Long) row.get(2),
        (Long) row.get(3),
        (Long) row.get(4));
  }

  private long users(String metric, LocalDate day) throws SQLException {
    return (Long) numbers.ask(USERS.formatted(metric, day)).get(0).get(0);
  }

  private void expect(String what, long wanted, long found) {
    boolean isRight = wanted == found;
    right &= isRight;
    tell(
        isRight
            ? "  %s: %,d, as it should be".formatted(what, found)
            : "  %s: %,d, WRONG: it should be %,d".formatted(what, found, wanted));
  }

  // ---- records

  private static Instant at(LocalDate day, int minute) {
    return day.atTime(LocalTime.NOON).plusMinutes(minute).toInstant(ZoneOffset.UTC);
  }

  private byte[] track(
      String device, @Nullable String user, String event, Instant at, String properties) {
    return record("track\",\"event\":\"" + event, device, user, at, "properties", properties);
  }

  private byte[] identify(String device, String user, Instant at) {
    return record("identify", device, user, at, "traits", "");
  }

  private byte[] record(
      String type,
      String device,
      @Nullable String user,
      Instant at,
      String member,
      String members) {
    return """
        {"type":"%s","messageId":"story-%s-%d","anonymousId":"%s"%s,"timestamp":"%s",\
        "context":{"device":{"type":"mobile"},"page":{"path":"/"}},"%s":{%s}}"""
        .formatted(
            type,
            telling,
            messages++,
            device,
            user == null ? "" : ",\"userId\":\"" + user + "\"",
            at,
            member,
            members)
        .getBytes(StandardCharsets.UTF_8);
  }

  private void send(String key, byte[] record) {
    send(new ProducerRecord<>(DemoTraffic.TOPIC, key.getBytes(StandardCharsets.UTF_8), record));
  }

  private void send(ProducerRecord<byte[], byte[]> record) {
    producer.send(record);
  }

  // ---- words

  private void heading(String text) {
    say.accept("");
    say.accept(text);
  }

  private void tell(String text) {
    say.accept("  " + text);
  }

  private void pause() throws Exception {
    await(pace);
  }

  private void await(Duration time) throws Exception {
    try {
      ended.get(time.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException goesOn) {
      traffic.check();
      return;
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    throw new EndedException();
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
