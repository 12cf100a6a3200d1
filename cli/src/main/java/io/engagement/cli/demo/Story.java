package io.engagement.cli.demo;

import io.engagement.dashboard.web.Scene.Look;
import io.engagement.dashboard.web.Scene.Numbers;
import io.engagement.local.LocalFlinkCluster;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;

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

  private static final String PIPELINE = "/pipeline";
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
  private final Narrator narrator;
  private final List<Foretold> open = new ArrayList<>();

  /**
   * @param cluster whose worker is killed; the last act is left out without one
   * @param ended completes when nobody listens any more
   * @param pace how long a reader is given before each act, and to see that nothing is counted
   */
  Story(
      StoryRecords records,
      LiveNumbers numbers,
      DemoTraffic traffic,
      Optional<LocalFlinkCluster> cluster,
      CompletableFuture<Void> ended,
      Duration pace,
      Narrator narrator) {
    this.records = records;
    this.numbers = numbers;
    this.traffic = traffic;
    this.cluster = cluster;
    this.ended = ended;
    this.pace = pace;
    this.narrator = narrator;
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

  private record Act(String title, Look look, Play play) {}

  private interface Play {
    void run() throws Exception;
  }

  /** A figure of the act, and how it is found out. */
  private record Foretold(int figure, Answer answer) {}

  private interface Answer {
    long of(Counts now) throws SQLException;
  }

  /**
   * Tells all of it.
   *
   * @return whether all numbers were as they should be
   */
  boolean tell() throws Exception {
    try {
      List<Act> acts = acts();
      narrator.open(
          "The story: what goes wrong, and what it does to the numbers",
          acts.stream().map(Act::title).toList());
      narrator.tell("It begins when the job has read all that happened before now.");
      awaitRead(traffic.history().get());
      for (int i = 0; i < acts.size(); i++) {
        play(i, acts.get(i));
      }
      await(pace);
      narrator.close(
          narrator.isRight() ? "All numbers were right." : "Some numbers were WRONG, see above.");
    } catch (EndedException nobodyListens) {
      // What was said until then holds.
    }
    return narrator.isRight();
  }

  private List<Act> acts() {
    List<Act> acts = new ArrayList<>();
    acts.add(
        new Act(
            "Late data",
            new Look("Buyers by day", "/actives?metric=buyers&period=day&range=7d"),
            this::lateData));
    acts.add(
        new Act(
            "A storm of duplicates",
            new Look("What became of every record", PIPELINE),
            this::duplicates));
    acts.add(
        new Act(
            "Records that are no events",
            new Look("The latest rejected records", PIPELINE),
            this::broken));
    acts.add(new Act("A wave of sign-ins", new Look("Users of today", "/overview"), this::signIns));
    cluster.ifPresent(
        victim ->
            acts.add(
                new Act(
                    "kill -9",
                    new Look("The latest commits, and how long ago the last was", PIPELINE),
                    () -> kill(victim))));
    return acts;
  }

  private void play(int number, Act act) throws Exception {
    await(pace);
    try (DemoTraffic.Hold visitors = traffic.hold()) {
      narrator.begin(number, act.look());
      act.play().run();
      narrator.end(number);
    }
  }

  private void lateData() throws Exception {
    LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(2);
    LocalDate older = day.minusDays(3);
    Counts before = counted();
    narrator.tell(
        "%d phones were offline. What they bought on %s arrives now.".formatted(PHONES, day));
    narrator.tell("%d records more are of %s, beyond the late horizon.".formatted(TOO_OLD, older));
    users("active", day, PHONES);
    users("buyers", day, PHONES);
    users("active", older, 0);
    counts("late, kept in the table late", before, Counts::late, TOO_OLD);
    await(pace);
    for (int phone = 0; phone < PHONES; phone++) {
      records.view(records.id("late", phone), noon(day));
      records.order(records.id("late", phone), noon(day).plusSeconds(90));
    }
    for (int phone = 0; phone < TOO_OLD; phone++) {
      records.view(records.id("old", phone), noon(older));
    }
    settle();
  }

  private void duplicates() throws Exception {
    Counts before = counted();
    narrator.tell(
        "A proxy sends the newest records of every partition again and again, byte for byte.");
    users("active", LocalDate.now(ZoneOffset.UTC), 0);
    counts("accepted", before, Counts::accepted, 0);
    await(pace);
    long sent = records.repeatNewest(REPEATED_PER_PARTITION, REPEATS);
    counts("read", before, Counts::read, sent);
    Counts change = settle().minus(before);
    narrator.tell(
        "%,d were duplicates; %,d had been late or rejected, and were so again."
            .formatted(change.duplicate(), change.late() + change.rejected()));
  }

  private void broken() throws Exception {
    Counts before = counted();
    narrator.tell(
        "Records come that are cut off, HTML, binary, without a user, of no day there ever was.");
    counts("accepted", before, Counts::accepted, 0);
    await(pace);
    long sent = records.breakAll(ROUNDS_OF_BROKEN);
    counts("rejected, kept with the reason", before, Counts::rejected, sent);
    settle();
    for (List<Object> reason : numbers.ask(REASONS)) {
      narrator.print("  %-24s %,d".formatted(reason.toArray()));
    }
  }

  private void signIns() throws Exception {
    counted();
    Instant now = now();
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    narrator.tell(
        "%d people browse on a phone and on a laptop; to the numbers they are %d."
            .formatted(SIGN_INS, 2 * SIGN_INS));
    users("active", today, 2 * SIGN_INS);
    for (int person = 0; person < SIGN_INS; person++) {
      records.browse(records.id("phone", person), now);
      records.browse(records.id("laptop", person), now);
    }
    settle();
    narrator.tell("Now a newsletter has them sign in on both, and the day is restated.");
    users("active", today, -SIGN_INS);
    await(pace);
    for (int person = 0; person < SIGN_INS; person++) {
      records.signIn(records.id("phone", person), records.id("member", person), now);
      records.signIn(records.id("laptop", person), records.id("member", person), now);
    }
    settle();
  }

  private void kill(LocalFlinkCluster victim) throws Exception {
    Counts before = counted();
    Instant now = now();
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    long worker = victim.taskManagerPids().get(0);
    long beganNanos = System.nanoTime();
    victim.killTaskManager(0);
    narrator.tell("The worker, process %d, has been killed with kill -9.".formatted(worker));
    narrator.numbers(Numbers.STAND_STILL);
    for (int person = 0; person < PEOPLE_OF_THE_OUTAGE; person++) {
      records.view(records.id("outage", person), now);
    }
    long waiting = records.inTopic() - before.read();
    narrator.tell(
        "%,d people come while nothing counts them. The numbers stand still and still belong together."
            .formatted(waiting));
    int still = narrator.foretell("records read while no worker runs", 0, 0);
    await(pace);
    narrator.found(still, counts().minus(before).read());
    users("active", today, PEOPLE_OF_THE_OUTAGE);
    users("active", today.minusDays(2), 0);
    counts("accepted, none lost, none twice", before, Counts::accepted, PEOPLE_OF_THE_OUTAGE);
    long next = victim.startTaskManager();
    narrator.tell("Another worker, process %d, goes on from the last checkpoint.".formatted(next));
    narrator.numbers(Numbers.MOVE);
    settle();
    narrator.tell(
        "All is counted, %d s after the kill."
            .formatted(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - beganNanos)));
  }

  /** Foretells by how many the users of a day become more. */
  private void users(String metric, LocalDate day, long more) throws SQLException {
    long before = users(metric, day);
    foretell(
        (metric.equals("active") ? "users" : metric) + " of " + day,
        before,
        before + more,
        now -> users(metric, day));
  }

  /** Foretells by how many a count of records becomes more. */
  private void counts(String what, Counts before, ToLongFunction<Counts> count, long more) {
    long old = count.applyAsLong(before);
    foretell("records " + what, old, old + more, count::applyAsLong);
  }

  private void foretell(String what, long before, long wanted, Answer answer) {
    open.add(new Foretold(narrator.foretell(what, before, wanted), answer));
  }

  /** Waits until everything that is in the topic has been read, and finds out what was foretold. */
  private Counts settle() throws Exception {
    Counts now = counted();
    for (Foretold each : open) {
      narrator.found(each.figure(), each.answer().of(now));
    }
    open.clear();
    return now;
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
        narrator.print("read %,d of %,d records".formatted(reached, wanted));
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
