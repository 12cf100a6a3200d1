package io.engagement.core.metric.sessions;

import static io.engagement.core.metric.sessions.SessionsDefinition.Split.MIDNIGHT;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.laws.RawEvent;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

/**
 * When a session closes, and what is published then. Watermarks are Flink's: nothing at or before
 * one is still to come in order.
 */
class SessionClosingTest {
  private static final long START = Instant.parse("2024-03-01T10:00:00Z").toEpochMilli();
  private static final long GAP = 1_800_000L;
  private static final RawEvent PAGE = RawEvent.page("Home");

  @Test
  void aSessionIsPublishedWhileItIsOpen() {
    OneUser user = new OneUser(new Definition()).does(PAGE.at(START));
    assertThat(user.session().closed()).isFalse();
    assertThat(user.metric().deadlineMillis(user.state())).isEqualTo(START + GAP);
  }

  @Test
  void itClosesWhenTheWatermarkPassesTheLastEventAndTheGap() {
    OneUser user = new OneUser(new Definition()).does(PAGE.at(START));
    assertThat(user.watermark(START + GAP - 1).session().closed()).isFalse();
    assertThat(user.watermark(START + GAP).session().closed()).isTrue();
  }

  @Test
  void itExpiresWhenNoLateEventOfItsDayCanComeAnyMore() {
    OneUser user = new OneUser(new Definition()).does(PAGE.at(START)).watermark(START + GAP);
    long expired = user.metric().deadlineMillis(user.state());
    assertThat(Instant.ofEpochMilli(expired)).isEqualTo("2024-03-05T00:00:00Z");
    assertThat(user.state().sessions().size()).isEqualTo(1);
    assertThat(user.watermark(expired).state().sessions().size()).isZero();
    assertThat(user.metric().deadlineMillis(user.state())).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void anExclusiveBoundaryClosesOneMillisecondSooner() {
    OneUser user = new OneUser(new Definition().exclusive()).does(PAGE.at(START));
    assertThat(user.watermark(START + GAP - 2).session().closed()).isFalse();
    assertThat(user.watermark(START + GAP - 1).session().closed()).isTrue();
  }

  @Test
  void theMidnightSplitClosesWithTheDayAtTheLatest() {
    OneUser user = new OneUser(new Definition().split(MIDNIGHT), ZoneId.of("Europe/Berlin"));
    user.does(PAGE.at("2024-03-01T22:50:00Z"));
    assertThat(user.watermark("2024-03-01T22:59:59.998Z").session().closed()).isFalse();
    assertThat(user.watermark("2024-03-01T22:59:59.999Z").session().closed()).isTrue();
  }

  @Test
  void itIsPublishedAgainWhenItCloses() {
    OneUser user = new OneUser(new Definition()).does(PAGE.at(START));
    user.watermark(START + GAP).watermark(START + 2 * GAP);
    assertThat(user.emitted).hasSize(2);
  }

  @Test
  void aLateEventOpensItAgain() {
    OneUser user = new OneUser(new Definition()).does(PAGE.at(START)).watermark(START + GAP);
    user.does(PAGE.at(START + GAP));
    assertThat(user.session().closed()).isFalse();
    assertThat(user.watermark(START + 2 * GAP).session().closed()).isTrue();
  }

  @Test
  void aLateEventAmidAClosedSessionLeavesItClosed() {
    OneUser user = new OneUser(new Definition()).does(PAGE.at(START), PAGE.at(START + 1_000));
    user.watermark(START + 1_000 + GAP).does(PAGE.at(START + 500));
    assertThat(user.session().closed()).isTrue();
    assertThat(user.session().events()).isEqualTo(3);
  }

  @Test
  void publishClosedKeepsOpenSessionsBack() {
    OneUser user = new OneUser(new Definition().publishClosed()).does(PAGE.at(START));
    assertThat(user.sessions()).isEmpty();
    assertThat(user.cells()).isNotEmpty();
    user.watermark(START + GAP);
    assertThat(user.session().closed()).isTrue();
  }

  @Test
  void publishClosedTakesASessionBackThatALateEventOpens() {
    OneUser user = new OneUser(new Definition().publishClosed()).does(PAGE.at(START));
    user.watermark(START + GAP).does(PAGE.at(START + GAP));
    assertThat(user.sessions()).isEmpty();
    user.watermark(START + 2 * GAP);
    assertThat(user.session().events()).isEqualTo(2);
  }

  @Test
  void publishClosedCorrectsAClosedSessionAtOnce() {
    OneUser user = new OneUser(new Definition().publishClosed());
    user.does(PAGE.at(START), PAGE.at(START + 1_000)).watermark(START + 1_000 + GAP);
    user.does(PAGE.at(START + 500));
    assertThat(user.session().events()).isEqualTo(3);
  }

  @Test
  void everythingIsClosedAtTheEndOfTheInput() {
    OneUser user = new OneUser(new Definition()).does(PAGE.at(START)).watermark(Long.MAX_VALUE);
    assertThat(user.session().closed()).isTrue();
    assertThat(user.cells().get("day 2024-03-01").get(9)).isEqualTo(true);
  }

  @Test
  void aRestartBeforeTheFirstWatermarkOpensNothing() {
    OneUser user = new OneUser(new Definition()).does(PAGE.at(START)).watermark(START + GAP);
    OneUser restarted = new OneUser(new Definition()).restoredFrom(user.bytes()).flush();
    assertThat(restarted.emitted).isEmpty();
  }

  @Test
  void aSessionIsKeptAsLongAsAnEventCouldChangeIt() {
    OneUser user = new OneUser(new Definition()).does(PAGE.at(START));
    // Accepted are events from watermark + 1 - horizon on; one at START + GAP would join.
    user.watermark(START + GAP - 1 + OneUser.HORIZON_MILLIS);
    assertThat(user.state().sessions().size()).isEqualTo(1);
    user.watermark(START + GAP + OneUser.HORIZON_MILLIS);
    assertThat(user.state().sessions().size()).isZero();
    assertThat(user.session().events()).isEqualTo(1);
    assertThat(user.cells().get("day 2024-03-01").get(0)).isEqualTo(1L);
  }
}
