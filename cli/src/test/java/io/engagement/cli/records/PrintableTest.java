package io.engagement.cli.records;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void nothingMovesTheCursorOrTurnsTheTextAround() {
    assertThat(Printable.of("a\u001b[2J\rb\nc\u202ed\u2028e"))
        .isEqualTo("a\uFFFD[2J\uFFFDb c\uFFFDd\uFFFDe");
    assertThat(Printable.of("half \ud800 of a pair, whole \ud83c\udfb9"))
        .isEqualTo("half \uFFFD of a pair, whole \ud83c\udfb9");
  }

  @Test
  void isCutVisibly() {
    assertThat(Printable.of("abcdef", 3)).isEqualTo("abc...");
    assertThat(Printable.of("abc", 3)).isEqualTo("abc");
    assertThat(Printable.ofRecord("abcdef", 3)).isEqualTo("abc...");
  }

  @Test
  void secretsAreLeftOut() {
    assertThat(
            Printable.ofRecord(
                "{\"user\":\"u\",\"Password\" : \"a\\\"b\",\"apiKey\":123,\"accessToken\":\"x",
                200))
        .isEqualTo(
            "{\"user\":\"u\",\"Password\" : \"***\",\"apiKey\":\"***\",\"accessToken\":\"***\"");
    assertThat(Printable.ofRecord("{\"token\":\"" + "\\\"".repeat(40_000) + "\"}", 100_000))
        .isEqualTo("{\"token\":\"***\"}");
  }
}
