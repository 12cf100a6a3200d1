package io.engagement.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Iso8601Test {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2024-01-04T11:45:38Z           | 2024-01-04T11:45:38Z",
        "2024-01-04T11:45:38.250Z       | 2024-01-04T11:45:38.250Z",
        "2024-01-04T11:45:38.2Z         | 2024-01-04T11:45:38.200Z",
        "2024-01-04T11:45:38.25Z        | 2024-01-04T11:45:38.250Z",
        "2024-01-04T11:45:38.2509999Z   | 2024-01-04T11:45:38.250Z",
        "2024-01-04T11:45:38.123456789Z | 2024-01-04T11:45:38.123Z",
        "2024-01-04T11:45:38,25Z        | 2024-01-04T11:45:38.250Z",
        "2024-01-04T11:45:38            | 2024-01-04T11:45:38Z",
        "2024-01-04T11:45:38.5          | 2024-01-04T11:45:38.500Z",
        "2024-01-04T11:45Z              | 2024-01-04T11:45:00Z",
        "2024-01-04T11:45               | 2024-01-04T11:45:00Z",
        "2024-01-04T11:45+02:00         | 2024-01-04T09:45:00Z",
        "2024-01-04T11:45:38+02:00      | 2024-01-04T09:45:38Z",
        "2024-01-04T11:45:38+0200       | 2024-01-04T09:45:38Z",
        "2024-01-04T11:45:38+02         | 2024-01-04T09:45:38Z",
        "2024-01-04T11:45:38.5-08:30    | 2024-01-04T20:15:38.500Z",
        "2024-01-04T11:45:38-00:00      | 2024-01-04T11:45:38Z",
        "2024-01-04T11:45:38+18:00      | 2024-01-03T17:45:38Z",
        "2024-01-04T11:45:38z           | 2024-01-04T11:45:38Z",
        "2024-01-04t11:45:38Z           | 2024-01-04T11:45:38Z",
        "2024-01-04 11:45:38Z           | 2024-01-04T11:45:38Z",
        "2024-01-04 11:45:38            | 2024-01-04T11:45:38Z",
        "2024-01-04                     | 2024-01-04T00:00:00Z",
        "20240104T114538Z               | 2024-01-04T11:45:38Z",
        "20240104T114538.5+0200         | 2024-01-04T09:45:38.500Z",
        "20240104T1145Z                 | 2024-01-04T11:45:00Z",
        "2024-02-29T23:59:59.999Z       | 2024-02-29T23:59:59.999Z",
        "2000-02-29                     | 2000-02-29T00:00:00Z",
        "1970-01-01T00:00:00.000Z       | 1970-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999Z       | 9999-12-31T23:59:59.999Z",
      })
  void readsWhatTrackersSend(String text, Instant expected) {
    assertThat(millis(text)).isEqualTo(expected.toEpochMilli());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2023-02-29",
        "1900-02-29",
        "2024-04-31",
        "2024-13-01",
        "2024-00-01",
        "2024-01-32",
        "2024-01-04T24:00:00Z",
        "2024-01-04T23:60:00Z",
        "2016-12-31T23:59:60Z",
        "2024-1-04",
        "2024-01-04T11:45:38+18:01",
        "2024-01-04T11:45:38+02:60",
        "2024-01-04T11:45:38+2:00",
        "2024-01-04T11:45:38.Z",
        "2024-01-04T11",
        "2024-01-04T",
        "20240104",
        "x",
        ""
      })
  void refusesWhatIsNoTime(String text) {
    assertThat(millis(text)).isEqualTo(Iso8601.INVALID);
  }

  @Test
  void agreesWithTheCalendarOfTheJdk() {
    long last = LocalDate.of(9999, 12, 31).toEpochDay();
    for (long day = 0; day <= last; day += 11) {
      String date = LocalDate.ofEpochDay(day).toString();
      if (millis(date) != day * 86_400_000L) {
        fail(date + " is read as " + millis(date));
      }
    }
  }

  @Test
  void agreesWithTheJdkOnRandomTextsRightAndWrong() {
    long seed = 20240104L;
    System.out.println("Iso8601Test seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      String text = randomTime(random);
      assertThat(millis(text)).as(text).isEqualTo(byTheJdk(text));
    }
  }

  /** Of the common form with random digits, so that about half of the texts are times. */
  private static String randomTime(Random random) {
    String text =
        String.format(
            "%04d-%02d-%02dT%02d:%02d:%02d",
            random.nextInt(10_000),
            random.nextInt(14),
            random.nextInt(33),
            random.nextInt(25),
            random.nextInt(61),
            random.nextInt(61));
    int fraction = random.nextInt(5);
    if (fraction > 0) {
      text += "." + String.format("%09d", random.nextInt(1_000_000_000)).substring(0, fraction * 2);
    }
    return switch (random.nextInt(3)) {
      case 0 -> text + "Z";
      case 1 -> text + String.format("+%02d:%02d", random.nextInt(19), random.nextInt(61));
      default -> text + String.format("-%02d:%02d", random.nextInt(19), random.nextInt(60));
    };
  }

  private static long byTheJdk(String text) {
    int offsetAt = text.endsWith("Z") ? text.length() - 1 : text.length() - 6;
    try {
      LocalDateTime local =
          LocalDateTime.parse(text.substring(0, offsetAt), DateTimeFormatter.ISO_LOCAL_DATE_TIME);
      return local.toInstant(ZoneOffset.of(text.substring(offsetAt))).toEpochMilli();
    } catch (DateTimeException e) {
      return Iso8601.INVALID;
    }
  }

  private static long millis(String text) {
    byte[] bytes = ("xx" + text + "xx").getBytes(StandardCharsets.UTF_8);
    return Iso8601.millis(bytes, 2, bytes.length - 2);
  }
}
