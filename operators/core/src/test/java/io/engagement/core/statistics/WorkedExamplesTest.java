package io.engagement.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The figures that others have published. */
class WorkedExamplesTest {

  /** Penn State, STAT 415, 9.4: 351 of 605 non-smokers and 41 of 195 smokers are for a tax. */
  @Test
  void twoProportions() {
    ZTest test = ZTest.ofProportions(195, 41, 605, 351);
    assertThat(test.z()).isCloseTo(8.99, within(0.005));
    assertThat(test.pValue()).isLessThan(1e-4);
    assertThat(ZTest.ofProportions(605, 351, 195, 41).z()).isEqualTo(-test.z());
  }

  /** Wikipedia, "Welch's t-test", example 1: two samples of 15, t = -2.46. */
  @Test
  void welchsStatistic() {
    Sample first =
        sample("27.5 21.0 19.0 23.6 17.0 17.9 16.9 20.1 21.9 22.6 23.1 19.6 19.0 21.7 21.4");
    Sample second =
        sample("27.1 22.0 20.8 23.4 23.4 23.5 25.8 22.0 24.8 20.2 21.9 22.1 22.9 20.5 24.4");
    assertThat(first.mean()).isCloseTo(20.8, within(0.05));
    assertThat(first.variance()).isCloseTo(7.9, within(0.05));
    assertThat(second.mean()).isCloseTo(23.0, within(0.05));
    assertThat(second.variance()).isCloseTo(3.8, within(0.05));
    assertThat(ZTest.ofMeans(second, first).z()).isCloseTo(-2.46, within(0.005));
  }

  /** The normal distribution's tails: NIST/SEMATECH e-Handbook 1.3.6.7.1, and 1.96 for 5 %. */
  @ParameterizedTest
  @CsvSource({"1.959963985, 0.05", "2.575829304, 0.01", "3.290526731, 0.001", "0, 1"})
  void pValuesAreTwoSided(double z, double pValue) {
    ZTest test = ZTest.ofMeans(new Sample(100, 0, 50), new Sample(100, z, 50));
    assertThat(test.z()).isCloseTo(z, within(1e-12));
    assertThat(test.pValue()).isCloseTo(pValue, within(1e-9));
  }

  /** GrowthBook, TestSequentialTTest.test_sequential_test_runs. */
  @Test
  void sequentialIntervalOfMeans() {
    LiftInterval interval =
        LiftInterval.of(
            Sample.ofSums(3000, new BigDecimal("1396.87"), new BigDecimal("52377.9767")),
            Sample.ofSums(3461, new BigDecimal("2422.7"), new BigDecimal("134698.29")),
            0.05,
            1000);
    assertThat(interval.lift()).isCloseTo(0.50336, within(5e-6));
    assertThat(interval.low()).isCloseTo(-0.55844, within(5e-6));
    assertThat(interval.high()).isCloseTo(1.56516, within(5e-6));
  }

  /** GrowthBook, TestSequentialTTest.test_sequential_test_runs_prop. */
  @Test
  void sequentialIntervalOfProportions() {
    LiftInterval interval =
        LiftInterval.of(
            Sample.ofConverters(3000, 1396), Sample.ofConverters(3461, 2422), 0.05, 5000);
    assertThat(interval.lift()).isCloseTo(0.50386, within(5e-6));
    assertThat(interval.low()).isCloseTo(0.40098, within(5e-6));
    assertThat(interval.high()).isCloseTo(0.60675, within(5e-6));
  }

  @Test
  void sampleRatios() {
    SampleRatio wikipedia = SampleRatio.of(new long[] {600, 400}, new double[] {1, 1});
    assertThat(wikipedia.chiSquared()).isEqualTo(40);
    assertThat(wikipedia.pValue()).isCloseTo(2.54e-10, within(0.005e-10));
    assertThat(wikipedia.isMismatch()).isTrue();
    SampleRatio kohavi = SampleRatio.of(new long[] {821_588, 815_482}, new double[] {50, 50});
    assertThat(kohavi.pValue()).isCloseTo(1.8e-6, within(0.05e-6));
    SampleRatio uneven = SampleRatio.of(new long[] {900, 100}, new double[] {0.9, 0.1});
    assertThat(uneven.pValue()).isEqualTo(1);
    assertThat(uneven.isMismatch()).isFalse();
  }

  /** The upper critical values at 0.001: NIST/SEMATECH e-Handbook 1.3.6.7.4. */
  @ParameterizedTest
  @CsvSource({"2, 10.828", "3, 13.816", "4, 16.266", "5, 18.467", "11, 29.588"})
  void theLimitOfAMismatch(int variants, double critical) {
    double apart = Math.sqrt(critical / 2 * 1e12);
    long[] users = new long[variants];
    double[] weights = new double[variants];
    Arrays.fill(users, 1_000_000_000_000L);
    Arrays.fill(weights, 1);
    users[0] += Math.round(apart);
    users[1] -= Math.round(apart);
    SampleRatio ratio = SampleRatio.of(users, weights);
    assertThat(ratio.chiSquared()).isCloseTo(critical, within(1e-4));
    assertThat(ratio.pValue()).isCloseTo(0.001, within(1e-6));
  }

  @Test
  void whatCannotBeToldIsNotANumber() {
    Sample nobody = Sample.ofSums(0, BigDecimal.ZERO, BigDecimal.ZERO);
    Sample one = Sample.ofSums(1, BigDecimal.TEN, BigDecimal.valueOf(100));
    Sample same = Sample.ofSums(5, BigDecimal.TEN, BigDecimal.valueOf(20));
    assertThat(nobody.mean()).isNaN();
    assertThat(one.mean()).isEqualTo(10);
    assertThat(one.variance()).isNaN();
    assertThat(same.variance()).isZero();
    assertThat(ZTest.ofMeans(same, same).z()).isNaN();
    assertThat(ZTest.ofMeans(one, same).pValue()).isNaN();
    assertThat(ZTest.ofProportions(10, 0, 10, 0).z()).isNaN();
    assertThat(LiftInterval.of(same, same, 0.05, 5000).lift()).isZero();
    assertThat(LiftInterval.of(same, same, 0.05, 5000).low()).isNaN();
    assertThat(LiftInterval.of(Sample.ofConverters(9, 0), same, 0.05, 5000).lift()).isNaN();
    assertThatThrownBy(() -> SampleRatio.of(new long[] {1}, new double[] {1}))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SampleRatio.of(new long[2], new double[] {1, 1}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void varianceComesFromExactSums() {
    // Doubles would have lost the deviations: the squares differ in the 20th digit.
    BigDecimal far = new BigDecimal("10000000000");
    BigDecimal sum = far.multiply(BigDecimal.valueOf(3));
    BigDecimal squares =
        far.subtract(BigDecimal.ONE).pow(2).add(far.pow(2)).add(far.add(BigDecimal.ONE).pow(2));
    assertThat(Sample.ofSums(3, sum, squares).variance()).isEqualTo(1);
  }

  private static Sample sample(String numbers) {
    BigDecimal sum = BigDecimal.ZERO;
    BigDecimal squares = BigDecimal.ZERO;
    String[] all = numbers.split(" ");
    for (String text : all) {
      BigDecimal number = new BigDecimal(text);
      sum = sum.add(number);
      squares = squares.add(number.multiply(number));
    }
    return Sample.ofSums(all.length, sum, squares);
  }
}
