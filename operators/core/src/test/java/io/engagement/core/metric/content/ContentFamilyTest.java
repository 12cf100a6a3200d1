package io.engagement.core.metric.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventType;
import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.metric.content.ContentDefinition.Entries;
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

/** How content is written, and what is wrong with it. */
class ContentFamilyTest {
  private final Problems problems = new Problems("f.yaml");

  private ContentDefinition read(String text) {
    ConfigNode node = Objects.requireNonNull(YamlReader.open(text, problems));
    ContentDefinition read =
        new ContentFamily().read(node, new DefinitionContext(Set.of("platform")));
    node.reportUnknownKeys();
    return read;
  }

  @Test
  void anIdIsEnough() {
    assertThat(read("{id: pages}"))
        .isEqualTo(
            new ContentDefinition(
                "pages",
                null,
                new EventMatcher.Spec(List.of(EventType.PAGE), List.of(), List.of()),
                "properties.path",
                Period.DAY,
                100,
                Entries.COUNT,
                List.of()));
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void everyOptionIsRead() {
    assertThat(
            read(
                """
                id: products
                events: Product Viewed
                item: properties.product_id
                bucket: month
                top: 1000
                entries: false
                breakdowns: [platform]
                """))
        .isEqualTo(
            new ContentDefinition(
                "products",
                null,
                EventMatcher.named("Product Viewed"),
                "properties.product_id",
                Period.MONTH,
                1_000,
                Entries.IGNORE,
                List.of("platform")));
    assertThat(problems.all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"day, DAY", "week, WEEK", "month, MONTH", "all, ALL"})
  void bucketsAreDaysWeeksMonthsOrAll(String written, Period bucket) {
    assertThat(read("{id: pages, bucket: " + written + "}").bucket()).isEqualTo(bucket);
    assertThat(problems.all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{id: pages, top: 0}|top|from 1 to 1000",
        "{id: pages, top: 1001}|top|from 1 to 1000",
        "{id: pages, bucket: hour}|bucket|",
        "{id: pages, bucket: rolling-7d}|bucket|",
        "{id: pages, item: $.path}|item|write path",
        "{id: pages, entries: maybe}|entries|",
        "{id: pages, ranks: 10}|ranks|",
        "{id: pages, tpo: 10}|tpo|did you mean top?",
        "{id: pages, breakdowns: [plan]}|breakdowns[0]|",
        "{top: 10}|id|"
      })
  void whatIsWrongIsSaidWhereItIs(String text, String path, String hint) {
    read(text);
    assertThat(problems.all()).extracting(Problem::path).containsExactly(path);
    assertThat(problems.all()).allMatch(problem -> problem.line() == 1);
    if (hint != null) {
      assertThat(problems.all().get(0).hint()).contains(hint);
    }
  }
}
