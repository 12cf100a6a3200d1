package io.engagement.jobs.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.table.TableSpec;
import io.engagement.generate.KafkaRecordSink;
import io.engagement.generate.Manifest;
import io.engagement.generate.SignIns;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import io.engagement.jobs.faults.CutAuditor.Findings;
import io.engagement.jobs.oracle.BatchOracle;
import io.engagement.jobs.oracle.PublishedRowReader;
import io.engagement.jobs.oracle.ShopAnswers;
import io.engagement.jobs.oracle.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Exactly once, with real processes: TaskManagers are killed and the job is moved to another
 * parallelism while events pour in; in the end PostgreSQL and Kafka hold what the input says, row
 * by row, and no read of PostgreSQL meanwhile saw more or less than one checkpoint.
 *
 * <p>The size is given with {@code -Dfaults.events}, {@code -Dfaults.kills}, {@code -Dfaults.rate}
 * (events a second) and {@code -Dfaults.seed}. With {@code -Dfaults.stitched=true} people are
 * anonymous until they sign in on a device, and what they did before becomes theirs meanwhile.
 */
class ExactlyOnceITCase {
  private static final long SEED = Long.getLong("faults.seed", System.nanoTime() & 0xffff);
  private static final long EVENTS = Long.getLong("faults.events", 40_000);
  private static final int KILLS = Integer.getInteger("faults.kills", 2);
  private static final double RATE = Integer.getInteger("faults.rate", 4_000);
  private static final boolean STITCHED = Boolean.getBoolean("faults.stitched");
  private static final int PARTITIONS = 4;
  private static final Duration CHECKPOINTS = Duration.ofSeconds(2);
  private static final long HOUR = Duration.ofHours(1).toMillis();

  @TempDir Path folder;

  private final DrillReport report = new DrillReport();
  private final ExecutorService background = Executors.newSingleThreadExecutor();

  @Test
  void killedAgainAndAgainTheJobPublishesWhatTheInputSays() throws Exception {
    report.note(
        "seed %d: %d events, %d kills, %s",
        SEED, EVENTS, KILLS, STITCHED ? "stitched" : "not stitched");
    try (Servers servers = Servers.start(folder, 2, CHECKPOINTS)) {
      report.note("servers are up");
      drill(servers);
    } finally {
      background.shutdownNow();
      System.out.println(report);
    }
  }

  private void drill(Servers servers) throws Exception {
    Callable<Connection> database = servers::connect;
    Ledger ledger = new Ledger(database);
    Topics topics = new Topics(servers.kafka().bootstrapServers());
    List<Long> moments = moments();
    KafkaRecordSink target =
        new KafkaRecordSink(servers.kafka().bootstrapServers(), Servers.INPUT, PARTITIONS);
    try (GatedSink sink = new GatedSink(target, RATE, moments.get(0));
        CutAuditor auditor = new CutAuditor(database)) {
      RunningJob job =
          new RunningJob(servers.cluster(), 2, Servers.jobJar(), servers.configuration(metrics()));
      job.submit(2, List.of());
      Drill.await("the job runs", () -> job.state().equals("RUNNING"));
      report.note("the job runs");
      Future<Manifest> traffic = background.submit(() -> generate(sink));
      Drill.await("the first commit", () -> ledger.row().checkpoint() > 0);
      auditor.start(100);

      Drill drill = new Drill(servers, job, ledger, new Random(SEED), report);
      List<Fault> faults = faults();
      for (int i = 0; i < faults.size(); i++) {
        long moment = moments.get(i);
        Drill.await("event " + moment, () -> traffic.isDone() || sink.written() >= moment);
        sink.open(moments.get(i + 1));
        drill.run(faults.get(i));
      }
      sink.open(Long.MAX_VALUE);
      close(topics, traffic.get(30, TimeUnit.MINUTES));
      compare(servers, topics, ledger, drill, job, auditor);
    }
  }

  /** After how many events something happens: anywhere in the first nine tenths. */
  private static List<Long> moments() {
    Random random = new Random(SEED + 1);
    int faults = KILLS + 1;
    List<Long> moments = new ArrayList<>();
    for (int i = 0; i < faults; i++) {
      moments.add((long) (EVENTS * 0.9 * (i + 0.1 + 0.8 * random.nextDouble()) / faults));
    }
    moments.add(Long.MAX_VALUE);
    return moments;
  }

  /** All kills but one are of any kind; the new parallelism comes in the middle. */
  private static List<Fault> faults() {
    List<Fault> faults = new ArrayList<>(Collections.nCopies(Math.max(KILLS - 1, 0), Fault.KILL));
    faults.add(Fault.KILL_BEFORE_COMMIT);
    Collections.shuffle(faults, new Random(SEED + 2));
    faults.add(faults.size() / 2, Fault.RESCALE);
    return faults;
  }

  private static String metrics() {
    return STITCHED ? ShopAnswers.stitchedMetrics() : ShopAnswers.METRICS;
  }

  private static Manifest generate(GatedSink sink) throws Exception {
    long days = Duration.ofDays(4 + EVENTS / 100_000).toMillis();
    long start = Instant.parse("2026-03-24T00:00:00Z").toEpochMilli();
    long lateHorizon =
        STITCHED ? ShopAnswers.STITCHED_LATE_HORIZON_MILLIS : ShopAnswers.LATE_HORIZON_MILLIS;
    long beyondLate = lateHorizon + 9 * HOUR;
    Traffic.Defects defects = new Traffic.Defects(0.2, 20 * HOUR, 0.01, beyondLate, 0.03, 0.02);
    Traffic traffic =
        Traffic.spread((int) Math.max(EVENTS / 25, 100), EVENTS, start, days, SEED, defects)
            .with(STITCHED ? SignIns.BY_DEVICE : SignIns.FOR_GOOD);
    Manifest manifest = new TrafficGenerator(traffic, sink, written -> {}).run();
    sink.flush();
    return manifest;
  }

  /** Last events of three users in every partition, so that the last watermark is known. */
  private void close(Topics topics, Manifest manifest) {
    Instant last = Instant.ofEpochMilli(manifest.lastMillis() + 7 * HOUR + HOUR / 2);
    for (int user = 0; user < 3; user++) {
      String name = "last-" + user;
      topics.appendToEach(
          Servers.INPUT,
          partition ->
              """
              {"type":"page","name":"Last","messageId":"%1$s-%2$d","anonymousId":"%1$s-%2$d","timestamp":"%3$s"}\
              """
                  .formatted(name, partition, last)
                  .getBytes(StandardCharsets.UTF_8));
    }
    report.note("%d records written", manifest.records());
    report.result("malformed written", manifest.malformed());
  }

  private void compare(
      Servers servers,
      Topics topics,
      Ledger ledger,
      Drill drill,
      RunningJob job,
      CutAuditor auditor)
      throws Exception {
    BatchOracle oracle = STITCHED ? ShopAnswers.stitchedOracle() : ShopAnswers.oracle();
    topics.input(Servers.INPUT, oracle::take);
    long end = topics.end(Servers.INPUT);
    long watermark = oracle.watermarkMillis();
    Drill.await(
        "the ledger covers the input",
        () -> ledger.row().offsets() == end && ledger.row().watermarkMillis() == watermark);
    report.note("all is published at checkpoint %d", ledger.row().checkpoint());
    report.result("restores", drill.restores());
    report.result("completed checkpoints", drill.checkpoints());
    job.stop(folder.resolve("savepoints"));
    Findings findings = auditor.findings();
    auditor.close();
    report.result("reads of PostgreSQL", findings.reads());
    report.result("checkpoints seen by reads", findings.checkpoints());
    report.result("torn reads", findings.torn());

    PublishedRows expected = oracle.rows(watermark);
    PublishedRows inPostgres = new PublishedRows();
    PublishedRows inKafka = new PublishedRows();
    long records = 0;
    try (Connection connection = servers.connect()) {
      connection.setAutoCommit(false);
      for (TableSpec table : MetricCatalog.tables()) {
        PublishedRowReader.addTable(inPostgres, table, connection, Servers.SCHEMA);
        String topic = Servers.TOPIC_PREFIX + table.name();
        Drill.await("no open transaction in " + topic, () -> topics.isSettled(topic));
        records += topics.table(inKafka, table, topic);
        report.result("rows of " + table.name(), expected.table(table.name()).size());
      }
    }
    report.result("records in Kafka", records);
    report.result("accepted", oracle.accepted());
    List<Ledger.Commit> commits = ledger.commits();
    report.result("commits in the ledger", commits.size());

    assertThat(findings.examples()).as("torn reads, seed %d", SEED).isEmpty();
    assertThat(findings.reads()).isGreaterThan(20);
    assertThat(inPostgres.differencesFrom(expected)).as("PostgreSQL, seed %d", SEED).isEmpty();
    assertThat(inKafka.differencesFrom(expected)).as("Kafka, seed %d", SEED).isEmpty();
    assertThat(commits.stream().map(Ledger.Commit::checkpoint))
        .as("every checkpoint is committed once, in order")
        .isSorted()
        .doesNotHaveDuplicates();
    for (String table :
        List.of("active_users", "sessions", "session_metrics", "rejected", "late")) {
      assertThat(expected.table(table)).as(table).hasSizeGreaterThan(10);
    }
    assertThat(expected.table("identity_merges")).hasSizeGreaterThan(STITCHED ? 10 : -1);
  }
}
