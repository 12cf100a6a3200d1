package io.engagement.dashboard.cut;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LedgerTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  /**
   * Commits come every ten seconds: three may be missed, and a minute; after some seconds it says
   * that it waits.
   */
  @ParameterizedTest
  @CsvSource({
    "LIVE, 5, 10, true, healthy",
    "LIVE, 34, 10, true, healthy",
    "LIVE, 36, 10, true, waiting: the next commit is overdue",
    "LIVE, 89, 10, true, waiting: the next commit is overdue",
    "LIVE, 91, 10, true, not healthy: no commit for longer than usual; does the job run?",
    "LIVE, 5, 4000, true, behind: the input is complete to an earlier time only",
    "LIVE, 5, 10, false, not healthy: the accounting of the input does not add up",
    "REBUILDING, 5, 10, true, being rebuilt: history is being counted again",
    "REGRESSED, 5, 10, true, stopped: the database has lost commits"
  })
  void saysHowItIs(String status, long committedAgo, long behind, boolean addsUp, String health) {
    Ledger ledger =
        new Ledger(
            9,
            9,
            status,
            NOW.minusSeconds(behind),
            NOW.minusSeconds(committedAgo),
            NOW,
            Duration.ofSeconds(10),
            new Ledger.Input(10, 1, 1, 1, addsUp),
            null,
            null);
    assertThat(ledger.health()).isEqualTo(health);
  }

  /** Of nothing everything is complete, which says nothing. */
  @Test
  void ofAnInputWithoutRecordsNothingIsComplete() {
    Ledger.Input nothing = new Ledger.Input(0, 0, 0, 0, true);
    Ledger ledger = new Ledger(1, 1, "LIVE", NOW, NOW, NOW, null, nothing, null, null);
    assertThat(ledger.until()).isNull();
    assertThat(ledger.health()).isEqualTo("no record read yet");
  }
}
