package io.engagement.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.catalog.DeletionTables;
import io.engagement.core.catalog.IdentityTables;
import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.table.Column;
import io.engagement.core.table.TableSpec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables and queries over what the job published; the expected numbers are PostgreSQL's own, from
 * the same rows.
 */
class QueriesITCase {
  private static final String SESSIONS_BY_DAY =
      "SELECT metric, dimensions->>'channel' AS channel, started_at::date AS day, bounced,"
          + " duration_seconds FROM sessions WHERE closed";

  /** Tables that have rows where ids are stitched or users deleted only. */
  private static final Set<TableSpec> FILLED_ON_REQUEST =
      Set.of(IdentityTables.MERGES, DeletionTables.DELETIONS);

  /** One cluster for all queries: to start one for each takes longer than to answer it. */
  @RegisterExtension
  static final MiniClusterExtension CLUSTER =
      new MiniClusterExtension(
          new MiniClusterResourceConfiguration.Builder()
              .setNumberTaskManagers(1)
              .setNumberSlotsPerTaskManager(2)
              .build());

  private static PublishedTables published;

  @BeforeAll
  static void publish(@TempDir Path folder) throws Exception {
    published = new PublishedTables(folder);
  }

  @AfterAll
  static void stop() {
    published.close();
  }

  @Test
  void stickinessIsMeanDailyOverMonthlyUsers() throws Exception {
    List<String> expected =
        published.ask(
            """
            SELECT metric, bucket::date, round(daily_users_sum / 30.0, 1), users, round(ratio, 4)
            FROM stickiness_ratio
            WHERE period = 'rolling_30d' AND bucket::date BETWEEN
              (SELECT max(bucket)::date - 29 FROM active_users WHERE period = 'day')
              AND (SELECT max(bucket)::date FROM active_users WHERE period = 'day')
            ORDER BY metric, bucket""");
    assertThat(expected).hasSize(30);
    assertThat(postgres().query("stickiness.sql")).isEqualTo(expected);
  }

  @Test
  void channelsAreComparedWithTheWeekBefore() throws Exception {
    List<String> expected =
        published.ask(
            """
            WITH facts AS (%s),
            compared AS (
              SELECT *, day > (SELECT max(day) FROM facts) - 7 AS now FROM facts
              WHERE day > (SELECT max(day) FROM facts) - 14)
            SELECT metric, channel,
              count(*) FILTER (WHERE now), count(*) FILTER (WHERE NOT now),
              round(avg(bounced::int) FILTER (WHERE now), 4),
              round(avg(bounced::int) FILTER (WHERE NOT now), 4),
              round((percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_seconds)
                FILTER (WHERE now))::numeric, 1),
              round((percentile_cont(0.5) WITHIN GROUP (ORDER BY duration_seconds)
                FILTER (WHERE NOT now))::numeric, 1)
            FROM compared GROUP BY metric, channel
            ORDER BY metric, count(*) FILTER (WHERE now) DESC, channel COLLATE "C\""""
                .formatted(SESSIONS_BY_DAY));
    assertThat(expected).hasSizeGreaterThan(2);
    assertThat(postgres().query("channels.sql")).isEqualTo(expected);
  }

  @Test
  void entryPagesAreTheSameFromTablesAndFromTopics() throws Exception {
    List<String> expected =
        published.ask(
            """
            SELECT metric, row_number() OVER (ORDER BY count(*) DESC, entry_page COLLATE "C"),
              entry_page, count(*), count(*) FILTER (WHERE bounced),
              round(avg(bounced::int), 4)
            FROM sessions WHERE entry_page IS NOT NULL GROUP BY metric, entry_page
            ORDER BY 2 LIMIT 10""");
    assertThat(expected).hasSize(10);
    assertThat(postgres().query("entry_pages.sql")).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(topics().query("entry_pages.sql")).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void variantsAreComparedAsTheViewDoes() throws Exception {
    List<String> expected =
        published.ask(
            """
            SELECT metric, experiment, goal, control, variant, control_users, variant_users,
              round(control_mean::numeric, 4), round(variant_mean::numeric, 4),
              round(lift::numeric, 4), round(z::numeric, 3)
            FROM experiment_results WHERE measure = 'value' AND dimension = ''""");
    assertThat(expected).hasSize(2);
    assertThat(postgres().query("experiments.sql")).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(topics().query("experiments.sql")).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void cartsLeaveBehindWhatPostgresSays() throws Exception {
    List<String> expected =
        published.ask(
            """
            SELECT metric, bucket, currency, created,
              round(checkouts::numeric / created, 4), round(purchased::numeric / created, 4),
              round(abandoned::numeric / created, 4), recovered,
              round(amount_purchased, 2), round(amount_abandoned, 2),
              round(median_seconds_to_purchase, 1)
            FROM cart_metrics
            WHERE dimension = '' AND bucket > (SELECT max(bucket) FROM cart_metrics) - 14""");
    assertThat(expected).hasSizeGreaterThanOrEqualTo(14);
    assertThat(postgres().query("carts.sql")).containsExactlyInAnyOrderElementsOf(expected);
    assertThat(topics().query("carts.sql")).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void viewsAnswerInFlinkAsInPostgres() throws Exception {
    assertThat(
            postgres()
                .select(
                    "SELECT metric, `day`, users, users_30d, complete FROM daily_active_users"
                        + " WHERE `day` < DATE '2026-01-20' ORDER BY `day`"))
        .isEqualTo(
            published.ask(
                "SELECT metric, day, users, users_30d, complete::text FROM daily_active_users"
                    + " WHERE day < '2026-01-20' ORDER BY day"))
        .hasSizeGreaterThan(10);
    String grid =
        "SELECT metric, CAST(cohort AS DATE), period_index, users, CAST(rate AS DECIMAL(8, 6))"
            + " FROM retention_grid WHERE metric = 'daily'";
    assertThat(postgres().select(grid))
        .containsExactlyInAnyOrderElementsOf(published.ask(grid))
        .hasSizeGreaterThan(200);
    // The views with instants, which need a subquery.
    assertThat(postgres().select("SELECT deployment, CAST(data_until AS DATE) FROM data_until"))
        .isEqualTo(published.ask("SELECT deployment, data_until::date FROM data_until"));
    assertThat(postgres().select("SELECT metric, `zone`, last_day FROM metric_progress"))
        .containsExactlyInAnyOrderElementsOf(
            published.ask("SELECT metric, zone, last_day FROM metric_progress"));
  }

  /** What the text of a meaning looks like is known to the views alone. */
  @Test
  void theMeaningsOfAllFamiliesAreReadRightByTheViews() throws Exception {
    assertThat(
            published.ask(
                "SELECT metric FROM metric_progress WHERE zone IS DISTINCT FROM 'Asia/Kolkata'"))
        .containsExactly("exp");
    assertThat(published.ask("SELECT DISTINCT family FROM metric_settings"))
        .hasSameSizeAs(published.ask("SELECT DISTINCT family FROM metric_definitions"));
    assertThat(published.ask("SELECT * FROM metric_settings WHERE setting = 'setting'")).isEmpty();
    assertThat(
            published.ask(
                "SELECT family, setting, value FROM metric_settings WHERE setting IN ('zone', 'window',"
                    + " 'conversion window', 'gap', 'minimum visit', 'remember', 'periods')"
                    + " AND value <> 'Asia/Kolkata' ORDER BY 1, 2"))
        .containsExactly(
            "carts|remember|90 days",
            "content|gap|00:30:00",
            "content|minimum visit|00:00:05",
            "funnels|window|1 day",
            "paths|gap|00:30:00",
            "paths|minimum visit|00:00:05",
            "recommendations|conversion window|7 days",
            "retention|periods|7",
            "score|gap|00:30:00",
            "score|minimum visit|00:00:05",
            "sessions|gap|00:30:00",
            "sessions|minimum visit|00:00:05");
  }

  @Test
  void tablesAndTopicsHoldTheSameRows() throws Exception {
    SqlSession postgres = postgres();
    SqlSession topics = topics();
    for (TableSpec table : MetricCatalog.tables()) {
      List<Column> columns = new ArrayList<>(table.keyColumns());
      columns.addAll(table.valueColumns());
      String select =
          columns.stream()
              .map(column -> "`" + column.name() + "`")
              .collect(Collectors.joining(", ", "SELECT ", " FROM " + table.name()));
      List<String> rows = compact(postgres.select(select));
      String count = published.ask("SELECT count(*) FROM " + table.name()).get(0);
      assertThat(rows).as(table.name()).hasSize(Integer.parseInt(count));
      if (!FILLED_ON_REQUEST.contains(table)) {
        assertThat(rows).as(table.name()).isNotEmpty();
      }
      assertThat(compact(topics.select(select))).as(table.name()).isEqualTo(rows);
    }
  }

  @Test
  void eventsHaveTheirTimeAndPlaceAndWhatIsNoJsonIsSkipped() throws Exception {
    // Some of the records are damaged: bytes, not text.
    List<String> lines = Files.readAllLines(published.input(), StandardCharsets.ISO_8859_1);
    String brokers = published.config().source().kafka().brokers();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      admin.createTopics(List.of(new NewTopic("events", 1, (short) 1))).all().get();
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      lines.stream()
          .filter(line -> line.contains("\"timestamp\""))
          .limit(500)
          .forEach(line -> producer.send(record(line)));
      producer.send(record("no JSON"));
      producer.send(
          record(
              """
              {"type":"track","event":"Tried","messageId":"m","userId":"u",
               "timestamp":"2026-01-31T18:00:00.250Z","properties":{"price":12.5}}"""));
    }
    SqlSession session = SqlSession.batch(published.config());
    session.execute("ALTER TABLE kafka.events SET ('scan.bounded.mode' = 'latest-offset')");
    assertThat(
            session.select(
                "SELECT event_time, JSON_VALUE(properties, '$.price'), `offset`, `partition`,"
                    + " append_time > event_time FROM kafka.events WHERE event = 'Tried'"))
        .containsExactly("2026-01-31T18:00:00.250Z|12.5|501|0|true");
    assertThat(session.select("SELECT COUNT(*), COUNT(DISTINCT `offset`) FROM kafka.events"))
        .containsExactly("501|501");
  }

  @Test
  void aRecordWhoseTimeCannotBeReadClosesNoWindow() throws Exception {
    String brokers = published.config().source().kafka().brokers();
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      admin.createTopics(List.of(new NewTopic("untimed", 1, (short) 1))).all().get();
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (String time :
          List.of(
              "2026-01-31T10:00:00Z",
              "yesterday",
              "2026-01-31T10:20:00Z",
              "2026-01-31T12:00:00Z")) {
        producer.send(
            record("untimed", "{\"type\":\"page\",\"timestamp\":\"%s\"}".formatted(time)));
      }
    }
    SqlSession session = SqlSession.streaming(published.config());
    // After every record, so that the next one meets the watermark that it leaves.
    session.execute(
        "ALTER TABLE kafka.events SET ('topic' = 'untimed', 'scan.bounded.mode' = 'latest-offset',"
            + " 'scan.watermark.emit.strategy' = 'on-event')");
    assertThat(
            session.select(
                "SELECT window_start, COUNT(*) FROM TABLE(TUMBLE(TABLE kafka.events,"
                    + " DESCRIPTOR(event_time), INTERVAL '1' HOUR)) GROUP BY window_start, window_end"))
        .contains("2026-01-31T15:00|2", "2026-01-31T17:00|1")
        .hasSize(3);
  }

  private static ProducerRecord<byte[], byte[]> record(String line) {
    return record("events", line);
  }

  private static ProducerRecord<byte[], byte[]> record(String topic, String line) {
    return new ProducerRecord<>(topic, 0, null, line.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static SqlSession postgres() {
    return SqlSession.batch(published.config()).use("postgres");
  }

  /** Streaming, up to what is there now. */
  private static SqlSession topics() {
    SqlSession session = SqlSession.streaming(published.config()).use("kafka");
    for (TableSpec table : MetricCatalog.tables()) {
      session.execute(
          "ALTER TABLE " + table.name() + " SET ('scan.bounded.mode' = 'latest-offset')");
    }
    return session;
  }

  /** In one order; PostgreSQL writes JSON with spaces. */
  private static List<String> compact(List<String> rows) {
    return rows.stream()
        .map(row -> row.replace("\": \"", "\":\"").replace("\", \"", "\",\""))
        .sorted()
        .toList();
  }
}
