package io.engagement.core.config;

import io.engagement.core.yaml.ConfigNode;
import java.util.regex.Pattern;

/** Names that reach other systems, and what they may be made of. */
enum Names {
  DEPLOYMENT(
      "[a-z0-9][a-z0-9_-]{0,62}", "lower-case letters, digits, - and _, at most 63 characters"),
  SCHEMA("[a-z_][a-z0-9_]{0,62}", "lower-case letters, digits and _, no digit first, at most 63"),
  TOPIC("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1,249}", "letters, digits, . _ and -, at most 249 characters"),
  TOPIC_PREFIX("[a-zA-Z0-9._-]{1,100}", "letters, digits, . _ and -, at most 100 characters"),
  DATABASE_USER("[^\\p{Cntrl}]{1,63}", "at most 63 characters"),
  BROKERS(
      "[a-zA-Z0-9.\\[\\]:_-]+:\\d{1,5}(,[a-zA-Z0-9.\\[\\]:_-]+:\\d{1,5})*",
      "host:port, several joined by commas, for example localhost:9092");

  private final Pattern pattern;
  private final String rule;

  Names(String pattern, String rule) {
    this.pattern = Pattern.compile(pattern);
    this.rule = rule;
  }

  String readOr(ConfigNode node, String absent) {
    return node.isPresent() ? read(node) : absent;
  }

  String read(ConfigNode node) {
    String name = node.text();
    if (!name.isEmpty() && !pattern.matcher(name).matches()) {
      node.problem('"' + name + "\" is not allowed here", rule);
    }
    return name;
  }
}
