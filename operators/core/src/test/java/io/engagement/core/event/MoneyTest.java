package io.engagement.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MoneyTest {

  @Test
  void aNumberIsAnAmountInMillionths() {
    assertThat(Money.amount(19L)).isEqualTo(19_000_000);
    assertThat(Money.amount(0L)).isZero();
    assertThat(Money.amount(-3L)).isEqualTo(-3_000_000);
    assertThat(Money.amount(new BigDecimal("19.99"))).isEqualTo(19_990_000);
    assertThat(Money.amount(new BigDecimal("-16.13"))).isEqualTo(-16_130_000);
    assertThat(Money.amount(new BigDecimal("0.000001"))).isEqualTo(1);
  }

  @Test
  void finerThanAMillionthIsRoundedHalfAwayFromZero() {
    assertThat(Money.amount(new BigDecimal("0.0000005"))).isEqualTo(1);
    assertThat(Money.amount(new BigDecimal("-0.0000005"))).isEqualTo(-1);
    assertThat(Money.amount(new BigDecimal("0.00000049"))).isZero();
    assertThat(Money.amount("1.0000015")).isEqualTo(1_000_002);
  }

  @Test
  void aTextIsAnAmountAsPeopleWriteThem() {
    Map<String, Long> amounts = new LinkedHashMap<>();
    amounts.put(" 19.90 ", 19_900_000L);
    amounts.put("+7", 7_000_000L);
    amounts.put(".5", 500_000L);
    amounts.put("5.", 5_000_000L);
    amounts.put("16,13", 16_130_000L);
    amounts.put("1,5", 1_500_000L);
    amounts.put("0,125", 125_000L);
    amounts.put("1,299", 1_299_000_000L);
    amounts.put("1.299", 1_299_000L);
    amounts.put("1,299.00", 1_299_000_000L);
    amounts.put("1.299,00", 1_299_000_000L);
    amounts.put("1.299.000,5", 1_299_000_500_000L);
    amounts.put("1,299,000", 1_299_000_000_000L);
    amounts.put("1.299.000", 1_299_000_000_000L);
    amounts.put("1 299,00", 1_299_000_000L);
    amounts.put("1\u00a0299,00", 1_299_000_000L);
    amounts.put("1\u202f299,00", 1_299_000_000L);
    amounts.put("1'299.00", 1_299_000_000L);
    amounts.put("1,29,900.50", 129_900_500_000L);
    amounts.put("$16.13", 16_130_000L);
    amounts.put("US$ 16.13", 16_130_000L);
    amounts.put("16.13 USD", 16_130_000L);
    amounts.put("16.13usd", 16_130_000L);
    amounts.put("$16.13 USD", 16_130_000L);
    amounts.put("USD $16.13", 16_130_000L);
    amounts.put("-€1.299,00 EUR", -1_299_000_000L);
    amounts.put("EUR 16,13", 16_130_000L);
    amounts.put("16,13 €", 16_130_000L);
    amounts.put("5.€", 5_000_000L);
    amounts.put("99 kr", 99_000_000L);
    amounts.put("R$ 1.299,90", 1_299_900_000L);
    amounts.put("-16.13", -16_130_000L);
    amounts.put("\u221216.13", -16_130_000L);
    amounts.put("-$16.13", -16_130_000L);
    amounts.put("$-16.13", -16_130_000L);
    amounts.put("(16.13)", -16_130_000L);
    amounts.forEach(
        (text, millionths) -> assertThat(Money.amount(text)).as(text).isEqualTo((long) millionths));
  }

  @Test
  void nothingIsAbsent() {
    assertThat(Money.amount(null)).isEqualTo(Money.ABSENT);
    assertThat(Money.amount("")).isEqualTo(Money.ABSENT);
    assertThat(Money.amount("  ")).isEqualTo(Money.ABSENT);
  }

  @Test
  void anythingElseIsUnreadable() {
    for (Object other :
        new Object[] {
          true,
          "1.2.3",
          "1,2,3",
          "1,2345,678",
          "1.299,00.5",
          "1,299.000,5",
          "1 29",
          "1e3",
          "-",
          ".",
          "$",
          "()",
          "(",
          "--1",
          "-(1)",
          "€1 USD",
          "USD 1 USD",
          "$1 €",
          "$ $1",
          "NaN",
          "free",
          "12 apples",
          "12xyz",
          "٣",
          "1٣",
          "1".repeat(41),
          new JsonText("[1]")
        }) {
      assertThat(Money.amount(other)).as("%s", other).isEqualTo(Money.UNREADABLE);
    }
  }

  @Test
  void anAmountLiesWithinTenBillionOfZero() {
    assertThat(Money.amount(10_000_000_000L)).isEqualTo(Money.MOST);
    assertThat(Money.amount(-10_000_000_000L)).isEqualTo(-Money.MOST);
    assertThat(Money.amount(10_000_000_001L)).isEqualTo(Money.UNREADABLE);
    assertThat(Money.amount(Long.MIN_VALUE)).isEqualTo(Money.UNREADABLE);
    assertThat(Money.amount("10000000000.000001")).isEqualTo(Money.UNREADABLE);
    assertThat(Money.amount(new BigDecimal("1e300"))).isEqualTo(Money.UNREADABLE);
    assertThat(Money.amount(new BigDecimal("1e-300"))).isZero();
  }

  @Test
  void aQuantityIsADecimalWithoutACurrency() {
    assertThat(Money.quantity(2L)).isEqualTo(2_000_000);
    assertThat(Money.quantity(new BigDecimal("1.85"))).isEqualTo(1_850_000);
    assertThat(Money.quantity("0,5")).isEqualTo(500_000);
    assertThat(Money.quantity(-2L)).isEqualTo(-2_000_000);
    assertThat(Money.quantity(1_000_000L)).isEqualTo(Money.MOST_QUANTITY);
    assertThat(Money.quantity(1_000_001L)).isEqualTo(Money.UNREADABLE);
    assertThat(Money.quantity("2 USD")).isEqualTo(Money.UNREADABLE);
    assertThat(Money.quantity("many")).isEqualTo(Money.UNREADABLE);
    assertThat(Money.quantity(null)).isEqualTo(Money.ABSENT);
  }

  @Test
  void anAmountByAQuantityIsExactToTheMillionth() {
    assertThat(Money.times(19_990_000, 3 * Money.ONE)).isEqualTo(59_970_000);
    assertThat(Money.times(4_000_000, 1_850_000)).isEqualTo(7_400_000);
    assertThat(Money.times(1, 500_000)).isEqualTo(1);
    assertThat(Money.times(-1, 500_000)).isEqualTo(-1);
    assertThat(Money.times(1, 499_999)).isZero();
    assertThat(Money.times(Money.MOST, 100 * Money.ONE)).isEqualTo(100 * Money.MOST);
    assertThat(Money.times(-Money.MOST, 100 * Money.ONE)).isEqualTo(-100 * Money.MOST);
    assertThat(Money.times(Money.MOST, 0)).isZero();
    assertThat(Money.times(Money.ABSENT, Money.ONE)).isZero();
    assertThat(Money.times(Money.UNREADABLE, Money.ONE)).isEqualTo(Money.UNREADABLE);
  }

  @Test
  void whatSixtyFourBitsDoNotHoldIsUnreadableAndNeverCut() {
    assertThat(Money.times(Money.MOST, Money.MOST_QUANTITY)).isEqualTo(Money.UNREADABLE);
    assertThat(Money.times(-Money.MOST, Money.MOST_QUANTITY)).isEqualTo(Money.UNREADABLE);
    long sum = 0;
    for (int i = 0; i < 1_000; i++) {
      sum = Money.plus(sum, Money.MOST);
    }
    assertThat(sum).isEqualTo(Money.UNREADABLE);
    assertThat(Money.plus(Money.MOST, -Money.MOST)).isZero();
    assertThat(Money.plus(Money.UNREADABLE, 1)).isEqualTo(Money.UNREADABLE);
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
  void anAmountTellsItsCurrencyWhereOnlyOneIsMeant() {
    assertThat(Money.currencyOf("16.13 usd")).isEqualTo("USD");
    assertThat(Money.currencyOf("€16,13")).isEqualTo("EUR");
    assertThat(Money.currencyOf("$16.13")).isNull();
    assertThat(Money.currencyOf("$16.13 usd")).isEqualTo("USD");
    assertThat(Money.currencyOf("CAD $16.13")).isEqualTo("CAD");
    assertThat(Money.currencyOf("99 kr")).isNull();
    assertThat(Money.currencyOf("16.13")).isNull();
    assertThat(Money.currencyOf("free")).isNull();
    assertThat(Money.currencyOf(16L)).isNull();
  }

  @Test
  void aWholeNumberHasNoFractionAndNoSign() {
    assertThat(Money.whole(3L, 10)).isEqualTo(3);
    assertThat(Money.whole(" 3.0 ", 10)).isEqualTo(3);
    assertThat(Money.whole(0L, 10)).isZero();
    assertThat(Money.whole(10L, 10)).isEqualTo(10);
    assertThat(Money.whole(null, 10)).isEqualTo(Money.ABSENT);
    for (Object other : new Object[] {11L, -1L, "-1", new BigDecimal("2.5"), "many", true}) {
      assertThat(Money.whole(other, 10)).as("%s", other).isEqualTo(Money.UNREADABLE);
    }
  }
}
