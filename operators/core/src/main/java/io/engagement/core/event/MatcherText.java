package io.engagement.core.event;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Matchers as stable texts: equal texts exactly for equal matchers. Part of what names definitions
 * in state, so the form never changes.
 */
public final class MatcherText {
  private final StringBuilder out = new StringBuilder();

  private MatcherText() {}

  /** The text of a matcher; {@code none} for null. */
  public static String of(@Nullable EventMatcher matcher) {
    if (matcher == null) {
      return "none";
    }
    MatcherText text = new MatcherText();
    text.append(matcher);
    return text.out.toString();
  }

  private void append(EventMatcher matcher) {
    if (matcher instanceof EventMatcher.Any) {
      out.append("any");
    } else if (matcher instanceof EventMatcher.AnyOf or) {
      out.append("or");
      appendAll(or.matchers());
    } else if (matcher instanceof EventMatcher.Except except) {
      out.append("except");
      appendAll(List.of(except.of(), except.not()));
    } else if (matcher instanceof EventMatcher.Spec spec) {
      out.append("spec");
      appendAll(spec.types());
      appendAll(spec.names());
      appendAll(spec.where());
    }
  }

  private void appendAll(List<?> elements) {
    out.append('(');
    for (Iterator<?> all = elements.iterator(); all.hasNext(); ) {
      Object element = all.next();
      if (element instanceof EventMatcher matcher) {
        append(matcher);
      } else if (element instanceof Condition condition) {
        quote(condition.path());
        out.append(' ').append(condition.operator().name());
        appendAll(condition.operands());
      } else if (element instanceof String text) {
        quote(text);
      } else {
        out.append(element);
      }
      out.append(all.hasNext() ? "," : "");
    }
    out.append(')');
  }

  private void quote(String text) {
    out.append('"').append(text.replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
  }
}
