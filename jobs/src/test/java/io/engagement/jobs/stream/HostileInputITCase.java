package io.engagement.jobs.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.engagement.core.catalog.InputTables;
import io.engagement.core.catalog.MetricCatalog;
import io.engagement.core.config.ConfigText;
import io.engagement.core.event.HostileKinds;
import io.engagement.core.laws.PublishedRows;
import io.engagement.core.table.TableSpec;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.oracle.PublishedRowReader;
import io.engagement.jobs.oracle.Topics;
import io.engagement.local.LocalKafka;
import io.engagement.local.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records that once stopped a run, filled a heap or bent a sum, through a real broker and all
 * definitions of the reference configuration into a real database and into topics: nothing
 * restarts, and both sinks hold the same rows, which are the right ones.
 */
class HostileInputITCase {
  private static final Path CONF = Path.of("..", "conf");
  private static final long SEED = Long.getLong("hostile.seed", 8L);

  private final String topic = SharedServers.name("events");
  private final String prefix = SharedServers.name("out") + '.';

  @TempDir Path folder;

  private int sent;

  @Test
  void isCountedWithoutARestartAndTheSameInBothSinks() throws Exception {
    System.out.println("hostile input: seed " + SEED);
    LocalKafka kafka = SharedServers.kafka();
    LocalPostgres postgres = SharedServers.postgres();
    String url = postgres.createDatabase(SharedServers.name("hostile"));
    send(kafka.bootstrapServers());
    StreamingJob job = StreamingJob.of(configuration(kafka, postgres, url), StartRules.STRICT);
    try (LocalRun run = LocalRun.start(job, settings(), 2, 0);
        Connection database =
            DriverManager.getConnection(url, postgres.user(), postgres.password())) {
      database.setSchema("engagement");
      await("all records in the database")
          .atMost(Duration.ofMinutes(8))
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> run.result().isDone() || read(database) == sent);
      assertThat(run.result()).as("the job, which must not restart, runs").isNotDone();
      assertThatEveryKindIsCountedRight(database);
      await("all records in the topics")
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofSeconds(1))
          .until(() -> read(kafka) == sent);
      // Each subtask of the sink has a transaction of its own.
      await("the same rows in the topics")
          .atMost(Duration.ofMinutes(3))
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(
              () ->
                  assertThat(inTopics(kafka).differencesFrom(inDatabase(database)))
                      .as("in topics, other than in the database")
                      .isEmpty());
      assertThat(run.result()).isNotDone();
      System.out.printf(
          "hostile input: %,d records, %,d rows in both sinks, no restart%n",
          sent, inDatabase(database).size());
    }
  }

  private static void assertThatEveryKindIsCountedRight(Connection database) throws SQLException {
    SoftAssertions softly = new SoftAssertions();
    // Colliding names.
    softly
        .assertThat(
            one(database, "SELECT count(*), sum(amount) FROM carts WHERE user_id = 'names'"))
        .isEqualTo("2|12");
    softly
        .assertThat(one(database, "SELECT users FROM active_users WHERE metric = 'tagged'"))
        .isEqualTo("1");
    // Ids of 8 KB: one user, one cart of two lines.
    softly
        .assertThat(
            one(
                database,
                "SELECT count(*), sum(items), max(length(cart_id)) FROM carts"
                    + " WHERE user_id ~ '^[0-9a-f]{32}$'"))
        .isEqualTo("1|2|32");
    softly.assertThat(one(database, warning("id_hashed"))).isNotEqualTo("null");
    // A rejected original is kept in part, with its length.
    softly
        .assertThat(
            one(
                database,
                "SELECT reason, octet_length(original), original_bytes FROM rejected"
                    + " WHERE original_bytes > 100000"))
        .isEqualTo("MALFORMED_JSON|65536|" + HostileKinds.CONTROL_BYTES);
    // Sums beyond 64 bits.
    softly
        .assertThat(
            one(
                database,
                "SELECT purchased, amount_purchased FROM cart_metrics"
                    + " WHERE currency = 'XTS' AND dimension = ''"))
        .isEqualTo(HostileKinds.LARGE_ORDERS + "|" + HostileKinds.LARGE_ORDERS + "0000000000");
    softly
        .assertThat(
            one(
                database,
                "SELECT engaged_seconds FROM session_metrics WHERE period = 'day' AND dimension = ''"))
        .isEqualTo(HostileKinds.LARGE_TIMES + "000000000000");
    // One price times one quantity is beyond what an amount can be.
    softly
        .assertThat(one(database, "SELECT items, amount FROM carts WHERE currency = 'JPY'"))
        .isEqualTo("1000000|null");
    // As many values as events: bounded, and everybody is in one of the rows.
    softly
        .assertThat(
            one(
                database,
                """
                SELECT count(*) FILTER (WHERE dimension = 'platform') <= 1001,
                  sum(users) FILTER (WHERE dimension = 'platform') = max(users) FILTER (WHERE dimension = ''),
                  max(users) FILTER (WHERE value = '(other)') > 1000
                FROM active_users WHERE metric = 'active' AND period = 'day'"""))
        .isEqualTo("t|t|t");
    softly.assertThat(one(database, warning("breakdown_overflow"))).isNotEqualTo("null");
    // One hash of many users.
    softly
        .assertThat(
            one(database, "SELECT count(*) FROM user_engagement WHERE user_id ~ '^(Aa|BB)+$'"))
        .isEqualTo(Integer.toString(HostileKinds.USERS_OF_ONE_HASH));
    // Nested lists: two orders that can be read, and one whose depth nobody looks into.
    softly
        .assertThat(
            one(database, "SELECT count(*), sum(amount) FROM carts WHERE user_id = 'nested'"))
        .isEqualTo("3|13");
    softly.assertThat(one(database, warning("too_many_items"))).isEqualTo("1");
    // Characters.
    softly
        .assertThat(
            one(
                database,
                "SELECT count(*), min(entry_page) FROM sessions WHERE user_id = 'characters'"))
        .isEqualTo("1|/\u202Egnp.exe");
    softly
        .assertThat(
            one(database, "SELECT entry_page FROM sessions WHERE user_id = '\u202Ecba\u2066'"))
        .isEqualTo("\u05D0\u200F");
    softly
        .assertThat(
            one(
                database,
                "SELECT string_agg(reason, ' ' ORDER BY reason) FROM rejected"
                    + " WHERE original_bytes < 100000"))
        .isEqualTo("BATCH LONE_SURROGATE NUL_CHARACTER TOO_DEEP");
    // Empty maps.
    softly
        .assertThat(one(database, "SELECT events FROM sessions WHERE user_id = 'php'"))
        .isEqualTo("5");
    // Long message ids.
    softly
        .assertThat(
            one(database, "SELECT count(*), sum(events) FROM sessions WHERE user_id = 'talker'"))
        .isEqualTo("1|" + HostileKinds.LONG_MESSAGE_IDS);
    softly
        .assertThat(
            one(
                database,
                "SELECT sum(duplicate), sum(late), sum(rejected), count(*) FILTER (WHERE read <>"
                    + " accepted + duplicate + late + rejected + filtered) FROM input_accounting"))
        .isEqualTo("10|0|5|0");
    softly.assertThat(one(database, "SELECT count(*) FROM sink_rejected_rows")).isEqualTo("0");
    softly.assertAll();
  }

  private static String warning(String code) {
    return "SELECT sum(count) FROM input_warnings WHERE code = '" + code + "'";
  }

  private static long read(Connection database) throws SQLException {
    String read = one(database, "SELECT sum(read) FROM input_accounting");
    return read.equals("null") ? 0 : Long.parseLong(read);
  }

  private long read(LocalKafka kafka) {
    PublishedRows rows = new PublishedRows();
    new Topics(kafka.bootstrapServers())
        .table(rows, InputTables.ACCOUNTING, prefix + InputTables.ACCOUNTING.name());
    return rows.table(InputTables.ACCOUNTING.name()).values().stream()
        .mapToLong(row -> (Long) row.get(1))
        .sum();
  }

  /** The only row, columns joined by bars. */
  private static String one(Connection database, String sql) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      StringBuilder text = new StringBuilder();
      while (rows.next()) {
        text.append(text.isEmpty() ? "" : "\n").append(rows.getString(1));
        for (int i = 2; i <= rows.getMetaData().getColumnCount(); i++) {
          text.append('|').append(rows.getString(i));
        }
      }
      return text.toString();
    }
  }

  private static PublishedRows inDatabase(Connection database) throws SQLException {
    PublishedRows rows = new PublishedRows();
    for (TableSpec table : MetricCatalog.tables()) {
      PublishedRowReader.addTable(rows, table, database, "engagement");
    }
    return rows;
  }

  private PublishedRows inTopics(LocalKafka kafka) {
    PublishedRows rows = new PublishedRows();
    Topics topics = new Topics(kafka.bootstrapServers());
    for (TableSpec table : MetricCatalog.tables()) {
      topics.table(rows, table, prefix + table.name());
    }
    return rows;
  }

  private void send(String brokers) throws Exception {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            brokers,
            "acks",
            "all",
            "linger.ms",
            20,
            "compression.type",
            "lz4");
    try (Admin admin = Admin.create(settings)) {
      NewTopic events = new NewTopic(topic, Optional.of(2), Optional.empty());
      admin.createTopics(java.util.List.of(events)).all().get();
    }
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
      new HostileKinds(
              SEED,
              record -> {
                producer.send(new ProducerRecord<>(topic, record));
                sent++;
              })
          .all();
    }
  }

  /** A restart would end the job. */
  private Configuration settings() {
    return FlinkSettings.loadLocal(
        CONF,
        Map.of(
            "execution.checkpointing.interval", "1 s",
            "execution.checkpointing.min-pause", "200 ms",
            "restart-strategy.type", "none"),
        folder.resolve("checkpoints"));
  }

  /** The reference definitions, and one whose matcher looks into lists. */
  private ConfigText configuration(LocalKafka kafka, LocalPostgres postgres, String url)
      throws IOException {
    Path password = Files.writeString(folder.resolve("password"), postgres.password());
    String reference = Files.readString(CONF.resolve("engagement.reference.yaml"));
    String settings =
        """
        deployment: hostile
        time: {idle-after: 2s}
        source: {kafka: {brokers: "%1$s", topics: [%2$s]}}
        sinks:
          postgres: {url: "%3$s", user: "%4$s", password: "${file:%5$s}"}
          kafka: {brokers: "%1$s", topic-prefix: "%6$s"}
        """
            .formatted(kafka.bootstrapServers(), topic, url, postgres.user(), password, prefix);
    String tagged =
        """
          active-users:
            - id: tagged
              periods: [day]
              events: {type: track, where: {properties.tags: {contains: x}}}
        """;
    String definitions = reference.substring(reference.indexOf("\nmetrics:") + 1);
    return new ConfigText(
        "hostile.yaml",
        settings
            + reference.substring(
                reference.indexOf("\nbreakdowns:") + 1, reference.indexOf("\n# What the fields"))
            + '\n'
            + definitions.replaceFirst("(?m)^  active-users:\n", tagged));
  }
}
