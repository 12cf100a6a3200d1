package io.engagement.core.metric.score;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.Problem;
import io.engagement.core.yaml.Problems;
import io.engagement.core.yaml.YamlReader;
import java.math.BigDecimal;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a score is written, and what is wrong with it. */
class ScoreFamilyTest {
  private final Problems problems = new Problems("f.yaml");

  private ScoreDefinition read(String text) {
    ConfigNode node = Objects.requireNonNull(YamlReader.open(text, problems));
    ScoreDefinition read = new ScoreFamily().read(node, new DefinitionContext(Set.of()));
    node.reportUnknownKeys();
    return read;
  }

  private static String weights(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> "event " + i + ": 1")
        .collect(Collectors.joining(", ", "{id: s, weights: {", "}}"));
  }

  @Test
  void theLargestWeightsAndTheFinestAreTaken() {
    ScoreDefinition read = read("{id: s, weights: {A: 1000, B: -1000, C: 0.123456}}");
    assertThat(problems.all()).isEmpty();
    assertThat(read.weights())
        .containsEntry("A", new BigDecimal(1_000))
        .containsEntry("B", new BigDecimal(-1_000))
        .containsEntry("C", new BigDecimal("0.123456"));
    assertThat(read.halfLifeMillis()).isEqualTo(604_800_000L);
    assertThat(read.currency()).isEqualTo("USD");
  }

  @Test
  void twoHundredWeightsAreTheMost() {
    assertThat(read(weights(ScoreFamily.MOST_WEIGHTS)).weights()).hasSize(200);
    assertThat(problems.all()).isEmpty();
    read(weights(ScoreFamily.MOST_WEIGHTS + 1));
    assertThat(problems.all()).hasSize(1);
    assertThat(problems.all().get(0).message()).contains("201 weights are too many");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{id: s} | weights | is missing",
        "{id: s, weights: {}} | weights | no event has a weight",
        "{id: s, weights: [A]} | weights | map",
        "{id: s, weights: {A: 1000.000001}} | weights.A | cannot be a weight",
        "{id: s, weights: {A: -1000.000001}} | weights.A | cannot be a weight",
        "{id: s, weights: {A: 0.1234567}} | weights.A | cannot be a weight",
        "{id: s, weights: {A: much}} | weights.A | expected a number",
        "{id: s, weights: {A: 1}, half-life: 59s} | half-life | 59s",
        "{id: s, weights: {A: 1}, half-life: 3651d} | half-life | 3651d",
        "{id: s, weights: {A: 1}, currency: ABCDEFGHIJKLMNOPQ} | currency | cannot be a currency"
      })
  void whatIsWrongIsSaidWhereItIs(String text, String path, String message) {
    read(text);
    assertThat(problems.all()).hasSize(1);
    Problem problem = problems.all().get(0);
    assertThat(problem.path()).isEqualTo(path);
    assertThat(problem.message()).contains(message);
  }
}
