package io.engagement.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {
  private static final long T = 1_704_368_738_123L;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2024-01-04T11:45:38.123Z",
        "2024-01-04T11:45:38.123456Z",
        "2024-01-04T11:45:38.1234567Z",
        "2024-01-04 11:45:38,123",
        "2024-01-04 11:45:38.123 UTC",
        "2024-01-04 11:45:38.123 +0000 UTC",
        "2024-01-04 11:45:38.123+00",
        "2024-01-04 11:45:38.123 +0000",
        "2024-01-04T17:15:38.123+05:30",
        "20240104T114538.123Z",
        " 2024-01-04T11:45:38.123Z ",
        "1704368738.123",
        "1704368738.1239",
        "1704368738123",
        "1704368738123.9",
        "1704368738123456",
        "1704368738123456789",
      })
  void readsOneInstantInEverySpelling(String text) {
    assertThat(millis(text)).isEqualTo(T);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Thu, 04 Jan 2024 11:45:38 GMT",
        "Thu, 4 Jan 2024 11:45:38 +0000",
        "4 jan 2024 13:45:38 +0200",
        "Thu, 04 Jan 2024 11:45:38 UTC",
        "Thu, 04 Jan 2024 06:45:38 -0500",
        "Thu, 04 Jan 2024 06:45:38 EST",
        "Thu, 04 Jan 2024 03:45:38 PST",
        "1704368738",
      })
  void readsDatesOfMailsAndWholeSeconds(String text) {
    assertThat(millis(text)).isEqualTo(T - 123);
  }

  @Test
  void readsNumbersByTheirSize() {
    for (Number number :
        List.of(
            1704368738123L,
            new BigDecimal("1704368738.123"),
            new BigDecimal("1704368738.1239"),
            1704368738123456L,
            1704368738123456789L,
            new BigDecimal("1704368738123.9"),
            new BigDecimal("1704368738123456789.5"))) {
      assertThat(TimeText.millis(number)).as(number.toString()).isEqualTo(T);
    }
    assertThat(TimeText.millis(99_999_999_999L)).isEqualTo(99_999_999_999_000L);
    assertThat(TimeText.millis(100_000_000_000L)).isEqualTo(100_000_000_000L);
    assertThat(TimeText.millis(99_999_999_999_999L)).isEqualTo(99_999_999_999_999L);
    assertThat(TimeText.millis(100_000_000_000_000L)).isEqualTo(100_000_000_000L);
    assertThat(TimeText.millis(99_999_999_999_999_999L)).isEqualTo(99_999_999_999_999L);
    assertThat(TimeText.millis(100_000_000_000_000_000L)).isEqualTo(100_000_000_000L);
    assertThat(TimeText.millis(0L)).isZero();
    assertThat(TimeText.millis(-1L)).isEqualTo(EventTime.UNREADABLE);
    assertThat(TimeText.millis(-62_135_596_800L)).isEqualTo(EventTime.ABSENT);
    assertThat(TimeText.millis(-62_135_596_800_000L)).isEqualTo(EventTime.ABSENT);
    assertThat(TimeText.millis(-62_104_060_800L)).isEqualTo(EventTime.UNREADABLE);
    assertThat(TimeText.millis(-62_135_596_801L)).isEqualTo(EventTime.UNREADABLE);
    assertThat(TimeText.millis(new BigDecimal("-0.5"))).isEqualTo(EventTime.UNREADABLE);
    assertThat(TimeText.millis(new BigDecimal("1e300"))).isEqualTo(EventTime.UNREADABLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "0001-01-01T00:00:00Z",
        "0001-01-01T00:00:00",
        "0001-01-01",
        "0001-01-01T00:00:00+02:00",
        "0001-01-01 00:00:00 UTC",
        "0001-01-01 00:00:00 +0000 UTC",
        "Mon, 01 Jan 0001 00:00:00 GMT"
      })
  void takesEmptyTimesForNone(String text) {
    assertThat(millis(text)).isEqualTo(EventTime.ABSENT);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"soon", "-5", "+5", "1e9", "1.2.3", "0002-01-01", "1969-12-31T23:59:59.999Z", "."})
  void readsNothingElse(String text) {
    assertThat(millis(text)).isEqualTo(EventTime.UNREADABLE);
  }

  private static long millis(String text) {
    byte[] bytes = (text + "\0\0\0\0\0\0\0\0").getBytes(StandardCharsets.UTF_8);
    return TimeText.millis(bytes, 0, bytes.length - 8);
  }
}
