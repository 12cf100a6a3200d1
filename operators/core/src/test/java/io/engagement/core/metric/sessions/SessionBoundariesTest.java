package io.engagement.core.metric.sessions;

import static io.engagement.core.metric.sessions.SessionsDefinition.Split.CAMPAIGN;
import static io.engagement.core.metric.sessions.SessionsDefinition.Split.MIDNIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.RawEvent;
import java.time.ZoneId;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where sessions begin and end. */
class SessionBoundariesTest {
  private static final RawEvent PAGE = RawEvent.page("Home");
  private static final RawEvent TRACK = RawEvent.track("Clicked");
  private static final String CAMPAIGN_PATH = "context.campaign.source";

  private static List<String> starts(OneUser user) {
    return user.sessions().stream().map(Fact::start).toList();
  }

  @Test
  void aPauseOfExactlyTheGapStays() {
    OneUser user = new OneUser(new Definition());
    user.does(PAGE.at("2024-03-01T10:00:00Z"), TRACK.at("2024-03-01T10:30:00Z"));
    assertThat(user.session().events()).isEqualTo(2);
    assertThat(user.session().duration()).isEqualTo(1_800_000L);
  }

  @Test
  void aPauseOfOneMillisecondLessStays() {
    OneUser user = new OneUser(new Definition());
    user.does(PAGE.at("2024-03-01T10:00:00Z"), TRACK.at("2024-03-01T10:29:59.999Z"));
    assertThat(user.session().events()).isEqualTo(2);
  }

  @Test
  void aPauseOfOneMillisecondMoreStartsANewSession() {
    OneUser user = new OneUser(new Definition());
    user.does(PAGE.at("2024-03-01T10:00:00Z"), TRACK.at("2024-03-01T10:30:00.001Z"));
    assertThat(starts(user)).containsExactly("2024-03-01T10:00:00Z", "2024-03-01T10:30:00.001Z");
  }

  @Test
  void anExclusiveBoundaryStartsANewSessionAtExactlyTheGap() {
    OneUser user = new OneUser(new Definition().exclusive());
    user.does(
        PAGE.at("2024-03-01T10:00:00Z"),
        TRACK.at("2024-03-01T10:29:59.999Z"),
        TRACK.at("2024-03-01T10:59:59.999Z"));
    assertThat(starts(user)).containsExactly("2024-03-01T10:00:00Z", "2024-03-01T10:59:59.999Z");
  }

  @Test
  void thereIsNoSplitAtMidnightOrOnACampaignByDefault() {
    OneUser user = new OneUser(new Definition());
    user.does(
        PAGE.at("2024-03-01T23:59:00Z").with(CAMPAIGN_PATH, "news"),
        PAGE.at("2024-03-02T00:01:00Z").with(CAMPAIGN_PATH, "ads"));
    assertThat(user.session().events()).isEqualTo(2);
  }

  @Test
  void midnightOfTheZoneSplitsWhenAskedFor() {
    OneUser user = new OneUser(new Definition().split(MIDNIGHT), ZoneId.of("Europe/Berlin"));
    user.does(
        PAGE.at("2024-03-01T22:59:59.999Z"),
        PAGE.at("2024-03-01T23:00:00Z"),
        PAGE.at("2024-03-02T00:00:00Z").id("utc-midnight-is-nothing"));
    assertThat(starts(user))
        .containsExactly(
            "2024-03-01T22:59:59.999Z", "2024-03-01T23:00:00Z", "2024-03-02T00:00:00Z");
  }

  @Test
  void anEventOnTheOtherSideOfMidnightDoesNotBridge() {
    OneUser user = new OneUser(new Definition().split(MIDNIGHT));
    user.does(PAGE.at("2024-03-01T23:40:00Z"), PAGE.at("2024-03-02T00:15:00Z"))
        .does(PAGE.at("2024-03-02T00:00:00Z"));
    assertThat(starts(user)).containsExactly("2024-03-01T23:40:00Z", "2024-03-02T00:00:00Z");
  }

  @Test
  void anotherCampaignSplitsWhenAskedForAndNoCampaignDoesNot() {
    OneUser user = new OneUser(new Definition().split(CAMPAIGN));
    user.does(
        PAGE.at("2024-03-01T10:00:00Z").with(CAMPAIGN_PATH, "news"),
        PAGE.at("2024-03-01T10:01:00Z"),
        PAGE.at("2024-03-01T10:02:00Z").with(CAMPAIGN_PATH, "news"),
        PAGE.at("2024-03-01T10:03:00Z").with(CAMPAIGN_PATH, ""),
        PAGE.at("2024-03-01T10:04:00Z").with(CAMPAIGN_PATH, "ads"));
    assertThat(starts(user)).containsExactly("2024-03-01T10:00:00Z", "2024-03-01T10:04:00Z");
  }

  @Test
  void aCampaignAfterNoneSplits() {
    OneUser user = new OneUser(new Definition().split(CAMPAIGN));
    user.does(
        PAGE.at("2024-03-01T10:00:00Z"),
        PAGE.at("2024-03-01T10:01:00Z").with(CAMPAIGN_PATH, "news"));
    assertThat(starts(user)).containsExactly("2024-03-01T10:00:00Z", "2024-03-01T10:01:00Z");
  }

  @Test
  void aLateEventOfAnotherCampaignPartsASession() {
    OneUser user = new OneUser(new Definition().split(CAMPAIGN));
    user.does(
        PAGE.at("2024-03-01T10:00:00Z").with(CAMPAIGN_PATH, "news"),
        PAGE.at("2024-03-01T10:02:00Z"),
        PAGE.at("2024-03-01T10:04:00Z").with(CAMPAIGN_PATH, "news"));
    user.does(PAGE.at("2024-03-01T10:01:00Z").with(CAMPAIGN_PATH, "ads"));
    assertThat(starts(user))
        .containsExactly("2024-03-01T10:00:00Z", "2024-03-01T10:01:00Z", "2024-03-01T10:04:00Z");
    assertThat(user.sessions()).extracting(Fact::events).containsExactly(1L, 2L, 1L);
    assertThat(user.cells()).isEqualTo(user.contributions());
  }

  @Test
  void twoCampaignsInOneMillisecondAreTwoSessionsWithIdsOfTheirOwn() {
    OneUser user = new OneUser(new Definition().split(CAMPAIGN));
    user.does(
        PAGE.at("2024-03-01T10:00:00Z").id("b").with(CAMPAIGN_PATH, "news"),
        PAGE.at("2024-03-01T10:00:00Z").id("a").with(CAMPAIGN_PATH, "ads"));
    assertThat(user.sessions()).extracting(Fact::id).doesNotHaveDuplicates().hasSize(2);
    assertThat(user.sessions()).extracting(Fact::newUser).containsExactlyInAnyOrder(true, false);
  }

  @Test
  void anExcludedEventNeitherCountsNorContinues() {
    OneUser user = new OneUser(new Definition().excluding("Heartbeat"));
    user.does(
        PAGE.at("2024-03-01T10:00:00Z"),
        RawEvent.track("Heartbeat").at("2024-03-01T10:20:00Z"),
        PAGE.at("2024-03-01T10:40:00Z"));
    assertThat(user.sessions()).extracting(Fact::events).containsExactly(1L, 1L);
  }

  @Test
  void onlyEventsOfTheDefinitionMakeSessions() {
    Definition pages = new Definition();
    pages.events = EventMatcher.named("Home");
    OneUser user = new OneUser(pages);
    user.does(
        PAGE.at("2024-03-01T10:00:00Z"),
        TRACK.at("2024-03-01T10:20:00Z"),
        PAGE.at("2024-03-01T10:40:00Z"));
    assertThat(user.sessions()).extracting(Fact::events).containsExactly(1L, 1L);
  }

  @Test
  void theGapMayBeAnother() {
    Definition minute = new Definition();
    minute.gapMillis = 60_000L;
    OneUser user = new OneUser(minute);
    user.does(
        PAGE.at("2024-03-01T10:00:00Z"),
        TRACK.at("2024-03-01T10:01:00Z"),
        TRACK.at("2024-03-01T10:02:00.001Z"));
    assertThat(starts(user)).containsExactly("2024-03-01T10:00:00Z", "2024-03-01T10:02:00.001Z");
  }

  @Test
  void anEventAtExactlyTheGapOfBothMergesNothingWhereTheBoundaryIsExclusive() {
    OneUser user = new OneUser(new Definition().exclusive());
    user.does(PAGE.at("2024-03-01T10:00:00Z"), PAGE.at("2024-03-01T11:00:00Z"));
    user.does(TRACK.at("2024-03-01T10:30:00Z"));
    assertThat(user.sessions()).extracting(Fact::events).containsExactly(1L, 1L, 1L);
    user.does(TRACK.at("2024-03-01T10:30:00.001Z").id("closer-to-the-second"));
    assertThat(user.sessions()).extracting(Fact::events).containsExactly(1L, 3L);
  }

  @Test
  void midnightSplitsWhereADayOfTwentyFiveHoursEnds() {
    OneUser user = new OneUser(new Definition().split(MIDNIGHT), ZoneId.of("Europe/Berlin"));
    user.does(
        PAGE.at("2024-10-27T22:45:00Z"),
        PAGE.at("2024-10-27T22:59:59.999Z"),
        PAGE.at("2024-10-27T23:00:00Z"));
    assertThat(starts(user)).containsExactly("2024-10-27T22:45:00Z", "2024-10-27T23:00:00Z");
  }

  @Test
  void anyEventCountsIdentifyIncluded() {
    OneUser user = new OneUser(new Definition());
    user.does(
        PAGE.at("2024-03-01T10:00:00Z"), RawEvent.of("identify", "").at("2024-03-01T10:20:00Z"));
    assertThat(user.session().events()).isEqualTo(2);
    assertThat(user.session().end()).isEqualTo("2024-03-01T10:20:00Z");
  }

  @Test
  void anEventBetweenTwoSessionsWithinTheGapOfBothMergesThem() {
    OneUser user = new OneUser(new Definition());
    user.does(PAGE.at("2024-03-01T10:00:00Z"), PAGE.at("2024-03-01T11:00:00Z"));
    assertThat(user.sessions()).hasSize(2);
    String second = user.sessions().get(1).id();
    user.does(TRACK.at("2024-03-01T10:30:00Z"));
    assertThat(user.session().events()).isEqualTo(3);
    assertThat(user.session().duration()).isEqualTo(3_600_000L);
    assertThat(user.emitted).anyMatch(row -> row.isDelete() && row.key()[1].equals(second));
    assertThat(user.cells().get("day 2024-03-01").get(0)).isEqualTo(1L);
    assertThat(user.cells()).isEqualTo(user.contributions());
  }

  @Test
  void anEventWithinTheGapOfOneSessionOnlyDoesNotMerge() {
    OneUser user = new OneUser(new Definition());
    user.does(PAGE.at("2024-03-01T10:00:00Z"), PAGE.at("2024-03-01T11:00:00.001Z"))
        .does(TRACK.at("2024-03-01T10:30:00Z"));
    assertThat(user.sessions()).extracting(Fact::events).containsExactly(2L, 1L);
  }

  @Test
  void anEventBeforeTheFirstBecomesTheEntryAndChangesTheId() {
    OneUser user = new OneUser(new Definition());
    user.does(PAGE.at("2024-03-01T10:10:00Z").with("properties.path", "/b"));
    String id = user.session().id();
    user.does(PAGE.at("2024-03-01T10:00:00Z").with("properties.path", "/a"));
    assertThat(user.session().entry()).isEqualTo("/a");
    assertThat(user.session().exit()).isEqualTo("/b");
    assertThat(user.session().start()).isEqualTo("2024-03-01T10:00:00Z");
    assertThat(user.session().id()).isNotEqualTo(id);
    assertThat(user.emitted).anyMatch(row -> row.isDelete() && row.key()[1].equals(id));
  }

  @Test
  void anIdThatWasNeverPublishedIsDeletedAllTheSame() {
    OneUser user = new OneUser(new Definition());
    OneUser published = new OneUser(new Definition());
    published.does(PAGE.at("2024-03-01T10:10:00Z"));
    user.takes(PAGE.at("2024-03-01T10:10:00Z"), PAGE.at("2024-03-01T10:00:00Z")).flush();
    String id = published.session().id();
    assertThat(user.emitted).anyMatch(row -> row.isDelete() && row.key()[1].equals(id));
  }

  @Test
  void manyEventsBetweenTwoFlushesPublishOnce() {
    OneUser user = new OneUser(new Definition());
    for (int second = 10; second < 60; second++) {
      user.takes(PAGE.at("2024-03-01T10:00:" + second + "Z"));
    }
    user.flush();
    assertThat(user.emitted).hasSize(1);
    user.flush();
    assertThat(user.emitted).hasSize(1);
  }

  @Test
  void theOrderOfAUsersEventsIsTimeThenMessageId() {
    OneUser user = new OneUser(new Definition().by("platform"));
    String time = "2024-03-01T10:00:00Z";
    user.does(
        PAGE.at(time).id("b").with("properties.path", "/b").with("context.device.type", "ios"),
        PAGE.at(time).id("c").with("properties.path", "/c").with("context.device.type", "web"),
        PAGE.at(time).id("a").with("properties.path", "/a").with("context.device.type", "android"));
    assertThat(user.session().entry()).isEqualTo("/a");
    assertThat(user.session().exit()).isEqualTo("/c");
    assertThat(user.session().dimensions()).isEqualTo("{\"platform\":\"android\"}");
  }
}
