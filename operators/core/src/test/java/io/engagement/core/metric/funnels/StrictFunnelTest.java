package io.engagement.core.metric.funnels;

import static io.engagement.core.metric.funnels.FunnelsDefinition.Order.STRICT;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.laws.RawEvent;
import io.engagement.core.metric.funnels.FunnelsDefinition.Counts;
import org.junit.jupiter.api.Test;

/** The next event must be the next step. */
class StrictFunnelTest {
  private static FunnelRun abc() {
    return new FunnelRun(Funnel.of("A", "B", "C").order(STRICT).window("PT1H"));
  }

  @Test
  void stepsThatFollowEachOtherConvert() {
    assertThat(abc().does("A 10:00:00", "B 10:10:00", "C 11:00:00").users()).hasSize(3);
    assertThat(abc().does("A 10:00:00", "B 10:10:00", "C 11:00:00.001").users()).hasSize(2);
  }

  @Test
  void anyOtherEventEndsTheAttempt() {
    assertThat(abc().does("A 10:00:00", "X 10:05:00", "B 10:10:00").users()).hasSize(1);
    assertThat(
            abc()
                .does(RawEvent.of("identify", "").at("2024-03-01T10:05:00Z"))
                .does("A 10:00:00", "B 10:10:00")
                .users())
        .hasSize(1);
  }

  @Test
  void aRepeatedStepEndsTheAttempt() {
    assertThat(abc().does("A 10:00:00", "B 10:10:00", "B 10:11:00", "C 10:12:00").users())
        .hasSize(2);
  }

  @Test
  void aRepeatedFirstStepStartsAgain() {
    assertThat(abc().does("A 10:00:00", "A 10:05:00", "B 10:10:00").millis())
        .containsExactly(300_000L);
  }

  @Test
  void equalTimesGoByMessageIdAlone() {
    assertThat(abc().does("A 10:00:00 1", "B 10:00:00 2").users()).hasSize(2);
    assertThat(abc().does("A 10:00:00 2", "B 10:00:00 1").users()).hasSize(1);
    assertThat(abc().does("A 10:00:00 1", "X 10:00:00 2", "B 10:00:00 3").users()).hasSize(1);
  }

  @Test
  void theUniverseLimitsWhatIsForeign() {
    Funnel funnel = Funnel.of("A", "B", "C").order(STRICT).universe("X");
    assertThat(new FunnelRun(funnel).does("A 10:00:00", "Y 10:01:00", "B 10:02:00").users())
        .hasSize(2);
    assertThat(new FunnelRun(funnel).does("A 10:00:00", "X 10:01:00", "B 10:02:00").users())
        .hasSize(1);
    assertThat(new FunnelRun(funnel).does("A 10:00:00", "C 10:01:00", "B 10:02:00").users())
        .hasSize(1);
  }

  @Test
  void aStepThatIsNotTheFirstOfItsKindIsForeign() {
    Funnel funnel = Funnel.of("A").order(STRICT).step(EventMatcher.named("B"), Counts.FIRST);
    funnel.step(EventMatcher.named("C"), Counts.EVERY);
    assertThat(
            new FunnelRun(funnel)
                .does("A 10:00:00", "B 10:01:00", "B 10:02:00", "C 10:03:00")
                .users())
        .hasSize(2);
    assertThat(new FunnelRun(funnel).does("B 09:00:00", "A 10:00:00", "B 10:01:00").users())
        .hasSize(1);
    assertThat(
            new FunnelRun(funnel.universe("X"))
                .does("A 10:00:00", "B 10:01:00", "B 10:02:00", "C 10:03:00")
                .users())
        .hasSize(3);
  }

  @Test
  void aLateForeignEventPartsStepsThatWereTogether() {
    FunnelRun run = abc().does("A 10:00:00", "B 10:10:00");
    assertThat(run.users()).hasSize(2);
    assertThat(run.does("X 10:05:00").users()).hasSize(1);
  }

  @Test
  void ofForeignEventsInClosedDaysOneIsEnough() {
    Funnel funnel = Funnel.of("A", "B").order(STRICT).window("P30D");
    FunnelRun run = new FunnelRun(funnel).does("A 10:00:00");
    for (int i = 10; i < 60; i++) {
      run.does("X 11:00:" + i);
    }
    int open = run.run.bytes("u").length;
    run.watermark("2024-03-06T00:00:00Z");
    run.run.flush();
    assertThat(run.run.bytes("u").length).isLessThan(open / 20);
    run.run.restart();
    assertThat(run.does("B 2024-03-06T00:00:00Z").users()).hasSize(1);
  }
}
