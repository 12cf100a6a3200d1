package io.engagement.core.metric.recommendations;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.metric.recommendations.RecommendationsDefinition.Positions;
import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.Problem;
import io.engagement.core.yaml.Problems;
import io.engagement.core.yaml.YamlReader;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How recommendations are written, and what is wrong with them. */
class RecommendationsFamilyTest {
  private final Problems problems = new Problems("r.yaml");

  private RecommendationsDefinition read(String text) {
    ConfigNode node = Objects.requireNonNull(YamlReader.open(text, problems));
    RecommendationsDefinition definition =
        new RecommendationsFamily().read(node, new DefinitionContext(Set.of("platform")));
    node.reportUnknownKeys();
    return definition;
  }

  @Test
  void anIdIsEnough() {
    assertThat(read("{id: recs}"))
        .isEqualTo(
            new RecommendationsDefinition(
                "recs",
                1_800_000,
                604_800_000,
                604_800_000,
                604_800_000,
                Positions.AUTO,
                "USD",
                List.of()));
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void everyOptionIsRead() {
    assertThat(
            read(
                """
                id: recs
                click-window: 10m
                conversion-window: 1d
                once-within: 1s
                list-once-within: 30m
                positions: from-0
                currency: eur
                breakdowns: [platform]
                """))
        .isEqualTo(
            new RecommendationsDefinition(
                "recs",
                600_000,
                86_400_000,
                1_000,
                1_800_000,
                Positions.FROM_0,
                "EUR",
                List.of("platform")));
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void whatHoldsForOtherImpressionsHoldsForListsUnlessTheyHaveTheirOwn() {
    assertThat(read("{id: recs, once-within: 2h}").listOnceWithinMillis()).isEqualTo(7_200_000);
    assertThat(problems.all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{id: recs, click-window: 500ms}|click-window",
        "{id: recs, click-window: 8d}|click-window",
        "{id: recs, conversion-window: 91d}|conversion-window",
        "{id: recs, once-within: 0s}|once-within",
        "{id: recs, list-once-within: 999ms}|list-once-within",
        "{id: recs, list-once-within: 91d}|list-once-within",
        "{id: recs, currency: a very long currency}|currency",
        "{id: recs, currency: ' '}|currency",
        "{id: recs, window: 7d}|window",
        "{id: recs, positions: from-2}|positions",
        "{id: recs, breakdowns: [plan]}|breakdowns[0]",
        "{id: Recs}|id"
      })
  void mistakesAreReportedAtTheirPlace(String text, String path) {
    read(text);
    assertThat(problems.all()).extracting(Problem::path).containsExactly(path);
    assertThat(problems.all()).allMatch(problem -> problem.line() == 1);
  }
}
