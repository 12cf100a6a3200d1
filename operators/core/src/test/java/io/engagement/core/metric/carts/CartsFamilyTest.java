package io.engagement.core.metric.carts;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.metric.DefinitionContext;
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

/** How carts are written, and what is wrong with them. */
class CartsFamilyTest {
  private final Problems problems = new Problems("f.yaml");

  private CartsDefinition read(String text) {
    ConfigNode node = Objects.requireNonNull(YamlReader.open(text, problems));
    CartsDefinition read = new CartsFamily().read(node, new DefinitionContext(Set.of("platform")));
    node.reportUnknownKeys();
    return read;
  }

  @Test
  void anIdIsEnough() {
    assertThat(read("{id: carts}"))
        .isEqualTo(new CartsDefinition("carts", 3_600_000, "USD", 7_776_000_000L, List.of()));
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void everyOptionIsRead() {
    assertThat(
            read(
                "{id: c, abandon-after: 30m, currency: EUR, remember: 400d,"
                    + " breakdowns: [platform]}"))
        .isEqualTo(
            new CartsDefinition("c", 1_800_000, "EUR", 34_560_000_000L, List.of("platform")));
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void aCurrencyIsWrittenAsEventsMayWriteIt() {
    assertThat(read("{id: c, currency: ' eur'}").currency()).isEqualTo("EUR");
    assertThat(problems.all()).isEmpty();
  }

  @Test
  void aCartMayExpireAtTheInstantItIsAbandoned() {
    assertThat(read("{id: c, abandon-after: 2d, remember: 2d}").rememberMillis())
        .isEqualTo(172_800_000);
    assertThat(problems.all()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{id: c, abandon-after: 2d, remember: 47h} | remember | before it is abandoned",
        "{id: c, abandon-after: 999ms} | abandon-after | 999ms",
        "{id: c, abandon-after: 31d} | abandon-after | 31d",
        "{id: c, remember: 401d} | remember | 401d",
        "{id: c, remember: 59m} | remember | 59m",
        "{id: c, currency: ABCDEFGHIJKLMNOPQ} | currency | cannot be a currency",
        "{id: c, breakdowns: [nothing]} | breakdowns[0] | nothing",
        "{id: c, abandon: 1h} | abandon | abandon"
      })
  void whatIsWrongIsSaidWhereItIs(String text, String path, String message) {
    read(text);
    assertThat(problems.all()).hasSize(1);
    Problem problem = problems.all().get(0);
    assertThat(problem.path()).isEqualTo(path);
    assertThat(problem.message()).contains(message);
    assertThat(problem.hint()).isNotNull();
  }
}
