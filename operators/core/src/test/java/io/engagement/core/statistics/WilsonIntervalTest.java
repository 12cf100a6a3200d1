package io.engagement.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against the worked examples of Newcombe (1998), table I, method 3. */
class WilsonIntervalTest {
  @ParameterizedTest
  @CsvSource({
    "81, 263, 0.2553, 0.3662",
    "15, 148, 0.0624, 0.1605",
    "0, 20, 0.0000, 0.1611",
    "1, 29, 0.0061, 0.1718"
  })
  void publishedExamples(long successes, long trials, double low, double high) {
    WilsonInterval interval = WilsonInterval.of(successes, trials);
    assertThat(interval.low()).isCloseTo(low, within(5e-5));
    assertThat(interval.high()).isCloseTo(high, within(5e-5));
    assertThat(interval.share()).isEqualTo((double) successes / trials);
  }

  @Test
  void isSymmetricAndStaysWithinZeroAndOne() {
    for (long trials = 1; trials < 200; trials++) {
      for (long successes = 0; successes <= trials; successes++) {
        WilsonInterval one = WilsonInterval.of(successes, trials);
        WilsonInterval other = WilsonInterval.of(trials - successes, trials);
        assertThat(one.low()).isBetween(0.0, one.share());
        assertThat(one.high()).isBetween(one.share(), 1.0);
        assertThat(one.low()).isCloseTo(1 - other.high(), within(1e-12));
      }
    }
  }

  @Test
  void refusesWhatIsNoShare() {
    assertThatThrownBy(() -> WilsonInterval.of(0, 0)).hasMessage("0 successes of 0 trials");
    assertThatThrownBy(() -> WilsonInterval.of(3, 2)).hasMessage("3 successes of 2 trials");
    assertThatThrownBy(() -> WilsonInterval.of(-1, 2)).hasMessage("-1 successes of 2 trials");
  }
}
