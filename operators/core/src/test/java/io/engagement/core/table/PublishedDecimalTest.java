package io.engagement.core.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishedDecimalTest {
  @ParameterizedTest
  @CsvSource({
    "0, 12, 0",
    "100, 0, 100",
    "1000000, 6, 1",
    "-1500000, 6, -1.5",
    "1, 12, 0.000000000001",
    "99999999999999999999999999, 0, 99999999999999999999999999"
  })
  void hasNoTrailingZeros(BigInteger unscaled, int scale, String published) {
    BigDecimal number = PublishedDecimal.of(unscaled, scale);
    assertThat(number).isEqualTo(new BigDecimal(published));
    assertThat(number.toPlainString()).isEqualTo(published);
  }

  @Test
  void isNothingRatherThanTooLong() {
    BigInteger first = BigInteger.TEN.pow(26 + 12);
    assertThat(PublishedDecimal.of(first, 12)).isNull();
    assertThat(PublishedDecimal.of(first.negate(), 12)).isNull();
    assertThat(PublishedDecimal.of(first.subtract(BigInteger.ONE), 12)).isNotNull();
  }
}
