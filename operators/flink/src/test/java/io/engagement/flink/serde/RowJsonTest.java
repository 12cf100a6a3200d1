package io.engagement.flink.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.engagement.core.table.RowChange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RowJsonTest {
  private final RowJson json = new RowJson();

  @Test
  void writesEveryTypeInThePublishedNotation() {
    assertThat(text(json.value(SampleTables.fullRow())))
        .isEqualTo(
            "{\"text\":\"say \\\"hi\\\"\",\"long\":1099511627776,\"int\":-7,\"flag\":true,"
                + "\"seconds\":58.5,\"money\":12.5,\"date\":\"2024-01-04\","
                + "\"at\":\"2024-01-04T11:00:00.123Z\",\"json\":{\"a\": 1, \"b\":[]},"
                + "\"double\":0.1}");
    assertThat(text(json.key(SampleTables.fullRow()))).isEqualTo("{\"metric\":\"web\",\"step\":3}");
  }

  @Test
  void writesNullsAndLeavesNothingOut() {
    assertThat(text(json.value(SampleTables.emptyRow())))
        .isEqualTo(
            "{\"text\":null,\"long\":null,\"int\":null,\"flag\":null,\"seconds\":null,"
                + "\"money\":null,\"date\":null,\"at\":null,\"json\":null,\"double\":null}");
  }

  @Test
  void aLineHoldsKeyAndValues() {
    assertThat(text(json.line(SampleTables.narrowRow(0, 5))))
        .isEqualTo("{\"day\":\"1970-01-01\",\"users\":5}");
  }

  @Test
  void aDeletedRowHasAKeyButNoValueAndNoLine() {
    RowChange deleted = SampleTables.deletedRow();
    assertThat(text(json.key(deleted))).isEqualTo("{\"metric\":\"web\",\"step\":4}");
    assertThat(json.value(deleted)).isNull();
    assertThatThrownBy(() -> json.line(deleted)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "58000,58", "58500,58.5", "58001,58.001", "-500,-0.5", "100000000,100000"})
  void secondsHaveUpToThreeDecimals(long millis, String published) {
    assertThat(PublishedText.seconds(millis)).isEqualTo(published);
  }

  @ParameterizedTest
  @CsvSource({"0,0", "12500000,12.5", "1,0.000001", "-10000000,-10", "99990000,99.99"})
  void moneyHasUpToSixDecimals(long micros, String published) {
    assertThat(PublishedText.money(micros)).isEqualTo(published);
  }

  @Test
  void decimalsHaveAllTheirDigits() {
    RowChange row = SampleTables.exactRow("-0.5", "12345678901234567890123456.000000000001");
    assertThat(text(json.line(row)))
        .isEqualTo("{\"at_least\":-0.5,\"sum\":12345678901234567890123456.000000000001}");
    assertThat(text(json.line(SampleTables.exactRow("1E+3", null))))
        .isEqualTo("{\"at_least\":1000,\"sum\":null}");
  }

  @Test
  void instantsThatNoCalendarHoldsAreInfinite() {
    assertThat(PublishedText.instant(Long.MAX_VALUE)).isEqualTo("infinity");
    assertThat(PublishedText.instant(Long.MIN_VALUE)).isEqualTo("-infinity");
    assertThat(PublishedText.date(Long.MAX_VALUE)).isEqualTo("infinity");
    assertThat(PublishedText.instant(0)).isEqualTo("1970-01-01T00:00:00Z");
  }

  @Test
  void instantsReadAsJavaWritesThem() {
    long seed = 5;
    SplittableRandom random = new SplittableRandom(seed);
    long first = Instant.parse("0001-01-01T00:00:00Z").toEpochMilli();
    long last = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();
    for (int i = 0; i < 10_000; i++) {
      long millis =
          switch (i) {
            case 0 -> first;
            case 1 -> last;
            default ->
                random.nextLong(first, last) / (i % 3 == 0 ? 1000 : 1) * (i % 3 == 0 ? 1000 : 1);
          };
      assertThat(PublishedText.instant(millis))
          .as("seed %d", seed)
          .isEqualTo(Instant.ofEpochMilli(millis).toString());
    }
  }

  @Test
  void aRowAfterOneThatFailedIsWhole() {
    RowChange broken =
        new RowChange(SampleTables.WIDE, new Object[] {"web", "not a number"}, new Object[10]);
    assertThatThrownBy(() -> json.key(broken)).isInstanceOf(ClassCastException.class);
    assertThat(text(json.key(SampleTables.fullRow()))).isEqualTo("{\"metric\":\"web\",\"step\":3}");
  }

  @Test
  void aLoneSurrogateBecomesAQuestionMark() {
    RowChange row = new RowChange(SampleTables.WIDE, new Object[] {"a\uD800b", 1L}, new Object[10]);
    assertThat(text(json.key(row))).isEqualTo("{\"metric\":\"a?b\",\"step\":1}");
  }

  @Test
  void everyLineIsOneValidJsonObject() throws Exception {
    long seed = 11;
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      RowChange row = SampleTables.anyRow(random);
      if (row.isDelete()) {
        continue;
      }
      byte[] line = json.line(row);
      assertThat(text(line)).as("seed %d, row %s", seed, row).doesNotContain("\n", "\r");
      try (JsonParser parser = new JsonFactory().createParser(line)) {
        assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
        parser.nextToken();
        assertThat(parser.nextTextValue()).isEqualTo(keyText(row));
        parser.skipChildren();
        while (parser.currentToken() != null) {
          parser.nextToken();
        }
      }
    }
  }

  private static String keyText(RowChange row) {
    return row.table().equals(SampleTables.WIDE)
        ? (String) row.key()[0]
        : PublishedText.date((Long) row.key()[0]);
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
