package io.engagement.bench.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.engagement.bench.Arguments.BadOptionException;
import io.engagement.bench.contender.Contender;
import io.engagement.core.config.ConfigResult;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComparisonOptionsTest {
  private static ComparisonOptions parse(String options) throws BadOptionException, IOException {
    return ComparisonOptions.parse(("--output out " + options).strip().split(" ", -1));
  }

  @Test
  void everybodyIsComparedUnlessSomebodyIsNamed() throws Exception {
    assertThat(parse("").contenders()).containsExactly(Contender.values());
    assertThat(parse("--contenders b,e-postgres,b --suite limit").contenders())
        .containsExactly(Contender.DECODER, Contender.CATALOGUE_INTO_POSTGRES);
    assertThat(parse("--suite sinks").contenders()).contains(Contender.CATALOGUE_INTO_POSTGRES);
  }

  @Test
  void theWarmUpIsHalfOfTheEventsAndAtMostTwoMillion() throws Exception {
    assertThat(parse("--events 300000").warmUp()).isEqualTo(150_000);
    assertThat(parse("--events 10000000").warmUp()).isEqualTo(2_000_000);
    assertThat(parse("--events 10 --warm-up 0").warmUp()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "--suite most; there is no suite most",
        "--contenders a,z; there is no contender 'z', but a, b,",
        "--events 0; --events 0 is no whole number",
        "--rounds few; --rounds few is no whole number",
        "--days -1; --days -1 is no number",
        "--config none.yaml; cannot read none.yaml",
        "--evnets 3; there is no option --evnets",
        "--events; --events has no value",
        "--hot-user 2; --hot-user 2 is no number from 0 to 1",
        "--definitions none; --definitions none is no whole number",
        "--definitions 3 --config x.yaml; --config and --definitions exclude each other"
      })
  void whatCannotBeIsRefused(String options, String why) {
    assertThatThrownBy(() -> parse(options))
        .isInstanceOf(BadOptionException.class)
        .hasMessageContaining(why);
  }

  @Test
  void aConfigurationGivesItsDefinitionsAlone() throws Exception {
    Path reference = Path.of("..", "conf", "engagement.reference.yaml");
    String definitions = parse("--config " + reference).definitions();
    assertThat(definitions)
        .contains("\nbreakdowns:", "\nmetrics:")
        .doesNotContain("\ndeployment:", "\nsource:", "\nsinks:", "\ncontrol:", "\ndeletion:");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 12, 13, 50})
  void definitionsAreAsManyAsAskedFor(int count) throws Exception {
    String yaml = parse("--definitions " + count).definitions();
    assertThat(EngagementConfigReader.read(new ConfigText("cycle", yaml)).config().metrics())
        .as(yaml)
        .hasSize(count);
  }

  @ParameterizedTest
  @ValueSource(strings = {"two-families", "catalogue", "same-as-datastream"})
  void theDefinitionsOfContendersAreValid(String name) throws IOException {
    try (InputStream in = Contender.class.getResourceAsStream(name + ".yaml")) {
      assertThat(in).isNotNull();
      String yaml = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(EngagementConfigReader.read(new ConfigText(name, yaml)))
          .isInstanceOf(ConfigResult.Valid.class);
    }
  }
}
