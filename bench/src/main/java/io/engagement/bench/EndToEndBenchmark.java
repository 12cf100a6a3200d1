package io.engagement.bench;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ClientProperties;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.deployment.Metrics;
import io.engagement.core.event.SegmentDecoder;
import io.engagement.core.event.UserEvent;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.operator.HistoryCacheBudget;
import io.engagement.flink.sink.kafka.EngagementKafkaSink;
import io.engagement.flink.sink.kafka.KafkaSinkOptions;
import io.engagement.flink.sink.kafka.KafkaTopics;
import io.engagement.flink.source.KafkaEvents;
import io.engagement.flink.source.LostRecords;
import io.engagement.flink.source.SourceRecord;
import io.engagement.flink.source.StartPosition;
import io.engagement.flink.state.StateCatalog;
import io.engagement.generate.KafkaRecordSink;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.env.LocalFlink;
import io.engagement.jobs.topology.ConfiguredMetrics;
import io.engagement.jobs.topology.EngagementTopology;
import io.engagement.local.LocalKafka;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The whole way of an event against the least that reading it can cost, in one run: a plain
 * consumer with the same decoder on one side; on the other the job with RocksDB, checkpoints every
 * ten seconds and rows published to Kafka exactly once. Both read the same topic from the same
 * broker with as many threads as there are slots.
 *
 * <pre>
 * bench/run end-to-end [--events N] [--users N] [--slots N] [--cache SIZE] [--backend rocksdb|hashmap]
 *   [--config FILE]
 * </pre>
 *
 * <p>Prints events per second of both, their ratio, and what each costs by {@link ProcessCost}. The
 * job runs twice in this process: a job that runs for months has its code compiled once, so the
 * second time counts. It includes the job's start and all it does at the end of the input. The
 * consumer is measured before and after it; the mean counts.
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

  /** Records a second of event time: a thousand seconds for ten million. */
  private static final double EVENT_TIME_RATE = 10_000;

  private final long events;
  private final int users;
  private final int slots;
  private final MemorySize cache;
  private final Map<String, String> settings;
  private final ProcessCost cost = new ProcessCost();

  /** The configuration that publishes to topics with a prefix. */
  private final UnaryOperator<String> config;

  private EndToEndBenchmark(
      long events,
      int users,
      int slots,
      MemorySize cache,
      Map<String, String> settings,
      UnaryOperator<String> config) {
    this.events = events;
    this.users = users;
    this.slots = slots;
    this.cache = cache;
    this.settings = settings;
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
      new EndToEndBenchmark(
              Long.parseLong(options.getOrDefault("--events", "10000000")),
              Integer.parseInt(options.getOrDefault("--users", "1000000")),
              Integer.parseInt(options.getOrDefault("--slots", "2")),
              MemorySize.parse(options.getOrDefault("--cache", "2g")),
              Map.of("state.backend.type", options.getOrDefault("--backend", "rocksdb")),
              config)
          .run(kafka.bootstrapServers());
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

  /** A configuration without what {@link #addresses} says. */
  private static String definitions(String configuration) {
    return configuration.replaceAll(
        "(?ms)^(deployment|source|sinks|control|deletion):.*?(?=^\\S|\\z)", "");
  }

  private void run(String brokers) throws Exception {
    System.out.printf("generating %,d events of %,d users%n", events, users);
    try (KafkaRecordSink sink = new KafkaRecordSink(brokers, TOPIC, PARTITIONS)) {
      Traffic traffic =
          Traffic.live(users, events, Sample.START, EVENT_TIME_RATE, 7, Traffic.Defects.NONE);
      new TrafficGenerator(traffic, sink, done -> {}).run();
      sink.flush();
    }
    System.out.printf("job, first time:        %,.0f events/s%n", jobRate(brokers, "first."));
    double before = consumerRate(brokers);
    System.out.printf("plain consumer, before: %,.0f events/s%n", before);
    double job = jobRate(brokers, "second.");
    System.out.printf("job:                    %,.0f events/s%n", job);
    double after = consumerRate(brokers);
    System.out.printf("plain consumer, after:  %,.0f events/s%n", after);
    System.out.printf("ratio: %.2f%n", job / ((before + after) / 2));
  }

  private double consumerRate(String brokers) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(slots);
    try {
      List<Callable<Long>> readers = new ArrayList<>();
      for (int reader = 0; reader < slots; reader++) {
        int first = reader;
        readers.add(() -> consume(brokers, first));
      }
      cost.begin();
      long began = System.nanoTime();
      long read = 0;
      for (Future<Long> reader : threads.invokeAll(readers)) {
        read += reader.get();
      }
      double rate = read / seconds(began);
      System.out.printf("consumer's cost:        %s%n", cost.toText(events));
      if (read != events) {
        throw new IllegalStateException("read " + read + " of " + events + " events");
      }
      return rate;
    } finally {
      threads.shutdown();
    }
  }

  /** Reads and decodes every {@code slots}-th partition to its end. */
  private long consume(String brokers, int first) {
    Properties properties = new Properties();
    properties.setProperty("bootstrap.servers", brokers);
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("max.poll.records", "5000");
    Metrics metrics = Metrics.of(EngagementConfigReader.read(text("none.")).config());
    SegmentDecoder decoder = new SegmentDecoder(metrics.schema(), metrics.decoderOptions());
    UserEvent event = new UserEvent();
    List<TopicPartition> partitions = new ArrayList<>();
    for (int partition = first; partition < PARTITIONS; partition += slots) {
      partitions.add(new TopicPartition(TOPIC, partition));
    }
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      long end = consumer.endOffsets(partitions).values().stream().mapToLong(o -> o).sum();
      long read = 0;
      while (read < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
          byte[] bytes = record.value();
          if (decoder.decode(bytes, 0, bytes.length, record.timestamp(), event) != null) {
            throw new IllegalStateException(decoder.rejectionDetail());
          }
          read++;
        }
      }
      return read;
    }
  }

  private ConfigText text(String prefix) {
    return new ConfigText("benchmark", config.apply(prefix));
  }

  /** Each run has topics of its own: a job without state takes over nobody's. */
  private double jobRate(String brokers, String prefix) throws Exception {
    ConfigText config = text(prefix);
    EngagementConfig read = EngagementConfigReader.read(config).config();
    KafkaSinkOptions sink =
        KafkaSinkOptions.of("benchmark", Objects.requireNonNull(read.sinks().kafka()));
    KafkaTopics.prepare(sink, MetricCatalog.tables());
    Path folder = Files.createTempDirectory("engagement-bench");
    Configuration flinks =
        FlinkSettings.loadLocal(Path.of("conf"), settings, folder.resolve("checkpoints"));
    flinks.setString("taskmanager.memory.managed.size", "1g");
    flinks.setString("io.tmp.dirs", folder.toString());
    try (LocalFlink flink = LocalFlink.start(flinks, slots, 0)) {
      StreamExecutionEnvironment env = flink.environment("benchmark");
      ConfiguredMetrics metrics = new ConfiguredMetrics(config);
      Duration outOfOrderness = Duration.ofMillis(read.time().outOfOrdernessMillis());
      SingleOutputStreamOperator<SourceRecord> records =
          env.fromSource(
                  KafkaEvents.source(
                          brokers,
                          List.of(TOPIC),
                          "benchmark",
                          new StartPosition(StartPosition.Mode.EARLIEST, 0),
                          ClientProperties.NONE,
                          metrics,
                          LostRecords.FAIL)
                      .until(OffsetsInitializer.latest()),
                  KafkaEvents.watermarks(outOfOrderness, Duration.ofSeconds(30)),
                  "Read events")
              .uid(StateCatalog.SOURCE);
      EngagementTopology.define(
          records,
          List.of(TOPIC),
          metrics,
          HistoryCacheBudget.fixed(cache),
          List.of(
              (rows, departures, progress) ->
                  EngagementKafkaSink.attach(
                      rows, departures, MetricCatalog::tables, sink, StartOptions.CONTINUE)));
      cost.begin();
      LocalFlink.RunningJob job = flink.submit(env);
      long began = System.nanoTime();
      job.result().get();
      double rate = events / seconds(began);
      System.out.printf("job's cost:             %s%n", cost.toText(events));
      return rate;
    } finally {
      FolderRemoval.remove(folder);
    }
  }

  private static double seconds(long sinceNanos) {
    return (System.nanoTime() - sinceNanos) / 1e9;
  }
}
