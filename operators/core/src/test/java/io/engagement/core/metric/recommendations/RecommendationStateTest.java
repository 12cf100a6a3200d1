package io.engagement.core.metric.recommendations;

import static io.engagement.core.metric.recommendations.RecommendationRun.clicked;
import static io.engagement.core.metric.recommendations.RecommendationRun.item;
import static io.engagement.core.metric.recommendations.RecommendationRun.line;
import static io.engagement.core.metric.recommendations.RecommendationRun.ordered;
import static io.engagement.core.metric.recommendations.RecommendationRun.viewed;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventSchema;
import io.engagement.core.laws.DamagedBytes;
import io.engagement.core.laws.GoldenBytes;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.recommendations.RecommendationsDefinition.Positions;
import io.engagement.core.table.Breakdown;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.time.ZoneCalendar;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What the section of a user's history keeps, what of it expires, and what it makes of older
 * sections.
 */
class RecommendationStateTest {
  private static final int LAYOUT_1 = 1;
  private static final String PLATFORM = "context.device.type";
  private static final String CHANNEL = "context.campaign.source";
  private static final long MINUTE = 60_000L;
  private static final long DAY = 86_400_000L;

  /** Of the definition that a test starts from; never changes. */
  private static final int RELEASED_KEY = -2_134_009_163;

  private static Recommending rich() {
    return new Recommending().by("channel", "platform").clickWindow("P1D");
  }

  /**
   * An impression whose click is final, keys alone, a last click, an open day with all kinds of
   * events.
   */
  private static RecommendationRun filled() {
    RecommendationRun run = new RecommendationRun(rich());
    run.does(
        viewed("2024-02-28T10:00:00Z", "a", "b").with(PLATFORM, "ios").with(CHANNEL, "ad"),
        clicked("2024-02-28T10:01:00Z", "b", 2),
        RawEvent.track("Product List Viewed")
            .with("properties.list_id", "shoes")
            .with("properties.products", List.of(item("product_id", "h")))
            .at("2024-02-29T23:00:00Z"),
        viewed("12:00:00", "c").with(PLATFORM, "web"),
        clicked("12:01:00", "c", 1),
        clicked("12:02:00", "nothing", 1),
        viewed("2024-03-02T10:00:00Z", "d"));
    run.watermark("2024-03-05T00:30:00Z");
    run.run.flush();
    run.does(
        viewed("2024-03-05T01:00:00Z", "b", "e").id("9f0c").with(PLATFORM, "Ünïcødé"),
        viewed("2024-03-05T01:00:00Z")
            .id("3b241101-e2bb-4255-8caf-4136c566a962")
            .with("properties.model_version", "v2")
            .with(
                "properties.items",
                List.of(
                    item("item_id", "f", "impression_id", "i", "position", 7L),
                    item("item_id", "g"))),
        clicked("2024-03-05T01:05:00Z", "e", 2).id("plain text"),
        clicked("2024-03-05T01:05:01Z", "g", 1).with("properties.position", null),
        ordered("2024-03-05T01:10:00Z", line("b", 5L), item("product_id", "e")),
        RawEvent.track("Product List Viewed")
            .with("properties.list_id", "shoes")
            .with("properties.products", List.of(item("product_id", "h")))
            .at("2024-03-05T02:00:00Z"));
    return run;
  }

  @Test
  void layoutOneStillReadsAndWritesTheSameBytes() {
    MetricRun<?> run = filled().run;
    GoldenBytes.areKept(
        "recommendations/v1-state.hex", run, new RecommendationRun(rich()).run, LAYOUT_1);
    assertThat(run.heapBytes("u")).as("what a cache is told it weighs").isEqualTo(2_804);
  }

  @Test
  void damagedBytesAndNewerLayoutsAreRefused() {
    MetricRun<?> run = filled().run;
    DamagedBytes.areRefused(run, "u", LAYOUT_1);
  }

  @Test
  void aChangedByteIsReadOrRefused() {
    DamagedBytes.areReadOrRefused(filled().run, "u", LAYOUT_1);
  }

  @Test
  void aBreakdownAddedLaterStartsFromNothing() {
    RecommendationRun before = new RecommendationRun(new Recommending());
    before.does(viewed("10:00:00", "a").with(PLATFORM, "ios"));
    RecommendationRun after = new RecommendationRun(new Recommending().by("platform"));
    after.run.restore("u", before.run.bytes("u"), LAYOUT_1);
    after.does(clicked("10:01:00", "a", 1).with(PLATFORM, "ios"));
    assertThat(after.row("2024-03-01", "top", "m", 1, "", "platform", "ios")).isNull();
    after.does(viewed("10:02:00", "b").with(PLATFORM, "ios"), clicked("10:03:00", "b", 1));
    assertThat(after.row("2024-03-01", "top", "m", 1, "", "platform", "ios"))
        .containsExactly(1L, 1L, 1L, 0L, 0L, 0L);
    after.run.restart();
  }

  @Test
  void aBreakdownThatWasRemovedLeavesTheOthers() {
    RawEvent view = viewed("10:00:00", "a").with(PLATFORM, "ios").with(CHANNEL, "ad");
    RecommendationRun before = new RecommendationRun(new Recommending().by("channel", "platform"));
    before.does(view);
    RecommendationRun after = new RecommendationRun(new Recommending().by("platform"));
    after.run.restore("u", before.run.bytes("u"), LAYOUT_1);
    RecommendationRun neverHadIt = new RecommendationRun(new Recommending().by("platform"));
    neverHadIt.does(view);
    assertThat(after.run.bytes("u")).isEqualTo(neverHadIt.run.bytes("u"));
    assertThat(after.run.contributions()).hasSize(4);

    RecommendationRun first = new RecommendationRun(new Recommending().by("channel"));
    first.run.restore("u", before.run.bytes("u"), LAYOUT_1);
    RecommendationRun onlyFirst = new RecommendationRun(new Recommending().by("channel"));
    assertThat(first.run.bytes("u")).isEqualTo(onlyFirst.does(view).run.bytes("u"));
  }

  @Test
  void anEventOlderThanWhatIsExpiredChangesNothing() {
    RecommendationRun run = new RecommendationRun(rich());
    run.does(viewed("10:00:00", "a", "b"), clicked("10:01:00", "a", 1));
    run.watermark("2024-03-20T12:00:00Z").run.flush();
    byte[] expired = run.run.bytes("u");
    RecommendationRun restored = new RecommendationRun(rich());
    restored.run.restore("u", expired, LAYOUT_1);
    restored.does(
        viewed("2024-03-10T10:00:00Z", "a"),
        clicked("2024-03-10T10:01:00Z", "a", 1),
        ordered("2024-03-10T10:02:00Z", line("a", 5L)));
    assertThat(restored.run.sums()).isEmpty();
    assertThat(restored.run.bytes("u")).isEqualTo(expired);
    restored.watermark("2024-03-19T12:00:00Z").run.flush();
    assertThat(restored.run.deadlineMillis())
        .as("a deadline that is reached again and again keeps a job busy for ever")
        .isGreaterThan(restored.run.watermarkMillis());
  }

  @Test
  void aClickIsFinalWhenNoImpressionFiveSecondsAfterItIsAcceptedAnyMore() {
    RecommendationRun run = new RecommendationRun(new Recommending());
    run.does(clicked("23:59:55", "a", 1));
    // From 2024-03-02T00:00:00Z on events are accepted.
    run.watermark("2024-03-05T00:00:00Z");
    run.run.flush();
    run.run.restart();
    run.does(viewed("2024-03-02T00:00:00Z", "a"));
    assertThat(run.row("2024-03-02", "top", "m", 0, "", "", ""))
        .containsExactly(1L, 1L, 1L, 0L, 0L, 0L);

    RecommendationRun earlier = new RecommendationRun(new Recommending());
    byte[] nothing = earlier.run.bytes("u");
    earlier.does(clicked("23:59:54.999", "a", 1)).watermark("2024-03-05T00:00:00Z");
    earlier.run.flush();
    assertThat(earlier.run.bytes("u"))
        .as("nothing but the day up to which it is expired")
        .hasSize(nothing.length + 2);
  }

  @Test
  void anImpressionIsKeptAsLongAsAClickAtTheEdgeOfItsWindowIsAccepted() {
    RecommendationRun run = new RecommendationRun(new Recommending());
    run.does(viewed("23:30:00", "a")).watermark("2024-03-05T00:00:00Z");
    run.run.flush();
    run.run.restart();
    run.does(clicked("2024-03-02T00:00:00Z", "a", 1));
    assertThat(run.row()).containsExactly(1L, 1L, 1L, 0L, 0L, 0L);
  }

  @Test
  void aClickedImpressionStaysClickedWhenItsClickIsFinal() {
    RecommendationRun run = new RecommendationRun(new Recommending().clickWindow("P1D"));
    run.does(viewed("10:00:00", "a"), clicked("11:00:00", "a", 1));
    run.watermark("2024-03-05T00:00:00Z");
    run.run.flush();
    run.run.restart();
    run.does(clicked("2024-03-02T09:00:00Z", "a", 1));
    assertThat(run.row()).containsExactly(1L, 2L, 1L, 0L, 0L, 0L);
  }

  @Test
  void theLastClickIsKeptAsLongAsAnOrderAtTheEdgeOfItsWindowIsAccepted() {
    RecommendationRun run = new RecommendationRun(new Recommending());
    run.does(viewed("00:00:00", "a"), clicked("00:00:01", "a", 1), clicked("00:00:02", "a", 1));
    // From 2024-03-08T00:00:00Z on events are accepted.
    run.watermark("2024-03-11T00:00:00Z");
    run.run.flush();
    run.run.restart();
    run.does(ordered("2024-03-08T00:00:02Z", line("a", 5L)));
    assertThat(run.row(0, "USD")).containsExactly(0L, 0L, 0L, 1L, 5_000_000L, 0L);
    run.does(ordered("2024-03-08T00:00:02.001Z", line("a", 5L)));
    assertThat(run.row(0, "USD")).containsExactly(0L, 0L, 0L, 1L, 5_000_000L, 0L);
  }

  @Test
  void theLastClickIsKeptAsLongAsAnOrderAtTheEdgeOfItsWindow() {
    RecommendationRun run = new RecommendationRun(new Recommending());
    run.does(
        viewed("23:59:50", "a"),
        clicked("23:59:55", "a", 1),
        ordered("2024-03-08T23:59:55Z", line("a", 5L)));
    assertThat(run.row(0, "USD").get(3)).isEqualTo(1L);
    // From 2024-03-09T00:00:00Z on events are accepted; the order may be five seconds before.
    run.watermark("2024-03-12T00:00:00Z");
    run.run.flush();
    run.run.restart();
    assertThat(run.run.contributions()).as("what the order comes to").isNotEmpty();
    assertThat(run.does(ordered("2024-03-09T00:00:00Z", line("a", 7L))).row(0, "USD").get(3))
        .as("one order at the edge, one beyond")
        .isEqualTo(1L);
  }

  @Test
  void aKeyIsKeptAsLongAsItsRepeatIsAccepted() {
    RecommendationRun run = new RecommendationRun(new Recommending());
    run.does(viewed("00:00:00", "a")).watermark("2024-03-11T00:00:00Z");
    run.run.flush();
    run.run.restart();
    run.does(viewed("2024-03-08T00:00:00Z", "a"));
    assertThat(run.row("2024-03-08", "top", "m", 0, "", "", "")).isNull();
    run.does(viewed("2024-03-15T00:00:00.001Z", "a"));
    assertThat(run.row("2024-03-15", "top", "m", 0, "", "", "")).startsWith(1L);
  }

  @Test
  void aKeyInAListIsKeptAsLongAsItsRepeatIsAccepted() {
    RawEvent list =
        RawEvent.track("Product List Viewed")
            .with("properties.list_id", "shoes")
            .with("properties.products", List.of(item("product_id", "a")));
    RecommendationRun run = new RecommendationRun(new Recommending().listOnceWithin("P3D"));
    run.does(list.at("2024-03-01T00:00:00Z")).watermark("2024-03-07T00:00:00Z");
    run.run.flush();
    run.run.restart();
    run.does(list.at("2024-03-04T00:00:00Z"));
    assertThat(run.row("2024-03-04", "shoes", "shoes", 0, "", "", "")).isNull();
    run.does(list.at("2024-03-07T00:00:00.001Z"));
    assertThat(run.row("2024-03-07", "shoes", "shoes", 0, "", "", "")).startsWith(1L);
    run.run.advanceTo(run.run.deadlineMillis());
    assertThat(Instant.ofEpochMilli(run.run.deadlineMillis()))
        .as("the later key for 3 days, and for the click window: its view may come late")
        .isEqualTo(Instant.parse("2024-03-14T00:00:00Z"));
    run.run.advanceTo(run.run.deadlineMillis());
    assertThat(run.run.deadlineMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void silenceLetsEverythingExpire() {
    RecommendationRun run = new RecommendationRun(new Recommending());
    int nothing = new RecommendationRun(new Recommending()).run.bytes("u").length;
    run.does(viewed("10:00:00", "a"), clicked("10:01:00", "a", 1));
    run.does(ordered("10:02:00", line("a", 5L)));
    assertThat(Instant.ofEpochMilli(run.run.deadlineMillis()))
        .isEqualTo(Instant.parse("2024-03-05T00:00:00Z"));
    run.run.advanceTo(run.run.deadlineMillis());
    // What is left: the key for 7 days and the click window, the click for 7 days.
    assertThat(Instant.ofEpochMilli(run.run.deadlineMillis()))
        .isEqualTo(Instant.parse("2024-03-12T00:00:00Z"));
    assertThat(run.run.bytes("u").length).isGreaterThan(nothing);
    assertThat(run.run.contributions()).isEmpty();
    run.run.advanceTo(run.run.deadlineMillis());
    assertThat(run.run.deadlineMillis()).isEqualTo(Long.MAX_VALUE);
    assertThat(run.run.bytes("u"))
        .as("nothing but the day up to which it is expired")
        .hasSize(nothing + 2);
    assertThat(run.row(0, "USD")).containsExactly(0L, 0L, 0L, 1L, 5_000_000L, 0L);
  }

  @Test
  void stateIsFlatBeyondTheHorizon() {
    RecommendationRun run = new RecommendationRun(new Recommending().by("platform"));
    long start = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
    int early = 0;
    int late = 0;
    for (int hour = 0; hour < 24 * 120; hour++) {
      long at = start + hour * 60 * MINUTE;
      String recommendation = "r-" + hour;
      run.does(
          named(RawEvent.track("Recommendation Viewed"), recommendation)
              .with("properties.items", List.of(item("item_id", "a"), item("item_id", "p" + hour)))
              .with(PLATFORM, "campaign " + hour / (24 * 30))
              .at(at));
      if (hour % 4 == 0) {
        run.does(
            named(RawEvent.track("Recommendation Clicked"), recommendation)
                .with("properties.item_id", hour % 8 == 0 ? "a" : "p" + hour)
                .with("properties.position", hour % 8 == 0 ? 1L : 2L)
                .at(at + MINUTE));
      }
      if (hour % 24 == 0) {
        run.does(
            RawEvent.track("Order Completed")
                .with("properties.products", List.of(line("a", 1L)))
                .at(at + 2 * MINUTE));
      }
      run.run.advanceTo(at);
      int bytes = run.run.bytes("u").length;
      early = hour < 24 * 20 ? Math.max(early, bytes) : early;
      late = Math.max(late, bytes);
    }
    assertThat(late).isLessThan(early + 200);
    // 96 open views of two items with ids, 24 clicks; 7 expired days of 48 keys, 21 last clicks.
    assertThat(late).isLessThan(96 * 70 + 24 * 50 + 8 * 48 * 13 + 24 * 24);
  }

  private static RawEvent named(RawEvent event, String recommendation) {
    return event
        .with("properties.recommendation_id", recommendation)
        .with("properties.placement_id", "top")
        .with("properties.model_id", "m");
  }

  @Test
  void aListThatIsOpenedAgainAndAgainCostsItsItemsOnce() {
    RecommendationRun run = new RecommendationRun(new Recommending());
    List<Object> products =
        IntStream.range(0, 20)
            .<Object>mapToObj(i -> item("product_id", "p" + i))
            .collect(Collectors.toList());
    long start = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
    for (int hour = 0; hour < 24 * 30; hour++) {
      run.does(
          RawEvent.track("Product List Viewed")
              .with("properties.list_id", "shoes")
              .with("properties.products", products)
              .at(start + hour * 60 * MINUTE));
    }
    run.run.advanceTo(start + 34 * DAY);
    assertThat(run.run.contributions()).as("all is closed").isEmpty();
    assertThat(run.run.bytes("u").length).isBetween(20 * 8, 20 * 12 + 40);
    run.does(
        RawEvent.track("Product List Viewed")
            .with("properties.list_id", "shoes")
            .with("properties.products", products)
            .at(start + 34 * DAY));
    assertThat(run.row("2024-01-01", "shoes", "shoes", 0, "", "", "")).startsWith(20L);
    assertThat(run.row("2024-02-04", "shoes", "shoes", 0, "", "", ""))
        .as("it was open four days before")
        .isNull();
  }

  @Test
  void ofARobotsDayTheFirstEventsAreLookedAt() {
    RecommendationRun run = new RecommendationRun(new Recommending());
    long start = Instant.parse("2024-03-01T00:00:00Z").toEpochMilli();
    for (int i = 0; i < 20_000; i++) {
      run.run.accept(
          viewed("10:00:00", "a", "b", "c")
              .with("properties.recommendation_id", "r" + i)
              .id("v" + i)
              .at(start + i));
      run.run.accept(clicked("10:00:00", "a", 1).id("c" + i).at(start + i));
      run.run.accept(ordered("10:00:00", line("a", 1L)).id("o" + i).at(start + i));
      if (i % 500 == 0) {
        run.run.flush();
      }
    }
    run.run.flush();
    // 667 views of three are the first with 2,000 items or more.
    assertThat(run.row()).startsWith(2_001L).endsWith(500L);
    assertThat(run.run.bytes("u").length).isLessThan(80_000);
  }

  @Test
  void whatComesBeforeTheLimitPushesOutWhatComesAfter() {
    RecommendationRun run = new RecommendationRun(new Recommending().limits(2, 1, 1));
    run.does(viewed("10:00:00", "a"), viewed("11:00:00", "b", "c"), clicked("11:01:00", "b", 1));
    run.does(ordered("11:02:00", line("b", 5L)));
    assertThat(run.row()).containsExactly(3L, 1L, 1L, 0L, 0L, 0L);
    assertThat(run.row(0, "USD")).isNotNull();
    run.does(viewed("09:00:00", "d"));
    assertThat(run.row()).containsExactly(2L, 0L, 0L, 0L, 0L, 1L);
    assertThat(run.row(0, "USD")).isNull();
    run.does(clicked("09:01:00", "d", 1));
    assertThat(run.row()).containsExactly(2L, 1L, 1L, 0L, 0L, 0L);
    run.does(ordered("09:02:00", line("d", 7L)));
    assertThat(run.row(0, "USD")).containsExactly(0L, 0L, 0L, 1L, 7_000_000L, 0L);
  }

  @Test
  void whatIsPushedOutCountsNoMore() {
    RecommendationRun run = new RecommendationRun(new Recommending().limits(9, 1, 1));
    run.does(viewed("10:00:00", "a", "b"), clicked("10:10:00", "a", 1));
    run.does(ordered("10:11:00", line("a", 5L)));
    assertThat(run.row(0, "USD")).startsWith(0L, 0L, 0L, 1L);
    run.does(ordered("10:10:30", line("nothing", 5L)));
    assertThat(run.row(0, "USD")).as("the order").isNull();
    run.does(clicked("10:05:00", "b", 2));
    assertThat(run.row(1, "")).as("the click").containsExactly(1L, 0L, 0L, 0L, 0L, 0L);
    assertThat(run.row(2, "")).containsExactly(1L, 1L, 1L, 0L, 0L, 0L);
  }

  @Test
  void theLastClickIsKeptWhileLaterDaysAreClosed() {
    RecommendationRun run = new RecommendationRun(new Recommending());
    run.does(viewed("10:00:00", "a"), clicked("10:00:01", "a", 1));
    run.watermark("2024-03-06T00:00:00Z").run.flush();
    run.does(viewed("2024-03-03T10:00:00Z", "b"), clicked("2024-03-03T10:00:01Z", "b", 1));
    run.watermark("2024-03-08T00:00:00Z").run.flush();
    run.run.restart();
    run.does(ordered("2024-03-06T10:00:00Z", line("a", 5L), line("b", 5L)));
    assertThat(run.row(0, "USD")).as("of the first day").startsWith(0L, 0L, 0L, 1L);
  }

  @Test
  void afterTheEndOfTheInputNothingIsKept() {
    RecommendationRun run = filled();
    run.run.finish();
    assertThat(run.run.contributions()).isEmpty();
    assertThat(run.run.deadlineMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void theDefinitionStartsFromScratchOnlyWhenItsNumbersWouldChange() {
    DefinitionKey key = key(recommending -> {});
    assertThat(key(recommending -> recommending.by("platform"))).isEqualTo(key);
    for (Consumer<Recommending> change : CHANGES) {
      assertThat(key(change)).isNotEqualTo(key);
    }
    assertThat(key.key())
        .as("what running deployments have in their state")
        .isEqualTo(RELEASED_KEY);
  }

  private static final List<Consumer<Recommending>> CHANGES =
      List.of(
          recommending -> recommending.clickWindow("PT1H"),
          recommending -> recommending.conversionWindow("PT1H"),
          recommending -> recommending.onceWithin("PT1H"),
          recommending -> recommending.listOnceWithin("PT1H"),
          recommending -> recommending.positions(Positions.FROM_1),
          recommending -> recommending.currency("EUR"),
          recommending -> recommending.in("Europe/Berlin"),
          recommending -> recommending.id("others"));

  private static DefinitionKey key(Consumer<Recommending> change) {
    Recommending recommending = new Recommending();
    change.accept(recommending);
    ZoneCalendar calendar =
        new ZoneCalendar(ZoneId.of(recommending.sample.zone().getId()), DayOfWeek.MONDAY);
    Map<String, Breakdown> breakdowns = Map.of("platform", Breakdown.of("platform", PLATFORM, 0));
    return new RecommendationsMetric(
            recommending.definition(),
            new MetricSetup(new EventSchema.Builder(), calendar, breakdowns, 3 * DAY))
        .definition();
  }

  @Test
  void anEventThatIsNoneOfTheFiveIsNotWanted() {
    RecommendationRun run = new RecommendationRun(new Recommending());
    run.does(
        RawEvent.track("Product Viewed").at("2024-03-01T10:00:00Z"),
        RawEvent.track("Order Completed").at("2024-03-01T10:00:00Z"));
    assertThat(run.run.contributions()).isEmpty();
    assertThat(run.run.deadlineMillis()).isEqualTo(Long.MAX_VALUE);
  }
}
