package io.engagement.core.yaml;

import java.util.Objects;

/** Opens YAML that tests write. */
final class Yaml {
  final Problems problems = new Problems("test.yaml");
  final ConfigNode root;

  private Yaml(String text) {
    root = Objects.requireNonNull(YamlReader.open(text, problems), problems::toString);
  }

  static Yaml of(String text) {
    return new Yaml(text);
  }

  /** The problems of text that cannot be opened or whose root is only opened. */
  static Problems problemsOf(String text) {
    Problems problems = new Problems("test.yaml");
    YamlReader.open(text, problems);
    return problems;
  }
}
