package io.engagement.jobs.oracle;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.NaiveOracle;
import io.engagement.core.metric.activeusers.ActiveUsersOracle;
import io.engagement.core.metric.carts.CartsDefinition;
import io.engagement.core.metric.carts.CartsOracle;
import io.engagement.core.metric.content.Content;
import io.engagement.core.metric.experiments.ExperimentsOracle;
import io.engagement.core.metric.experiments.ExperimentsOracle.RawGoal;
import io.engagement.core.metric.funnels.Funnel;
import io.engagement.core.metric.funnels.FunnelsDefinition;
import io.engagement.core.metric.paths.Paths;
import io.engagement.core.metric.recommendations.Recommending;
import io.engagement.core.metric.score.ScoreOracle;
import io.engagement.core.metric.sessions.SessionsDefinition;
import io.engagement.core.metric.sessions.SessionsOracle;
import io.engagement.core.metric.trends.TrendsDefinition;
import io.engagement.core.metric.trends.TrendsOracle;
import io.engagement.core.session.Publish;
import io.engagement.core.table.Period;
import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One configuration, written twice: as users write it, and as oracles. Active users of every
 * calendar and daily period, sessions with two breakdowns, funnels of every order, carts, an
 * experiment, a score, recommendations with short and long windows, paths, ranked content, trends,
 * in a zone whose clock changes.
 */
public final class ShopAnswers {
  /** The part of the configuration that says what is computed; source and sinks go before it. */
  public static final String METRICS =
      """
      time:
        zone: Europe/Berlin
        out-of-orderness: 8h
        idle-after: 1d
        late-horizon: 30h
      breakdowns:
        platform: context.device.type
        channel: context.campaign.source
      metrics:
        active-users:
          - id: active
            events: any
            periods: [day, week, month, rolling-7d, rolling-30d]
            breakdowns: [platform]
        sessions:
          - id: web
            events: any
            gap: 30m
            breakdowns: [platform, channel]
        funnels:
          - id: checkout
            steps: [Product Viewed, Product Added, Checkout Started, Order Completed]
            window: 1d
            exclude: [{event: Product Removed, between: [2, 3]}]
            breakdowns: [platform]
          - id: at_once
            steps: [Product Viewed, Product Added]
            window: 30m
            order: strict
            bucket: week
            attribution: 2
            breakdowns: [channel]
          - id: ever
            steps: [Product Added, Product Viewed, Checkout Started]
            window: 2d
            order: any
            bucket: all
        score:
          - id: score
            half-life: 2d
            weights: {Product Viewed: 1, Product Added: 3, Product Removed: -0.5, Order Completed: 10}
        experiments:
          - id: exp
            goals:
              - {id: order, event: Order Completed, value: properties.total}
              - {id: removal, event: Product Removed}
            breakdowns: [channel]
        recommendations:
          - id: recs
            breakdowns: [platform]
          - id: often
            click-window: 10m
            conversion-window: 1h
            once-within: 1s
            currency: EUR
        carts:
          - id: carts
            abandon-after: 40m
            remember: 5d
            breakdowns: [platform]
        paths:
          - {id: pages, steps: 4, breakdowns: [channel]}
        content:
          - {id: top_pages, bucket: week, top: 15, breakdowns: [platform]}
        trends:
          - id: views
            events: [Product Viewed, Order Completed]
            periods: [hour, day, week, month]
            sum: properties.price
            breakdowns: [channel]
      """;

  public static final long OUT_OF_ORDERNESS_MILLIS = Duration.ofHours(8).toMillis();
  public static final long LATE_HORIZON_MILLIS = Duration.ofHours(30).toMillis();

  /**
   * The late horizon where ids are stitched: as far back as this, whatever an id did before it was
   * claimed is restated.
   */
  public static final long STITCHED_LATE_HORIZON_MILLIS = Duration.ofDays(30).toMillis();

  private static final Map<String, String> FAMILY_OF =
      Map.ofEntries(
          Map.entry("active", "active-users"),
          Map.entry("web", "sessions"),
          Map.entry("checkout", "funnels"),
          Map.entry("at_once", "funnels"),
          Map.entry("ever", "funnels"),
          Map.entry("score", "score"),
          Map.entry("exp", "experiments"),
          Map.entry("recs", "recommendations"),
          Map.entry("often", "recommendations"),
          Map.entry("carts", "carts"),
          Map.entry("pages", "paths"),
          Map.entry("top_pages", "content"),
          Map.entry("views", "trends"));
  private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
  private static final Map<String, String> PLATFORM = Map.of("platform", "context.device.type");
  private static final Map<String, String> BOTH =
      Map.of("platform", "context.device.type", "channel", "context.campaign.source");
  private static final List<String> PATHS =
      List.of(
          "context.device.type",
          "context.campaign.source",
          "context.page.path",
          "properties.path",
          "properties.url",
          "properties.engagement_time_ms",
          "properties.experiment_id",
          "properties.variation_id",
          "properties.total",
          "properties.recommendation_id",
          "properties.placement_id",
          "properties.model_id",
          "properties.model_version",
          "properties.impression_id",
          "properties.item_id",
          "properties.position",
          "properties.items",
          "properties.list_id",
          "properties.product_id",
          "properties.products",
          "properties.currency",
          "properties.cart_id",
          "properties.order_id",
          "properties.price",
          "properties.quantity",
          "properties.revenue");

  private ShopAnswers() {}

  /** {@link #METRICS} where ids are stitched. */
  public static String stitchedMetrics() {
    return "identity: {mode: stitched}\n"
        + METRICS.replace("late-horizon: 30h", "late-horizon: 30d");
  }

  /** An oracle that has not seen a record yet. */
  public static BatchOracle oracle() {
    return oracle(LATE_HORIZON_MILLIS, false);
  }

  /** The same for {@link #stitchedMetrics}. */
  public static BatchOracle stitchedOracle() {
    return oracle(STITCHED_LATE_HORIZON_MILLIS, true);
  }

  private static BatchOracle oracle(long lateHorizonMillis, boolean isStitched) {
    return new BatchOracle(
        new BatchOracle.Rules(
            OUT_OF_ORDERNESS_MILLIS,
            lateHorizonMillis,
            lateHorizonMillis,
            Duration.ofMinutes(5).toMillis(),
            Duration.ofHours(1).toMillis(),
            isStitched),
        FAMILY_OF,
        List.of(
            activeUsers(),
            sessions(),
            checkout(),
            atOnce(),
            ever(),
            experiments(),
            score(),
            recommended(),
            often(),
            carts(),
            paths(),
            content(),
            trends()),
        PATHS);
  }

  private static NaiveOracle activeUsers() {
    return new ActiveUsersOracle(
        "active",
        ZONE,
        DayOfWeek.MONDAY,
        Set.of("day", "week", "month", "rolling_7d", "rolling_30d"),
        event -> true,
        PLATFORM);
  }

  private static NaiveOracle sessions() {
    return new SessionsOracle(web(), ZONE, BOTH);
  }

  private static SessionsDefinition web() {
    return new SessionsDefinition(
        "web",
        EventMatcher.ANY,
        null,
        Duration.ofMinutes(30).toMillis(),
        SessionsDefinition.Boundary.INCLUSIVE,
        Set.of(),
        SessionsDefinition.Bounce.NOT_ENGAGED,
        null,
        10_000L,
        5_000L,
        Publish.CHANGES,
        "USD",
        List.of("platform", "channel"));
  }

  private static NaiveOracle paths() {
    return new Paths().steps(4).by("channel").in(ZONE).oracle(web());
  }

  private static NaiveOracle content() {
    return new Content()
        .id("top_pages")
        .bucket(Period.WEEK)
        .top(15)
        .by("platform")
        .in(ZONE.getId())
        .oracle()
        .ranked();
  }

  private static NaiveOracle trends() {
    return new TrendsOracle(
        new TrendsDefinition(
            "views",
            new EventMatcher.AnyOf(
                List.of(
                    EventMatcher.named("Product Viewed"), EventMatcher.named("Order Completed"))),
            List.of(Period.HOUR, Period.DAY, Period.WEEK, Period.MONTH),
            "properties.price",
            List.of("channel")),
        ZONE,
        DayOfWeek.MONDAY,
        Map.of("channel", "context.campaign.source"));
  }

  private static NaiveOracle checkout() {
    return Funnel.of("Product Viewed", "Product Added", "Checkout Started", "Order Completed")
        .window("P1D")
        .exclude("Product Removed", 2, 3)
        .by("platform")
        .in(ZONE.getId())
        .oracle();
  }

  private static NaiveOracle atOnce() {
    return Funnel.of("Product Viewed", "Product Added")
        .id("at_once")
        .window("PT30M")
        .order(FunnelsDefinition.Order.STRICT)
        .bucket(Period.WEEK)
        .attributedTo(2)
        .by("channel")
        .in(ZONE.getId())
        .oracle();
  }

  private static NaiveOracle ever() {
    return Funnel.of("Product Added", "Product Viewed", "Checkout Started")
        .id("ever")
        .window("P2D")
        .order(FunnelsDefinition.Order.ANY)
        .bucket(Period.ALL)
        .in(ZONE.getId())
        .oracle();
  }

  private static NaiveOracle score() {
    Map<String, BigDecimal> weights =
        Map.of(
            "Product Viewed",
            BigDecimal.ONE,
            "Product Added",
            new BigDecimal(3),
            "Product Removed",
            new BigDecimal("-0.5"),
            "Order Completed",
            BigDecimal.TEN);
    return new ScoreOracle(
        "score", ZONE, Duration.ofDays(2).toMillis(), weights, "USD", sessions());
  }

  private static NaiveOracle experiments() {
    return new ExperimentsOracle(
        "exp",
        event -> event.name().equals("Experiment Viewed"),
        List.of(
            new RawGoal(
                "order", event -> event.name().equals("Order Completed"), "properties.total"),
            new RawGoal("removal", event -> event.name().equals("Product Removed"), null)),
        Map.of("channel", "context.campaign.source"),
        ZONE);
  }

  private static NaiveOracle recommended() {
    return new Recommending().by("platform").in(ZONE.getId()).oracle();
  }

  private static NaiveOracle often() {
    return new Recommending()
        .id("often")
        .clickWindow("PT10M")
        .conversionWindow("PT1H")
        .onceWithin("PT1S")
        .currency("EUR")
        .in(ZONE.getId())
        .oracle();
  }

  private static NaiveOracle carts() {
    CartsDefinition carts =
        new CartsDefinition(
            "carts",
            Duration.ofMinutes(40).toMillis(),
            "USD",
            Duration.ofDays(5).toMillis(),
            List.of("platform"));
    return new CartsOracle(carts, ZONE, PLATFORM);
  }
}
