package io.engagement.bench.latency;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {
  @Test
  void aPercentileIsTheNearestRank() {
    Percentiles hundred =
        new Percentiles(IntStream.rangeClosed(1, 100).mapToDouble(i -> 101 - i).toArray());
    assertThat(hundred.at(50)).isEqualTo(50);
    assertThat(hundred.at(99)).isEqualTo(99);
    assertThat(hundred.at(99.1)).isEqualTo(100);
    assertThat(hundred.at(0)).isEqualTo(1);
    assertThat(hundred.max()).isEqualTo(100);
  }

  @Test
  void theLastOfFewIsTheirNinetyNinth() {
    Percentiles few = new Percentiles(new double[] {3, 1, 2});
    assertThat(few.at(33)).isEqualTo(1);
    assertThat(few.at(50)).isEqualTo(2);
    assertThat(few.at(99)).isEqualTo(3);
  }

  @Test
  void nothingHasNoPercentiles() {
    assertThat(new Percentiles(new double[0]).max()).isNaN();
  }
}
