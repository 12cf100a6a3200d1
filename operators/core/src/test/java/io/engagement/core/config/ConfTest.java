package io.engagement.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.config.EngagementConfig.DedupConfig;
import io.engagement.core.config.SinksConfig.KafkaSink;
import io.engagement.core.config.SinksConfig.PostgresSink;
import io.engagement.core.config.SourceConfig.Format;
import io.engagement.core.config.SourceConfig.KafkaSource;
import io.engagement.core.config.SourceConfig.StartPosition;
import io.engagement.core.event.Condition;
import io.engagement.core.event.EventClock;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventType;
import io.engagement.core.event.Vocabulary;
import io.engagement.core.metric.ConfiguredMetric;
import io.engagement.core.metric.activeusers.ActiveUsersDefinition;
import io.engagement.core.metric.activeusers.ActiveUsersFamily;
import io.engagement.core.metric.carts.CartsDefinition;
import io.engagement.core.metric.carts.CartsFamily;
import io.engagement.core.metric.content.ContentDefinition;
import io.engagement.core.metric.content.ContentFamily;
import io.engagement.core.metric.experiments.ExperimentsDefinition;
import io.engagement.core.metric.experiments.ExperimentsDefinition.Goal;
import io.engagement.core.metric.experiments.ExperimentsFamily;
import io.engagement.core.metric.funnels.FunnelsDefinition;
import io.engagement.core.metric.funnels.FunnelsDefinition.Attempts;
import io.engagement.core.metric.funnels.FunnelsDefinition.Counts;
import io.engagement.core.metric.funnels.FunnelsDefinition.EqualTimes;
import io.engagement.core.metric.funnels.FunnelsDefinition.Exclusion;
import io.engagement.core.metric.funnels.FunnelsDefinition.OnExclusion;
import io.engagement.core.metric.funnels.FunnelsDefinition.Order;
import io.engagement.core.metric.funnels.FunnelsDefinition.Step;
import io.engagement.core.metric.funnels.FunnelsFamily;
import io.engagement.core.metric.lifecycle.LifecycleDefinition;
import io.engagement.core.metric.lifecycle.LifecycleFamily;
import io.engagement.core.metric.paths.PathsDefinition;
import io.engagement.core.metric.paths.PathsFamily;
import io.engagement.core.metric.recommendations.RecommendationsDefinition;
import io.engagement.core.metric.recommendations.RecommendationsFamily;
import io.engagement.core.metric.retention.RetentionDefinition;
import io.engagement.core.metric.retention.RetentionFamily;
import io.engagement.core.metric.score.ScoreDefinition;
import io.engagement.core.metric.score.ScoreFamily;
import io.engagement.core.metric.sessions.SessionsDefinition;
import io.engagement.core.metric.sessions.SessionsDefinition.Bounce;
import io.engagement.core.metric.sessions.SessionsDefinition.Boundary;
import io.engagement.core.metric.sessions.SessionsDefinition.Split;
import io.engagement.core.metric.sessions.SessionsFamily;
import io.engagement.core.metric.stickiness.StickinessDefinition;
import io.engagement.core.metric.stickiness.StickinessDefinition.Interval;
import io.engagement.core.metric.stickiness.StickinessFamily;
import io.engagement.core.session.Publish;
import io.engagement.core.table.Period;
import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.Problems;
import io.engagement.core.yaml.YamlReader;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files in {@code conf/} are what they say they are. */
class ConfTest {
  private static final Path CONF =
      Path.of(System.getProperty("basedir", ".")).resolve("../../conf");
  private static final Path MINIMAL = CONF.resolve("engagement.minimal.yaml");
  private static final Path REFERENCE = CONF.resolve("engagement.reference.yaml");
  private static final Path README = CONF.resolve("README.md");

  /** Lines that show what may stand under the key before them. */
  private static final Set<String> EXAMPLES =
      Set.of(
          "- type: track",
          "event: [Test Event]",
          "where: {context.app.build: debug}",
          "platform: context.device.type",
          "channel: context.campaign.source");

  private static final Pattern KEY_LINE = Pattern.compile("^ *(?:- )?([a-z][a-z-]*):(?: .*)?$");

  @Test
  void theMinimalFileLeavesAllElseToDefaults() {
    EngagementConfig config = EngagementConfigReader.read(MINIMAL).config();

    EngagementConfig bare =
        EngagementConfigReader.read(
                new ConfigText(
                    "bare.yaml", "metrics: {active-users: [{id: active}], sessions: [{id: web}]}"))
            .config();
    assertThat(config)
        .isEqualTo(
            new EngagementConfig(
                bare.deployment(),
                bare.time(),
                bare.source(),
                bare.identity(),
                bare.deletion(),
                bare.dedup(),
                bare.limits(),
                bare.exclude(),
                bare.breakdowns(),
                bare.vocabulary(),
                new SinksConfig(
                    new PostgresSink(
                        "jdbc:postgresql://localhost/engagement",
                        "engagement",
                        new SecretRef.Env("PGPASSWORD"),
                        "engagement"),
                    null),
                bare.retention(),
                bare.metrics()));
  }

  @Test
  void theReferenceFileParsesToWhatItSays() {
    assertThat(EngagementConfigReader.read(REFERENCE).config())
        .isEqualTo(
            new EngagementConfig(
                "engagement",
                new TimeConfig(
                    ZoneId.of("UTC"),
                    DayOfWeek.MONDAY,
                    10_000,
                    30_000,
                    259_200_000,
                    300_000,
                    3_600_000,
                    EventClock.AUTO),
                new SourceConfig(
                    new KafkaSource(
                        "localhost:9092",
                        List.of("events"),
                        StartPosition.EARLIEST,
                        ClientProperties.NONE),
                    Format.SEGMENT),
                IdentityConfig.DEFAULT,
                new DeletionConfig(
                    new DeletionConfig.ControlTopic(
                        "localhost:9092", "control", ClientProperties.NONE),
                    DeletionConfig.Aggregates.RETRACT,
                    7_776_000_000L),
                new DedupConfig(86_400_000, 7_776_000_000L, DedupConfig.OnCollision.DROP),
                new LimitsConfig(100_000, 1_000, 100),
                new EventMatcher.Spec(
                    List.of(EventType.TRACK),
                    List.of("Test Event"),
                    List.of(
                        new Condition(
                            "context.app.build", Condition.Operator.EQ, List.of("debug")))),
                Map.of("platform", "context.device.type", "channel", "context.campaign.source"),
                Vocabulary.DEFAULT,
                new SinksConfig(
                    new PostgresSink(
                        "jdbc:postgresql://localhost/engagement",
                        "engagement",
                        new SecretRef.Env("PGPASSWORD"),
                        "engagement"),
                    new KafkaSink("localhost:9092", "engagement.", 900_000, ClientProperties.NONE)),
                new RetentionConfig(
                    400 * 86_400_000L,
                    400 * 86_400_000L,
                    30 * 86_400_000L,
                    30 * 86_400_000L,
                    30 * 86_400_000L,
                    30 * 86_400_000L,
                    35 * 86_400_000L),
                List.of(
                    new ConfiguredMetric<>(
                        new ActiveUsersFamily(),
                        new ActiveUsersDefinition(
                            "active",
                            EventMatcher.ANY,
                            List.of(
                                Period.DAY,
                                Period.WEEK,
                                Period.MONTH,
                                Period.ROLLING_7D,
                                Period.ROLLING_30D,
                                Period.ROLLING_5M),
                            List.of("platform"))),
                    new ConfiguredMetric<>(
                        new SessionsFamily(),
                        new SessionsDefinition(
                            "web",
                            EventMatcher.ANY,
                            EventMatcher.named("Background Sync"),
                            1_800_000,
                            Boundary.INCLUSIVE,
                            Set.of(Split.CAMPAIGN),
                            Bounce.NOT_ENGAGED,
                            EventMatcher.named("Order Completed"),
                            10_000,
                            5_000,
                            Publish.CHANGES,
                            "USD",
                            List.of("platform", "channel"))),
                    new ConfiguredMetric<>(
                        new LifecycleFamily(),
                        new LifecycleDefinition(
                            "lifecycle",
                            EventMatcher.ANY,
                            List.of(Period.DAY, Period.WEEK, Period.MONTH),
                            List.of("platform"))),
                    new ConfiguredMetric<>(
                        new StickinessFamily(),
                        new StickinessDefinition(
                            "sticky",
                            EventMatcher.ANY,
                            Interval.DAY,
                            1,
                            List.of(Period.WEEK, Period.MONTH, Period.ROLLING_30D),
                            List.of("platform"))),
                    new ConfiguredMetric<>(
                        new RetentionFamily(),
                        new RetentionDefinition(
                            "weekly",
                            EventMatcher.named("Product Viewed"),
                            EventMatcher.ANY,
                            Period.WEEK,
                            12,
                            RetentionDefinition.Cohort.FIRST_TIME,
                            RetentionDefinition.Counting.ON,
                            1,
                            List.of("channel"),
                            RetentionDefinition.Attribution.BOTH)),
                    new ConfiguredMetric<>(new FunnelsFamily(), checkout()),
                    new ConfiguredMetric<>(new FunnelsFamily(), straightToCart()),
                    new ConfiguredMetric<>(new ExperimentsFamily(), experiments()),
                    new ConfiguredMetric<>(new ScoreFamily(), score()),
                    new ConfiguredMetric<>(
                        new PathsFamily(),
                        new PathsDefinition(
                            "pages",
                            "web",
                            pages(),
                            "properties.path",
                            5,
                            PathsDefinition.Repeats.COLLAPSE,
                            "/",
                            1_800_000,
                            1_000,
                            List.of("channel"))),
                    new ConfiguredMetric<>(
                        new RecommendationsFamily(),
                        new RecommendationsDefinition(
                            "recs",
                            1_800_000,
                            604_800_000,
                            604_800_000,
                            604_800_000,
                            RecommendationsDefinition.Positions.AUTO,
                            "USD",
                            List.of("platform"))),
                    new ConfiguredMetric<>(
                        new CartsFamily(),
                        new CartsDefinition(
                            "carts", 3_600_000, "USD", 7_776_000_000L, List.of("channel"))),
                    new ConfiguredMetric<>(
                        new ContentFamily(),
                        new ContentDefinition(
                            "top_products",
                            "web",
                            products(),
                            "properties.product_id",
                            Period.DAY,
                            100,
                            ContentDefinition.Entries.COUNT,
                            List.of("platform"))),
                    new ConfiguredMetric<>(
                        new ContentFamily(),
                        new ContentDefinition(
                            "top_pages",
                            null,
                            new EventMatcher.Spec(List.of(EventType.PAGE), List.of(), List.of()),
                            "properties.path",
                            Period.WEEK,
                            20,
                            ContentDefinition.Entries.COUNT,
                            List.of())))));
  }

  private static EventMatcher pages() {
    return new EventMatcher.Spec(
        List.of(EventType.PAGE),
        List.of("Category", "Home", "Product"),
        List.of(new Condition("properties.path", Condition.Operator.EXISTS, List.of(true))));
  }

  private static EventMatcher products() {
    return new EventMatcher.Spec(
        List.of(EventType.TRACK, EventType.PAGE),
        List.of("Product Viewed"),
        List.of(new Condition("properties.product_id", Condition.Operator.EXISTS, List.of(true))));
  }

  private static FunnelsDefinition checkout() {
    Condition price = new Condition("properties.price", Condition.Operator.GTE, List.of(10L));
    Condition last = new Condition("properties.final", Condition.Operator.EQ, List.of(true));
    EventMatcher added =
        new EventMatcher.Spec(List.of(EventType.TRACK), List.of("Product Added"), List.of(price));
    EventMatcher failed =
        new EventMatcher.Spec(List.of(EventType.TRACK), List.of("Payment Failed"), List.of(last));
    return new FunnelsDefinition(
        "checkout",
        List.of(
            step("Product Viewed", EventMatcher.named("Product Viewed"), Counts.EVERY),
            step("Product Added", added, Counts.EVERY),
            step("Checkout Started", EventMatcher.named("Checkout Started"), Counts.EVERY),
            step("First order", EventMatcher.named("Order Completed"), Counts.FIRST)),
        604_800_000,
        Order.ORDERED,
        null,
        EqualTimes.CHAIN,
        2_000,
        List.of(new Exclusion(failed, 3, 4)),
        OnExclusion.TAINT,
        Attempts.LATEST,
        Period.DAY,
        1,
        List.of("channel"));
  }

  private static FunnelsDefinition straightToCart() {
    return new FunnelsDefinition(
        "straight_to_cart",
        List.of(
            step("Product Viewed", EventMatcher.named("Product Viewed"), Counts.EVERY),
            step("Product Added", EventMatcher.named("Product Added"), Counts.EVERY)),
        604_800_000,
        Order.STRICT,
        new EventMatcher.AnyOf(
            List.of(EventMatcher.named("Product List Viewed"), EventMatcher.named("Home"))),
        EqualTimes.CHAIN,
        0,
        List.of(),
        OnExclusion.TAINT,
        Attempts.LATEST,
        Period.DAY,
        1,
        List.of());
  }

  private static ExperimentsDefinition experiments() {
    Condition total = new Condition("properties.total", Condition.Operator.GT, List.of(0L));
    return new ExperimentsDefinition(
        "exp",
        EventMatcher.named("Experiment Viewed"),
        List.of(
            new Goal(
                "order",
                new EventMatcher.Spec(
                    List.of(EventType.TRACK), List.of("Order Completed"), List.of(total)),
                "properties.revenue"),
            new Goal(
                "visit",
                new EventMatcher.Spec(List.of(EventType.PAGE), List.of(), List.of()),
                null)),
        List.of("platform"));
  }

  private static ScoreDefinition score() {
    Map<String, BigDecimal> weights =
        Map.of(
            "Product Viewed", BigDecimal.valueOf(1),
            "Product Added", BigDecimal.valueOf(3),
            "Product Removed", new BigDecimal("-0.5"),
            "Order Completed", BigDecimal.valueOf(10));
    return new ScoreDefinition(
        "score", "web", 604_800_000, new TreeMap<>(weights), "USD", Publish.CHANGES);
  }

  private static Step step(String name, EventMatcher events, Counts counts) {
    return new Step(name, events, counts);
  }

  @Test
  void theReferenceFileHasEveryKeyThatTheReaderKnows() throws IOException {
    ConfigNode root = open(REFERENCE);
    EngagementConfig unused = EngagementConfigReader.read(root);

    assertThat(unused.metrics()).isNotEmpty();
    assertThat(root.knownKeys()).hasSizeGreaterThan(40);
    assertThat(root.absentKeys())
        .as("explained there, not in use")
        .containsExactly("metrics.trends");
  }

  @Test
  void everyKeyOfTheReferenceFileIsExplained() throws IOException {
    List<String> unexplained = new ArrayList<>();
    String comment = "";
    String section = "";
    for (String line : Files.readAllLines(REFERENCE)) {
      section = line.matches("[a-z].*") ? line : section;
      // The names of the vocabulary are explained together.
      if (section.equals("vocabulary:") && line.startsWith(" ")) {
        comment = "";
        continue;
      }
      Matcher key = KEY_LINE.matcher(line);
      if (line.strip().startsWith("#")) {
        comment += line.strip().substring(1) + ' ';
        continue;
      }
      boolean explained =
          (comment.contains("Default: ") || comment.contains("Required."))
              && comment.contains("Savepoint: ");
      if (key.matches() && !explained && !EXAMPLES.contains(line.strip())) {
        unexplained.add(line);
      }
      comment = "";
    }
    assertThat(unexplained).isEmpty();
  }

  @Test
  void theReadmeNamesEveryKeyInEightyLines() throws IOException {
    ConfigNode root = open(REFERENCE);
    assertThat(EngagementConfigReader.read(root).metrics()).isNotEmpty();
    List<String> lines = Files.readAllLines(README);
    String readme = String.join("\n", lines);

    assertThat(lines).hasSizeLessThanOrEqualTo(80);
    assertThat(root.knownKeys())
        .extracting(key -> key.substring(key.lastIndexOf('.') + 1))
        .allSatisfy(key -> assertThat(readme).containsPattern("[`.]" + key + "`"));
  }

  private static ConfigNode open(Path file) throws IOException {
    Problems problems = new Problems(file.toString());
    return Objects.requireNonNull(
        YamlReader.open(Files.readString(file), problems), problems::toString);
  }
}
