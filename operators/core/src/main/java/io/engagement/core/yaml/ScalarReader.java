package io.engagement.core.yaml;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Reads the scalar of one node; each kind of value has one reader and one way of being wrong. */
final class ScalarReader {
  private static final int LONGEST_SHOWN = 60;

  private final ConfigNode node;

  ScalarReader(ConfigNode node) {
    this.node = node;
  }

  String text() {
    String text = scalar("text", "write a single value");
    if (text == null) {
      return "";
    }
    if (text.isBlank()) {
      node.problem("the text is empty", "give it a value or leave the key out");
      return "";
    }
    if (text.codePoints().anyMatch(ScalarReader::isUnfit)) {
      node.problem("the text has control characters or halves of surrogate pairs", "take them out");
      return "";
    }
    return text;
  }

  long integer(long otherwise, long least, long most) {
    String range = "from " + least + " to " + most;
    String text = scalar("a whole number", range);
    if (text == null) {
      return otherwise;
    }
    long number;
    try {
      number = Long.parseLong(text);
    } catch (NumberFormatException notWhole) {
      node.problem(shown(text) + " is not a whole number", range);
      return otherwise;
    }
    if (number < least || number > most) {
      node.problem(number + " is out of range", range);
      return otherwise;
    }
    return number;
  }

  boolean flag(boolean otherwise) {
    String text = scalar("true or false", "write one of them");
    if (text == null) {
      return otherwise;
    }
    if (!isPlain() || !(text.equals("true") || text.equals("false"))) {
      node.problem(shown(text) + " is neither true nor false", "write one of them, without quotes");
      return otherwise;
    }
    return text.equals("true");
  }

  long durationMillis(long otherwise, long least, long most) {
    String text = scalar("a duration", "for example 30m");
    if (text == null) {
      return otherwise;
    }
    OptionalLong millis = Durations.parse(text);
    if (millis.isEmpty()) {
      node.problem(shown(text) + " is not a duration", "for example 30m, 7d, 1h30m or 500ms");
      return otherwise;
    }
    if (millis.getAsLong() < least || millis.getAsLong() > most) {
      node.problem(
          text + " is out of range",
          "from " + Durations.format(least) + " to " + Durations.format(most));
      return otherwise;
    }
    return millis.getAsLong();
  }

  <E extends Enum<E>> E oneOf(Collection<E> allowed) {
    E read = oneOfOrNull(allowed);
    return read == null ? allowed.iterator().next() : read;
  }

  /** Null for what is none of them, which is reported. */
  <E extends Enum<E>> @Nullable E oneOfOrNull(Collection<E> allowed) {
    String text = scalar("one of " + labels(allowed), "write one of them");
    if (text == null) {
      return null;
    }
    for (E constant : allowed) {
      if (label(constant).equals(text)) {
        return constant;
      }
    }
    List<String> labels = allowed.stream().map(ScalarReader::label).toList();
    String nearest = Spelling.nearest(text, labels);
    node.problem(
        shown(text) + " is none of " + labels(allowed),
        nearest == null ? "write one of them" : "did you mean " + nearest + '?');
    return null;
  }

  @Nullable Object value() {
    String text = scalar("text, a number, true or false", "write a single value");
    if (text == null || !isPlain()) {
      return text;
    }
    if (text.equals("true") || text.equals("false")) {
      return Boolean.valueOf(text);
    }
    if (Numbers.isJsonNumber(text)) {
      Object number = Numbers.canonical(text);
      if (number == null) {
        node.problem(
            "the number is too long or too large to compare exactly", "write fewer digits");
      }
      return number;
    }
    if (node.yaml() instanceof ScalarNode scalar && isAmbiguous(scalar.getTag())) {
      node.problem(
          text + " reads differently in different versions of YAML",
          "quote it if it is text; else write true, false or a plain decimal number");
      return null;
    }
    return text;
  }

  /** Reports that something else was expected here. */
  void expected(String what, String hint) {
    if (!node.isPresent()) {
      node.problem("is missing; expected " + what, hint);
    } else if (isNull()) {
      node.problem("has no value; expected " + what, "give it one or leave the key out");
    } else {
      String found = node.isMap() ? "a map" : node.isList() ? "a list" : "a single value";
      node.problem("expected " + what + ", found " + found, hint);
    }
  }

  /** A constant as it is written in a configuration: {@code NOT_ENGAGED} is {@code not-engaged}. */
  static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  static String labels(Collection<? extends Enum<?>> constants) {
    return String.join(", ", constants.stream().map(ScalarReader::label).toList());
  }

  private @Nullable String scalar(String what, String hint) {
    if (!(node.yaml() instanceof ScalarNode scalar) || isNull()) {
      expected(what, hint);
      return null;
    }
    return scalar.getValue();
  }

  private boolean isPlain() {
    return node.yaml() instanceof ScalarNode scalar && scalar.isPlain();
  }

  private boolean isNull() {
    return isPlain()
        && node.yaml() instanceof ScalarNode scalar
        && scalar.getTag().equals(Tag.NULL);
  }

  private static boolean isAmbiguous(Tag tag) {
    return tag.equals(Tag.BOOL) || tag.equals(Tag.INT) || tag.equals(Tag.FLOAT);
  }

  private static boolean isUnfit(int codePoint) {
    return Character.isISOControl(codePoint)
        || (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE);
  }

  private static String shown(String text) {
    return text.length() <= LONGEST_SHOWN
        ? '"' + text + '"'
        : '"' + text.substring(0, LONGEST_SHOWN) + "...\"";
  }
}
