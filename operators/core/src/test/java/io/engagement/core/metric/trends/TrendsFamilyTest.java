package io.engagement.core.metric.trends;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.table.Period;
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

/** How trends are written, and what is wrong with it. */
class TrendsFamilyTest {
  private final Problems problems = new Problems("f.yaml");

  private TrendsDefinition read(String text) {
    ConfigNode node = Objects.requireNonNull(YamlReader.open(text, problems));
    TrendsDefinition read =
        new TrendsFamily().read(node, new DefinitionContext(Set.of("platform")));
    node.reportUnknownKeys();
    return read;
  }

  @Test
  void anIdIsEnough() {
    assertThat(read("{id: events}"))
        .isEqualTo(
            new TrendsDefinition("events", EventMatcher.ANY, List.of(Period.DAY), null, List.of()));
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void everyOptionIsRead() {
    assertThat(
            read(
                """
                id: views
                events: Product Viewed
                periods: [hour, day, week, month]
                sum: properties.price
                breakdowns: [platform]
                """))
        .isEqualTo(
            new TrendsDefinition(
                "views",
                EventMatcher.named("Product Viewed"),
                List.of(Period.HOUR, Period.DAY, Period.WEEK, Period.MONTH),
                "properties.price",
                List.of("platform")));
    assertThat(problems.all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{id: views, periods: rolling-7d}|periods",
        "{id: views, sum: $.price}|sum",
        "{id: views, bucket: day}|bucket",
        "{id: views, breakdowns: [plan]}|breakdowns[0]",
        "{sum: properties.price}|id"
      })
  void whatIsWrongIsSaidWhereItIs(String text, String path) {
    read(text);
    assertThat(problems.all()).extracting(Problem::path).containsExactly(path);
  }
}
