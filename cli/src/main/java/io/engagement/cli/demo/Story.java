package io.engagement.cli.demo;

import io.engagement.local.LocalFlinkCluster;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * What goes wrong in real life, one thing after the other, told as it happens: late data, a storm
 * of duplicates, records that are no events, a wave of sign-ins, and a worker that is killed.
 *
 * <p>The shop's own visitors are held back while something is counted, so that what the numbers
 * should be is known exactly.
 */
final class Story {
  private static final Duration COUNTED_WITHIN = Duration.ofMinutes(3);
  private static final Duration SAY_EVERY = Duration.ofSeconds(10);
  private static final long LOOK_EVERY_MILLIS = 300;

  private static final int PHONES = 25;
  private static final int TOO_OLD = 10;

  /** Some hours of them at the default rate: what is older than a day may not be known any more. */
  private static final int REPEATED_PER_PARTITION = 250;

  private static final int REPEATS = 4;
  private static final int ROUNDS_OF_BROKEN = 25;
  private static final int SIGN_INS = 60;
  private static final int PEOPLE_OF_THE_OUTAGE = 100;

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
  private static final String NO_SUCH_TABLE = "42P01";

  private final StoryRecords records;
  private final LiveNumbers numbers;
  private final DemoTraffic traffic;
  private final Optional<LocalFlinkCluster> cluster;
  private final CompletableFuture<Void> ended;
  private final Duration pace;
  private final Consumer<String> say;
  private boolean isRight = true;

  /**
   * @param cluster whose worker is killed; the last act is left out without one
   * @param ended completes when nobody listens any more
   * @param pace how long a reader is given before each act
   */
  Story(
      StoryRecords records,
      LiveNumbers numbers,
      DemoTraffic traffic,
      Optional<LocalFlinkCluster> cluster,
      CompletableFuture<Void> ended,
      Duration pace,
      Consumer<String> say) {
    this.records = records;
    this.numbers = numbers;
    this.traffic = traffic;
    this.cluster = cluster;
    this.ended = ended;
    this.pace = pace;
    this.say = say;
  }

  /** The story is over because nobody listens any more. */
  private static final class EndedException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** What became of the whole input. */
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

  private interface Act {
    void play() throws Exception;
  }

  /**
   * Tells all of it.
   *
   * @return whether all numbers were as they should be
   */
  boolean tell() throws Exception {
    try {
      heading("The story: what goes wrong, and what it does to the numbers");
      tell("It begins when the job has read all that happened before now.");
      awaitRead(traffic.history().get());
      act("1. Late data", this::lateData);
      act("2. A storm of duplicates", this::duplicates);
      act("3. Records that are no events", this::broken);
      act("4. A wave of sign-ins", this::signIns);
      if (cluster.isPresent()) {
        act("5. kill -9", () -> kill(cluster.get()));
      }
      heading(isRight ? "All numbers were right." : "Some numbers were WRONG, see above.");
    } catch (EndedException nobodyListens) {
      // What was said until then holds.
    }
    return isRight;
  }

  private void act(String title, Act act) throws Exception {
    await(pace);
    heading(title);
    try (DemoTraffic.Hold visitors = traffic.hold()) {
      act.play();
    }
  }

  private void lateData() throws Exception {
    LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(2);
    LocalDate older = day.minusDays(3);
    tell("%d phones were offline. What they bought on %s arrives now;".formatted(PHONES, day));
    tell("%d records more are of %s, beyond the late horizon.".formatted(TOO_OLD, older));
    Counts before = counted();
    long users = users("active", day);
    long buyers = users("buyers", day);
    long olderUsers = users("active", older);
    for (int phone = 0; phone < PHONES; phone++) {
      records.view(records.id("late", phone), noon(day));
      records.order(records.id("late", phone), noon(day).plusSeconds(90));
    }
    for (int phone = 0; phone < TOO_OLD; phone++) {
      records.view(records.id("old", phone), noon(older));
    }
    Counts change = counted().minus(before);
    expect("users of " + day, users + PHONES, users("active", day));
    expect("buyers of " + day, buyers + PHONES, users("buyers", day));
    expect("users of " + older, olderUsers, users("active", older));
    expect("late records, kept in the table late", TOO_OLD, change.late());
  }

  private void duplicates() throws Exception {
    tell("A proxy sends the newest records of every partition again and again, byte for byte.");
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    Counts before = counted();
    long users = users("active", today);
    long sent = records.repeatNewest(REPEATED_PER_PARTITION, REPEATS);
    Counts change = counted().minus(before);
    expect("records read more", sent, change.read());
    expect("of them accepted", 0, change.accepted());
    expect("users of today", users, users("active", today));
    tell(
        "  %,d were duplicates; %,d had been late or rejected, and were so again"
            .formatted(change.duplicate(), change.late() + change.rejected()));
  }

  private void broken() throws Exception {
    tell("Records come that are cut off, HTML, binary, without a user, of no day there ever was.");
    Counts before = counted();
    long sent = records.breakAll(ROUNDS_OF_BROKEN);
    Counts change = counted().minus(before);
    expect("rejected, kept with the reason in the table rejected", sent, change.rejected());
    expect("accepted", 0, change.accepted());
    for (List<Object> reason : numbers.ask(REASONS)) {
      tell("  %-24s %,d".formatted(reason.toArray()));
    }
  }

  private void signIns() throws Exception {
    tell(
        "%d people browse on a phone and on a laptop; to the numbers they are %d."
            .formatted(SIGN_INS, 2 * SIGN_INS));
    counted();
    Instant now = now();
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    long users = users("active", today);
    for (int person = 0; person < SIGN_INS; person++) {
      records.browse(records.id("phone", person), now);
      records.browse(records.id("laptop", person), now);
    }
    counted();
    expect("users of today", users + 2 * SIGN_INS, users("active", today));
    tell("Now a newsletter has them sign in on both.");
    for (int person = 0; person < SIGN_INS; person++) {
      records.signIn(records.id("phone", person), records.id("member", person), now);
      records.signIn(records.id("laptop", person), records.id("member", person), now);
    }
    counted();
    expect("users of today, restated", users + SIGN_INS, users("active", today));
  }

  private void kill(LocalFlinkCluster victim) throws Exception {
    Counts before = counted();
    Instant now = now();
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    long users = users("active", today);
    long usersBefore = users("active", today.minusDays(2));
    long worker = victim.taskManagerPids().get(0);
    long beganNanos = System.nanoTime();
    victim.killTaskManager(0);
    tell("The worker, process %d, has been killed with kill -9.".formatted(worker));
    for (int person = 0; person < PEOPLE_OF_THE_OUTAGE; person++) {
      records.view(records.id("outage", person), now);
    }
    tell(PEOPLE_OF_THE_OUTAGE + " people come while nothing counts them.");
    long next = victim.startTaskManager();
    tell("Another worker, process %d, goes on from the last checkpoint.".formatted(next));
    Counts change = counted().minus(before);
    expect("users of today", users + PEOPLE_OF_THE_OUTAGE, users("active", today));
    expect("users of " + today.minusDays(2), usersBefore, users("active", today.minusDays(2)));
    expect("accepted, none lost and none counted twice", PEOPLE_OF_THE_OUTAGE, change.accepted());
    tell(
        "  counted %d s after the kill"
            .formatted(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beganNanos)));
  }

  /** The counts when everything that is in the topic has been read. */
  private Counts counted() throws Exception {
    return awaitRead(records.inTopic());
  }

  private Counts awaitRead(long wanted) throws Exception {
    Counts counts = counts();
    long reached = counts.read();
    long reachedNanos = System.nanoTime();
    long saidNanos = reachedNanos;
    while (counts.read() < wanted) {
      await(Duration.ofMillis(LOOK_EVERY_MILLIS));
      counts = counts();
      long now = System.nanoTime();
      if (counts.read() > reached) {
        reached = counts.read();
        reachedNanos = now;
      } else if (now - reachedNanos > COUNTED_WITHIN.toNanos()) {
        throw new IOException(
            "the job has read %,d of %,d records and no more for %d minutes"
                .formatted(reached, wanted, COUNTED_WITHIN.toMinutes()));
      }
      if (now - saidNanos > SAY_EVERY.toNanos()) {
        tell("  read %,d of %,d records".formatted(reached, wanted));
        saidNanos = now;
      }
    }
    return counts;
  }

  private Counts counts() throws SQLException {
    try {
      List<Object> row = numbers.ask(COUNTS).get(0);
      return new Counts(
          (Long) row.get(0),
          (Long) row.get(1),
          (Long) row.get(2),
          (Long) row.get(3),
          (Long) row.get(4));
    } catch (SQLException e) {
      if (NO_SUCH_TABLE.equals(e.getSQLState())) {
        return new Counts(0, 0, 0, 0, 0); // The job has not made its tables yet.
      }
      throw e;
    }
  }

  private long users(String metric, LocalDate day) throws SQLException {
    return (Long) numbers.ask(USERS.formatted(metric, day)).get(0).get(0);
  }

  private static Instant noon(LocalDate day) {
    return day.atTime(LocalTime.NOON).toInstant(ZoneOffset.UTC);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  private void expect(String what, long wanted, long found) {
    isRight &= wanted == found;
    tell(
        wanted == found
            ? "  %s: %,d, as it should be".formatted(what, found)
            : "  %s: %,d, WRONG: it should be %,d".formatted(what, found, wanted));
  }

  private void heading(String text) {
    say.accept("");
    say.accept(text);
  }

  private void tell(String text) {
    say.accept("  " + text);
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
}
