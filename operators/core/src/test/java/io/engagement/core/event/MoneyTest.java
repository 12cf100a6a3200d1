package io.engagement.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;

class MoneyTest {

  @Test
  void aNumberIsAnAmountInMillionths() {
    assertThat(Money.millionths(19L)).isEqualTo(19_000_000);
    assertThat(Money.millionths(0L)).isZero();
    assertThat(Money.millionths(new BigDecimal("19.99"))).isEqualTo(19_990_000);
    assertThat(Money.millionths(new BigDecimal("0.000001"))).isEqualTo(1);
  }

  @Test
  void finerThanAMillionthIsRoundedHalfUp() {
    assertThat(Money.millionths(new BigDecimal("0.0000005"))).isEqualTo(1);
    assertThat(Money.millionths(new BigDecimal("0.00000049"))).isZero();
    assertThat(Money.millionths("1.0000015")).isEqualTo(1_000_002);
  }

  @Test
  void aTextThatSpellsANumberIsAnAmount() {
    assertThat(Money.millionths(" 19.90 ")).isEqualTo(19_900_000);
    assertThat(Money.millionths("+7")).isEqualTo(7_000_000);
    assertThat(Money.millionths(".5")).isEqualTo(500_000);
    assertThat(Money.millionths("5.")).isEqualTo(5_000_000);
  }

  @Test
  void anythingElseIsNoAmount() {
    for (Object other :
        new Object[] {
          null,
          true,
          "",
          "  ",
          "$5",
          "1,5",
          "1.2.3",
          "1e3",
          "-",
          ".",
          "NaN",
          "٣",
          "1".repeat(41),
          new JsonText("[1]")
        }) {
      assertThat(Money.millionths(other)).as("%s", other).isEqualTo(Money.ABSENT);
    }
  }

  @Test
  void anAmountIsFromZeroToTenBillion() {
    assertThat(Money.millionths(-1L)).isEqualTo(Money.ABSENT);
    assertThat(Money.millionths(new BigDecimal("-0.01"))).isEqualTo(Money.ABSENT);
    assertThat(Money.millionths("-5")).isEqualTo(Money.ABSENT);
    assertThat(Money.millionths(10_000_000_000L)).isEqualTo(Money.MOST);
    assertThat(Money.millionths(10_000_000_001L)).isEqualTo(Money.ABSENT);
    assertThat(Money.millionths("10000000000.000001")).isEqualTo(Money.ABSENT);
    assertThat(Money.millionths(new BigDecimal("1e300"))).isEqualTo(Money.ABSENT);
  }

  @Test
  void sumsAndProductsAreCutToTheMost() {
    assertThat(Money.times(19_990_000, 3)).isEqualTo(59_970_000);
    assertThat(Money.times(Money.MOST, 2)).isEqualTo(Money.MOST);
    assertThat(Money.times(Money.MOST, 1_000)).isEqualTo(Money.MOST);
    assertThat(Money.times(Money.MOST, ProductLine.MOST_PIECES)).isEqualTo(Money.MOST);
    assertThat(Money.times(Money.MOST, 0)).isZero();
    assertThat(Money.plus(Money.MOST, Money.MOST)).isEqualTo(Money.MOST);
    assertThat(Money.plus(1, 2)).isEqualTo(3);
  }

  @Test
  void aCurrencyIsTextInUpperCase() {
    assertThat(Money.currency(" eur ")).isEqualTo("EUR");
    assertThat(Money.currency("1234567890123456")).isEqualTo("1234567890123456");
    assertThat(Money.currency("12345678901234567")).isNull();
    assertThat(Money.currency(" ")).isNull();
    assertThat(Money.currency(978L)).isNull();
    assertThat(Money.currency(null)).isNull();
  }

  @Test
  void aCountIsAWholeNumberFromZeroToTheMost() {
    assertThat(Money.count(3L, 10, 1)).isEqualTo(3);
    assertThat(Money.count("3", 10, 1)).isEqualTo(3);
    assertThat(Money.count(" 3.0 ", 10, 1)).isEqualTo(3);
    assertThat(Money.count(0L, 10, 1)).isZero();
    assertThat(Money.count(10L, 10, 1)).isEqualTo(10);
    assertThat(Money.count(11L, 10, 1)).isEqualTo(1);
    assertThat(Money.count(-1L, 10, 1)).isEqualTo(1);
    assertThat(Money.count(new BigDecimal("2.5"), 10, 1)).isEqualTo(1);
    assertThat(Money.count("many", 10, 1)).isEqualTo(1);
    assertThat(Money.count(null, 10, 1)).isEqualTo(1);
  }
}
