package io.engagement.core.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.config.ConfigResult;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import io.engagement.core.metric.score.ScoreDefinition;
import io.engagement.core.session.Publish;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishKeyTest {
  private static ConfigText text(String publish) {
    return new ConfigText(
        "test",
        """
        metrics:
          sessions: [{id: web, publish: %s}]
          score: [{id: score, weights: {Home: 1}, publish: %s}]
        """
            .formatted(publish, publish));
  }

  private static Publish read(String publish) {
    return EngagementConfigReader.read(text(publish)).config().metrics().stream()
        .map(ConfiguredMetric::definition)
        .filter(ScoreDefinition.class::isInstance)
        .map(definition -> ((ScoreDefinition) definition).publish())
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"every 5m, 300000", "every 1s, 1000", "every 1d, 86400000", "every 1h30m, 5400000"})
  void everyIsFollowedByATime(String publish, long millis) {
    assertThat(read(publish)).isEqualTo(Publish.every(millis));
  }

  @Test
  void theOthersAreWords() {
    assertThat(read("changes")).isEqualTo(Publish.CHANGES);
    assertThat(read("closed")).isEqualTo(Publish.CLOSED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"every", "every 0s", "every 999ms", "every 2d", "every now", "Closed"})
  void whatIsNeitherIsRefused(String publish) {
    assertThat(EngagementConfigReader.read(text(publish)))
        .isInstanceOfSatisfying(
            ConfigResult.Invalid.class,
            invalid ->
                assertThat(invalid.problems().toString())
                    .contains("none of changes, closed, every DURATION"));
  }
}
