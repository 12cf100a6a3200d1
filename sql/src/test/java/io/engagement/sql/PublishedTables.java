package io.engagement.sql;

import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.config.SinksConfig.KafkaSink;
import io.engagement.core.config.SinksConfig.PostgresSink;
import io.engagement.flink.checkpoint.StartOptions;
import io.engagement.flink.operator.HistoryCacheBudget;
import io.engagement.flink.sink.kafka.EngagementKafkaSink;
import io.engagement.flink.sink.kafka.KafkaSinkOptions;
import io.engagement.flink.sink.kafka.KafkaTopics;
import io.engagement.flink.sink.postgres.PostgresSinkOptions;
import io.engagement.flink.sink.postgres.PostgresTables;
import io.engagement.flink.source.KafkaEvents;
import io.engagement.flink.source.SourceRecord;
import io.engagement.flink.source.files.SegmentFileSource;
import io.engagement.flink.state.StateCatalog;
import io.engagement.generate.FileRecordSink;
import io.engagement.generate.Manifest;
import io.engagement.generate.Traffic;
import io.engagement.generate.TrafficGenerator;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.env.LocalFlink;
import io.engagement.jobs.topology.ConfiguredMetrics;
import io.engagement.jobs.topology.EngagementTopology;
import io.engagement.local.LocalKafka;
import io.engagement.local.LocalPostgres;
import io.engagement.local.LocalPostgres.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What the job publishes of 50 generated days, in a real PostgreSQL and a real Kafka. */
final class PublishedTables implements AutoCloseable {
  private static final long DAY_MILLIS = 86_400_000L;
  private static final long START_MILLIS = 1_767_571_200_000L;
  private static final Path CONF = Path.of("..", "conf");

  private final LocalPostgres server =
      LocalPostgres.builder().durability(Durability.NO_FSYNC).start();
  private final LocalKafka broker = LocalKafka.process().start();
  private final EngagementConfig config;
  private final Path input;
  private final Manifest manifest;

  PublishedTables(Path folder) throws Exception {
    Path password = Files.writeString(folder.resolve("password"), server.password());
    ConfigText text =
        new ConfigText(
            "engagement.yaml",
            """
            deployment: sql-tests
            time: {zone: Asia/Kolkata}
            source:
              kafka: {brokers: "%s", topics: [events]}
            breakdowns: {channel: context.campaign.source}
            sinks:
              postgres: {url: "%s", user: "%s", password: "${file:%s}", schema: shop}
              kafka: {brokers: "%s", topic-prefix: "shop."}
            metrics:
              active-users: [{id: active, periods: [day, rolling-30d]}]
              sessions: [{id: web, breakdowns: [channel]}]
              lifecycle: [{id: lifecycle}]
              stickiness: [{id: sticky}]
              retention: [{id: daily, start: any, return: any, period: day, periods: 7}]
              funnels: [{id: checkout, steps: [Product Viewed, Product Added], window: 1d}]
              carts: [{id: carts}]
              score: [{id: score, weights: {Product Viewed: 1, Order Completed: 10}}]
              experiments:
                - {id: exp, goals: [{id: order, event: Order Completed, value: properties.total}]}
              paths: [{id: pages, item: context.page.path}]
              recommendations: [{id: recs, breakdowns: [channel]}]
              content: [{id: top_pages, top: 10}]
              trends: [{id: views, events: Product Viewed, sum: properties.price}]
            """
                .formatted(
                    broker.bootstrapServers(),
                    server.createDatabase("sql_tests"),
                    server.user(),
                    password,
                    broker.bootstrapServers()));
    config = EngagementConfigReader.read(text).config();
    input = folder.resolve("events.jsonl");
    manifest = generate();
    publish(new ConfiguredMetrics(text), folder.resolve("checkpoints"));
  }

  EngagementConfig config() {
    return config;
  }

  /** The records that were published from, a line each. */
  Path input() {
    return input;
  }

  Manifest manifest() {
    return manifest;
  }

  PostgresSink postgres() {
    return Objects.requireNonNull(config.sinks().postgres());
  }

  KafkaSink kafka() {
    return Objects.requireNonNull(config.sinks().kafka());
  }

  /** Rows as PostgreSQL itself sees them; columns joined by bars. */
  List<String> ask(String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(postgres().url(), server.user(), server.password());
        Statement statement = connection.createStatement()) {
      connection.setSchema(postgres().schema());
      statement.execute("SET timezone TO 'Asia/Kolkata'");
      return rows(statement, sql);
    }
  }

  /** The rows of an answer; columns joined by bars. */
  static List<String> rows(Statement statement, String sql) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        List<String> columns = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          columns.add(String.valueOf(rows.getString(i)));
        }
        texts.add(String.join("|", columns));
      }
    }
    return texts;
  }

  private Manifest generate() throws IOException {
    Traffic.Defects defects =
        new Traffic.Defects(0.05, 7_200_000, 0.002, 3 * DAY_MILLIS, 0.02, 0.005);
    Traffic traffic = Traffic.spread(300, 12_000, START_MILLIS, 50 * DAY_MILLIS, 11, defects);
    try (FileRecordSink sink = FileRecordSink.toFile(input)) {
      return new TrafficGenerator(traffic, sink, done -> {}).run();
    }
  }

  private void publish(ConfiguredMetrics metrics, Path checkpoints) throws Exception {
    PostgresSinkOptions postgres =
        PostgresSinkOptions.of(config.deployment(), postgres(), StartOptions.CONTINUE);
    PostgresTables.prepare(postgres, MetricCatalog.tables());
    KafkaSinkOptions kafka = KafkaSinkOptions.of(config.deployment(), kafka());
    KafkaTopics.prepare(kafka, MetricCatalog.tables());
    Map<String, String> settings = Map.of("execution.checkpointing.interval", "2 s");
    try (LocalFlink flink =
        LocalFlink.start(FlinkSettings.loadLocal(CONF, settings, checkpoints), 1, 0)) {
      StreamExecutionEnvironment env = flink.environment("sql tests");
      SingleOutputStreamOperator<SourceRecord> records =
          env.fromSource(
                  new SegmentFileSource(List.of(input.toString()), metrics),
                  KafkaEvents.fileWatermarks(Duration.ofSeconds(10)),
                  "Read event files")
              .uid(StateCatalog.SOURCE)
              .setParallelism(1);
      EngagementTopology.define(
          records,
          List.of("files"),
          metrics,
          HistoryCacheBudget.share(),
          List.of(
              (rows, departures, progress) ->
                  io.engagement.flink.sink.postgres.PostgresSink.attach(
                      rows.union(departures), progress, MetricCatalog::tables, postgres),
              (rows, departures, progress) ->
                  EngagementKafkaSink.attach(
                      rows, departures, MetricCatalog::tables, kafka, StartOptions.CONTINUE)));
      flink.submit(env).result().get();
    }
  }

  @Override
  public void close() {
    broker.close();
    server.close();
  }
}
