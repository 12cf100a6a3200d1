package io.engagement.core.metric.sessions;

import static io.engagement.core.metric.sessions.SessionsDefinition.Split.MIDNIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.laws.RawEvent;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/**
 * When a session closes, and what is published then: when the watermark has passed the last instant
 * at which an event would continue it.
 */
class SessionClosingTest {
  private static final long START = Instant.parse("2024-03-01T10:00:00Z").toEpochMilli();
  private static final long GAP = 1_800_000L;

  /** How long after its last event a session closes. */
  private static final long CLOSES = GAP + 1;

  private static final RawEvent PAGE = RawEvent.page("Home");

  @Test
  void aSessionIsPublishedWhileItIsOpen() {
    OneUser user = new OneUser(new Definition()).does(PAGE.at(START));
    assertThat(user.session().closed()).isFalse();
    assertThat(user.metric().deadlineMillis(user.state())).isEqualTo(START + CLOSES);
  }

  @Test
  void itClosesWhenTheWatermarkPassesTheLastEventAndTheGap() {
    OneUser user = new OneUser(new Definition()).does(PAGE.at(START));
    assertThat(user.watermark(START + CLOSES - 1).session().closed()).isFalse();
    assertThat(user.watermark(START + CLOSES).session().closed()).isTrue();
  }

  @Test
  void itExpiresWhenNoLateEventOfItsDayCanComeAnyMore() {
    OneUser user = new OneUser(new Definition()).does(PAGE.at(START)).watermark(START + CLOSES);
    long expired = user.metric().deadlineMillis(user.state());
    assertThat(Instant.ofEpochMilli(expired)).isEqualTo("2024-03-05T00:00:00Z");
    assertThat(user.state().sessions().size()).isEqualTo(1);
    assertThat(user.watermark(expired).state().sessions().size()).isZero();
    assertThat(user.metric().deadlineMillis(user.state())).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void anExclusiveBoundaryClosesOneMillisecondSooner() {
    OneUser user = new OneUser(new Definition().exclusive()).does(PAGE.at(START));
    assertThat(user.watermark(START + CLOSES - 2).session().closed()).isFalse();
    assertThat(user.watermark(START + CLOSES - 1).session().closed()).isTrue();
  }

  @Test
  void theMidnightSplitClosesWithTheDayAtTheLatest() {
    OneUser user = new OneUser(new Definition().split(MIDNIGHT), ZoneId.of("Europe/Berlin"));
    user.does(PAGE.at("2024-03-01T22:50:00Z"));
    assertThat(user.watermark("2024-03-01T22:59:59.999Z").session().closed()).isFalse();
    assertThat(user.watermark("2024-03-01T23:00:00Z").session().closed()).isTrue();
  }

  @Test
  void itIsPublishedAgainWhenItCloses() {
    OneUser user = new OneUser(new Definition()).does(PAGE.at(START));
    user.watermark(START + CLOSES).watermark(START + GAP + CLOSES);
    assertThat(user.emitted).hasSize(2);
  }

  @Test
  void aLateEventOpensItAgain() {
    OneUser user = new OneUser(new Definition()).does(PAGE.at(START)).watermark(START + CLOSES);
    user.does(PAGE.at(START + GAP));
    assertThat(user.session().closed()).isFalse();
    assertThat(user.watermark(START + GAP + CLOSES).session().closed()).isTrue();
  }

  @Test
  void aLateEventAmidAClosedSessionLeavesItClosed() {
    OneUser user = new OneUser(new Definition()).does(PAGE.at(START), PAGE.at(START + 1_000));
    user.watermark(START + 1_000 + CLOSES).does(PAGE.at(START + 500));
    assertThat(user.session().closed()).isTrue();
    assertThat(user.session().events()).isEqualTo(3);
  }

  @Test
  void publishEveryKeepsARowBackUntilItsTimeHasCome() {
    long minute = 60_000;
    OneUser user = new OneUser(new Definition().publishEvery(5 * minute)).does(PAGE.at(START));
    assertThat(user.emitted).as("the first does not wait").hasSize(1);
    user.does(PAGE.at(START + minute), PAGE.at(START + 5 * minute - 1));
    assertThat(user.emitted).hasSize(1);
    user.does(PAGE.at(START + 5 * minute));
    assertThat(user.session().events()).as("five minutes later").isEqualTo(4);
    user.does(PAGE.at(START + 9 * minute));
    assertThat(user.emitted).hasSize(2);
    user.watermark(START + 9 * minute + CLOSES);
    assertThat(user.session().events()).as("it has closed").isEqualTo(5);
    assertThat(user.session().closed()).isTrue();
    user.does(PAGE.at(START + 8 * minute));
    assertThat(user.session().events()).as("a late event corrects at once").isEqualTo(6);
    assertThat(user.emitted).hasSize(4);
  }

  @Test
  void aClosedSessionThatIsOpenAgainDoesNotWait() {
    OneUser user = new OneUser(new Definition().publishEvery(GAP)).does(PAGE.at(START));
    user.watermark(START + CLOSES).does(PAGE.at(START + GAP));
    assertThat(user.session().closed()).isFalse();
    assertThat(user.session().events()).isEqualTo(2);
  }

  /** What was published under one id must not stand there any longer. */
  @Test
  void rowsThatSayTooMuchDoNotWait() {
    Definition definition =
        new Definition().publishEvery(2 * GAP).split(SessionsDefinition.Split.CAMPAIGN);
    OneUser user =
        new OneUser(definition)
            .does(PAGE.at(START), PAGE.at(START + 600_000))
            .does(PAGE.at(START + GAP), PAGE.at(START + GAP + 1));
    user.does(PAGE.at(START + 300_000).with("context.campaign.source", "news"));
    OneUser changes =
        new OneUser(new Definition().split(SessionsDefinition.Split.CAMPAIGN))
            .does(
                PAGE.at(START),
                PAGE.at(START + 300_000).with("context.campaign.source", "news"),
                PAGE.at(START + 600_000),
                PAGE.at(START + GAP),
                PAGE.at(START + GAP + 1));
    assertThat(user.sessions()).isEqualTo(changes.sessions());
  }

  @Test
  void publishClosedKeepsOpenSessionsBack() {
    OneUser user = new OneUser(new Definition().publishClosed()).does(PAGE.at(START));
    assertThat(user.sessions()).isEmpty();
    assertThat(user.cells()).isNotEmpty();
    user.watermark(START + CLOSES);
    assertThat(user.session().closed()).isTrue();
  }

  @Test
  void publishClosedTakesASessionBackThatALateEventOpens() {
    OneUser user = new OneUser(new Definition().publishClosed()).does(PAGE.at(START));
    user.watermark(START + CLOSES).does(PAGE.at(START + GAP));
    assertThat(user.sessions()).isEmpty();
    user.watermark(START + GAP + CLOSES);
    assertThat(user.session().events()).isEqualTo(2);
  }

  @Test
  void publishClosedCorrectsAClosedSessionAtOnce() {
    OneUser user = new OneUser(new Definition().publishClosed());
    user.does(PAGE.at(START), PAGE.at(START + 1_000)).watermark(START + 1_000 + CLOSES);
    user.does(PAGE.at(START + 500));
    assertThat(user.session().events()).isEqualTo(3);
  }

  /** The row of the second is deleted: that of the first has to have its events. */
  @Test
  void aSessionThatTakesInAnotherDoesNotWait() {
    RawEvent[] apart = {PAGE.at(START), PAGE.at(START + GAP + 600_000)};
    RawEvent between = PAGE.at(START + 600_000);
    OneUser user = new OneUser(new Definition().publishEvery(2 * GAP)).does(apart).does(between);
    OneUser changes = new OneUser(new Definition()).does(apart).does(between);
    assertThat(user.sessions()).isEqualTo(changes.sessions());
  }

  @Test
  void oneThatIsNotTheFirstAfterAllDoesNotWait() {
    RawEvent late = PAGE.at(START - 2 * GAP);
    OneUser user = new OneUser(new Definition().publishEvery(GAP)).does(PAGE.at(START)).does(late);
    OneUser changes = new OneUser(new Definition()).does(PAGE.at(START)).does(late);
    assertThat(user.sessions()).isEqualTo(changes.sessions());
  }

  @Test
  void everythingIsClosedAtTheEndOfTheInput() {
    OneUser user = new OneUser(new Definition()).does(PAGE.at(START)).watermark(Long.MAX_VALUE);
    assertThat(user.session().closed()).isTrue();
    assertThat(user.cells().get("day 2024-03-01").get(9)).isEqualTo(true);
  }

  @Test
  void aRestartBeforeTheFirstWatermarkOpensNothing() {
    OneUser user = new OneUser(new Definition()).does(PAGE.at(START)).watermark(START + CLOSES);
    OneUser restarted = new OneUser(new Definition()).restoredFrom(user.bytes()).flush();
    assertThat(restarted.emitted).isEmpty();
  }

  @Test
  void aSessionIsKeptAsLongAsAnEventCouldChangeIt() {
    OneUser user = new OneUser(new Definition()).does(PAGE.at(START));
    // Accepted are events from watermark - horizon on; one at START + GAP would join.
    user.watermark(START + CLOSES - 1 + OneUser.HORIZON_MILLIS);
    assertThat(user.state().sessions().size()).isEqualTo(1);
    user.watermark(START + CLOSES + OneUser.HORIZON_MILLIS);
    assertThat(user.state().sessions().size()).isZero();
    assertThat(user.session().events()).isEqualTo(1);
    assertThat(user.cells().get("day 2024-03-01").get(0)).isEqualTo(1L);
  }
}
