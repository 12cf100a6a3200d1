package io.engagement.core.metric.funnels;

import static io.engagement.core.metric.funnels.FunnelRun.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.funnels.FunnelsDefinition.Attempts;
import io.engagement.core.metric.funnels.FunnelsDefinition.Counts;
import io.engagement.core.metric.funnels.FunnelsDefinition.Order;
import io.engagement.core.table.Period;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What becomes of a funnel when an anonymous id turns out to be somebody. */
class FunnelMergeTest {
  private static final String OWNER = "u";
  private static final String PHONE = "phone";

  private static RawEvent[] onThePhone(String... events) {
    return Arrays.stream(events).map(text -> event(text).by(PHONE)).toArray(RawEvent[]::new);
  }

  private static FunnelRun claimed(FunnelRun run) {
    run.run.claim(PHONE, OWNER);
    return run;
  }

  @Test
  void browsingBeforeSigningInIsTheFirstStep() {
    FunnelRun run = new FunnelRun(Funnel.of("A", "B", "C"));
    run.does(onThePhone("A 10:00:00", "B 10:05:00")).does("C 10:20:00");
    assertThat(run.users()).containsExactly(1L, 1L);
    claimed(run);
    assertThat(run.users()).containsExactly(1L, 1L, 1L);
    assertThat(run.millis()).containsExactly(300_000L, 900_000L);
  }

  @Test
  void twoPeopleOfOneBucketBecomeOne() {
    FunnelRun run = new FunnelRun(Funnel.of("A", "B"));
    run.does(onThePhone("A 10:00:00")).does("A 09:00:00", "B 09:30:00");
    assertThat(run.users()).containsExactly(2L, 1L);
    assertThat(claimed(run).users()).containsExactly(1L, 1L);
    assertThat(run.millis()).containsExactly(1_800_000L);
  }

  @Test
  void stepsFromBeforeTheLateHorizonCountWithinTheWindow() {
    FunnelRun run = new FunnelRun(Funnel.of("A", "B").window("P30D"));
    run.does(onThePhone("A 10:00:00")).does("Z 2024-03-20T10:00:00Z");
    run.watermark("2024-03-20T10:00:00Z").does("B 2024-03-20T11:00:00Z");
    run.run.restart();
    assertThat(run.users()).containsExactly(1L);
    assertThat(claimed(run).users()).containsExactly(1L, 1L);
  }

  @Test
  void theFirstEventEverIsTheEarlierOfBoth() {
    Funnel funnel = Funnel.of("A").step(EventMatcher.named("B"), Counts.FIRST).window("P30D");
    FunnelRun run = new FunnelRun(funnel);
    run.does("A 10:00:00", "B 10:30:00").does(onThePhone("B 2024-02-28T10:00:00Z"));
    run.watermark("2024-03-20T10:00:00Z");
    run.run.restart();
    assertThat(run.users()).containsExactly(1L, 1L);
    assertThat(claimed(run).users()).as("B was not the first").containsExactly(1L);
    run.run.restart();
    assertThat(run.does("A 2024-03-19T10:00:00Z", "B 2024-03-19T11:00:00Z").users("2024-03-19"))
        .containsExactly(1L);
  }

  @Test
  void anExcludedEventOfOneIdTaintsTheAttemptOfTheOther() {
    FunnelRun run = new FunnelRun(Funnel.of("A", "B").exclude("X", 1, 2));
    run.does(onThePhone("X 10:10:00")).does("A 10:00:00", "B 10:20:00");
    assertThat(run.users()).containsExactly(1L, 1L);
    assertThat(claimed(run).users()).isEmpty();
  }

  @Test
  void aForeignEventOfOneIdEndsTheStrictAttemptOfTheOther() {
    FunnelRun run = new FunnelRun(Funnel.of("A", "B").order(Order.STRICT));
    run.does(onThePhone("Z 10:10:00")).does("A 10:00:00", "B 10:20:00");
    assertThat(run.users()).containsExactly(1L, 1L);
    assertThat(claimed(run).users()).containsExactly(1L);
  }

  @Test
  void ofAttemptsThatAreOverTheFurthestCounts() {
    for (Attempts attempts : Attempts.values()) {
      Funnel funnel = Funnel.of("A", "B").window("PT1H").bucket(Period.ALL).attempts(attempts);
      FunnelRun run = new FunnelRun(funnel);
      run.does(onThePhone("A 10:00:00", "B 10:20:00")).does("A 09:00:00");
      run.watermark("2024-03-20T10:00:00Z");
      run.run.restart();
      assertThat(run.users("1970-01-01")).containsExactly(2L, 1L);
      assertThat(claimed(run).users("1970-01-01")).containsExactly(1L, 1L);
    }
  }

  @Test
  void whatIsCompleteStaysWithTheAnonymousId() {
    FunnelRun run = new FunnelRun(Funnel.of("A", "B").window("PT1H"));
    run.does(onThePhone("A 10:00:00")).does("A 11:00:00");
    run.watermark("2024-03-20T10:00:00Z");
    assertThat(claimed(run).users()).as("nobody holds that day any more").containsExactly(2L);
  }

  @Test
  void nothingIsLostWhenOneIdIsExpiredFurtherThanTheOther() {
    Funnel funnel = Funnel.of("A", "B").window("PT1H");
    for (String further : new String[] {OWNER, PHONE}) {
      RawEvent[] first = {event("A 10:00:00").by(further), event("B 10:30:00").by(further)};
      FunnelRun ahead = new FunnelRun(funnel).does(first).watermark("2024-03-05T00:30:00Z");
      String other = further.equals(OWNER) ? PHONE : OWNER;
      FunnelRun run = new FunnelRun(funnel).does(first);
      run.does(event("A 12:00:00").by(other), event("B 12:10:00").by(other));
      ahead.run.restart();
      run.run.restore(further, ahead.run.bytes(further), 1);
      assertThat(claimed(run).users()).containsExactly(1L, 1L);
      run.run.restart();
      run.does("A 2024-03-03T10:00:00Z").watermark("2024-05-20T10:00:00Z");
      assertThat(run.users()).containsExactly(1L, 1L);
    }
  }
}
