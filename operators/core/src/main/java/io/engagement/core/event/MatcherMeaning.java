package io.engagement.core.event;

import java.util.List;

/**
 * The text behind {@link EventMatcher#meaning}. It is hashed into state: what is written for a
 * matcher never changes. Texts are quoted with their length, so that no two matchers share one.
 */
final class MatcherMeaning {
  private final StringBuilder text = new StringBuilder();

  private MatcherMeaning() {}

  static String of(EventMatcher matcher) {
    MatcherMeaning meaning = new MatcherMeaning();
    meaning.append(matcher);
    return meaning.text.toString();
  }

  private void append(EventMatcher matcher) {
    if (matcher instanceof EventMatcher.Spec spec) {
      text.append("spec(");
      spec.types().forEach(type -> text.append(type.name()).append(' '));
      text.append(';');
      spec.names().forEach(this::quote);
      text.append(';');
      spec.where().forEach(this::append);
      text.append(')');
    } else if (matcher instanceof EventMatcher.AnyOf or) {
      appendAll("or(", or.matchers());
    } else if (matcher instanceof EventMatcher.Except except) {
      appendAll("except(", List.of(except.of(), except.not()));
    } else {
      text.append("any");
    }
  }

  private void appendAll(String opening, List<EventMatcher> matchers) {
    text.append(opening);
    for (EventMatcher matcher : matchers) {
      append(matcher);
      text.append(',');
    }
    text.append(')');
  }

  private void append(Condition condition) {
    quote(condition.path());
    text.append(condition.operator().name());
    for (Object operand : condition.operands()) {
      // 1 is not "1".
      text.append(' ');
      if (operand instanceof String string) {
        quote(string);
      } else {
        text.append(operand);
      }
    }
    text.append('.');
  }

  private void quote(String string) {
    text.append(string.length()).append('"').append(string).append('"');
  }
}
