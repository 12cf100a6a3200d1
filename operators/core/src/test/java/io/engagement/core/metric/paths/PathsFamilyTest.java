package io.engagement.core.metric.paths;

import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.metric.paths.PathsDefinition.Repeats;
import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.Problem;
import io.engagement.core.yaml.Problems;
import io.engagement.core.yaml.YamlReader;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How paths are written, and what is wrong with them. */
class PathsFamilyTest {
  private final Problems problems = new Problems("f.yaml");

  private PathsDefinition read(String text) {
    ConfigNode node = Objects.requireNonNull(YamlReader.open(text, problems));
    PathsDefinition read = new PathsFamily().read(node, new DefinitionContext(Set.of()));
    node.reportUnknownKeys();
    return read;
  }

  @Test
  void aSessionMayBeAsLongAsItsPath() {
    PathsDefinition read =
        read("{id: p, steps: 50, events-per-session: 50, collapse: false, start: /a}");
    assertThat(problems.all()).isEmpty();
    assertThat(read.steps()).isEqualTo(50);
    assertThat(read.eventsPerSession()).isEqualTo(50);
    assertThat(read.repeats()).isEqualTo(Repeats.KEEP);
    assertThat(read.start()).isEqualTo("/a");
  }

  @Test
  void anIdIsEnough() {
    PathsDefinition read = read("{id: p}");
    assertThat(problems.all()).isEmpty();
    assertThat(read.item()).isEqualTo("properties.path");
    assertThat(read.repeats()).isEqualTo(Repeats.COLLAPSE);
    assertThat(read.start()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{id: p, steps: 6, events-per-session: 5} | events-per-session | 6 steps needs as many",
        "{id: p, steps: 1} | steps | 1",
        "{id: p, steps: 51} | steps | 51",
        "{id: p, events-per-session: 10001} | events-per-session | 10001",
        "{id: p, gap: 999ms} | gap | 999ms"
      })
  void whatIsWrongIsSaidWhereItIs(String text, String path, String message) {
    read(text);
    assertThat(problems.all()).hasSize(1);
    Problem problem = problems.all().get(0);
    assertThat(problem.path()).isEqualTo(path);
    assertThat(problem.message()).contains(message);
  }
}
