package io.engagement.core.event.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonNumbersTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "-0,0",
    "0.0,0",
    "-0.000,0",
    "7,7",
    "-7,-7",
    "1.0,1",
    "100,100",
    "1e2,100",
    "1.5e1,15",
    "10e-1,1",
    "9223372036854775807,9223372036854775807",
    "9223372036854775807.0,9223372036854775807",
    "-9223372036854775808,-9223372036854775808",
    "0e5,0",
    "1e18,1000000000000000000"
  })
  void makesALongOfEveryIntegerThatFits(String text, long expected) {
    assertThat(value(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0.5,0.5",
    "1.50,1.5",
    "-19.90,-19.9",
    "1e-2,0.01",
    "9223372036854775808,9223372036854775808",
    "-9223372036854775809,-9223372036854775809",
    "0.1234567890123456789,0.1234567890123456789",
    "9999999999999999999,9999999999999999999"
  })
  void keepsTheRestExactly(String text, BigDecimal expected) {
    assertThat(value(text)).isInstanceOf(BigDecimal.class).isEqualTo(expected);
  }

  @Test
  void givesEqualNumbersOneForm() {
    assertThat(value("1E+20")).isEqualTo(value("100000000000000000000"));
    assertThat(value("1E+20")).isEqualTo(value("100000000000000000000.00"));
    assertThat(value("0.10")).isEqualTo(value("1e-1"));
  }

  @Test
  void agreesWithBigDecimalOnRandomNumbers() {
    long seed = 17L;
    System.out.println("JsonNumbersTest seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 60_000; i++) {
      String digits = Long.toString(random.nextLong() >>> random.nextInt(63));
      int point = random.nextInt(digits.length());
      String text = (random.nextBoolean() ? "-" : "") + digits.replaceFirst("-", "");
      if (point > 1 && random.nextBoolean()) {
        text =
            text.substring(0, text.length() - point + 1)
                + "."
                + text.substring(text.length() - point + 1)
                + "0";
      }
      Number value = value(text);
      assertThat(new BigDecimal(value.toString())).as(text).isEqualByComparingTo(text);
      assertThat(JsonNumbers.canonical(new BigDecimal(text))).as(text).isEqualTo(value);
    }
  }

  private static Number value(String text) {
    byte[] bytes = ("[" + text + "]").getBytes(StandardCharsets.UTF_8);
    return JsonNumbers.value(bytes, 1, bytes.length - 1);
  }
}
