package io.engagement.jobs.stream;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.DeletionConfig.ControlTopic;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.config.InvalidConfigException;
import io.engagement.core.config.SinksConfig;
import io.engagement.core.config.SourceConfig;
import io.engagement.core.deployment.Definitions;
import io.engagement.flink.checkpoint.SinkRefusedException;
import io.engagement.flink.checkpoint.StartMode;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.operator.HistoryCacheBudget;
import io.engagement.flink.sink.kafka.EngagementKafkaSink;
import io.engagement.flink.sink.kafka.KafkaNotReadyException;
import io.engagement.flink.sink.kafka.KafkaSinkOptions;
import io.engagement.flink.sink.kafka.KafkaTopics;
import io.engagement.flink.sink.kafka.LostTransactions;
import io.engagement.flink.sink.postgres.PostgresSink;
import io.engagement.flink.sink.postgres.PostgresSinkOptions;
import io.engagement.flink.sink.postgres.PostgresTables;
import io.engagement.flink.source.InputTopics;
import io.engagement.flink.source.KafkaEvents;
import io.engagement.flink.source.SourceRecord;
import io.engagement.flink.source.StartPosition;
import io.engagement.flink.state.SavedState;
import io.engagement.flink.state.StateCatalog;
import io.engagement.flink.state.UnusableStateException;
import io.engagement.jobs.topology.ConfiguredMetrics;
import io.engagement.jobs.topology.ControlInput;
import io.engagement.jobs.topology.EngagementTopology;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;

/** The job that never ends: Kafka, the topology, every configured sink. */
public final class StreamingJob {
  private final EngagementConfig config;
  private final ConfiguredMetrics metrics;
  private final StartRules start;
  private final StartOptions startOptions;

  private StreamingJob(ConfigText text, EngagementConfig config, StartRules start) {
    this.config = config;
    this.metrics = new ConfiguredMetrics(text, start.onChange());
    this.start = start;
    this.startOptions = new StartOptions(start.tables(), UUID.randomUUID().toString());
  }

  /**
   * The job of a configuration.
   *
   * @param start what it may do to what is published already
   * @throws InvalidConfigException when there are problems
   * @throws IllegalArgumentException when there is nowhere to publish to
   */
  public static StreamingJob of(ConfigText text, StartRules start) {
    EngagementConfig config = EngagementConfigReader.read(text).config();
    if (config.sinks().isEmpty()) {
      throw new IllegalArgumentException(
          text.name()
              + " names no sink, so there is nowhere to publish to. Add sinks.postgres or"
              + " sinks.kafka, or run over files with --input and --output");
    }
    return new StreamingJob(text, config, start);
  }

  /** What people call it. */
  public String name() {
    return "engagement " + config.deployment();
  }

  public EngagementConfig config() {
    return config;
  }

  /**
   * Checks that the job can go on from there, as far as that can be told before it is started.
   *
   * @param state null for a start without any
   * @throws UnknownMetricException when it is told what becomes of a metric there never was
   * @throws UnusableStateException when files of it are gone, it is not of this job, was made with
   *     other definitions and nobody said what becomes of their rows, or decides whose events are
   *     in a way from which there is none to that of this job
   */
  public void check(@Nullable SavedState state) throws IOException {
    if (state != null) {
      state.requireFiles();
    }
    Definitions before = state == null ? Definitions.NONE : state.definitions();
    List<Definitions.Wanted> wanted = metrics.create().wanted();
    start.requireKnown(wanted, before);
    Optional<String> refusal = before.refusal(wanted, start.onChange());
    if (refusal.isEmpty() && state != null) {
      refusal = state.identityRefusal(config.identity().isStitched(), wanted);
    }
    if (refusal.isPresent()) {
      throw new UnusableStateException(refusal.get());
    }
  }

  /**
   * Checks the source, then makes the sinks ready: to be called once, by the client, before the job
   * is submitted. A source that is not there leaves the sinks untouched.
   *
   * @throws InputTopics.NotReadyException when there is nothing to read from
   * @throws KafkaNotReadyException when brokers or topics do not fit the sink
   * @throws SinkRefusedException when the database cannot be reached or refuses its tables
   */
  public void prepare()
      throws InputTopics.NotReadyException,
          KafkaNotReadyException,
          SinkRefusedException,
          InterruptedException {
    SourceConfig.KafkaSource source = config.source().kafka();
    InputTopics.check(source.brokers(), source.topics(), source.properties());
    ControlTopic control = config.deletion().control();
    if (control != null) {
      InputTopics.checkControl(control);
    }
    SinksConfig.PostgresSink postgres = config.sinks().postgres();
    if (postgres != null) {
      PostgresTables.prepare(options(postgres), MetricCatalog.tables());
    }
    SinksConfig.KafkaSink kafka = config.sinks().kafka();
    if (kafka != null) {
      KafkaTopics.prepare(options(kafka), MetricCatalog.tables());
    }
  }

  /**
   * Adds all operators to the environment.
   *
   * @throws IllegalArgumentException when Flink is configured without checkpoints
   */
  public void define(StreamExecutionEnvironment env) {
    if (!env.getCheckpointConfig().isCheckpointingEnabled()) {
      throw new IllegalArgumentException(
          "Flink makes no checkpoints, with which rows are published: set"
              + " execution.checkpointing.interval, for example to 10 s");
    }
    SourceConfig.KafkaSource kafka = config.source().kafka();
    SingleOutputStreamOperator<SourceRecord> records =
        env.fromSource(
                KafkaEvents.source(
                    kafka.brokers(),
                    kafka.topics(),
                    config.deployment(),
                    position(kafka.start()),
                    kafka.properties(),
                    metrics,
                    start.records()),
                KafkaEvents.watermarks(
                    Duration.ofMillis(config.time().outOfOrdernessMillis()),
                    Duration.ofMillis(config.time().idleAfterMillis())),
                "Read events from Kafka")
            .uid(StateCatalog.SOURCE);
    ControlTopic control = config.deletion().control();
    EngagementTopology.define(
        records,
        kafka.topics(),
        metrics,
        HistoryCacheBudget.share(),
        sinks(),
        startOptions,
        control == null
            ? null
            : ControlInput.ofTopic(env, control, config.deployment(), config.deletion()));
  }

  private List<EngagementTopology.RowsTo> sinks() {
    List<EngagementTopology.RowsTo> sinks = new ArrayList<>();
    SinksConfig.PostgresSink postgres = config.sinks().postgres();
    if (postgres != null) {
      sinks.add(
          (rows, departures, progress) ->
              PostgresSink.attach(
                  rows.union(departures), progress, MetricCatalog::tables, options(postgres)));
    }
    SinksConfig.KafkaSink kafka = config.sinks().kafka();
    if (kafka != null) {
      sinks.add(
          (rows, departures, progress) ->
              EngagementKafkaSink.attach(
                  rows, departures, MetricCatalog::tables, options(kafka), startOptions));
    }
    return sinks;
  }

  private PostgresSinkOptions options(SinksConfig.PostgresSink postgres) {
    return PostgresSinkOptions.of(config.deployment(), postgres, startOptions)
        .keeping(config.retention());
  }

  private KafkaSinkOptions options(SinksConfig.KafkaSink kafka) {
    return KafkaSinkOptions.of(config.deployment(), kafka).accepting(lostTransactions());
  }

  /** What a lost transaction held is published again with everything else. */
  private LostTransactions lostTransactions() {
    return start.tables() == StartMode.REPUBLISH ? LostTransactions.ACCEPT : start.transactions();
  }

  private static StartPosition position(SourceConfig.StartPosition start) {
    StartPosition.Mode mode =
        switch (start.kind()) {
          case EARLIEST -> StartPosition.Mode.EARLIEST;
          case LATEST -> StartPosition.Mode.LATEST;
          case COMMITTED -> StartPosition.Mode.COMMITTED;
          case TIMESTAMP -> StartPosition.Mode.TIMESTAMP;
        };
    return new StartPosition(mode, start.timestampMillis());
  }
}
