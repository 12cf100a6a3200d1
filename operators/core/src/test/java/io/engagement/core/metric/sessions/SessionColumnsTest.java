package io.engagement.core.metric.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.laws.RawEvent;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a session says of its events. */
class SessionColumnsTest {
  private static final long START = Instant.parse("2024-03-01T10:00:00Z").toEpochMilli();
  private static final RawEvent PAGE = RawEvent.page("Home");
  private static final RawEvent SCREEN = RawEvent.of("screen", "Main");
  private static final RawEvent TRACK = RawEvent.track("Clicked");
  private static final RawEvent PING = RawEvent.track("Page Ping");
  private static final String ID = "681647bc7c4d2dc91092f52c7080e2a2";
  private static final String EXPLICIT = "properties.engagement_time_ms";

  private static Fact session(Definition definition, RawEvent... events) {
    return new OneUser(definition).does(events).session();
  }

  private static Fact session(RawEvent... events) {
    return session(new Definition(), events);
  }

  @Test
  void durationIsLastMinusFirstWithoutTheGap() {
    assertThat(session(PAGE.at(START), TRACK.at(START + 90_000)).duration()).isEqualTo(90_000L);
  }

  @Test
  void durationOfASingleEventIsZero() {
    assertThat(session(PAGE.at(START)).duration()).isZero();
  }

  private static RawEvent order(long afterMillis, Object total, String currency) {
    return RawEvent.track("Order Completed")
        .at(START + afterMillis)
        .id("order" + afterMillis)
        .with("properties.total", total)
        .with("properties.currency", currency);
  }

  @Test
  void ordersAddUpInTheirCurrency() {
    Fact session =
        session(
            new Definition().currency("EUR"),
            PAGE.at(START),
            order(1, "9.99", "eur"),
            order(2, 20L, null),
            RawEvent.page("Order Completed").at(START + 3));
    assertThat(session.orders()).isEqualTo(2);
    assertThat(session.amount()).isEqualTo(29_990_000L);
    assertThat(session.currency()).isEqualTo("EUR");
  }

  @Test
  void aSessionWithoutOrdersAmountsToNothing() {
    Fact session = session(PAGE.at(START));
    assertThat(session.orders()).isZero();
    assertThat(session.amount()).isEqualTo(0L);
    assertThat(session.currency()).isNull();
  }

  @Test
  void ordersInSeveralCurrenciesAreCountedAndNotAddedUp() {
    Fact session = session(order(0, 1L, "EUR"), order(1, 2L, "USD"), order(2, 3L, "USD"));
    assertThat(session.orders()).isEqualTo(3);
    assertThat(session.amount()).isNull();
    assertThat(session.currency()).isNull();
  }

  @Test
  void anOrderWithoutAReadableAmountIsOneOfNothing() {
    Fact session = session(order(0, "free", "EUR"), order(1, null, "EUR"), order(2, 5L, "EUR"));
    assertThat(session.orders()).isEqualTo(3);
    assertThat(session.amount()).isEqualTo(5_000_000L);
  }

  @Test
  void amountsBeyondSixtyFourBitsAreExact() {
    List<RawEvent> orders = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      orders.add(order(i, 10_000_000_000L, "EUR"));
    }
    OneUser user = new OneUser(new Definition()).does(orders.toArray(RawEvent[]::new));
    assertThat(user.session().amount()).isEqualTo(new BigInteger("10000000000000000000"));
    assertThat(user.restoredFrom(user.bytes()).contributions()).isEqualTo(user.cells());
  }

  @Test
  void sessionsWithAnOrderAndTheirOrdersAreCounted() {
    OneUser user =
        new OneUser(new Definition())
            .does(PAGE.at(START), order(1, 1L, "EUR"), order(2, 1L, "USD"))
            .does(PAGE.at(START + 7_200_000));
    assertThat(user.cells().get("day 2024-03-01").get(0)).isEqualTo(2L);
    assertThat(user.cells().get("day 2024-03-01").subList(10, 12)).containsExactly(1L, 2L);
    // A late event joins both sessions with a third order in between.
    user.does(PAGE.at(START + 1_800_000), order(3_600_000, 1L, "USD"), PAGE.at(START + 5_400_000));
    assertThat(user.cells().get("day 2024-03-01").get(0)).isEqualTo(1L);
    assertThat(user.cells().get("day 2024-03-01").subList(10, 12)).containsExactly(1L, 3L);
    assertThat(user.contributions()).isEqualTo(user.cells());
  }

  @Test
  void viewsArePagesAndScreens() {
    Fact session = session(PAGE.at(START), SCREEN.at(START), TRACK.at(START), PING.at(START));
    assertThat(session.views()).isEqualTo(2);
    assertThat(session.events()).isEqualTo(4);
  }

  @Test
  void aPageIsItsPathThenItsContextsPathThenItsUrlThenItsName() {
    RawEvent named = PAGE.at(START);
    RawEvent withUrl = named.with("properties.url", "https://shop.example/u");
    RawEvent withContext = withUrl.with("context.page.path", "/context");
    RawEvent withPath = withContext.with("properties.path", "/path");
    assertThat(session(named).entry()).isEqualTo("Home");
    assertThat(session(withUrl).entry()).isEqualTo("https://shop.example/u");
    assertThat(session(withContext).entry()).isEqualTo("/context");
    assertThat(session(withPath).entry()).isEqualTo("/path");
    assertThat(session(withPath.with("properties.path", "")).entry()).isEqualTo("/context");
    assertThat(session(withPath.with("properties.path", null)).entry()).isEqualTo("/context");
    assertThat(session(withPath.with("properties.path", 7L)).entry()).isEqualTo("7");
  }

  @Test
  void aScreenIsItsName() {
    assertThat(session(SCREEN.at(START).with("properties.path", "/path")).entry())
        .isEqualTo("Main");
  }

  @Test
  void aViewThatNamesNoPageIsStillTheEntry() {
    Fact session =
        session(
            RawEvent.page("").at(START).id("1"), PAGE.at(START + 1).with("properties.path", "/b"));
    assertThat(session.entry()).isNull();
    assertThat(session.exit()).isEqualTo("/b");
  }

  @Test
  void aSessionWithoutViewsHasNoEntryAndNoExit() {
    Fact session = session(TRACK.at(START).with("properties.path", "/a"));
    assertThat(session.entry()).isNull();
    assertThat(session.exit()).isNull();
  }

  @Test
  void theFirstIntervalWithPingsIsAMinimumVisitEveryFurtherOneAHeartbeat() {
    assertThat(session(PAGE.at(START), PING.at(START + 9_999)).engaged()).isEqualTo(5_000L);
    assertThat(session(PAGE.at(START), PING.at(START + 9_999), PING.at(START + 10_000)).engaged())
        .isEqualTo(15_000L);
    assertThat(session(PAGE.at(START), PING.at(START + 10_000), PING.at(START + 40_000)).engaged())
        .isEqualTo(15_000L);
  }

  @Test
  void theHeartbeatAndTheMinimumVisitMayBeOthers() {
    Definition definition = new Definition();
    definition.heartbeatMillis = 20_000L;
    definition.minimumVisitMillis = 0L;
    RawEvent page = PAGE.at(START);
    RawEvent first = PING.at(START + 19_999);
    assertThat(session(definition, page, first).engaged()).isZero();
    assertThat(session(definition, page, first, PING.at(START + 10_000)).engaged()).isZero();
    assertThat(session(definition, page, first, PING.at(START + 20_000)).engaged())
        .isEqualTo(20_000L);
    definition.minimumVisitMillis = 7_000L;
    assertThat(session(definition, page, first, PING.at(START + 20_000)).engaged())
        .isEqualTo(27_000L);
  }

  @Test
  void repeatedPingsInOneIntervalAddNothing() {
    Fact session =
        session(
            PAGE.at(START),
            PING.at(START + 10_000),
            PING.at(START + 15_000),
            PING.at(START + 19_999));
    assertThat(session.engaged()).isEqualTo(5_000L);
  }

  @Test
  void pingsCountForTheViewBeforeThem() {
    Fact session =
        session(
            PAGE.at(START),
            PING.at(START + 10_000),
            SCREEN.at(START + 12_000),
            PING.at(START + 22_000),
            PING.at(START + 32_000));
    assertThat(session.engaged()).isEqualTo(5_000L + 15_000L);
  }

  @Test
  void aPingAtTheInstantOfAViewIsBeforeOrAfterItByMessageId() {
    RawEvent view = PAGE.at(START).id("m");
    assertThat(session(view, PING.at(START).id("n")).engaged()).isEqualTo(5_000L);
    assertThat(session(view, PING.at(START).id("l")).engaged()).isZero();
  }

  @Test
  void aPingWithoutAViewCountsNothing() {
    assertThat(session(PING.at(START), PING.at(START + 30_000)).engaged()).isZero();
  }

  @Test
  void aViewOfAnotherSessionTakesNoPings() {
    OneUser user = new OneUser(new Definition());
    user.does(PAGE.at(START), PING.at(START + 1_800_001), PING.at(START + 1_820_000));
    assertThat(user.sessions()).extracting(Fact::engaged).containsExactly(0L, 0L);
  }

  @Test
  void aLateViewTakesOverThePingsAfterIt() {
    OneUser user = new OneUser(new Definition());
    user.does(
        PAGE.at(START), PING.at(START + 10_000), PING.at(START + 20_000), PING.at(START + 30_000));
    assertThat(user.session().engaged()).isEqualTo(25_000L);
    user.does(SCREEN.at(START + 15_000));
    assertThat(user.session().engaged()).isEqualTo(5_000L + 15_000L);
  }

  @Test
  void anyExplicitTimeReplacesThePings() {
    RawEvent[] pinged = {
      PAGE.at(START), PING.at(START + 10_000), PING.at(START + 20_000), TRACK.at(START + 21_000)
    };
    assertThat(session(pinged).engaged()).isEqualTo(15_000L);
    pinged[3] = pinged[3].with(EXPLICIT, 700L);
    assertThat(session(pinged).engaged()).isEqualTo(700L);
    pinged[3] = pinged[3].with(EXPLICIT, 0L);
    assertThat(session(pinged).engaged()).isZero();
    pinged[0] = pinged[0].with(EXPLICIT, new BigDecimal("300.9"));
    assertThat(session(pinged).engaged()).isEqualTo(300L);
  }

  @Test
  void anExplicitTimeThatIsNegativeOrNoNumberIsNone() {
    RawEvent page = PAGE.at(START);
    RawEvent ping = PING.at(START + 10_000);
    for (Object value :
        new Object[] {-1L, "soon", "-7", true, null, new BigDecimal("-0.5"), Long.MAX_VALUE}) {
      assertThat(session(page, ping.with(EXPLICIT, value)).engaged()).isEqualTo(5_000L);
    }
  }

  @Test
  void explicitTimesCountFromZeroToATrillionSecondsBothIncluded() {
    RawEvent page = PAGE.at(START);
    RawEvent ping = PING.at(START + 10_000);
    long longest = 1_000_000_000_000_000L;
    for (Object value : new Object[] {0L, "0", new BigDecimal("0.0")}) {
      assertThat(session(page, ping.with(EXPLICIT, value)).engaged()).isZero();
    }
    for (Object value : new Object[] {longest, new BigDecimal(longest + ".0")}) {
      assertThat(session(page, ping.with(EXPLICIT, value)).engaged()).isEqualTo(longest);
    }
    for (Object value : new Object[] {"700", " 700.9 "}) {
      assertThat(session(page, ping.with(EXPLICIT, value)).engaged()).isEqualTo(700L);
    }
    for (Object value : new Object[] {longest + 1, new BigDecimal(longest + ".1")}) {
      assertThat(session(page, ping.with(EXPLICIT, value)).engaged()).isEqualTo(5_000L);
    }
  }

  @Test
  void engagedIsTwoViewsOrMoreThanTenSecondsOrAKeyEvent() {
    assertThat(session(PAGE.at(START)).bounced()).isTrue();
    assertThat(session(TRACK.at(START)).bounced()).isTrue();
    assertThat(session(PAGE.at(START), SCREEN.at(START)).bounced()).isFalse();
    assertThat(session(PAGE.at(START), TRACK.at(START + 10_000)).bounced()).isTrue();
    assertThat(session(PAGE.at(START), TRACK.at(START + 10_001)).bounced()).isFalse();
    assertThat(session(PAGE.at(START).with(EXPLICIT, 10_000L)).bounced()).isTrue();
    assertThat(session(PAGE.at(START).with(EXPLICIT, 10_001L)).bounced()).isFalse();
    Definition withKey = new Definition().keyEvents("Clicked");
    assertThat(session(withKey, PAGE.at(START), TRACK.at(START)).bounced()).isFalse();
    assertThat(session(withKey, PAGE.at(START), PING.at(START)).bounced()).isTrue();
  }

  @Test
  void pingsCanMakeASessionEngagedWithinTenSecondsOfDuration() {
    Definition definition = new Definition();
    definition.heartbeatMillis = 1_000L;
    List<RawEvent> events = new ArrayList<>(List.of(PAGE.at(START)));
    for (int second = 0; second < 7; second++) {
      events.add(PING.at(START + second * 1_000L).id("z" + second));
    }
    Fact session = session(definition, events.toArray(RawEvent[]::new));
    assertThat(session.engaged()).isEqualTo(11_000L);
    assertThat(session.bounced()).isFalse();
  }

  @Test
  void aSingleViewBounceIsExactlyOneEventAndThatAView() {
    Definition definition = new Definition().singleView();
    assertThat(session(definition, PAGE.at(START)).bounced()).isTrue();
    assertThat(session(definition, SCREEN.at(START).with(EXPLICIT, 60_000L)).bounced()).isTrue();
    assertThat(session(definition, TRACK.at(START)).bounced()).isFalse();
    assertThat(session(definition, PAGE.at(START), TRACK.at(START)).bounced()).isFalse();
  }

  @Test
  void newUserIsTheFirstSessionEverAndAnEarlierLateOneMovesIt() {
    OneUser user = new OneUser(new Definition());
    user.does(PAGE.at("2024-03-02T10:00:00Z"), PAGE.at("2024-03-02T12:00:00Z"));
    assertThat(user.sessions()).extracting(Fact::newUser).containsExactly(true, false);
    user.does(PAGE.at("2024-03-01T10:00:00Z"));
    assertThat(user.sessions()).extracting(Fact::newUser).containsExactly(true, false, false);
    assertThat(user.cells().get("day 2024-03-01").get(2)).isEqualTo(1L);
    assertThat(user.cells().get("day 2024-03-02").get(2)).isEqualTo(0L);
  }

  @Test
  void theFirstSessionIsRememberedWhenItExpires() {
    OneUser user = new OneUser(new Definition());
    user.does(PAGE.at("2024-03-01T10:00:00Z")).watermark("2024-03-20T00:00:00Z");
    assertThat(user.state().sessions().size()).isZero();
    user.restoredFrom(user.bytes()).does(PAGE.at("2024-03-20T10:00:00Z"));
    assertThat(user.sessions()).extracting(Fact::newUser).containsExactly(true, false);
  }

  @Test
  void dimensionValuesAreThoseOfTheFirstEventThatHasOne() {
    Definition definition = new Definition().by("platform", "channel");
    OneUser user = new OneUser(definition);
    user.does(
        PAGE.at(START),
        PAGE.at(START + 2).with("context.device.type", "ios").with("context.campaign.source", ""),
        PAGE.at(START + 3).with("context.device.type", "web"));
    assertThat(user.session().dimensions())
        .isEqualTo("{\"channel\":\"(none)\",\"platform\":\"ios\"}");
    user.does(PAGE.at(START + 1).with("context.device.type", true));
    assertThat(user.session().dimensions())
        .isEqualTo("{\"channel\":\"(none)\",\"platform\":\"true\"}");
    assertThat(user.cells())
        .containsOnlyKeys(
            "day 2024-03-01",
            "day 2024-03-01 channel (none)",
            "day 2024-03-01 platform true",
            "hour 2024-03-01T10:00:00Z",
            "hour 2024-03-01T10:00:00Z channel (none)",
            "hour 2024-03-01T10:00:00Z platform true");
  }

  @Test
  void dimensionsAreProperJson() {
    Fact session =
        session(
            new Definition().by("platform"),
            PAGE.at(START).with("context.device.type", "a\"b\\c\n\u0001\u001f/é🎈"));
    assertThat(session.dimensions())
        .isEqualTo("{\"platform\":\"a\\\"b\\\\c\\n\\u0001\\u001f/é🎈\"}");
    assertThat(session(PAGE.at(START)).dimensions()).isEqualTo("{}");
  }

  @Test
  void aLongDimensionValueIsCutWithoutPartingASurrogatePair() {
    Definition definition = new Definition().by("platform");
    RawEvent page = PAGE.at(START).with("context.device.type", "x".repeat(255) + "🎈");
    assertThat(session(definition, page).dimensions())
        .isEqualTo("{\"platform\":\"" + "x".repeat(255) + "\"}");
    page = page.with("context.device.type", "x".repeat(300));
    assertThat(session(definition, page).dimensions())
        .isEqualTo("{\"platform\":\"" + "x".repeat(256) + "\"}");
  }

  @Test
  void theIdIsAHashOfStartMetricAndUser() {
    // printf '1709287200000\nweb\nu' | sha256sum | cut -c1-32
    assertThat(session(PAGE.at(START)).id()).isEqualTo(ID);
    assertThat(session(PAGE.at(START), PAGE.at(START + 5)).id()).isEqualTo(ID);
    assertThat(session(new Definition().id("app"), PAGE.at(START)).id()).isNotEqualTo(ID);
    assertThat(session(PAGE.at(START + 1)).id()).isNotEqualTo(ID);
    OneUser other = new OneUser(new Definition()).named("v").does(PAGE.at(START));
    assertThat(other.session().id()).isNotEqualTo(ID);
  }

  @Test
  void engagedTimesBeyondSixtyFourBitsAreUnknownAndNotWrong() {
    OneUser user = new OneUser(new Definition());
    long most = 1_000_000_000_000_000L;
    for (int i = 0; i < 9_223; i++) {
      user.takes(PAGE.at(START).id("m" + i).with("properties.engagement_time_ms", most));
    }
    user.flush();
    assertThat(user.session().engaged()).isEqualTo(9_223 * most);
    assertThat(user.warnings()).isZero();

    user.does(PAGE.at(START).id("one more").with("properties.engagement_time_ms", most));
    user.restoredFrom(user.bytes());
    user.does(PAGE.at(START).id("the last").with("properties.engagement_time_ms", 1L));
    Object[] last = user.emitted.get(user.emitted.size() - 1).values();
    assertThat(last[4]).as("engaged_seconds").isNull();
    assertThat(user.warnings()).isEqualTo(1);
    assertThat(last[9]).as("bounced").isEqualTo(false);
    assertThat(user.cells().get("day 2024-03-01").get(8)).as("engaged_seconds").isEqualTo(0L);
  }

  @Test
  void aSessionBelongsToTheHourAndTheDayOfItsStart() {
    OneUser user = new OneUser(new Definition());
    user.does(PAGE.at("2024-03-01T23:50:00Z"), PAGE.at("2024-03-02T00:10:00Z"));
    assertThat(user.cells()).containsOnlyKeys("day 2024-03-01", "hour 2024-03-01T23:00:00Z");
  }

  @Test
  void daysAreThoseOfTheZoneAndHoursAreInstants() {
    OneUser user = new OneUser(new Definition(), ZoneId.of("Europe/Berlin"));
    // 02:30 comes twice on this day of 25 hours, which begins and ends at 22:00 and 23:00 UTC.
    user.does(
        PAGE.at("2024-10-26T21:59:59Z"),
        PAGE.at("2024-10-26T22:30:00Z"),
        PAGE.at("2024-10-27T00:30:00Z"),
        PAGE.at("2024-10-27T01:30:00Z"),
        PAGE.at("2024-10-27T22:59:59Z"),
        PAGE.at("2024-10-27T23:30:00Z"));
    assertThat(user.cells().get("day 2024-10-26").get(0)).isEqualTo(1L);
    assertThat(user.cells().get("day 2024-10-27").get(0)).isEqualTo(4L);
    assertThat(user.cells().get("day 2024-10-28").get(0)).isEqualTo(1L);
    assertThat(user.cells().get("hour 2024-10-27T00:00:00Z").get(0)).isEqualTo(1L);
    assertThat(user.cells().get("hour 2024-10-27T01:00:00Z").get(0)).isEqualTo(1L);
  }

  @Test
  void hoursAreThoseOfTheZoneAndAddUpToItsDays() {
    OneUser user = new OneUser(new Definition(), ZoneId.of("Asia/Kolkata"));
    // 23:10, 23:50 and 00:20 in Kolkata, each a session of its own.
    user.does(
        PAGE.at("2024-03-01T17:40:00Z"),
        PAGE.at("2024-03-01T18:20:00Z"),
        PAGE.at("2024-03-01T18:50:01Z"));
    assertThat(user.cells())
        .containsOnlyKeys(
            "day 2024-03-01",
            "day 2024-03-02",
            "hour 2024-03-01T17:30:00Z",
            "hour 2024-03-01T18:30:00Z");
    assertThat(user.cells().get("hour 2024-03-01T17:30:00Z").get(0)).isEqualTo(2L);
    assertThat(user.cells().get("day 2024-03-01").get(0)).isEqualTo(2L);
  }

  @Test
  void anHourAndADayOfSumsAreCompleteWhenTheWatermarkHasPassedTheirEnds() {
    OneUser user = new OneUser(new Definition(), ZoneId.of("Europe/Berlin"));
    user.does(PAGE.at("2024-10-27T22:30:00Z"));
    user.watermark("2024-10-27T22:59:59.999Z");
    assertThat(user.cells().get("hour 2024-10-27T22:00:00Z").get(9)).isEqualTo(false);
    assertThat(user.cells().get("day 2024-10-27").get(9)).isEqualTo(false);
    user.watermark("2024-10-27T23:00:00Z");
    assertThat(user.cells().get("hour 2024-10-27T22:00:00Z").get(9)).isEqualTo(true);
    assertThat(user.cells().get("day 2024-10-27").get(9)).isEqualTo(true);
  }

  @Test
  void aDayOfTwentyThreeHoursEndsAnHourEarlier() {
    OneUser user = new OneUser(new Definition(), ZoneId.of("Europe/Berlin"));
    user.does(
        PAGE.at("2024-03-30T22:59:59.999Z"),
        PAGE.at("2024-03-31T21:59:59.999Z"),
        PAGE.at("2024-04-01T00:00:00Z"));
    assertThat(user.cells().get("day 2024-03-30").get(0)).isEqualTo(1L);
    assertThat(user.cells().get("day 2024-03-31").get(0)).isEqualTo(1L);
    assertThat(user.cells().get("day 2024-04-01").get(0)).isEqualTo(1L);
    OneUser next = new OneUser(new Definition(), ZoneId.of("Europe/Berlin"));
    next.does(PAGE.at("2024-03-31T22:00:00Z"));
    assertThat(next.cells().get("day 2024-04-01").get(0)).isEqualTo(1L);
  }

  @Test
  void sumsHaveTheColumnsOfTheContractInOrder() {
    OneUser user = new OneUser(new Definition());
    user.does(
        PAGE.at("2024-03-01T10:00:00Z"),
        PAGE.at("2024-03-01T10:00:20Z"),
        PAGE.at("2024-03-01T12:00:00Z"),
        TRACK.at("2024-03-01T12:00:10Z").with(EXPLICIT, 7_000L));
    // sessions, bounced, new_users, events, views, duration, median, p90, engaged, complete,
    // converted, orders
    assertThat(user.cells().get("day 2024-03-01"))
        .startsWith(2L, 1L, 1L, 4L, 3L, 30_000L)
        .endsWith(7_000L, false, 0L, 0L);
    assertThat((Long) user.cells().get("day 2024-03-01").get(6)).isBetween(14_850L, 15_150L);
    assertThat((Long) user.cells().get("day 2024-03-01").get(7)).isBetween(18_810L, 19_190L);
  }
}
