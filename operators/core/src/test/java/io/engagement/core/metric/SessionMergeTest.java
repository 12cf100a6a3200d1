package io.engagement.core.metric;

import static io.engagement.core.metric.sessions.SessionsDefinition.Split.CAMPAIGN;
import static io.engagement.core.metric.sessions.SessionsDefinition.Split.MIDNIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.MetricRun;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.laws.ZoneSample;
import io.engagement.core.metric.sessions.SessionsDefinition;
import io.engagement.core.session.Publish;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of sessions when an anonymous id gets an owner. */
class SessionMergeTest {
  private static final long START = Instant.parse("2024-03-01T10:00:00Z").toEpochMilli();
  private static final long GAP = Duration.ofMinutes(30).toMillis();
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final String PHONE = "phone";

  private static SharingShop shop(SessionsDefinition.Split... splits) {
    return shop(Publish.CHANGES, List.of("channel", "platform"), splits);
  }

  private static SharingShop shop(
      Publish publish, List<String> breakdowns, SessionsDefinition.Split... splits) {
    return new SharingShop(
        ZoneSample.ALL.get(0),
        new SessionsDefinition(
            "web",
            EventMatcher.ANY,
            null,
            GAP,
            SessionsDefinition.Boundary.INCLUSIVE,
            Set.of(splits),
            SessionsDefinition.Bounce.NOT_ENGAGED,
            null,
            10_000L,
            5_000L,
            publish,
            "USD",
            breakdowns),
        3 * DAY);
  }

  private static MetricRun<?> run(String... families) {
    return MetricRun.of(shop().of(List.of(families)));
  }

  private static RawEvent page(long afterMillis, String path) {
    return RawEvent.page("")
        .at(START + afterMillis)
        .id(path + afterMillis)
        .with("properties.path", path);
  }

  private static RawEvent ping(long afterMillis) {
    return RawEvent.track("Page Ping").at(START + afterMillis).id("ping" + afterMillis);
  }

  /**
   * Sessions as {@code user from..to entry > exit events/views engaged [bounced] [new] [closed]}.
   */
  private static List<String> sessions(MetricRun<?> run) {
    List<String> texts = new ArrayList<>();
    for (List<Object> row : run.rows().table("sessions").values()) {
      texts.add(
          "%s %d..%d %s > %s %s/%s %s%s%s%s"
              .formatted(
                  row.get(0),
                  (Long) row.get(1) - START,
                  (Long) row.get(2) - START,
                  row.get(7),
                  row.get(8),
                  row.get(5),
                  row.get(6),
                  row.get(4),
                  row.get(9).equals(true) ? " bounced" : "",
                  row.get(10).equals(true) ? " new" : "",
                  row.get(11).equals(true) ? " closed" : ""));
    }
    texts.sort(null);
    return texts;
  }

  /** The sums of the day: sessions, bounced, new users, events, views. */
  private static List<Object> day(MetricRun<?> run) {
    return run.rows().values("session_metrics", "web", "day", "2024-03-01", "", "").subList(0, 5);
  }

  private static List<String> paths(MetricRun<?> run) {
    List<String> texts = new ArrayList<>();
    run.rows()
        .table("paths")
        .forEach(
            (key, values) -> {
              if (key.get(5).equals("")) {
                texts.add(key.get(2) + " " + key.get(3) + " > " + key.get(4) + " " + values);
              }
            });
    texts.sort(null);
    return texts;
  }

  @Test
  void aVisitThatEndsAndOneSignedInWithinTheGapAreOneSession() {
    MetricRun<?> run = run("sessions");
    run.acceptAll(page(0, "/landing").by(PHONE), page(GAP, "/account"));
    assertThat(sessions(run))
        .containsExactly(
            "phone 0..0 /landing > /landing 1/1 0 bounced new",
            "u 1800000..1800000 /account > /account 1/1 0 bounced new");

    run.claim(PHONE, "u");
    assertThat(sessions(run))
        .as("no bounce any more, and the entry has moved")
        .containsExactly("u 0..1800000 /landing > /account 2/2 0 new");
    assertThat(day(run)).isEqualTo(Arrays.asList(1L, 0L, 1L, 2L, 2L));
  }

  @Test
  void aPauseLongerThanTheGapLeavesTwoSessionsAndOneNewUser() {
    MetricRun<?> run = run("sessions");
    run.acceptAll(page(0, "/landing").by(PHONE), page(GAP + 1, "/account"));
    run.claim(PHONE, "u");
    assertThat(sessions(run))
        .containsExactly(
            "u 0..0 /landing > /landing 1/1 0 bounced new",
            "u 1800001..1800001 /account > /account 1/1 0 bounced");
    assertThat(day(run)).isEqualTo(Arrays.asList(2L, 2L, 1L, 2L, 2L));
  }

  @Test
  void anOwnerWithoutSessionsGetsThoseOfTheAnonymousId() {
    MetricRun<?> run = run("sessions");
    run.acceptAll(page(0, "/landing").by(PHONE));
    run.claim(PHONE, "u");
    assertThat(sessions(run)).containsExactly("u 0..0 /landing > /landing 1/1 0 bounced new");
  }

  @Test
  void sessionsThatOverlapAreOneAndNoPartOfItIsLost() {
    MetricRun<?> run = run("sessions", "paths");
    run.acceptAll(
        page(0, "/a").by(PHONE).with("context.campaign.source", "news"),
        page(20_000, "/c").by(PHONE),
        page(10_000, "/b").with("context.campaign.source", "shop"),
        page(30_000, "/d").with("context.device.type", "ios"));
    run.claim(PHONE, "u");
    assertThat(sessions(run)).containsExactly("u 0..30000 /a > /d 4/4 0 new");
    assertThat(run.rows().table("sessions").values().iterator().next().get(12))
        .isEqualTo("{\"channel\":\"news\",\"platform\":\"ios\"}");
    assertThat(paths(run))
        .as("cut after three")
        .containsExactly("1 /a > /b [1, 1]", "2 /b > /c [1, 1]");
  }

  @Test
  void aSessionWithinAPauseOfTheOtherJoinsBothSidesOfIt() {
    MetricRun<?> run = run("sessions");
    run.acceptAll(page(0, "/a"), page(GAP + GAP / 2, "/c"), page(GAP, "/b").by(PHONE));
    assertThat(sessions(run)).hasSize(3);
    run.claim(PHONE, "u");
    assertThat(sessions(run)).containsExactly("u 0..2700000 /a > /c 3/3 0 new");
  }

  @Test
  void aPingBelongsToTheViewBeforeItWhoseverItIs() {
    MetricRun<?> run = run("sessions");
    run.acceptAll(
        page(0, "/a").by(PHONE),
        ping(11_000).by(PHONE),
        page(10_000, "/b"),
        ping(12_000),
        ping(25_000).by(PHONE));
    run.claim(PHONE, "u");
    assertThat(sessions(run))
        .as("three pings in two intervals of the second view, none of the first")
        .containsExactly("u 0..25000 /a > /b 5/2 15000 new");
  }

  @Test
  void explicitTimesOfOneReplaceThePingsOfBoth() {
    MetricRun<?> run = run("sessions");
    run.acceptAll(
        page(0, "/a").by(PHONE),
        ping(1_000).by(PHONE),
        page(5_000, "/b").by(PHONE),
        page(2_000, "/c").with("properties.engagement_time_ms", 700L),
        page(9_000, "/d"));
    run.claim(PHONE, "u");
    assertThat(sessions(run)).containsExactly("u 0..9000 /a > /d 5/4 700 new");
  }

  @Test
  void aSessionThatBothHadBeforeMidnightEndsThere() {
    MetricRun<?> run = MetricRun.of(shop(MIDNIGHT).of(List.of("sessions")));
    long midnight = Instant.parse("2024-03-02T00:00:00Z").toEpochMilli() - START;
    run.acceptAll(
        page(midnight - 2, "/a").by(PHONE),
        page(midnight - 1, "/b"),
        page(midnight, "/c").by(PHONE));
    run.claim(PHONE, "u");
    assertThat(sessions(run))
        .containsExactly(
            "u 50399998..50399999 /a > /b 2/2 0 new", "u 50400000..50400000 /c > /c 1/1 0 bounced");
  }

  @Test
  void aCampaignOfOneEndsTheSessionOfTheOther() {
    MetricRun<?> run = MetricRun.of(shop(CAMPAIGN).of(List.of("sessions")));
    run.acceptAll(
        page(0, "/a").by(PHONE),
        page(2_000, "/c").by(PHONE),
        page(1_000, "/b").with("context.campaign.source", "news"));
    run.claim(PHONE, "u");
    assertThat(sessions(run))
        .containsExactly("u 0..0 /a > /a 1/1 0 bounced new", "u 1000..2000 /b > /c 2/2 0");
  }

  @Test
  void aClosedSessionThatStaysAsItWasStaysClosedAndIsPublishedUnderItsOwner() {
    MetricRun<?> run = MetricRun.of(shop(Publish.CLOSED, List.of()).of(List.of("sessions")));
    run.acceptAll(page(0, "/a").by(PHONE), page(DAY, "/b").by(PHONE), page(DAY + GAP, "/c"));
    run.advanceTo(START + DAY);
    run.restart();
    run.claim(PHONE, "u");
    assertThat(sessions(run)).containsExactly("u 0..0 /a > /a 1/1 0 bounced new closed");
    run.advanceTo(START + DAY + 2 * GAP + 1);
    assertThat(sessions(run))
        .containsExactly(
            "u 0..0 /a > /a 1/1 0 bounced new closed", "u 86400000..88200000 /b > /c 2/2 0 closed");
  }

  @Test
  void rowsThatWaitForTheirTimeArePublishedAtOnceUnderTheirOwner() {
    List<String> families = List.of("sessions");
    MetricRun<?> run = MetricRun.of(shop(Publish.every(GAP), List.of()).of(families));
    MetricRun<?> changes = MetricRun.of(shop(Publish.CHANGES, List.of()).of(families));
    for (MetricRun<?> each : List.of(run, changes)) {
      each.acceptAll(page(0, "/a").by(PHONE), page(DAY, "/b").by(PHONE), page(DAY + 1, "/c"));
      each.acceptAll(page(DAY + 2, "/d").by(PHONE), page(DAY + 3, "/e"));
      each.restart();
      each.claim(PHONE, "u");
    }
    assertThat(sessions(run)).isEqualTo(sessions(changes));
    assertThat(run.rows().differencesFrom(changes.rows())).isEmpty();
  }

  @Test
  void whoCameLaterCountsOnlyWhatItCountedBefore() {
    MetricRun<?> later = run("paths", "sessions");
    later.continueFrom(run("paths").acceptAll(page(0, "/a"), page(4 * GAP, "/b").by(PHONE)));
    later.acceptAll(page(GAP / 2, "/joined").by(PHONE), page(8 * GAP, "/c").by(PHONE));
    later.claim(PHONE, "u");
    assertThat(sessions(later))
        .as("the session joined to one from before is not counted any more")
        .containsExactly("u 14400000..14400000 /c > /c 1/1 0 bounced");
    assertThat(day(later)).isEqualTo(Arrays.asList(1L, 1L, 0L, 1L, 1L));
    later.claim("nobody", "u");
    later.restart();
    later.acceptAll(page(8 * GAP + 1, "/d"));
    assertThat(day(later)).isEqualTo(Arrays.asList(1L, 0L, 0L, 2L, 2L));
  }

  @Test
  void aSessionThatStaysAsItWasCountsUnderTheBreakdownsItCountedUnder() {
    MetricRun<?> without = MetricRun.of(shop(Publish.CHANGES, List.of()).of(List.of("sessions")));
    MetricRun<?> run = run("sessions");
    run.continueFrom(without.acceptAll(page(0, "/a").by(PHONE)));
    run.acceptAll(page(4 * GAP, "/b"));
    run.claim(PHONE, "u");
    assertThat(sessions(run)).hasSize(2);
    assertThat(sessionsWithoutChannel(run)).as("/a came before the breakdown").isEqualTo(1L);

    run.acceptAll(page(5 * GAP, "/c").by("tablet"), page(GAP, "/d").by("tablet"));
    run.claim("tablet", "u");
    assertThat(sessions(run)).hasSize(2);
    assertThat(sessionsWithoutChannel(run)).as("it has changed").isEqualTo(2L);
  }

  private static Object sessionsWithoutChannel(MetricRun<?> run) {
    return run.rows()
        .values("session_metrics", "web", "day", "2024-03-01", "channel", "(none)")
        .get(0);
  }

  @Test
  void anItemIsViewedAsOftenAndByOnePersonAndNotEnteredAgain() {
    MetricRun<?> run = run("content");
    run.acceptAll(page(0, "/a").by(PHONE), page(GAP, "/a"), page(4 * GAP, "/b").by(PHONE));
    assertThat(content(run)).containsExactly("/a [2, 2, 2, 2, 2]", "/b [1, 1, 1, 1, 1]");
    run.claim(PHONE, "u");
    assertThat(content(run)).containsExactly("/a [2, 1, 1, 1, 0]", "/b [1, 1, 1, 1, 1]");
  }

  /** Views, visitors, entries, exits and bounces of all events. */
  private static List<String> content(MetricRun<?> run) {
    List<String> texts = new ArrayList<>();
    run.rows()
        .table("content")
        .forEach(
            (key, values) -> {
              if (key.get(2).equals("")) {
                texts.add(key.get(4) + " " + values);
              }
            });
    texts.sort(null);
    return texts;
  }

  @Test
  void aPathCutOnBothSidesIsKnownToWhereTheEarlierWasCut() {
    MetricRun<?> run = run("paths");
    run.acceptAll(
        page(1, "/p").by(PHONE),
        page(2, "/q").by(PHONE),
        page(30, "/r").by(PHONE),
        page(40, "/s").by(PHONE));
    run.acceptAll(page(10, "/a"), page(20, "/b"), page(33, "/c"), page(44, "/d"));
    run.claim(PHONE, "u");
    assertThat(paths(run)).containsExactly("1 /p > /q [1, 1]", "2 /q > /a [1, 1]");
    run.acceptAll(page(0, "/first"));
    assertThat(paths(run)).containsExactly("1 /first > /p [1, 1]", "2 /p > /q [1, 1]");
  }

  @Test
  void aPersonTakesAStepOnceADayHoweverManyIdsTookIt() {
    MetricRun<?> run = run("paths");
    run.acceptAll(page(0, "/a"), page(1, "/b"));
    run.acceptAll(page(4 * GAP, "/a").by(PHONE), page(4 * GAP + 1, "/b").by(PHONE));
    assertThat(paths(run)).containsExactly("1 /a > /b [2, 2]", "2 /b > (exit) [2, 2]");
    run.claim(PHONE, "u");
    assertThat(paths(run)).containsExactly("1 /a > /b [1, 2]", "2 /b > (exit) [1, 2]");
  }
}
