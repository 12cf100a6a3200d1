package io.engagement.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "0s, 0",
    "500ms, 500",
    "10s, 10000",
    "30m, 1800000",
    "1h30m, 5400000",
    "7d, 604800000",
    "1d2h3m4s5ms, 93784005",
    "90m, 5400000"
  })
  void readsUnitsLargestFirst(String text, long millis) {
    assertThat(Durations.parse(text)).isEqualTo(OptionalLong.of(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "30",
        "m",
        "-30m",
        "1.5h",
        "30 m",
        "30m1h",
        "1h1h",
        "30M",
        "PT30M",
        "1w",
        "99999999999999d",
        "9223372036854775807s",
        "99999999999999999999ms"
      })
  void refusesEverythingElse(String text) {
    assertThat(Durations.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0s", "1ms", "59s", "1m30s", "2h", "1d1ms", "365d23h59m59s999ms"})
  void formatsWhatItReads(String text) {
    assertThat(Durations.format(Durations.parse(text).orElseThrow())).isEqualTo(text);
  }

  @Test
  void formatsInTheLargestUnits() {
    assertThat(Durations.format(90 * Durations.MINUTE)).isEqualTo("1h30m");
  }
}
