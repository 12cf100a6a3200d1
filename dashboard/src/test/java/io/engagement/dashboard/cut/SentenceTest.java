package io.engagement.dashboard.cut;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.dashboard.view.View.Words;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SentenceTest {
  private static Map<String, @Nullable Object> result(
      @Nullable Double lift, @Nullable Double low, @Nullable Double high) {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("measure", "conversion");
    row.put("variant", "blue");
    row.put("control", "grey");
    row.put("variant_mean", 0.041);
    row.put("control_mean", 0.038);
    row.put("lift", lift);
    row.put("lift_low", low);
    row.put("lift_high", high);
    return row;
  }

  @Test
  void saysWhetherTheIntervalKnowsTheSign() {
    String means = "blue converts 4.10 % of its users, grey 3.80 %: ";
    assertThat(Sentence.of(Words.EXPERIMENT, result(0.079, -0.02, 0.18)))
        .isEqualTo(
            means + "+7.9 % (between \u22122.0 % and +18.0 %). No significant difference yet.");
    assertThat(Sentence.of(Words.EXPERIMENT, result(0.079, 0.01, 0.15)))
        .isEqualTo(
            means
                + "+7.9 % (between +1.0 % and +15.0 %). The difference is significant: more with blue.");
    assertThat(Sentence.of(Words.EXPERIMENT, result(-0.2, -0.3, -0.1)))
        .isEqualTo(
            means
                + "\u221220.0 % (between \u221230.0 % and \u221210.0 %). The difference is significant: less with blue.");
    assertThat(Sentence.of(Words.EXPERIMENT, result(null, null, null)))
        .isEqualTo(means + "too little to compare yet.");
  }

  @Test
  void warnsOfASplitThatIsNotEven() {
    Map<String, @Nullable Object> row = new HashMap<>();
    row.put("users", 3_000L);
    row.put("variants", 2);
    row.put("p_value", 0.43);
    row.put("mismatch", false);
    assertThat(Sentence.of(Words.SAMPLE_RATIO, row))
        .isEqualTo("3,000 users are split evenly over 2 variants (p = 0.4300).");
    row.put("p_value", 1e-9);
    row.put("mismatch", true);
    assertThat(Sentence.of(Words.SAMPLE_RATIO, row))
        .startsWith("Do not trust these results: 3,000 users are not split evenly");
  }
}
