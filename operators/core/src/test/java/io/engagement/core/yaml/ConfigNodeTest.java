package io.engagement.core.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigNodeTest {
  private enum Flavour {
    PLAIN,
    DARK_CHOCOLATE,
    MINT
  }

  static Stream<Arguments> typedValues() {
    return Stream.of(
        Arguments.of("3", 3L),
        Arguments.of("-3", -3L),
        Arguments.of("1.0", 1L),
        Arguments.of("-0.0", 0L),
        Arguments.of("1e3", 1000L),
        Arguments.of("9223372036854775807", Long.MAX_VALUE),
        Arguments.of("9223372036854775808", new BigDecimal("9223372036854775808")),
        Arguments.of("1.50", new BigDecimal("1.5")),
        Arguments.of("1e-7", new BigDecimal("1E-7")),
        Arguments.of("true", true),
        Arguments.of("false", false),
        Arguments.of("\"1\"", "1"),
        Arguments.of("'true'", "true"),
        Arguments.of("\"\"", ""),
        Arguments.of("Product Viewed", "Product Viewed"),
        Arguments.of("2026-01-31", "2026-01-31"));
  }

  @ParameterizedTest
  @MethodSource("typedValues")
  void valuesHaveTheirJsonTypeInCanonicalForm(String text, Object value) {
    Yaml yaml = Yaml.of("key: " + text);

    assertThat(yaml.root.child("key").value()).isEqualTo(value);
    assertThat(yaml.problems.all()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"yes", "off", "True", "0123", "0x1F", "1_000", "1:30", ".5", "+5", ".inf"})
  void valuesThatYamlVersionsReadDifferentlyMustBeQuoted(String text) {
    Yaml yaml = Yaml.of("key: " + text);

    assertThat(yaml.root.child("key").value()).isNull();
    assertThat(yaml.problems.all())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.message()).contains("reads differently");
              assertThat(problem.hint()).startsWith("quote it");
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1e309",
        "1e-999999999",
        "1e99999999999",
        "1111111111222222222233333333334444444444555555555566666666667777"
      })
  void numbersThatCannotBeKeptAreRefused(String text) {
    Yaml yaml = Yaml.of("key: " + text + "0");

    assertThat(yaml.root.child("key").value()).isNull();
    assertThat(yaml.problems.all()).singleElement();
  }

  @Test
  void anAbsentKeyGivesTheDefaultAndTheKeyBesideItTheValue() {
    ConfigNode root = Yaml.of("{here: 5m, word: dark-chocolate, number: 7}").root;

    assertThat(root.child("here").durationMillisOr(1, 0, Durations.DAY)).isEqualTo(300_000);
    assertThat(root.child("gone").durationMillisOr(1, 0, Durations.DAY)).isEqualTo(1);
    assertThat(root.child("word").oneOfOr(Flavour.PLAIN)).isEqualTo(Flavour.DARK_CHOCOLATE);
    assertThat(root.child("gone").oneOfOr(Flavour.MINT)).isEqualTo(Flavour.MINT);
    assertThat(root.child("number").integerOr(1, 0, 10)).isEqualTo(7);
    assertThat(root.child("gone").integerOr(1, 0, 10)).isEqualTo(1);
    assertThat(root.child("gone").child("deeper").textOr("default")).isEqualTo("default");
  }

  @Test
  void aFlagIsTrueOrFalseAndNothingElse() {
    Yaml yaml = Yaml.of("{on: true, off: false, quoted: \"true\", word: yes}");

    assertThat(yaml.root.child("on").flagOr(false)).isTrue();
    assertThat(yaml.root.child("off").flagOr(true)).isFalse();
    assertThat(yaml.root.child("gone").flagOr(true)).isTrue();
    assertThat(yaml.problems.all()).isEmpty();
    assertThat(yaml.root.child("quoted").flagOr(false)).isFalse();
    assertThat(yaml.root.child("word").flagOr(true)).isTrue();
    assertThat(yaml.problems.all())
        .extracting(Problem::message)
        .containsExactly("\"true\" is neither true nor false", "\"yes\" is neither true nor false");
  }

  @Test
  void aListOfConstantsMayBeASingleOne() {
    ConfigNode root = Yaml.of("{one: mint, some: [mint, plain]}").root;

    assertThat(root.child("one").someOfOr(List.of(), List.of(Flavour.values())))
        .containsExactly(Flavour.MINT);
    assertThat(root.child("some").someOfOr(List.of(), List.of(Flavour.values())))
        .containsExactly(Flavour.MINT, Flavour.PLAIN);
  }

  static Stream<Arguments> wrongValues() {
    return Stream.of(
        Arguments.of("key:", "has no value; expected a whole number"),
        Arguments.of("key: ~", "has no value; expected a whole number"),
        Arguments.of("other: 1", "is missing; expected a whole number"),
        Arguments.of("key: [1]", "expected a whole number, found a list"),
        Arguments.of("key: {a: 1}", "expected a whole number, found a map"),
        Arguments.of("key: 1.5", "\"1.5\" is not a whole number"),
        Arguments.of("key: many", "\"many\" is not a whole number"),
        Arguments.of("key: 99", "99 is out of range"));
  }

  @ParameterizedTest
  @MethodSource("wrongValues")
  void wrongValuesAreReportedAndReplaced(String text, String message) {
    Yaml yaml = Yaml.of(text);
    ConfigNode key = yaml.root.child("key");

    assertThat(new ScalarReader(key).integer(5, 3, 9)).isEqualTo(5);
    assertThat(yaml.problems.all()).extracting(Problem::message).containsExactly(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\"  \"", "\"a\\0b\"", "\"a\\nb\"", "\"\\ud83d\""})
  void textMustBeVisible(String text) {
    Yaml yaml = Yaml.of("key: " + text);

    assertThat(yaml.root.child("key").text()).isEmpty();
    assertThat(yaml.problems.all()).singleElement();
  }

  @Test
  void pathsNameKeysAndPositions() {
    ConfigNode second =
        Yaml.of("a:\n  b:\n  - c: 1\n  - c: 2\n").root.child("a").child("b").items().get(1);

    assertThat(second.child("c").path()).isEqualTo("a.b[1].c");
    assertThat(second.child("c").line()).isEqualTo(4);
    assertThat(second.child("c").column()).isEqualTo(8);
  }

  @Test
  void keysThatNobodyLookedForAreReportedWithASuggestion() {
    Yaml yaml =
        Yaml.of("gap: 1\ngapp: 2\nlist:\n- {one: 1, two: 2}\nunread: {x: 1}\nfree: {y: 1}\n");
    yaml.root.child("gap").value();
    yaml.root.child("list").items().get(0).child("one").value();
    yaml.root.child("free").entries().get("y").value();
    yaml.root.reportUnknownKeys();

    assertThat(yaml.problems.all())
        .extracting(Problem::path, Problem::hint)
        .containsExactly(
            tuple("gapp", "did you mean gap?"),
            tuple("list[0].two", "known here: one"),
            tuple("unread", "known here: gap, list, free"));
  }

  @Test
  void mergeKeysAndKeysThatAreNoTextAreRefused() {
    Yaml yaml = Yaml.of("<<: {a: 1}\n? [x]\n: 1\n");
    yaml.root.child("a");

    assertThat(yaml.problems.all())
        .extracting(Problem::message)
        .containsExactly("merge keys (<<) are not supported", "a key must be text");
  }

  @Test
  void aRefusedKeyIsReportedOnlyWhenItIsThere() {
    Yaml yaml = Yaml.of("later: 1\n");
    yaml.root.refuse("later", "not yet", "wait");
    yaml.root.refuse("never", "not yet", "wait");
    yaml.root.reportUnknownKeys();

    assertThat(yaml.problems.all()).extracting(Problem::path).containsExactly("later");
  }
}
