package io.engagement.dashboard.cut;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        " =1",
        "\u00a0=1",
        "\u2003=1",
        "\uFF1D1",
        "\u202e=1",
        "\u0000=1",
        "=HYPERLINK(\"http://x\",\"y\")"
      })
  void noTextIsAFormula(String text) {
    String cell = Csv.cell(text);
    String content =
        cell.startsWith("\"") ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"") : cell;
    assertThat(content.strip().charAt(0)).isNotIn('=', '+', '-', '@', '\uFF1D', '\t', '\r');
  }

  @Test
  void numbersStayNumbers() {
    assertThat(Csv.cell(-5L)).isEqualTo("-5");
    assertThat(Csv.cell(new BigDecimal("1E+3"))).isEqualTo("1000");
    assertThat(Csv.cell(true)).isEqualTo("true");
    assertThat(Csv.cell(null)).isEmpty();
  }

  @Test
  void quotesWhatSeparates() {
    assertThat(Csv.cell("a,b")).isEqualTo("\"a,b\"");
    assertThat(Csv.cell("say \"hi\"")).isEqualTo("\"say \"\"hi\"\"\"");
    assertThat(Csv.cell("plain")).isEqualTo("plain");
  }

  @Test
  void showsWhatChangesHowNeighboursLook() {
    assertThat(Csv.visible("a\u202eb\u0000c\nd\u2028e"))
        .isEqualTo("a\\u202eb\\u0000c\\u000ad\\u2028e");
    assertThat(Csv.visible("\uD83D\uDC69\u200D\uD83D\uDCBB na\u00efve"))
        .isEqualTo("\uD83D\uDC69\u200D\uD83D\uDCBB na\u00efve");
    assertThat(Csv.visible("\uDB40\uDC41")).isEqualTo("\\u{e0041}");
  }
}
