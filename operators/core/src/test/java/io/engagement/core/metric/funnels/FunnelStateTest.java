package io.engagement.core.metric.funnels;

import static io.engagement.core.metric.funnels.FunnelsDefinition.Order.STRICT;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventSchema;
import io.engagement.core.laws.DamagedBytes;
import io.engagement.core.laws.GoldenBytes;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RandomHistories;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.MetricSetup;
import io.engagement.core.metric.funnels.FunnelsDefinition.Counts;
import io.engagement.core.table.DefinitionKey;
import io.engagement.core.table.Period;
import io.engagement.core.time.ZoneCalendar;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What the section of a user's history keeps, what of it expires, and what it makes of older
 * sections.
 */
class FunnelStateTest {
  private static final int LAYOUT_1 = 1;
  private static final String PLATFORM = "context.device.type";
  private static final long MINUTE = 60_000L;
  private static final long DAY = 86_400_000L;

  /** Of the definition that a test starts from; never changes. */
  private static final int RELEASED_KEY = 877_851_136;

  private static Funnel rich() {
    return Funnel.of("A", "B")
        .step(EventMatcher.named("C"), Counts.FIRST)
        .exclude("X", 1, 2)
        .window("PT2H")
        .by("plan", "platform");
  }

  /** A closed day, an open one, a first event in each, a tainted attempt, a decided conversion. */
  private static FunnelRun filled() {
    FunnelRun run = new FunnelRun(rich().bucket(Period.MONTH));
    run.does(
        FunnelRun.event("A 10:00:00").with(PLATFORM, "ios").with("properties.plan", "pro"),
        FunnelRun.event("B 10:01:00.250").with(PLATFORM, "web"),
        FunnelRun.event("A 23:00:00").with(PLATFORM, "Ünïcødé"),
        FunnelRun.event("X 23:10:00"));
    run.watermark("2024-03-05T00:30:00Z");
    run.run.flush();
    run.does(
        FunnelRun.event("A 2024-03-05T01:00:00Z").id("9f0c").with(PLATFORM, "ios"),
        FunnelRun.event("B 2024-03-05T01:00:00Z").id("3b241101-e2bb-4255-8caf-4136c566a962"),
        FunnelRun.event("C 2024-03-05T01:05:00Z").id("plain text"));
    return run;
  }

  @Test
  void layoutOneStillReadsAndWritesTheSameBytes() {
    MetricRun<?> run = filled().run;
    GoldenBytes.areKept(
        "funnels/v1-state.hex", run, new FunnelRun(rich().bucket(Period.MONTH)).run, LAYOUT_1);
    assertThat(run.heapBytes("u")).as("what a cache is told it weighs").isEqualTo(1_308);
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
    FunnelRun before = new FunnelRun(Funnel.of("A", "B"));
    before.does(FunnelRun.event("A 10:00:00").with(PLATFORM, "ios"));
    FunnelRun after = new FunnelRun(Funnel.of("A", "B").by("platform"));
    after.run.restore("u", before.run.bytes("u"), LAYOUT_1);
    after.does(FunnelRun.event("B 10:01:00").with(PLATFORM, "ios"));
    assertThat(after.users("2024-03-01", "platform", "ios")).isEmpty();
    after.does(
        FunnelRun.event("A 2024-03-02T10:00:00Z").with(PLATFORM, "ios"),
        FunnelRun.event("B 2024-03-02T10:01:00Z").with(PLATFORM, "web"));
    assertThat(after.users("2024-03-02", "platform", "ios")).containsExactly(1L, 1L);
    after.run.restart();
  }

  @Test
  void aBreakdownThatWasRemovedLeavesTheOthers() {
    FunnelRun before = new FunnelRun(Funnel.of("A", "B").by("plan", "platform"));
    RawEvent entry =
        FunnelRun.event("A 10:00:00").with(PLATFORM, "ios").with("properties.plan", "pro");
    before.does(entry);
    FunnelRun after = new FunnelRun(Funnel.of("A", "B").by("platform"));
    after.run.restore("u", before.run.bytes("u"), LAYOUT_1);
    FunnelRun neverHadIt = new FunnelRun(Funnel.of("A", "B").by("platform")).does(entry);
    assertThat(after.run.bytes("u")).isEqualTo(neverHadIt.run.bytes("u"));
    assertThat(after.run.contributions()).hasSize(2);

    FunnelRun first = new FunnelRun(Funnel.of("A", "B").by("plan"));
    first.run.restore("u", before.run.bytes("u"), LAYOUT_1);
    FunnelRun onlyFirst = new FunnelRun(Funnel.of("A", "B").by("plan")).does(entry);
    assertThat(first.run.bytes("u")).isEqualTo(onlyFirst.run.bytes("u"));
  }

  @Test
  void eventsAreKeptAsLongAsAnAttemptWithThemCouldChange() {
    FunnelRun run = new FunnelRun(Funnel.of("A", "B").window("PT2H").exclude("X", 1, 2));
    run.does("A 21:59:59.999", "B 22:30:00");
    // The window ends on 2024-03-01; the 2nd is accepted no more when the 5th is over.
    Instant closes = Instant.parse("2024-03-05T00:00:00Z");
    run.watermark(closes.minusMillis(1).toString());
    run.run.flush();
    assertThat(run.does("X 22:00:00").users()).isEmpty();

    FunnelRun later = new FunnelRun(Funnel.of("A", "B").window("PT2H").exclude("X", 1, 2));
    byte[] nothing = later.run.bytes("u");
    later.does("A 21:59:59.999", "B 22:30:00");
    long deadline = later.run.deadlineMillis();
    assertThat(Instant.ofEpochMilli(deadline)).isEqualTo(Instant.parse("2024-03-06T00:00:00Z"));
    later.run.advanceTo(deadline);
    assertThat(later.run.deadlineMillis()).isEqualTo(Long.MAX_VALUE);
    assertThat(later.users()).containsExactly(1L, 1L);
    assertThat(later.run.bytes("u"))
        .as("nothing but the day up to which it is expired")
        .hasSize(nothing.length + 2);
  }

  @Test
  void anAttemptIsOpenAsLongAsAnEventAtTheEdgeOfItsWindowIsAccepted() {
    FunnelRun run = new FunnelRun(Funnel.of("A", "B").window("P1D"));
    run.does("A 00:00:00");
    // From 2024-03-02T00:00:00Z on events are accepted: the edge of the window.
    run.watermark("2024-03-05T00:00:00Z");
    run.run.flush();
    assertThat(run.does("B 2024-03-02T00:00:00Z").users()).containsExactly(1L, 1L);
  }

  /** The state of a run goes on where no watermark has come yet, as after a restart. */
  private static FunnelRun restored(Funnel funnel, FunnelRun run) {
    FunnelRun restored = new FunnelRun(funnel);
    restored.run.restore("u", run.run.bytes("u"), LAYOUT_1);
    return restored;
  }

  @Test
  void anEventOlderThanWhatIsExpiredChangesNothing() {
    Funnel funnel =
        Funnel.of("A", "B").step(EventMatcher.named("C"), Counts.FIRST).exclude("X", 1, 2);
    FunnelRun run = new FunnelRun(funnel).does("A 10:00:00", "B 10:00:01", "C 10:00:02");
    run.watermark("2024-03-07T12:00:00Z").run.flush();
    FunnelRun restored = restored(funnel, run);
    restored.does("X 10:00:00", "A 10:00:00", "X 10:00:00.500", "C 10:00:01", "C 10:00:02");
    assertThat(restored.run.sums()).as("what it has published again").isEmpty();
    assertThat(restored.run.bytes("u")).isEqualTo(run.run.bytes("u"));
    assertThat(restored.does("X 2024-03-04T00:00:00Z").run.bytes("u"))
        .as("the first day that is open")
        .isNotEqualTo(run.run.bytes("u"));
  }

  @Test
  void anEventOlderThanWhatIsExpiredLeavesNoDeadlineThatFlushingDoesNotMove() {
    Funnel funnel = Funnel.of("A", "B").window("PT1H");
    FunnelRun run = new FunnelRun(funnel).does("A 10:00:00");
    run.watermark("2024-03-20T12:00:00Z").run.flush();
    FunnelRun restored = restored(funnel, run).does("A 2024-03-10T10:00:00Z");
    restored.watermark("2024-03-19T12:00:00Z").run.flush();
    assertThat(restored.run.deadlineMillis()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void stepsThatTheGraceLetsComeBeforeAnOpenEntryAreKeptWithIt() {
    FunnelRun run = new FunnelRun(Funnel.of("A", "B", "C", "D").window("P1D").grace(2_000));
    run.does("A 00:00:00", "B 2024-02-29T23:59:58Z", "C 2024-02-29T23:59:56Z");
    run.watermark("2024-03-05T00:00:00Z");
    run.run.flush();
    run.run.restart();
    assertThat(run.does("D 2024-03-02T00:00:00Z").users()).hasSize(4);
  }

  @Test
  void aFirstEventAtTheStartOfAnOpenDayMayStillBeAnother() {
    Funnel funnel = Funnel.of("A").step(EventMatcher.named("B"), Counts.FIRST).order(STRICT);
    FunnelRun run = new FunnelRun(funnel).does("A 2024-03-02T00:00:00Z 1");
    run.does("B 2024-03-02T00:00:00Z 2").watermark("2024-03-05T00:00:00Z");
    run.run.flush();
    run.run.restart();
    assertThat(run.users("2024-03-02")).hasSize(2);
    assertThat(run.does("B 2024-03-02T00:00:00Z 0").users("2024-03-02")).hasSize(1);
  }

  @Test
  void aBucketIsKeptUntilItIsCompleteAndNothingLateComesMore() {
    FunnelRun run = new FunnelRun(Funnel.of("A", "B").window("P1D").bucket(Period.MONTH));
    run.does("A 10:00:00");
    run.run.advanceTo(run.run.deadlineMillis());
    assertThat(run.run.contributions()).isNotEmpty();
    assertThat(Instant.ofEpochMilli(run.run.deadlineMillis()))
        .isEqualTo(Instant.parse("2024-04-05T00:00:00Z"));
    run.run.advanceTo(run.run.deadlineMillis());
    assertThat(run.run.contributions()).isEmpty();
    assertThat(run.users()).containsExactly(1L);
  }

  @Test
  void completeIsABucketWhenItsLastWindowIsOver() {
    FunnelRun run = new FunnelRun(Funnel.of("A", "B").window("P1D"));
    run.does("A 10:00:00").watermark("2024-03-02T23:59:59.999Z");
    assertThat(run.row("2024-03-01", 1).get(5)).isEqualTo(false);
    run.watermark("2024-03-03T00:00:00Z");
    assertThat(run.row("2024-03-01", 1)).containsExactly("A", 1L, null, null, null, true);
  }

  @Test
  void aBucketOfEverythingStaysExactWithOneRecord() {
    FunnelRun run =
        new FunnelRun(Funnel.of("A", "B", "C").window("PT1H").bucket(Period.ALL).by("platform"));
    long start = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
    int largest = 0;
    for (int day = 0; day < 500; day++) {
      run.does(RawEvent.track(day == 30 ? "B" : "A").at(start + day * DAY));
      run.does(RawEvent.track(day == 30 ? "C" : "A").at(start + day * DAY + MINUTE));
      run.does(RawEvent.track(day == 200 ? "B" : "Z").at(start + day * DAY + 2 * MINUTE));
      run.run.advanceTo(start + day * DAY);
      run.run.restart();
      largest = Math.max(largest, run.run.bytes("u").length);
    }
    assertThat(run.users("1970-01-01")).containsExactly(1L, 1L);
    assertThat(largest).isLessThan(300);
  }

  @Test
  void stateIsFlatBeyondTheHorizon() {
    FunnelRun run =
        new FunnelRun(Funnel.of("A", "B", "C").window("P7D").exclude("X", 1, 3).by("platform"));
    long start = Instant.parse("2024-01-01T00:00:00Z").toEpochMilli();
    int early = 0;
    int late = 0;
    for (int hour = 0; hour < 24 * 120; hour++) {
      String name = hour % 17 == 0 ? "B" : hour % 31 == 0 ? "X" : "A";
      RawEvent event = RawEvent.track(name).at(start + hour * 60 * MINUTE);
      run.does(event.with(PLATFORM, "campaign " + hour / (24 * 30)));
      run.run.advanceTo(event.timeMillis());
      int bytes = run.run.bytes("u").length;
      early = hour < 24 * 20 ? Math.max(early, bytes) : early;
      late = Math.max(late, bytes);
    }
    assertThat(late).isLessThan(early + 200);
    // 11 closed days of 24 events at 6 bytes, and four open ones with ids.
    assertThat(late).isLessThan(11 * 24 * 7 + 96 * 40);
  }

  @Test
  void ofARobotsDayTheFirstEventsAreLookedAt() {
    FunnelRun run = new FunnelRun(Funnel.of("A", "B"));
    long start = Instant.parse("2024-03-01T00:00:00Z").toEpochMilli();
    for (int i = 0; i < 50_000; i++) {
      run.run.accept(RawEvent.track(i == 900 || i == 5_000 ? "B" : "A").at(start + i));
      if (i % 500 == 0) {
        run.run.flush();
      }
    }
    run.run.flush();
    assertThat(run.users()).containsExactly(1L, 1L);
    // The 900th A before the first B is the latest entry.
    assertThat(run.millis()).containsExactly(1L);
    assertThat(run.run.bytes("u").length).isLessThan(30_000);
  }

  @Test
  void aRobotsForeignEventsLeaveTheOthersTheirRoom() {
    FunnelRun run = new FunnelRun(Funnel.of("A", "B").order(STRICT).limits(2, 3));
    run.does("X 10:00:00", "X 10:00:01", "X 10:00:02", "X 10:00:03", "A 11:00:00", "B 11:00:01");
    assertThat(run.users()).hasSize(2);
    assertThat(run.does("A 09:00:00").users()).hasSize(1);
  }

  @Test
  void valuesAreCutToTheLongestThatCounts() {
    FunnelRun run = new FunnelRun(Funnel.of("A", "B").by("platform"));
    run.does(FunnelRun.event("A 10:00:00").with(PLATFORM, "x".repeat(300)));
    assertThat(run.users("2024-03-01", "platform", "x".repeat(256))).containsExactly(1L);
  }

  @Test
  void afterTheEndOfTheInputNothingIsKeptButForEverything() {
    FunnelRun run = new FunnelRun(Funnel.of("A", "B").by("platform"));
    run.does("A 10:00:00", "B 10:00:01");
    run.run.finish();
    assertThat(run.run.contributions()).isEmpty();
    assertThat(run.row("2024-03-01", 2)).startsWith("B", 1L, 1_000L).endsWith(true);
  }

  @Test
  void theDefinitionStartsFromScratchOnlyWhenItsNumbersWouldChange() {
    DefinitionKey key = key(funnel -> {});
    assertThat(key(funnel -> funnel.by("platform"))).isEqualTo(key);
    assertThat(
            key(
                funnel ->
                    funnel.steps.set(
                        0,
                        new FunnelsDefinition.Step(
                            "other", EventMatcher.named("A"), Counts.EVERY))))
        .isEqualTo(key);
    assertThat(key(funnel -> funnel.weekStart = DayOfWeek.SUNDAY)).isEqualTo(key);
    assertThat(key(funnel -> funnel.bucket(Period.WEEK).weekStart = DayOfWeek.SUNDAY))
        .as("what a week is")
        .isNotEqualTo(key(funnel -> funnel.bucket(Period.WEEK)));
    for (Consumer<Funnel> change : CHANGES) {
      assertThat(key(change)).isNotEqualTo(key);
    }
    assertThat(key.key())
        .as("what running deployments have in their state")
        .isEqualTo(RELEASED_KEY);
  }

  private static final java.util.List<Consumer<Funnel>> CHANGES =
      java.util.List.of(
          funnel -> funnel.window("PT1H"),
          funnel -> funnel.order(STRICT),
          funnel -> funnel.order(FunnelsDefinition.Order.ANY),
          Funnel::increasing,
          funnel -> funnel.grace(1),
          funnel -> funnel.exclude("X", 1, 2),
          funnel -> funnel.on(FunnelsDefinition.OnExclusion.STOP),
          funnel -> funnel.attempts(FunnelsDefinition.Attempts.FIRST),
          funnel -> funnel.bucket(Period.WEEK),
          funnel -> funnel.attributedTo(2),
          funnel -> funnel.universe("X"),
          funnel -> funnel.in("Europe/Berlin"),
          funnel -> funnel.step(EventMatcher.named("A"), Counts.EVERY),
          funnel ->
              funnel.steps.set(
                  0, new FunnelsDefinition.Step("A", EventMatcher.named("A"), Counts.FIRST)));

  private static DefinitionKey key(Consumer<Funnel> change) {
    Funnel funnel = Funnel.of("A", "B");
    change.accept(funnel);
    EventSchema.Builder schema = new EventSchema.Builder();
    ZoneCalendar calendar =
        new ZoneCalendar(ZoneId.of(funnel.sample.zone().getId()), funnel.weekStart);
    Map<String, io.engagement.core.table.Breakdown> breakdowns =
        Map.of("platform", io.engagement.core.table.Breakdown.of("platform", PLATFORM, 0));
    return new FunnelsMetric(funnel.definition(), new MetricSetup(schema, calendar, breakdowns, 0))
        .definition();
  }

  @Test
  void anEventThatNoMatcherMeansIsNotWanted() {
    MetricRun<?> run =
        MetricRun.of(Funnel.of("A", "B").trial(RandomHistories.around(Funnel.of("A").sample)));
    run.acceptAll(RawEvent.track("Z").at("2024-03-01T10:00:00Z"));
    assertThat(run.contributions()).isEmpty();
    assertThat(run.deadlineMillis()).isEqualTo(Long.MAX_VALUE);
  }
}
