package io.engagement.jobs.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.engagement.core.config.ConfigText;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.stream.PublishedCut.Reader;
import io.engagement.local.LocalKafka;
import io.engagement.local.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One event that arrives three days late, through a real broker into a real database: everything it
 * changes is right with the next checkpoint.
 *
 * <p>On Monday, Ada looks around before noon, and puts something into her cart and buys it half an
 * hour later. That she viewed the product in between, on her phone, is only heard on Thursday. It
 * joins her two visits, makes her a viewer of Monday, moves her from Wednesday's cohort to
 * Monday's, and turns her purchase into one that began with a view.
 */
class LateCorrectionITCase {
  private static final Path CONF = Path.of("..", "conf");
  private static final int PARTITIONS = 2;
  private static final int OTHERS = 200;
  private static final Duration CHECKPOINTS = Duration.ofSeconds(1);
  private static final Instant LATE = Instant.parse("2024-03-04T12:00:00Z");
  private static final Instant NEWEST = LATE.plus(Duration.ofDays(3));

  private static final String CORRECTIONS =
      """
      SELECT concat_ws(' ', table_name, metric, key ->> 'period', key ->> 'bucket', key ->> 'cohort',
        key ->> 'period_index', key ->> 'value', column_name, coalesce(before::text, '-'), '->',
        coalesce(after::text, '-'), 'for', cause)
      FROM corrections WHERE column_name IN ('users', 'sessions', 'events') ORDER BY 1""";

  @TempDir Path folder;

  @Test
  void anEventThreeDaysLateCorrectsEveryTableWithTheNextCheckpoint() throws Exception {
    LocalKafka kafka = SharedServers.kafka();
    LocalPostgres postgres = SharedServers.postgres();
    String events = SharedServers.name("events");
    String shop = SharedServers.name("late");
    try (EventTopic topic = EventTopic.create(kafka, events, PARTITIONS)) {
      ConfigText config = configuration(kafka, events, postgres, shop);
      publishTheWeek(topic);
      try (LocalRun run =
              LocalRun.start(StreamingJob.of(config, StartRules.STRICT), settings(), 2, 0);
          Reader database = Reader.connect(postgres, shop)) {
        PublishedCut before = database.settled(run, topic.sent(), NEWEST);

        long beganNanos = System.nanoTime();
        send(topic, 0, "ada", "phone", LATE, "Product Viewed");
        topic.flush();
        PublishedCut sentAfter = database.read();
        List<PublishedCut> cuts = cutsUntilThreeAreThere(run, database, topic.sent());

        PublishedCut included = first(cuts, cut -> cut.offsets() == topic.sent());
        PublishedCut corrected = first(cuts, cut -> !cut.rows().equals(before.rows()));
        assertThat(before.changesTo(corrected)).isEqualTo(expectedChanges());
        assertThat(corrected.checkpoint() - included.checkpoint()).isBetween(0L, 1L);
        assertThat(cuts)
            .filteredOn(cut -> cut.checkpoint() > corrected.checkpoint())
            .isNotEmpty()
            .allSatisfy(cut -> assertThat(cut.rows()).isEqualTo(corrected.rows()));
        assertThat(database.texts(CORRECTIONS)).isEqualTo(expectedCorrections());
        assertThat(corrected.accounting())
            .isEqualTo("read %1$d accepted %1$d late 0", topic.sent());
        System.out.printf(
            "an event %s behind the watermark: sent after checkpoint %d, its offset is in"
                + " checkpoint %d, all %d corrected rows in checkpoint %d; read %d ms after it was"
                + " sent, with a checkpoint every %d ms%n",
            Duration.between(LATE, before.watermark()),
            sentAfter.checkpoint(),
            included.checkpoint(),
            expectedChanges().size(),
            corrected.checkpoint(),
            (corrected.readAtNanos() - beganNanos) / 1_000_000,
            CHECKPOINTS.toMillis());
      }
    }
  }

  /** What changes, and nothing else: {@code was -> is}, with a dash for no row. */
  private static Map<String, String> expectedChanges() {
    Map<String, String> changes = new TreeMap<>();
    changes.put("active_users active day 2024-03-04 platform phone", "- -> 1");
    changes.put("active_users viewers day 2024-03-04", "200 -> 201");
    changes.put("active_users viewers rolling_7d 2024-03-04", "200 -> 201");
    changes.put("active_users viewers rolling_7d 2024-03-05", "200 -> 201");
    changes.put("retention 2024-03-04 0", "200 -> 201");
    changes.put("retention 2024-03-04 2", "200 -> 201");
    changes.put("retention 2024-03-04 3", "200 -> 201");
    changes.put("retention 2024-03-06 0", "1 -> -");
    changes.put("retention 2024-03-06 1", "1 -> -");
    changes.put("funnels 2024-03-04 1", "200 -> 201");
    changes.put("funnels 2024-03-04 2", "200 60.000 s -> 201 67.164 s");
    changes.put("funnels 2024-03-04 3", "200 180.000 s -> 201 180.597 s");
    changes.put("sessions ada 03-04 11:40", "until 11:50, 2 events -> until 12:30, 5 events");
    changes.put("sessions ada 03-04 12:25", "until 12:30, 2 events -> -");
    changes.put("session_metrics day 2024-03-04", "202 of 804 events -> 201 of 805 events");
    changes.put("session_metrics hour 2024-03-04T11:00:00Z", "1 of 2 events -> 1 of 5 events");
    changes.put("session_metrics hour 2024-03-04T12:00:00Z", "1 of 2 events -> -");
    return changes;
  }

  /**
   * What was complete and has changed; Thursday and the funnel's window of seven days are not over.
   */
  private static List<String> expectedCorrections() {
    return Stream.of(
            "active_users active day 2024-03-04 phone users - -> 1 for late",
            "active_users viewers day 2024-03-04  users 200 -> 201 for late",
            "active_users viewers rolling_7d 2024-03-04  users 200 -> 201 for late",
            "active_users viewers rolling_7d 2024-03-05  users 200 -> 201 for late",
            "retention comeback day 2024-03-04 0  users 200 -> 201 for late",
            "retention comeback day 2024-03-04 2  users 200 -> 201 for late",
            "retention comeback day 2024-03-06 0  users 1 -> - for late",
            "session_metrics web day 2024-03-04  events 804 -> 805 for late or open",
            "session_metrics web day 2024-03-04  sessions 202 -> 201 for late or open")
        .sorted()
        .toList();
  }

  /** Every checkpoint that the database shows, until the third that has read all that was sent. */
  private List<PublishedCut> cutsUntilThreeAreThere(LocalRun run, Reader database, long sent) {
    List<PublishedCut> cuts = new ArrayList<>();
    await("three checkpoints after the late event")
        .atMost(Duration.ofMinutes(1))
        .pollInterval(Duration.ofMillis(10))
        .until(
            () -> {
              assertThat(run.result()).isNotDone();
              Reader.addIfNew(cuts, database.read());
              return cuts.stream().filter(cut -> cut.offsets() == sent).count() >= 3;
            });
    return cuts;
  }

  private static PublishedCut first(List<PublishedCut> cuts, Predicate<PublishedCut> condition) {
    Optional<PublishedCut> found = cuts.stream().filter(condition).findFirst();
    assertThat(found).as("of %s", cuts).isPresent();
    return found.orElseThrow();
  }

  /** Two hundred people who view, add and buy on Monday and come back twice; and Ada. */
  private void publishTheWeek(EventTopic topic) {
    for (String day : List.of("2024-03-04", "2024-03-06", "2024-03-07")) {
      Instant nine = Instant.parse(day + "T09:00:00Z");
      for (int i = 0; i < OTHERS; i++) {
        Instant at = nine.plusSeconds(i);
        String user = "user-" + i;
        int partition = i % PARTITIONS;
        if (day.equals("2024-03-04")) {
          send(topic, partition, user, "desktop", at, "Home");
          send(topic, partition, user, "desktop", at.plusSeconds(60), "Product Viewed");
          send(topic, partition, user, "desktop", at.plusSeconds(120), "Product Added");
          send(topic, partition, user, "desktop", at.plusSeconds(300), "Order Completed");
        } else {
          String what = day.equals("2024-03-06") ? "Product Viewed" : "Home";
          send(topic, partition, user, "desktop", at, what);
        }
      }
      switch (day) {
        case "2024-03-04" -> {
          adas(topic, "2024-03-04T11:40:00Z", "Home");
          adas(topic, "2024-03-04T11:50:00Z", "Home");
          adas(topic, "2024-03-04T12:25:00Z", "Product Added");
          adas(topic, "2024-03-04T12:30:00Z", "Order Completed");
        }
        case "2024-03-06" -> adas(topic, "2024-03-06T10:00:00Z", "Product Viewed");
        default -> adas(topic, "2024-03-07T10:00:00Z", "Home");
      }
    }
    for (int partition = 0; partition < PARTITIONS; partition++) {
      for (String last : List.of("last-", "very-last-", "yet-later-")) {
        send(topic, partition, last + partition, "desktop", NEWEST, "Home");
      }
    }
    topic.flush();
  }

  private void adas(EventTopic topic, String time, String what) {
    send(topic, 0, "ada", "desktop", Instant.parse(time), what);
  }

  private void send(
      EventTopic topic, int partition, String user, String device, Instant time, String what) {
    String named =
        what.equals("Home")
            ? "\"type\":\"page\",\"name\":\"Home\",\"properties\":{\"path\":\"/\"}"
            : "\"type\":\"track\",\"event\":\"" + what + "\"";
    String json =
        """
        {%s,"messageId":"m-%d","userId":"%s","timestamp":"%s",\
        "context":{"device":{"type":"%s"}}}\
        """
            .formatted(named, topic.sent(), user, time, device);
    topic.send(partition, json);
  }

  private Configuration settings() {
    Map<String, String> overrides = new HashMap<>();
    overrides.put("execution.checkpointing.interval", CHECKPOINTS.toMillis() + " ms");
    overrides.put("execution.checkpointing.min-pause", "200 ms");
    return FlinkSettings.loadLocal(CONF, overrides, folder.resolve("checkpoints"));
  }

  private ConfigText configuration(
      LocalKafka kafka, String events, LocalPostgres postgres, String shop) throws IOException {
    Path password = Files.writeString(folder.resolve("password"), postgres.password());
    String yaml =
        """
        deployment: late
        time: {late-horizon: 3d}
        source: {kafka: {brokers: "%s", topics: [%s]}}
        breakdowns: {platform: context.device.type}
        sinks:
          postgres: {url: "%s", user: "%s", password: "${file:%s}"}
        metrics:
          active-users:
            - {id: active, events: any, periods: [day], breakdowns: [platform]}
            - {id: viewers, events: Product Viewed, periods: [day, week, rolling-7d]}
          sessions: [{id: web, gap: 30m}]
          retention: [{id: comeback, start: Product Viewed, return: any, period: day, periods: 7}]
          funnels:
            - {id: purchase, steps: [Product Viewed, Product Added, Order Completed], window: 7d}
        """
            .formatted(
                kafka.bootstrapServers(),
                events,
                postgres.createDatabase(shop),
                postgres.user(),
                password);
    return new ConfigText("late.yaml", yaml);
  }
}
