package io.engagement.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class YamlReaderTest {

  static Stream<Arguments> unreadable() {
    return Stream.of(
        Arguments.of("", 1, 1, "the document is empty"),
        Arguments.of("# nothing\n", 1, 1, "the document is empty"),
        Arguments.of("a: 1\n---\nb: 2\n", 2, 1, "a second document begins here"),
        Arguments.of("a: &x 1\n", 1, 4, "anchors (&name) are not supported"),
        Arguments.of("a: 1\nb: *x\n", 2, 4, "aliases (*name) are not supported"),
        Arguments.of("a: !!str 1\n", 1, 4, "tags (!name) are not supported"),
        Arguments.of("a:\n  b: !custom {c: 1}\n", 2, 6, "tags (!name) are not supported"),
        Arguments.of("a: 1\n b: 2\n", 2, 3, "not YAML: mapping values are not allowed here"),
        Arguments.of("a: [1, 2\nb: 3\n", 2, 2, "not YAML: expected ',' or ']', but got :"),
        Arguments.of("a:\n\tb: 1\n", 2, 1, "not YAML: found character '\\t(TAB)'"),
        Arguments.of("a: '\u0001'\n", 1, 1, "not YAML: special characters are not allowed"),
        Arguments.of("[".repeat(40) + "]".repeat(40), 1, 1, "not YAML: Nesting Depth exceeded"));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void saysWhereTextCannotBeRead(String text, int line, int column, String message) {
    Problem problem = Yaml.problemsOf(text).all().get(0);

    assertThat(problem.message()).startsWith(message);
    assertThat(problem.line()).isEqualTo(line);
    assertThat(problem.column()).isEqualTo(column);
  }

  @Test
  void refusesTextLongerThanAMebibyte() {
    assertThat(Yaml.problemsOf("a: " + "x".repeat(1 << 20)).all())
        .extracting(Problem::message)
        .containsExactly("the document is longer than 1 MiB");
  }

  @Test
  void reportsEveryAnchorAndTagAtOnce() {
    assertThat(Yaml.problemsOf("a: &x 1\nb: !!int 2\nc: *x\n").all())
        .extracting(Problem::line)
        .containsExactly(1, 2, 3);
  }

  @Test
  void writesProblemsByLineWithPlaceAndHint() {
    Yaml yaml = Yaml.of("a:\n  b: soon\nc: 3\nc: 4\n");
    yaml.root.child("c").child("x");
    yaml.root.child("a").child("b").durationMillisOr(0, 0, 10);

    assertThat(yaml.problems.toString())
        .isEqualTo(
            """
            test.yaml:2:6 a.b: "soon" is not a duration
                hint: for example 30m, 7d, 1h30m or 500ms
            test.yaml:3:4 c: expected a map, found a single value
                hint: for example {key: value}
            test.yaml:4:4 c: the key is there twice
                hint: first at line 3
            3 problems in test.yaml""");
  }
}
