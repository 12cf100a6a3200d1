package io.engagement.bench.latency;

import io.engagement.bench.Arguments.BadOptionException;
import io.engagement.bench.BenchServers;
import io.engagement.bench.FolderRemoval;
import io.engagement.bench.HotSpots;
import io.engagement.bench.MeasuredProcess;
import io.engagement.bench.contender.Pass;
import io.engagement.bench.latency.CommitReader.Commit;
import io.engagement.bench.latency.Probes.Probe;
import io.engagement.generate.KafkaRecordSink;
import io.engagement.generate.RecordSink;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import io.engagement.local.LocalKafka;
import io.engagement.local.LocalPostgres;
import io.engagement.local.flink.FlinkDistribution;
import io.engagement.local.process.JavaProcess;
import io.engagement.local.process.LocalServerException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * Measures how long an event takes from its append until a reader of PostgreSQL sees what it has
 * changed. For each interval of checkpoints a job of its own reads a backlog first, then what a
 * sender appends: at rising rates until it does not keep up, and at shares of the highest with
 * which it did. The suite {@code latency} of {@code engage bench}.
 *
 * <p>Among the load are probes, events of users who have no other. The latency of a probe begins
 * when it is due, whether or not it could be sent then, and ends when a reader has read its user's
 * row. Those that nobody has seen when waiting is over count with the time waited.
 */
public final class LatencyBenchmark {
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int PARTITIONS = 4;
  private static final long DAY_MILLIS = 86_400_000;
  private static final double DENSE_RATE = 10_000;

  /** The backlog ends this long before it is read. */
  private static final long BACKLOG_AGE_MILLIS = 60_000;

  private static final Duration SETTLING = Duration.ofSeconds(15);
  private static final Duration START_PATIENCE = Duration.ofMinutes(3);
  private static final Duration BACKLOG_PATIENCE = Duration.ofHours(2);

  private final LatencyOptions options;
  private final PrintStream out;
  private final LocalKafka kafka;
  private final LocalPostgres postgres;
  private final Path work;

  private LatencyBenchmark(
      LatencyOptions options, PrintStream out, LocalKafka kafka, LocalPostgres postgres)
      throws IOException {
    this.options = options;
    this.out = out;
    this.kafka = kafka;
    this.postgres = postgres;
    this.work = Files.createTempDirectory(options.output(), "work");
  }

  /** Exits with 0 when everything was measured, 1 when not, 2 on bad usage. */
  public static void main(String[] arguments) throws Exception {
    try {
      run(LatencyOptions.parse(arguments), System.out);
      System.exit(0);
    } catch (BadOptionException e) {
      System.err.println("error: " + e.getMessage());
      System.exit(USAGE);
    } catch (IOException | LocalServerException | IllegalStateException e) {
      System.err.println("error: " + e.getMessage());
      System.err.println("cause: " + e.getCause());
      System.exit(FAILED);
    }
  }

  /** Runs everything. */
  static void run(LatencyOptions options, PrintStream out) throws Exception {
    Files.createDirectories(options.output());
    try (LocalKafka kafka = BenchServers.kafka(out);
        LocalPostgres postgres = BenchServers.postgres(out)) {
      LatencyBenchmark benchmark = new LatencyBenchmark(options, out, kafka, postgres);
      try {
        LatencyReport report = new LatencyReport(options);
        for (int seconds : options.checkpointSeconds()) {
          benchmark.measure(seconds, report);
        }
        report.write();
        out.println(report.toText());
        out.println(options.output().resolve("bench.json"));
        out.println(options.output().resolve("bench.html"));
      } finally {
        FolderRemoval.remove(benchmark.work);
      }
    }
  }

  private void measure(int checkpointSeconds, LatencyReport report) throws Exception {
    String name = "checkpoint-" + checkpointSeconds + "s";
    AtomicLong sent = new AtomicLong();
    long total = options.warmUp() + options.events();
    out.printf(
        Locale.ROOT, "checkpoints every %d s: generating %,d events%n", checkpointSeconds, total);
    generate(name, total);
    sent.set(total);
    String url = postgres.createDatabase(name.replace('-', '_'));
    Path folder = Files.createDirectory(work.resolve(name));
    Path address = folder.resolve("address");
    long began = System.nanoTime();
    try (JavaProcess process = start(name, url, folder, address, checkpointSeconds)) {
      process.awaitReady(() -> Files.exists(address), START_PATIENCE);
      ProbeTable table = ProbeTable.of(options.definitions());
      try (CommitReader reader =
          new CommitReader(url, postgres.user(), postgres.password(), table, sent::get)) {
        awaitOrFail(process, () -> reader.read() >= total, "reading the backlog");
        double sustained = Sustained.rate(reader.commits(), options.warmUp(), total, began);
        out.printf(Locale.ROOT, "  sustained with a backlog: %,.0f events/s%n", sustained);
        report.addSustained(checkpointSeconds, sustained);
        Run run =
            new Run(
                name,
                checkpointSeconds,
                process,
                reader,
                new CheckpointHistory(URI.create(Files.readString(address))),
                sent);
        measure(run, sustained, report);
      }
    }
  }

  private void measure(Run run, double sustained, LatencyReport report) throws Exception {
    try (Probes probes =
        new Probes(kafka.bootstrapServers(), run.topic(), options.probesPerSecond(), run.sent())) {
      run.reader().follow(probes);
      List<Double> rates = options.rates();
      if (rates != null) {
        for (double rate : rates) {
          add(run, probes, Double.NaN, rate, options.seconds(), report);
        }
        return;
      }
      // Six commits at least, so that growth can be told.
      int trialSeconds = Math.max(20, 6 * run.checkpointSeconds());
      double full =
          FullLoad.find(
              sustained,
              rate -> add(run, probes, Double.NaN, rate, trialSeconds, report).remark().isEmpty());
      out.printf(Locale.ROOT, "  full load: %,.0f events/s%n", full);
      report.addFullLoad(run.checkpointSeconds(), full);
      for (double load : full == 0 ? List.<Double>of() : options.loads()) {
        add(run, probes, load, full * load, options.seconds(), report);
      }
    }
  }

  /** Measures a rate and leaves nothing of it to the next. */
  private Phase add(
      Run run, Probes probes, double load, double rate, int seconds, LatencyReport report)
      throws Exception {
    Phase phase = measure(run, probes, load, rate, seconds, report.phases());
    out.println("  " + LatencyReport.line(phase));
    report.add(phase);
    awaitOrFail(
        run.process(),
        () -> run.sent().get() - run.reader().read() < allowance(run, options.probesPerSecond()),
        "reading what is left");
    return phase;
  }

  /** What a job with so many events a second may have in hand. */
  private static double allowance(Run run, double rate) {
    return rate * 3 * (run.checkpointSeconds() + 1);
  }

  /** A job that is measured. */
  private record Run(
      String topic,
      int checkpointSeconds,
      JavaProcess process,
      CommitReader reader,
      CheckpointHistory checkpoints,
      AtomicLong sent) {}

  private Phase measure(Run run, Probes probes, double load, double rate, int seconds, int number)
      throws Exception {
    String brokers = kafka.bootstrapServers();
    long interval = TimeUnit.SECONDS.toNanos(run.checkpointSeconds());
    long seed = options.seed() + 1_000_003L * (number + 1);
    out.printf(
        Locale.ROOT,
        "  %,.0f events/s%s: settling%n",
        rate,
        Double.isNaN(load) ? "" : " (%.2f of full load)".formatted(load));
    try (Load sender = new Load(options, brokers, run.topic(), rate, seed, run.sent())) {
      sender.awaitBegin();
      // Until commits show nothing of the time before, and the job has caught up with its start.
      pause(run, sender, probes, Math.max(2 * interval, SETTLING.toNanos()));
      long fromMillis = System.currentTimeMillis();
      long from = System.nanoTime();
      long sentBefore = run.sent().get();
      out.printf("  measuring for %d s%n", seconds);
      pause(run, sender, probes, TimeUnit.SECONDS.toNanos(seconds));
      long to = System.nanoTime();
      final long sentAfter = run.sent().get();
      final double behind = sender.behindSeconds();
      final long waiting = sentAfter - run.reader().read();
      List<Probe> due = probes.due(from, to);
      // The load goes on meanwhile: the last ones shall have it no easier than the first.
      long patience = 6 * interval + TimeUnit.SECONDS.toNanos(30);
      while (System.nanoTime() - to < patience && due.stream().anyMatch(each -> !each.isSeen())) {
        pause(run, sender, probes, TimeUnit.MILLISECONDS.toNanos(100));
      }
      long now = System.nanoTime();
      double measured = (to - from) / 1e9;
      List<Commit> commits =
          run.reader().commits().stream()
              .filter(commit -> commit.seenNanos() - from >= 0 && commit.seenNanos() - to < 0)
              .toList();
      return new Phase(
          run.checkpointSeconds(),
          load,
          rate,
          (sentAfter - sentBefore) / measured,
          measured,
          behind,
          due.stream().mapToDouble(each -> (each.dueNanos() - from) / 1e9).toArray(),
          due.stream().mapToDouble(each -> each.millis(now)).toArray(),
          (int) due.stream().filter(each -> !each.isSeen()).count(),
          new Percentiles(due.stream().mapToDouble(each -> each.appendMillis(now)).toArray()),
          commits,
          run.checkpoints().between(fromMillis, fromMillis + (long) (1e3 * measured)),
          waiting);
    }
  }

  private void pause(Run run, Load sender, Probes probes, long nanos) throws InterruptedException {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0; left = end - System.nanoTime()) {
      TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.SECONDS.toNanos(1)));
      sender.requireRunning();
      probes.requireRunning();
      requireAlive(run.process(), "measuring");
    }
  }

  private static void awaitOrFail(JavaProcess process, BooleanSupplier done, String what)
      throws InterruptedException {
    long deadline = System.nanoTime() + BACKLOG_PATIENCE.toNanos();
    while (!done.getAsBoolean()) {
      requireAlive(process, what);
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            what + " takes longer than " + BACKLOG_PATIENCE.toMinutes() + " minutes");
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  private static void requireAlive(JavaProcess process, String what) {
    if (!process.alive()) {
      throw new IllegalStateException(
          "the job ended while " + what + "; the end of its log:\n" + process.logTail());
    }
  }

  private JavaProcess start(
      String name, String url, Path folder, Path address, int checkpointSeconds)
      throws IOException {
    Path config = folder.resolve("engagement.yaml");
    Files.writeString(config, configuration(name, url));
    Files.createDirectories(folder.resolve("tmp"));
    Path log = Files.createDirectories(options.output().resolve("logs")).resolve(name + ".log");
    return JavaProcess.launch("The job", LatencyJob.class.getName())
        .classPath(MeasuredProcess.classPath())
        .jvmFlags(FlinkDistribution.jvmFlags())
        .jvmFlags(MeasuredProcess.flags(options.heapMegabytes()))
        .environment(Pass.PASSWORD_VARIABLE, postgres.password())
        .arguments(
            List.of(
                config.toString(),
                Integer.toString(options.slots()),
                Integer.toString(checkpointSeconds),
                address.toString()))
        .directory(folder)
        .start(log);
  }

  private String configuration(String name, String url) {
    return """
        deployment: %s
        source: {kafka: {brokers: "%s", topics: [%s]}}
        sinks: {postgres: {url: "%s", user: "%s", password: "${env:%s}"}}
        %s
        """
        .formatted(
            name,
            kafka.bootstrapServers(),
            name,
            url,
            postgres.user(),
            Pass.PASSWORD_VARIABLE,
            options.definitions());
  }

  /** People who come over days until a minute ago. */
  private void generate(String topic, long events) throws IOException {
    long end = System.currentTimeMillis() - BACKLOG_AGE_MILLIS;
    long span =
        options.days() == 0
            ? (long) (1e3 * events / DENSE_RATE)
            : (long) (options.days() * DAY_MILLIS);
    Traffic.Defects none = Traffic.Defects.NONE;
    int users = options.users();
    Traffic traffic =
        options.days() == 0
            ? Traffic.live(users, events, end - span, DENSE_RATE, options.seed(), none)
            : Traffic.spread(users, events, end - span, span, options.seed(), none);
    try (RecordSink sink =
        new HotSpots(
            new KafkaRecordSink(kafka.bootstrapServers(), topic, PARTITIONS),
            options.hotUser(),
            options.hotItem(),
            options.seed())) {
      new TrafficGenerator(traffic, sink, done -> {}).run();
    }
  }
}
