package io.engagement.core.metric.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventType;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.sessions.SessionsDefinition.Bounce;
import io.engagement.core.table.Period;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is counted of an item, to the boundary: views, visitors, entries, exits, bounces. */
class ContentMetricTest {
  private static final long START = Instant.parse("2024-03-01T10:00:00Z").toEpochMilli();
  private static final long MIDNIGHT = Instant.parse("2024-03-02T00:00:00Z").toEpochMilli() - START;
  private static final long GAP = 1_800_000L;
  private static final String PLATFORM = "context.device.type";

  private static RawEvent page(long millis, String path) {
    RawEvent page = RawEvent.page("").at(START + millis).id(path + "@" + millis);
    return path.isEmpty() ? page : page.with("properties.path", path);
  }

  private static RawEvent viewed(long millis, String product) {
    return RawEvent.track("Product Viewed")
        .at(START + millis)
        .id(product + millis)
        .with("properties.product_id", product);
  }

  @Test
  void viewsCountEventsAndVisitorsDistinctUsers() {
    assertThat(
            new Content()
                .after(
                    page(0, "/a"), page(60_000, "/a"), page(120_000, "/a"), page(0, "/a").by("v")))
        .containsExactly("2024-03-01 /a: 4 2 2 2 1");
  }

  @Test
  void aVisitorCountsOnceABucket() {
    assertThat(new Content().after(page(0, "/a"), page(5, "/a"), page(MIDNIGHT, "/a")))
        .containsExactly("2024-03-01 /a: 2 1 1 1 0", "2024-03-02 /a: 1 1 1 1 1");
  }

  @Test
  void anAbsentItemIsNone() {
    assertThat(new Content().after(page(0, ""))).containsExactly("2024-03-01 (none): 1 1 1 1 1");
  }

  @Test
  void anEmptyOrNullItemIsNoneAsWell() {
    RawEvent page = RawEvent.page("Home").at(START);
    assertThat(
            new Content()
                .after(
                    page.with("properties.path", ""),
                    page.with("properties.path", null).by("v"),
                    page.with("properties.path", "/a").by("w")))
        .containsExactly("2024-03-01 (none): 2 2 2 2 2", "2024-03-01 /a: 1 1 1 1 1");
  }

  @Test
  void anItemMayHaveEntriesWithoutViews() {
    assertThat(
            new Content()
                .after(RawEvent.track("Signed In").at(START + MIDNIGHT - 1), page(MIDNIGHT, "/a")))
        .as("the session began the day before its first view")
        .containsExactly("2024-03-01 /a: 0 0 1 1 1", "2024-03-02 /a: 1 1 0 0 0");
  }

  @Test
  void theDayIsThatOfTheZone() {
    long spring = Instant.parse("2024-03-31T00:00:00Z").toEpochMilli() - START;
    assertThat(
            new Content()
                .withoutEntries()
                .in("Europe/Berlin")
                .after(
                    page(spring - 3_600_000, "/a"),
                    page(spring + 22 * 3_600_000 - 1, "/a"),
                    page(spring + 22 * 3_600_000, "/a")))
        .as("a day of 23 hours")
        .containsExactly("2024-03-31 /a: 2 1 0 0 0", "2024-04-01 /a: 1 1 0 0 0");
  }

  @Test
  void entriesAndExitsAreOfTheFirstAndTheLastView() {
    assertThat(new Content().after(page(0, "/a"), page(1, "/b"), page(2, "/c")))
        .containsExactly(
            "2024-03-01 /a: 1 1 1 0 0", "2024-03-01 /b: 1 1 0 0 0", "2024-03-01 /c: 1 1 0 1 0");
  }

  @Test
  void eventsThatAreNoViewsNeitherEnterNorExit() {
    Content products =
        new Content().of(EventMatcher.named("Product Viewed"), "properties.product_id");
    assertThat(products.after(viewed(0, "p-1"), viewed(1, "p-2"), viewed(2, "p-1")))
        .containsExactly("2024-03-01 p-1: 2 1 0 0 0", "2024-03-01 p-2: 1 1 0 0 0");
  }

  @Test
  void anEntryViewThatDoesNotMatchIsNobodysEntry() {
    Content home = new Content().of(EventMatcher.named("Home"), "properties.path");
    RawEvent other = RawEvent.page("Other").at(START).with("properties.path", "/o");
    RawEvent match = RawEvent.page("Home").at(START + 1).with("properties.path", "/h");
    assertThat(home.after(other, match)).containsExactly("2024-03-01 /h: 1 1 0 1 0");
    assertThat(home.after(match, other.at(START + 2).id("later")))
        .containsExactly("2024-03-01 /h: 1 1 1 0 0");
  }

  @Test
  void aBounceIsWhatTheSessionsSay() {
    assertThat(new Content().after(page(0, "/a"), RawEvent.track("x").at(START + 10_000)))
        .containsExactly("2024-03-01 /a: 1 1 1 1 1");
    assertThat(new Content().after(page(0, "/a"), RawEvent.track("x").at(START + 10_001)))
        .containsExactly("2024-03-01 /a: 1 1 1 1 0");
    assertThat(
            new Content()
                .bounce(Bounce.SINGLE_VIEW)
                .after(page(0, "/a"), RawEvent.track("x").at(START + 1)))
        .containsExactly("2024-03-01 /a: 1 1 1 1 0");
    assertThat(new Content().keyEvent("x").after(page(0, "/a"), RawEvent.track("x").at(START + 1)))
        .containsExactly("2024-03-01 /a: 1 1 1 1 0");
  }

  @Test
  void entriesAndExitsAreInTheBucketAndUnderTheValueOfTheSession() {
    assertThat(
            new Content()
                .by("platform")
                .after(
                    page(MIDNIGHT - 1, "/a").with(PLATFORM, "ios"),
                    page(MIDNIGHT, "/b").with(PLATFORM, "web")))
        .containsExactly(
            "2024-03-01 /a: 1 1 1 0 0",
            "2024-03-01 /b: 0 0 0 1 0",
            "2024-03-01 platform=ios /a: 1 1 1 0 0",
            "2024-03-01 platform=ios /b: 0 0 0 1 0",
            "2024-03-02 /b: 1 1 0 0 0",
            "2024-03-02 platform=web /b: 1 1 0 0 0");
  }

  @Test
  void aVisitorCountsUnderEachValue() {
    assertThat(
            new Content()
                .withoutEntries()
                .by("platform")
                .after(
                    page(0, "/a").with(PLATFORM, "ios"),
                    page(1, "/a").with(PLATFORM, "web"),
                    page(2, "/a").with(PLATFORM, "ios")))
        .containsExactly(
            "2024-03-01 /a: 3 1 0 0 0",
            "2024-03-01 platform=ios /a: 2 1 0 0 0",
            "2024-03-01 platform=web /a: 1 1 0 0 0");
  }

  @Test
  void bucketsMayBeWeeksMonthsOrAll() {
    RawEvent sunday = page(2 * 86_400_000L, "/a");
    RawEvent friday = page(0, "/a");
    assertThat(new Content().bucket(Period.WEEK).after(friday, sunday))
        .containsExactly("2024-02-26 /a: 2 1 2 2 2");
    assertThat(new Content().bucket(Period.WEEK).sundays().after(friday, sunday))
        .containsExactly("2024-02-25 /a: 1 1 1 1 1", "2024-03-03 /a: 1 1 1 1 1");
    assertThat(new Content().bucket(Period.MONTH).after(friday, sunday))
        .containsExactly("2024-03-01 /a: 2 1 2 2 2");
    assertThat(new Content().bucket(Period.ALL).after(friday, sunday))
        .containsExactly("1970-01-01 /a: 2 1 2 2 2");
  }

  @Test
  void viewsOutsideOfSessionsCountAndDoNotEnter() {
    RawEvent hidden = RawEvent.page("Hidden").at(START).with("properties.path", "/h");
    assertThat(new Content().excluding("Hidden").after(hidden, page(1, "/a")))
        .containsExactly("2024-03-01 /a: 1 1 1 1 1", "2024-03-01 /h: 1 1 0 0 0");
  }

  @Test
  void anEarlierViewThatComesLateTakesTheEntry() {
    assertThat(new Content().after(page(GAP, "/b"), page(0, "/a")))
        .containsExactly("2024-03-01 /a: 1 1 1 0 0", "2024-03-01 /b: 1 1 0 1 0");
    assertThat(new Content().after(page(GAP + 1, "/b"), page(0, "/a")))
        .containsExactly("2024-03-01 /a: 1 1 1 1 1", "2024-03-01 /b: 1 1 1 1 1");
  }

  @Test
  void sessionsAreNotKeptForWhatCanNeverEnter() {
    EventMatcher tracked =
        new EventMatcher.Spec(List.of(EventType.TRACK), List.of("Product Viewed"), List.of());
    var run = new Content().of(tracked, "properties.product_id").run();
    assertThat(run.metric()).isInstanceOf(ContentMetric.class);
    run.acceptAll(page(0, "/a"), RawEvent.track("x").at(START));
    assertThat(run.deadlineMillis()).isEqualTo(Long.MAX_VALUE);
  }
}
