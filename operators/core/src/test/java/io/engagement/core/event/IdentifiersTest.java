package io.engagement.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifiersTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "\t\n",
        "\u2003",
        "null",
        "nil",
        "none",
        "undefined",
        "anonymous",
        "guest",
        "unknown",
        "0",
        "-1",
        "nan",
        "[object object]",
        "true",
        "false",
        "not_authenticated",
        "id",
        "distinct_id",
        "email",
        "NULL",
        "Guest",
        "[object Object]",
        " None ",
        "NOT_Authenticated"
      })
  void seesNobody(String text) {
    assertThat(Identifiers.normalized(text)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "u1,u1",
        " u1\t,u1",
        "a b,a b",
        "U1,U1",
        "00,00",
        "-2,-2",
        "guests,guests",
        "idx,idx",
        "Ω,Ω"
      })
  void keepsTheRest(String text, String expected) {
    assertThat(Identifiers.normalized(text)).isEqualTo(expected);
  }
}
