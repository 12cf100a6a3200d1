package io.engagement.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.config.EngagementConfig.DedupConfig;
import io.engagement.core.config.SinksConfig.KafkaSink;
import io.engagement.core.config.SinksConfig.PostgresSink;
import io.engagement.core.config.SourceConfig.Format;
import io.engagement.core.config.SourceConfig.KafkaSource;
import io.engagement.core.config.SourceConfig.StartPosition;
import io.engagement.core.event.EventClock;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventType;
import io.engagement.core.event.Vocabulary;
import io.engagement.core.identity.ClaimRules;
import io.engagement.core.metric.ConfiguredMetric;
import io.engagement.core.metric.activeusers.ActiveUsersDefinition;
import io.engagement.core.metric.activeusers.ActiveUsersFamily;
import io.engagement.core.metric.sessions.SessionsDefinition;
import io.engagement.core.metric.sessions.SessionsDefinition.Bounce;
import io.engagement.core.metric.sessions.SessionsDefinition.Boundary;
import io.engagement.core.metric.sessions.SessionsDefinition.Split;
import io.engagement.core.metric.sessions.SessionsFamily;
import io.engagement.core.session.Publish;
import io.engagement.core.table.Period;
import java.lang.reflect.RecordComponent;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Every key reaches the component it is meant for. */
class ConfigMappingTest {
  private static final String EXPLICIT =
      """
      deployment: shop
      time:
        zone: Europe/Berlin
        week-start: sunday
        out-of-orderness: 20s
        idle-after: 1m
        late-horizon: 7d
        future-tolerance: 1m
        jump: 2h
        clock: delivered
      source:
        kafka:
          brokers: "kafka-1:9093,kafka-2:9093"
          topics: [web, app]
          start: 2026-01-31T00:00:00+01:00
          properties:
            security.protocol: SASL_SSL
            fetch.min.bytes: 1000
            check.crcs: false
            ssl.truststore.password: "${file:/run/secrets/truststore}"
        format: segment
      identity:
        mode: stitched
        history: leave
        contested: latest
        restate: 60d
        most-devices: 50
        most-claims: 3
      control:
        kafka:
          brokers: "kafka-4:9093"
          topic: shop-control
          properties: {security.protocol: SSL}
      deletion: {aggregates: keep, remember-facts: 30d}
      dedup: {horizon: 7d, orders: 30d, on-collision: keep}
      limits: {events-per-user: 20000, values-per-breakdown: 50, values-per-user: 5}
      retention: {sessions: 100d, carts: 200d, rejected: 14d, late: 15d, corrections: 16d, tombstones: 17d, rolling-5m: 65d}
      filter: {exclude: [Test Event]}
      breakdowns: {platform: context.device.type}
      vocabulary: {order_id: order.number}
      sinks:
        postgres:
          url: "jdbc:postgresql://db/shop?sslmode=verify-full"
          user: writer
          password: "${env:DB_PASSWORD}"
          schema: shop
        kafka:
          brokers: "kafka-3:9093"
          topic-prefix: "shop-"
          transaction-timeout: 6h
          properties: {compression.type: lz4}
      metrics:
        active-users:
          - {id: a, events: Product Viewed, periods: rolling-30d, breakdowns: platform}
        sessions:
          - id: s
            events: {type: page}
            exclude: Background Sync
            gap: 20m
            boundary: exclusive
            split: [midnight, campaign]
            bounce: single-view
            key-events: [Order Completed]
            heartbeat: 15s
            minimum-visit: 0s
            currency: EUR
            publish: every 10m
            breakdowns: [platform]
      """;

  private static final String BARE =
      """
      sinks: {postgres: {}, kafka: {}}
      metrics: {active-users: [{id: x}], sessions: [{id: x}]}
      """;

  private static EngagementConfig read(String yaml) {
    return EngagementConfigReader.read(new ConfigText("engagement.yaml", yaml)).config();
  }

  @Test
  void everyKeyIsReadIntoItsPlace() {
    assertThat(read(EXPLICIT))
        .isEqualTo(
            new EngagementConfig(
                "shop",
                new TimeConfig(
                    ZoneId.of("Europe/Berlin"),
                    DayOfWeek.SUNDAY,
                    20_000,
                    60_000,
                    604_800_000,
                    60_000,
                    7_200_000,
                    EventClock.DELIVERED),
                new SourceConfig(
                    new KafkaSource(
                        "kafka-1:9093,kafka-2:9093",
                        List.of("web", "app"),
                        new StartPosition(
                            StartPosition.Kind.TIMESTAMP,
                            Instant.parse("2026-01-30T23:00:00Z").toEpochMilli()),
                        new ClientProperties(
                            new TreeMap<>(
                                Map.of(
                                    "security.protocol",
                                    "SASL_SSL",
                                    "fetch.min.bytes",
                                    "1000",
                                    "check.crcs",
                                    "false")),
                            new TreeMap<>(
                                Map.of(
                                    "ssl.truststore.password",
                                    new SecretRef.InFile("/run/secrets/truststore"))))),
                    Format.SEGMENT),
                new IdentityConfig(
                    IdentityConfig.Mode.STITCHED,
                    60 * 86_400_000L,
                    new ClaimRules(ClaimRules.History.LEAVE, ClaimRules.Contested.LATEST, 50, 3)),
                new DeletionConfig(
                    new DeletionConfig.ControlTopic(
                        "kafka-4:9093",
                        "shop-control",
                        new ClientProperties(
                            new TreeMap<>(Map.of("security.protocol", "SSL")), new TreeMap<>())),
                    DeletionConfig.Aggregates.KEEP,
                    2_592_000_000L),
                new DedupConfig(604_800_000, 2_592_000_000L, DedupConfig.OnCollision.KEEP),
                new LimitsConfig(20_000, 50, 5),
                EventMatcher.named("Test Event"),
                Map.of("platform", "context.device.type"),
                new Vocabulary(
                    Map.of(Vocabulary.Field.ORDER_ID, List.of("properties.order.number")),
                    Map.of()),
                new SinksConfig(
                    new PostgresSink(
                        "jdbc:postgresql://db/shop?sslmode=verify-full",
                        "writer",
                        new SecretRef.Env("DB_PASSWORD"),
                        "shop"),
                    new KafkaSink(
                        "kafka-3:9093",
                        "shop-",
                        21_600_000,
                        new ClientProperties(
                            new TreeMap<>(Map.of("compression.type", "lz4")), new TreeMap<>()))),
                new RetentionConfig(
                    100 * 86_400_000L,
                    200 * 86_400_000L,
                    14 * 86_400_000L,
                    15 * 86_400_000L,
                    16 * 86_400_000L,
                    17 * 86_400_000L,
                    65 * 86_400_000L),
                List.of(
                    new ConfiguredMetric<>(
                        new ActiveUsersFamily(),
                        new ActiveUsersDefinition(
                            "a",
                            EventMatcher.named("Product Viewed"),
                            List.of(Period.ROLLING_30D),
                            List.of("platform"))),
                    new ConfiguredMetric<>(
                        new SessionsFamily(),
                        new SessionsDefinition(
                            "s",
                            new EventMatcher.Spec(List.of(EventType.PAGE), List.of(), List.of()),
                            EventMatcher.named("Background Sync"),
                            1_200_000,
                            Boundary.EXCLUSIVE,
                            Set.of(Split.MIDNIGHT, Split.CAMPAIGN),
                            Bounce.SINGLE_VIEW,
                            EventMatcher.named("Order Completed"),
                            15_000,
                            0,
                            Publish.every(600_000),
                            "EUR",
                            List.of("platform"))))));
  }

  @Test
  void theMappingAboveGivesNothingItsDefault() throws ReflectiveOperationException {
    List<String> same = new ArrayList<>();
    compare("", read(EXPLICIT), read(BARE), same);

    assertThat(same).isEmpty();
  }

  @Test
  void theDedupHorizonIsNeverShorterThanTheLateHorizon() {
    assertThat(read(BARE).dedupHorizonMillis()).isEqualTo(259_200_000);
    assertThat(read("dedup: {horizon: 4d}\n" + BARE).dedupHorizonMillis()).isEqualTo(345_600_000);
  }

  @Test
  void noneLiftsTheLimitOfEvents() {
    assertThat(read("limits: {events-per-user: none}\n" + BARE).limits().eventsPerUser())
        .isEqualTo(LimitsConfig.NO_LIMIT);
    assertThat(read("limits: {}\n" + BARE).limits()).isEqualTo(LimitsConfig.DEFAULT);
  }

  @Test
  void minutesAreKeptForLongerThanAnythingChangesThemAndForeverWhenToldSo() {
    assertThat(read("time: {late-horizon: 20d}\n" + BARE).retention().minutesMillis())
        .isEqualTo(21 * 86_400_000L);
    assertThat(read("retention: {rolling-5m: forever}\n" + BARE).retention().minutesMillis())
        .isEqualTo(RetentionConfig.FOREVER);
  }

  @Test
  void theKafkaSinkWritesToTheClusterOfTheSourceUnlessToldOtherwise() {
    EngagementConfig config = read("source: {kafka: {brokers: \"far:9092\"}}\n" + BARE);

    assertThat(config.sinks().kafka()).extracting(KafkaSink::brokers).isEqualTo("far:9092");
  }

  /** Adds the path of every leaf that is the same on both sides, unless its type has one value. */
  private static void compare(String path, Object left, Object right, List<String> same)
      throws ReflectiveOperationException {
    for (RecordComponent component : left.getClass().getRecordComponents()) {
      String name = path + '.' + component.getName();
      component.getAccessor().setAccessible(true);
      Object one = component.getAccessor().invoke(left);
      Object other = component.getAccessor().invoke(right);
      boolean onlyValue =
          one != null
              && (one instanceof Enum<?> constant
                      && constant.getDeclaringClass().getEnumConstants().length == 1
                  || component.getName().equals("family"));
      if (name.equals(".metrics")) {
        for (int i = 0; i < ((List<?>) one).size(); i++) {
          compare(name + i, ((List<?>) one).get(i), ((List<?>) other).get(i), same);
        }
      } else if (one != null
          && other != null
          && one.getClass() == other.getClass()
          && one.getClass().isRecord()
          && one.getClass().getPackage() != EventMatcher.class.getPackage()
          && !(one instanceof ClientProperties)) {
        compare(name, one, other, same);
      } else if (!onlyValue && Objects.equals(one, other)) {
        same.add(name);
      }
    }
  }
}
