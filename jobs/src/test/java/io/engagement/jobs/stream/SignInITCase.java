package io.engagement.jobs.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.engagement.core.config.ConfigText;
import io.engagement.flink.state.UnusableStateException;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.stream.PublishedCut.Reader;
import io.engagement.local.LocalKafka;
import io.engagement.local.LocalPostgres;
import io.engagement.local.flink.FlinkRest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What somebody did before signing in becomes theirs, through a real broker into a real database:
 * every table is restated with one commit, of which readers see all or nothing.
 *
 * <p>On Monday at noon, somebody looks around on a phone, sees a variant of an experiment and puts
 * a lamp into a cart. Ada orders one at her desk half an hour later, and comes back on Wednesday.
 * Then she signs in on the phone.
 */
class SignInITCase {
  private static final Path CONF = Path.of("..", "conf");
  private static final int PARTITIONS = 2;
  private static final int OTHERS = 20;
  private static final String LAMP =
      "\"product_id\":\"lamp\",\"price\":20,\"quantity\":1,\"currency\":\"USD\"";
  private static final Instant NEWEST = Instant.parse("2024-03-06T12:00:00Z");

  @TempDir private Path folder;

  private final ExecutorService background = Executors.newSingleThreadExecutor();
  private final LocalKafka kafka = SharedServers.kafka();
  private final LocalPostgres postgres = SharedServers.postgres();
  private final String topicName = SharedServers.name("events");
  private final String databaseName = SharedServers.name("sign_in");
  private EventTopic topic;
  private Reader database;

  @BeforeEach
  void connect() throws Exception {
    postgres.createDatabase(databaseName);
    topic = EventTopic.create(kafka, topicName, PARTITIONS);
    database = Reader.connect(postgres, databaseName);
  }

  @AfterEach
  void disconnect() throws Exception {
    background.shutdownNow();
    database.close();
    topic.close();
  }

  @Test
  void restatesEveryTableWithOneCommitAlsoWhenTheJobIsRestartedMeanwhile() throws Exception {
    PublishedCut before;
    AtomicBoolean isOver = new AtomicBoolean();
    AtomicLong last = new AtomicLong();
    Future<List<PublishedCut>> reading;
    try (LocalRun run = start("stitched", null)) {
      publishTheWeek();
      before = database.settled(run, topic.sent(), NEWEST);
      reading = background.submit(() -> cuts(isOver, last));
      await("a reader").until(() -> last.get() > 0);
      signIn();
    }
    Path checkpoint = LocalRun.newestCheckpoint(checkpoints()).orElseThrow();
    PublishedCut after;
    try (LocalRun run = start("stitched", checkpoint)) {
      after = database.settled(run, topic.sent(), NEWEST);
      await("the reader").until(() -> last.get() >= after.checkpoint());
    } finally {
      isOver.set(true);
    }
    assertThat(before.changesTo(after)).isEqualTo(expectedChanges(4));
    List<PublishedCut> cuts = reading.get(1, TimeUnit.MINUTES);
    assertThat(cuts)
        .allSatisfy(
            cut ->
                assertThat(cut.rows())
                    .as("checkpoint %d", cut.checkpoint())
                    .isEqualTo(cut.offsets() < topic.sent() ? before.rows() : after.rows()));
    assertThat(cuts).extracting(PublishedCut::rows).contains(before.rows(), after.rows());
    System.out.printf(
        "%d changes with one commit; %d checkpoints seen by a reader, %d of them before it,"
            + " through a restart from checkpoint %s%n",
        expectedChanges(4).size(),
        cuts.size(),
        cuts.stream().filter(cut -> cut.rows().equals(before.rows())).count(),
        checkpoint.getFileName());
  }

  @Test
  void restatesWhatCameBeforeTheJobWasSwitchedToStitchedFromWhichThereIsNoWayBack()
      throws Exception {
    PublishedCut before;
    Path savepoint;
    try (LocalRun run = start("user-or-anonymous", null)) {
      publishTheWeek();
      before = database.settled(run, topic.sent(), NEWEST);
      savepoint = stop(run);
    }
    try (LocalRun run = start("stitched", savepoint)) {
      assertThat(before.changesTo(database.settled(run, topic.sent(), NEWEST))).isEmpty();
      signIn();
      PublishedCut after = database.settled(run, topic.sent(), NEWEST);
      assertThat(before.changesTo(after)).isEqualTo(expectedChanges(0));
    }
    Path stitched = LocalRun.newestCheckpoint(checkpoints()).orElseThrow();
    assertThatThrownBy(() -> start("user-or-anonymous", stitched))
        .isInstanceOf(UnusableStateException.class)
        .hasMessageContaining("identity.mode stitched, from which there is no way back");
  }

  /**
   * What changes, and nothing else: {@code was -> is}, with a dash for no row.
   *
   * @param events that were counted under the phone's id since ids are stitched
   */
  private static Map<String, String> expectedChanges(int events) {
    Map<String, String> changes = new TreeMap<>();
    changes.put("active_users active day 2024-03-04", "22 -> 21");
    changes.put("retention 2024-03-04 2", "- -> 1");
    changes.put("funnels 2024-03-04 3", "- -> 1 1620.000 s");
    changes.put("experiments lights bright order", "0 of 1, sum 0.00 -> 1 of 1, sum 20.00");
    changes.put("experiment_assignments lights phone", "bright 03-04 12:01 [] -> -");
    changes.put("experiment_assignments lights ada", "- -> bright 03-04 12:01 [\"order\"]");
    changes.put("sessions phone 03-04 12:00", "until 12:03, 4 events -> -");
    changes.put("sessions ada 03-04 12:25", "until 12:30, 2 events -> -");
    changes.put("sessions ada 03-04 12:00", "- -> until 12:30, 6 events");
    changes.put("sessions ada 03-06 11:00", "- -> until 11:00, 1 events");
    changes.put("session_metrics day 2024-03-04", "22 of 46 events -> 21 of 46 events");
    changes.put("session_metrics hour 2024-03-04T12:00:00Z", "2 of 6 events -> 1 of 6 events");
    changes.put("session_metrics day 2024-03-06", "7 of 7 events -> 8 of 8 events");
    changes.put("session_metrics hour 2024-03-06T11:00:00Z", "- -> 1 of 1 events");
    changes.put("carts phone 03-04 12:03", "abandoned 20.00 USD -> -");
    changes.put("carts ada 03-04 12:30", "purchased 20.00 USD -> -");
    changes.put("carts ada 03-04 12:03", "- -> purchased 20.00 USD");
    changes.put("user_engagement phone", "since 03-04 12:00, 1 days, 1 sessions, 0 orders -> -");
    changes.put(
        "cart_metrics 2024-03-04 USD",
        "22 created, 1 purchased, 21 abandoned, 0 recovered"
            + " -> 21 created, 1 purchased, 20 abandoned, 0 recovered");
    changes.put(
        "user_engagement ada",
        "since 03-04 12:25, 2 days, 2 sessions, 1 orders"
            + " -> since 03-04 12:00, 2 days, 3 sessions, 1 orders");
    changes.put("identity_merges phone", "- -> ada " + events);
    return changes;
  }

  /** Every checkpoint that the database shows, until told to stop. */
  private List<PublishedCut> cuts(AtomicBoolean isOver, AtomicLong last) throws Exception {
    List<PublishedCut> cuts = new ArrayList<>();
    try (Reader reader = Reader.connect(postgres, databaseName)) {
      // Far more often than there are checkpoints, and yet the job has the processor.
      await("the end of reading")
          .atMost(Duration.ofMinutes(5))
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(20))
          .until(
              () -> {
                PublishedCut cut = reader.read();
                if (cuts.isEmpty() || !cut.rows().equals(cuts.get(cuts.size() - 1).rows())) {
                  cuts.add(cut);
                } else {
                  Reader.addIfNew(cuts, cut);
                }
                last.set(cut.checkpoint());
                return isOver.get();
              });
    }
    return cuts;
  }

  private LocalRun start(String mode, Path state) throws Exception {
    Configuration settings =
        FlinkSettings.loadLocal(
            CONF,
            Map.of(
                "execution.checkpointing.interval", "1 s",
                "execution.checkpointing.min-pause", "200 ms"),
            checkpoints());
    if (state != null) {
      LocalRun.resume(settings, state);
    }
    return LocalRun.start(
        StreamingJob.of(configuration(mode), StartRules.STRICT), settings, PARTITIONS, 0);
  }

  private Path checkpoints() {
    return folder.resolve("checkpoints");
  }

  /** Stops the job as {@code flink stop} does; where its savepoint is. */
  private Path stop(LocalRun run) throws Exception {
    FlinkRest rest = new FlinkRest(run.webUi());
    JsonMapper json = new JsonMapper();
    String jobs = rest.get("/jobs").orElseThrow();
    String job = json.readTree(jobs).path("jobs").path(0).path("id").asText();
    HttpRequest request =
        HttpRequest.newBuilder(run.webUi().resolve("/jobs/" + job + "/stop"))
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"targetDirectory\":\"%s\"}".formatted(folder.resolve("savepoints").toUri())))
            .header("Content-Type", "application/json")
            .build();
    String answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    String trigger = json.readTree(answer).path("request-id").asText();
    run.result().get(1, TimeUnit.MINUTES);
    String location =
        await("the savepoint")
            .until(
                () ->
                    json.readTree(rest.get("/jobs/" + job + "/savepoints/" + trigger).orElse("{}"))
                        .path("operation")
                        .path("location")
                        .asText(),
                found -> !found.isEmpty());
    return Path.of(URI.create(location));
  }

  private void publishTheWeek() {
    Instant noon = Instant.parse("2024-03-04T12:00:00Z");
    for (int i = 0; i < OTHERS; i++) {
      String user = "\"userId\":\"user-" + i + "\"";
      Instant at = noon.minusSeconds(7_200).plusSeconds(i);
      send(i % PARTITIONS, user, at, "Product Viewed", "\"product_id\":\"lamp\"");
      send(i % PARTITIONS, user, at.plusSeconds(60), "Product Added", LAMP);
    }
    String phone = "\"anonymousId\":\"phone\"";
    send(0, phone, noon, "Home", "");
    send(
        0,
        phone,
        noon.plusSeconds(60),
        "Experiment Viewed",
        "\"experiment_id\":\"lights\",\"variation_id\":\"bright\"");
    send(0, phone, noon.plusSeconds(120), "Product Viewed", "\"product_id\":\"lamp\"");
    send(0, phone, noon.plusSeconds(180), "Product Added", LAMP);
    String ada = "\"userId\":\"ada\"";
    send(1, ada, noon.plusSeconds(1_500), "Home", "");
    send(1, ada, noon.plusSeconds(1_800), "Order Completed", "\"order_id\":\"o-1\",\"total\":20");
    send(1, ada, Instant.parse("2024-03-06T10:00:00Z"), "Home", "");
    for (int partition = 0; partition < PARTITIONS; partition++) {
      for (String last : List.of("last-", "very-last-", "yet-later-")) {
        send(partition, "\"userId\":\"" + last + partition + "\"", NEWEST, "Home", "");
      }
    }
    topic.flush();
  }

  /** Two days later, on the phone. */
  private void signIn() {
    topic.send(
        0,
        """
        {"type":"identify","messageId":"sign-in","anonymousId":"phone","userId":"ada",\
        "timestamp":"2024-03-06T11:00:00Z"}\
        """);
    topic.flush();
  }

  private void send(int partition, String who, Instant time, String event, String properties) {
    topic.send(
        partition,
        """
        {"type":"track","event":"%s","messageId":"m-%d",%s,"timestamp":"%s","properties":{%s}}\
        """
            .formatted(event, topic.sent(), who, time, properties));
  }

  private ConfigText configuration(String mode) throws Exception {
    Path password = Files.writeString(folder.resolve("password"), postgres.password());
    return new ConfigText(
        "signin.yaml",
        """
        deployment: sign-in
        identity: {mode: %s}
        source: {kafka: {brokers: "%s", topics: [%s]}}
        sinks:
          postgres: {url: "%s", user: "%s", password: "${file:%s}"}
        metrics:
          active-users: [{id: active, events: any, periods: [day]}]
          sessions: [{id: web, gap: 30m}]
          retention: [{id: comeback, start: Product Viewed, return: any, period: day, periods: 7}]
          funnels:
            - {id: purchase, steps: [Product Viewed, Product Added, Order Completed], window: 7d}
          carts: [{id: carts}]
          experiments:
            - id: lights
              goals: [{id: order, event: Order Completed, value: properties.total}]
          score: [{id: score, half-life: 7d, weights: {Order Completed: 10}}]
        """
            .formatted(
                mode,
                kafka.bootstrapServers(),
                topicName,
                postgres.jdbcUrl(databaseName),
                postgres.user(),
                password));
  }
}
