package io.engagement.core.metric.paths;

import static io.engagement.core.metric.sessions.SessionsDefinition.Boundary.EXCLUSIVE;
import static io.engagement.core.metric.sessions.SessionsDefinition.Boundary.INCLUSIVE;
import static io.engagement.core.metric.sessions.SessionsDefinition.Split.MIDNIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.sessions.SessionsDefinition;
import io.engagement.core.session.Publish;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a path is, to the boundary. */
class PathsMetricTest {
  private static final long START = Instant.parse("2024-03-01T10:00:00Z").toEpochMilli();
  private static final long GAP = 1_800_000L;
  private static final String PLATFORM = "context.device.type";

  private static RawEvent page(long millis, String path) {
    RawEvent page = RawEvent.page("").at(START + millis).id(path + "@" + millis);
    return path.isEmpty() ? page : page.with("properties.path", path);
  }

  private static SessionsDefinition sessions(
      long gapMillis,
      SessionsDefinition.Boundary boundary,
      String excluded,
      SessionsDefinition.Split... splits) {
    return new SessionsDefinition(
        "web",
        EventMatcher.ANY,
        excluded == null ? null : EventMatcher.named(excluded),
        gapMillis,
        boundary,
        Set.of(splits),
        SessionsDefinition.Bounce.NOT_ENGAGED,
        null,
        10_000,
        5_000,
        Publish.CHANGES,
        "USD",
        List.of());
  }

  @Test
  void stepsAreThePositionOfTheSourceAndTheLastItemExits() {
    assertThat(new Paths().after(page(0, "/a"), page(1, "/b"), page(2, "/c")))
        .containsExactly("1 1 /a > /b 1/1", "1 2 /b > /c 1/1", "1 3 /c > (exit) 1/1");
  }

  @Test
  void aSingleItemExitsAtOnce() {
    assertThat(new Paths().after(page(0, "/a"))).containsExactly("1 1 /a > (exit) 1/1");
  }

  @Test
  void aSessionWithoutMatchingEventsHasNoPath() {
    assertThat(new Paths().after(RawEvent.track("Order Completed").at(START))).isEmpty();
  }

  @Test
  void aPathOfExactlyItsStepsExits() {
    assertThat(new Paths().steps(2).after(page(0, "/a"), page(1, "/b")))
        .containsExactly("1 1 /a > /b 1/1", "1 2 /b > (exit) 1/1");
  }

  @Test
  void aPathThatIsCutDoesNotExit() {
    assertThat(new Paths().steps(2).after(page(0, "/a"), page(1, "/b"), page(2, "/c")))
        .containsExactly("1 1 /a > /b 1/1");
  }

  @Test
  void immediateRepeatsCollapseBeforeStepsAreCounted() {
    assertThat(
            new Paths()
                .steps(2)
                .after(page(0, "/a"), page(1, "/a"), page(2, "/b"), page(3, "/b"), page(4, "/b")))
        .containsExactly("1 1 /a > /b 1/1", "1 2 /b > (exit) 1/1");
  }

  @Test
  void aRepeatWithAnotherItemInBetweenStays() {
    assertThat(new Paths().after(page(0, "/a"), page(1, "/b"), page(2, "/a")))
        .containsExactly("1 1 /a > /b 1/1", "1 2 /b > /a 1/1", "1 3 /a > (exit) 1/1");
  }

  @Test
  void anEventThatDoesNotMatchPartsNoRepeat() {
    assertThat(new Paths().after(page(0, "/a"), RawEvent.track("x").at(START + 1), page(2, "/a")))
        .containsExactly("1 1 /a > (exit) 1/1");
  }

  @Test
  void repeatsMayBeKept() {
    assertThat(
            new Paths()
                .steps(2)
                .keepingRepeats()
                .after(page(0, "/a"), page(1, "/a"), page(2, "/b")))
        .containsExactly("1 1 /a > /a 1/1");
  }

  @Test
  void anAbsentItemIsNone() {
    assertThat(new Paths().after(page(0, ""), page(1, "/b")))
        .containsExactly("1 1 (none) > /b 1/1", "1 2 /b > (exit) 1/1");
  }

  @Test
  void aPathMayStartAtTheFirstOccurrenceOfAnItem() {
    Paths paths = new Paths().startingAt("/b");
    assertThat(paths.after(page(0, "/a"), page(1, "/b"), page(2, "/c"), page(3, "/b")))
        .containsExactly("1 1 /b > /c 1/1", "1 2 /c > /b 1/1", "1 3 /b > (exit) 1/1");
    assertThat(paths.after(page(0, "/a"))).isEmpty();
  }

  @Test
  void anEarlierStartThatComesLateMovesThePath() {
    Paths paths = new Paths().startingAt("/b").steps(2);
    assertThat(
            paths.after(page(5, "/b"), page(6, "/c"), page(7, "/d"), page(2, "/x"), page(1, "/b")))
        .containsExactly("1 1 /b > /x 1/1");
  }

  @Test
  void anEventThatComesLateMovesTheOthersOn() {
    Paths paths = new Paths().steps(3);
    assertThat(paths.after(page(0, "/a"), page(2, "/c"), page(3, "/d"), page(1, "/b")))
        .containsExactly("1 1 /a > /b 1/1", "1 2 /b > /c 1/1");
    assertThat(paths.after(page(0, "/a"), page(2, "/a"), page(1, "/b")))
        .containsExactly("1 1 /a > /b 1/1", "1 2 /b > /a 1/1", "1 3 /a > (exit) 1/1");
  }

  @Test
  void equalTimesAreInTheOrderOfMessageIds() {
    assertThat(new Paths().after(page(0, "/b").id("2"), page(0, "/a").id("1")))
        .containsExactly("1 1 /a > /b 1/1", "1 2 /b > (exit) 1/1");
  }

  @Test
  void usersAreDistinctWhileTransitionsCountEverySession() {
    RawEvent[] twice = {
      page(0, "/a"),
      page(1, "/b"),
      page(2 * GAP, "/a"),
      page(2 * GAP + 1, "/b"),
      page(9, "/a").by("v")
    };
    assertThat(new Paths().after(twice))
        .containsExactly("1 1 /a > (exit) 1/1", "1 1 /a > /b 1/2", "1 2 /b > (exit) 1/2");
  }

  @Test
  void theDayIsThatOfTheSessionsStartInTheZone() {
    ZoneId berlin = ZoneId.of("Europe/Berlin");
    long midnight = Instant.parse("2024-03-01T23:00:00Z").toEpochMilli() - START;
    assertThat(new Paths().in(berlin).after(page(midnight - 1, "/a"), page(midnight, "/b")))
        .containsExactly("1 1 /a > /b 1/1", "1 2 /b > (exit) 1/1");
    assertThat(new Paths().in(berlin).after(page(midnight, "/b")))
        .containsExactly("2 1 /b > (exit) 1/1");
  }

  @Test
  void aUserCountsOnEachDay() {
    long midnight = Instant.parse("2024-03-02T00:00:00Z").toEpochMilli() - START;
    assertThat(new Paths().after(page(midnight, "/a"), page(0, "/a")))
        .containsExactly("1 1 /a > (exit) 1/1", "2 1 /a > (exit) 1/1");
    assertThat(new Paths().after(page(0, "/a"), page(midnight, "/a"), page(midnight - 1, "/x")))
        .contains("1 1 /a > (exit) 1/1", "1 1 /x > /a 1/1");
  }

  @Test
  void withoutSessionsDefinedThirtyMinutesOfAnyEventHoldASession() {
    RawEvent between = RawEvent.track("x").at(START + GAP);
    assertThat(new Paths().after(page(0, "/a"), page(GAP, "/b"))).hasSize(2);
    assertThat(new Paths().after(page(0, "/a"), page(GAP + 1, "/b")))
        .containsExactly("1 1 /a > (exit) 1/1", "1 1 /b > (exit) 1/1");
    assertThat(new Paths().after(page(0, "/a"), between, page(2 * GAP, "/b")))
        .containsExactly("1 1 /a > /b 1/1", "1 2 /b > (exit) 1/1");
  }

  @Test
  void sessionsAreThoseOfTheDeployment() {
    Paths exclusive = new Paths().of(sessions(5_000, EXCLUSIVE, null));
    assertThat(exclusive.after(page(0, "/a"), page(4_999, "/b")))
        .hasSize(2)
        .contains("1 1 /a > /b 1/1");
    assertThat(exclusive.after(page(0, "/a"), page(5_000, "/b"))).contains("1 1 /b > (exit) 1/1");
    Paths excluding = new Paths().of(sessions(5_000, INCLUSIVE, "Hidden"));
    RawEvent hidden = RawEvent.page("Hidden").at(START + 4_000).with("properties.path", "/h");
    assertThat(excluding.after(page(0, "/a"), hidden, page(8_000, "/b")))
        .containsExactly("1 1 /a > (exit) 1/1", "1 1 /b > (exit) 1/1");
    long midnight = Instant.parse("2024-03-02T00:00:00Z").toEpochMilli() - START;
    assertThat(
            new Paths()
                .of(sessions(GAP, INCLUSIVE, null, MIDNIGHT))
                .after(page(midnight - 1, "/a"), page(midnight, "/b")))
        .containsExactly("1 1 /a > (exit) 1/1", "2 1 /b > (exit) 1/1");
  }

  @Test
  void theDayMayHaveTwentyThreeOrTwentyFiveHours() {
    Paths berlin = new Paths().in(ZoneId.of("Europe/Berlin"));
    assertThat(berlin.after(at("2024-03-30T23:00:00Z"))).containsExactly("31 1 /a > (exit) 1/1");
    assertThat(berlin.after(at("2024-03-31T21:59:59.999Z")))
        .containsExactly("31 1 /a > (exit) 1/1");
    assertThat(berlin.after(at("2024-03-31T22:00:00Z"))).containsExactly("1 1 /a > (exit) 1/1");
    assertThat(berlin.after(at("2024-10-26T22:00:00Z"))).containsExactly("27 1 /a > (exit) 1/1");
    assertThat(berlin.after(at("2024-10-27T22:59:59.999Z")))
        .containsExactly("27 1 /a > (exit) 1/1");
    assertThat(berlin.after(at("2024-10-27T23:00:00Z"))).containsExactly("28 1 /a > (exit) 1/1");
  }

  private static RawEvent at(String instant) {
    return RawEvent.page("").at(instant).with("properties.path", "/a");
  }

  @Test
  void anEventBetweenTwoSessionsMakesTheirPathsOne() {
    Paths paths = new Paths();
    assertThat(paths.after(page(0, "/a"), page(2 * GAP, "/b")))
        .containsExactly("1 1 /a > (exit) 1/1", "1 1 /b > (exit) 1/1");
    assertThat(paths.after(page(0, "/a"), page(2 * GAP, "/b"), page(GAP, "/x")))
        .containsExactly("1 1 /a > /x 1/1", "1 2 /x > /b 1/1", "1 3 /b > (exit) 1/1");
  }

  @Test
  void anEarlierEventThatComesLateTakesThePathToTheDayBefore() {
    long midnight = Instant.parse("2024-03-02T00:00:00Z").toEpochMilli() - START;
    assertThat(new Paths().after(page(midnight, "/b"))).containsExactly("2 1 /b > (exit) 1/1");
    assertThat(new Paths().after(page(midnight, "/b"), page(midnight - 1, "/a")))
        .containsExactly("1 1 /a > /b 1/1", "1 2 /b > (exit) 1/1");
  }

  @Test
  void theLatestItemExitsUntilTheSessionGoesOn() {
    MetricRun<?> run = new Paths().run().acceptAll(page(0, "/a"));
    assertThat(Paths.texts(run.rows())).containsExactly("1 1 /a > (exit) 1/1");
    run.acceptAll(page(1, "/b"));
    assertThat(Paths.texts(run.rows())).containsExactly("1 1 /a > /b 1/1", "1 2 /b > (exit) 1/1");
  }

  @Test
  void absentItemsInARowCollapseLikeOthers() {
    assertThat(new Paths().after(page(0, ""), page(1, ""), page(2, "/b")))
        .containsExactly("1 1 (none) > /b 1/1", "1 2 /b > (exit) 1/1");
  }

  @Test
  void theItemMayBeAnyField() {
    Paths named = new Paths();
    named.item = "properties.section";
    assertThat(
            named.after(
                page(0, "/a").with("properties.section", 5L),
                page(1, "/b").with("properties.section", true)))
        .containsExactly("1 1 5 > true 1/1", "1 2 true > (exit) 1/1");
  }

  @Test
  void theEventsMayBeAnyOfTheSession() {
    Paths orders = new Paths();
    orders.events = EventMatcher.named("Ordered");
    RawEvent order = RawEvent.track("Ordered").at(START + 1).with("properties.path", "/o");
    assertThat(orders.after(page(0, "/a"), order)).containsExactly("1 1 /o > (exit) 1/1");
  }

  @Test
  void aCutPathFromAStartingItemIsCutAfterItsOwnSteps() {
    Paths paths = new Paths().startingAt("/b").steps(2);
    assertThat(paths.after(page(0, "/a"), page(1, "/b"), page(2, "/c")))
        .containsExactly("1 1 /b > /c 1/1", "1 2 /c > (exit) 1/1");
    assertThat(paths.after(page(0, "/a"), page(1, "/b"), page(2, "/c"), page(3, "/d")))
        .containsExactly("1 1 /b > /c 1/1");
  }

  @Test
  void anOwnGapTakesThePlaceOfTheSessionsGap() {
    Paths own = new Paths().of(sessions(GAP, INCLUSIVE, null)).gap("PT5S");
    assertThat(own.after(page(0, "/a"), page(5_000, "/b"))).contains("1 1 /a > /b 1/1");
    assertThat(own.after(page(0, "/a"), page(5_001, "/b"))).contains("1 1 /b > (exit) 1/1");
  }

  @Test
  void aPathIsCutAfterTheEventsOfASessionThatAreLookedAt() {
    Paths two = new Paths().eventsPerSession(2);
    assertThat(two.after(page(0, "/a"), page(1, "/b")))
        .containsExactly("1 1 /a > /b 1/1", "1 2 /b > (exit) 1/1");
    assertThat(two.after(page(0, "/a"), page(2, "/b"), page(3, "/c")))
        .containsExactly("1 1 /a > /b 1/1");
    assertThat(two.after(page(0, "/a"), page(2, "/b"), page(1, "/a"))).isEmpty();
    assertThat(
            two.after(
                page(0, "/a"),
                page(1, "/b"),
                page(2, "/c"),
                page(2 * GAP, "/a"),
                page(2 * GAP + 1, "/b")))
        .as("the cut path ends where the other exits")
        .containsExactly("1 1 /a > /b 1/2", "1 2 /b > (exit) 1/1");
  }

  @Test
  void aSessionCountsUnderTheValueOfItsFirstEventThatHasOne() {
    assertThat(
            new Paths()
                .by("platform")
                .after(
                    RawEvent.track("x").at(START),
                    page(1, "/a").with(PLATFORM, "ios"),
                    page(2, "/b").with(PLATFORM, "web")))
        .containsExactly(
            "1 1 /a > /b 1/1",
            "1 1 /a > /b platform=ios 1/1",
            "1 2 /b > (exit) 1/1",
            "1 2 /b > (exit) platform=ios 1/1");
  }

  @Test
  void aUserCountsOncePerValue() {
    assertThat(
            new Paths()
                .by("platform")
                .after(
                    page(0, "/a").with(PLATFORM, "ios"),
                    page(3 * GAP, "/a").with(PLATFORM, "web"),
                    page(6 * GAP, "/a").with(PLATFORM, "ios")))
        .containsExactly(
            "1 1 /a > (exit) 1/3",
            "1 1 /a > (exit) platform=ios 1/2",
            "1 1 /a > (exit) platform=web 1/1");
  }
}
