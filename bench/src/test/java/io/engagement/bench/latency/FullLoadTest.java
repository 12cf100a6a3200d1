package io.engagement.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FullLoadTest {
  private static final double SUSTAINED = 24_000;

  private final List<Double> tried = new ArrayList<>();

  private double find(double most) throws Exception {
    return FullLoad.find(
        SUSTAINED,
        rate -> {
          tried.add(rate);
          return rate <= most;
        });
  }

  @ParameterizedTest
  @ValueSource(doubles = {300, 1_999, 3_999, 4_000, 5_000, 5_700, 12_345, 24_000, 70_000})
  void isTheHighestRateThatIsKeptUpWithWithinAFifth(double most) throws Exception {
    double full = find(most);
    assertThat(full).isLessThanOrEqualTo(most).isGreaterThan(most / 1.2);
    assertThat(tried).contains(full);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 100})
  void isNothingWhereAHundredthIsTooMuch(double most) throws Exception {
    assertThat(find(most)).isZero();
    assertThat(tried).allMatch(rate -> rate >= SUSTAINED / 100);
  }
}
