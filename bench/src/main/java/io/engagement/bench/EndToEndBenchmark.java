package io.engagement.bench;

import io.engagement.core.config.ConfigText;
import io.engagement.flink.operator.HistoryCacheBudget;
import io.engagement.generate.KafkaRecordSink;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import io.engagement.local.LocalKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.flink.configuration.MemorySize;

/**
 * The whole way of an event against the least that reading it can cost, in one run: a plain
 * consumer with the same decoder on one side; on the other the job with RocksDB, checkpoints every
 * ten seconds and rows published to Kafka exactly once. Both read the same topic from the same
 * broker with as many threads as there are slots.
 *
 * <pre>
 * bench/run end-to-end [--events N] [--users N] [--slots N] [--cache SIZE] [--backend rocksdb|hashmap]
 *   [--config FILE] [--anonymous SHARE]
 * </pre>
 *
 * <p>Prints events per second of both, their ratio, and what each costs by {@link ProcessCost}. The
 * job runs twice in this process: a job that runs for months has its code compiled once, so the
 * second time counts. It includes the job's start and all it does at the end of the input. The
 * consumer is measured before and after it; the mean counts.
 *
 * <p>With {@code --anonymous} it compares {@code identity.mode: stitched} with {@code
 * user-or-anonymous} instead: people sign in on each of their devices, about that share of the
 * events carries no user id, and the job runs in both modes alternately, twice for the compiler and
 * then twice more.
 */
public final class EndToEndBenchmark {
  private static final String TOPIC = "events";
  private static final int PARTITIONS = 4;

  private static final String METRICS =
      """
      breakdowns: {platform: context.device.type}
      metrics:
        active-users:
          - {id: active, events: any, periods: [day, week, month], breakdowns: [platform]}
        sessions: [{id: web, gap: 30m, breakdowns: [platform]}]
      """;

  /** Of each mode, after one for the compiler. */
  private static final int MEASURED_ROUNDS = 2;

  /** Records a second of event time: a thousand seconds for ten million. */
  private static final double EVENT_TIME_RATE = 10_000;

  private final long events;
  private final int users;
  private final int slots;
  private final MeasuredJob job;
  private final ProcessCost cost = new ProcessCost();

  /** The configuration that publishes to topics with a prefix. */
  private final UnaryOperator<String> config;

  private EndToEndBenchmark(long events, int users, MeasuredJob job, UnaryOperator<String> config) {
    this.events = events;
    this.slots = job.slots();
    this.users = users;
    this.job = job;
    this.config = config;
  }

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = new TreeMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      options.put(arguments[i], arguments[i + 1]);
    }
    try (LocalKafka kafka =
        LocalKafka.process().heapMegabytes(1024).progress(System.out::println).start()) {
      String file = options.get("--config");
      String definitions = file == null ? METRICS : definitions(Files.readString(Path.of(file)));
      UnaryOperator<String> config =
          prefix -> addresses(kafka.bootstrapServers(), prefix) + definitions;
      MeasuredJob job =
          new MeasuredJob(
              Integer.parseInt(options.getOrDefault("--slots", "2")),
              HistoryCacheBudget.fixed(MemorySize.parse(options.getOrDefault("--cache", "2g"))),
              Map.of(
                  "state.backend.type",
                  options.getOrDefault("--backend", "rocksdb"),
                  "taskmanager.memory.managed.size",
                  "1g"));
      EndToEndBenchmark benchmark =
          new EndToEndBenchmark(
              Long.parseLong(options.getOrDefault("--events", "10000000")),
              Integer.parseInt(options.getOrDefault("--users", "1000000")),
              job,
              config);
      String anonymous = options.get("--anonymous");
      if (anonymous == null) {
        benchmark.run(kafka.bootstrapServers());
      } else {
        benchmark.compare(kafka.bootstrapServers(), Double.parseDouble(anonymous));
      }
    }
  }

  private static String addresses(String brokers, String prefix) {
    return """
        deployment: benchmark
        source: {kafka: {brokers: "%s", topics: [events]}}
        sinks: {kafka: {brokers: "%s", topic-prefix: "%s"}}
        """
        .formatted(brokers, brokers, prefix);
  }

  /** A configuration without what {@link #addresses} says, and without whose events are. */
  private static String definitions(String configuration) {
    return configuration.replaceAll(
        "(?ms)^(deployment|source|sinks|control|deletion|identity):.*?(?=^\\S|\\z)", "");
  }

  private void run(String brokers) throws Exception {
    generate(brokers, traffic());
    System.out.printf("job, first time:        %,.0f events/s%n", jobRate("first."));
    double before = consumerRate(brokers);
    System.out.printf("plain consumer, before: %,.0f events/s%n", before);
    double second = jobRate("second.");
    System.out.printf("job:                    %,.0f events/s%n", second);
    double after = consumerRate(brokers);
    System.out.printf("plain consumer, after:  %,.0f events/s%n", after);
    System.out.printf("ratio: %.2f%n", second / ((before + after) / 2));
  }

  private Traffic traffic() {
    return Traffic.live(users, events, Sample.START, EVENT_TIME_RATE, 7, Traffic.Defects.NONE);
  }

  private long generate(String brokers, Traffic traffic) throws Exception {
    System.out.printf("generating %,d events of %,d users%n", events, users);
    try (SignInTraffic.Count counted =
        new SignInTraffic.Count(new KafkaRecordSink(brokers, TOPIC, PARTITIONS))) {
      new TrafficGenerator(traffic, counted, done -> {}).run();
      counted.flush();
      return counted.anonymous();
    }
  }

  private double jobRate(String prefix) throws Exception {
    ProcessCost.Figures figures = job.run(text(prefix), cost);
    System.out.printf("job's cost:             %s%n", figures.toText(events));
    return events / figures.seconds();
  }

  /** Both modes in turn: what is measured lies as near together as it can. */
  private void compare(String brokers, double share) throws Exception {
    long anonymous = generate(brokers, SignInTraffic.withAnonymous(traffic(), share));
    System.out.printf("%.1f %% of them without a user id%n", 100.0 * anonymous / events);
    Mode plain = new Mode("user-or-anonymous");
    Mode stitched = new Mode("stitched");
    for (int round = 0; round <= MEASURED_ROUNDS; round++) {
      // The order changes, so that neither always runs on what the other left.
      for (Mode mode : round % 2 == 0 ? List.of(plain, stitched) : List.of(stitched, plain)) {
        mode.run(round);
      }
    }
    System.out.printf(
        "stitched / user-or-anonymous: %.2f of the events/s, %.2f of the processor time, %.2f of the"
            + " bytes%n",
        stitched.rate / plain.rate,
        stitched.cpuMicros / plain.cpuMicros,
        stitched.bytes / plain.bytes);
  }

  /** The sums over the measured rounds of one mode. */
  private final class Mode {
    private final String name;
    private double rate;
    private double cpuMicros;
    private double bytes;

    private Mode(String name) {
      this.name = name;
    }

    /** The first round is for the compiler. */
    private void run(int round) throws Exception {
      ConfigText with =
          new ConfigText(
              "benchmark",
              "identity: {mode: %s}%n".formatted(name) + config.apply(name + round + "."));
      ProcessCost.Figures figures = job.run(with, cost);
      double now = events / figures.seconds();
      System.out.printf(
          "%-17s %-8s %,9.0f events/s, %s%n",
          name, round == 0 ? "warm-up" : "", now, figures.toText(events));
      if (round > 0) {
        rate += now;
        cpuMicros += figures.cpuMicros();
        bytes += figures.bytes();
      }
    }
  }

  private double consumerRate(String brokers) throws Exception {
    PlainConsumer consumer = new PlainConsumer(brokers, TOPIC, slots, text("none."));
    cost.begin();
    long read = consumer.read();
    ProcessCost.Figures figures = cost.figures();
    System.out.printf("consumer's cost:        %s%n", figures.toText(events));
    if (read != events) {
      throw new IllegalStateException("read " + read + " of " + events + " events");
    }
    return events / figures.seconds();
  }

  private ConfigText text(String prefix) {
    return new ConfigText("benchmark", config.apply(prefix));
  }
}
