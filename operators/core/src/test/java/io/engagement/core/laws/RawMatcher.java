package io.engagement.core.laws;

import io.engagement.core.event.Condition;
import io.engagement.core.event.EventMatcher;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;

/** Which raw events a matcher means: the slow, obvious reading of the configuration language. */
public final class RawMatcher {
  private static final List<String> NAMED_TYPES = List.of("track", "page", "screen");

  private RawMatcher() {}

  public static boolean holds(EventMatcher matcher, RawEvent event) {
    if (matcher instanceof EventMatcher.Any) {
      return true;
    }
    if (matcher instanceof EventMatcher.AnyOf or) {
      return or.matchers().stream().anyMatch(part -> holds(part, event));
    }
    if (matcher instanceof EventMatcher.Except except) {
      return holds(except.of(), event) && !holds(except.not(), event);
    }
    EventMatcher.Spec spec = (EventMatcher.Spec) matcher;
    List<String> types =
        spec.types().stream().map(type -> type.name().toLowerCase(Locale.ROOT)).toList();
    if (types.isEmpty() && !spec.names().isEmpty()) {
      types = NAMED_TYPES;
    }
    return (types.isEmpty() || types.contains(event.type()))
        && (spec.names().isEmpty() || spec.names().contains(event.name()))
        && spec.where().stream().allMatch(condition -> holds(condition, event));
  }

  private static boolean holds(Condition condition, RawEvent event) {
    boolean isName = condition.path().equals("event") && event.type().equals("track");
    Object value = isName ? event.name() : event.field(condition.path());
    Object operand = condition.operands().isEmpty() ? null : condition.operands().get(0);
    return switch (condition.operator()) {
      case EXISTS -> operand.equals(value != null);
      case EQ, IN -> condition.operands().stream().anyMatch(one -> same(one, value));
      case NE, NOT_IN -> condition.operands().stream().noneMatch(one -> same(one, value));
      case CONTAINS -> value instanceof String text && text.contains((String) operand);
      case STARTS_WITH -> value instanceof String text && text.startsWith((String) operand);
      case GT -> comparable(value, operand) && compare(value, operand) > 0;
      case GTE -> comparable(value, operand) && compare(value, operand) >= 0;
      case LT -> comparable(value, operand) && compare(value, operand) < 0;
      case LTE -> comparable(value, operand) && compare(value, operand) <= 0;
    };
  }

  private static boolean same(Object operand, Object value) {
    if (operand instanceof Number && value instanceof Number) {
      return compare(value, operand) == 0;
    }
    return operand.equals(value);
  }

  private static boolean comparable(Object left, Object right) {
    return left instanceof Number && right instanceof Number
        || left instanceof String && right instanceof String;
  }

  private static int compare(Object left, Object right) {
    if (left instanceof String text) {
      int[] one = text.codePoints().toArray();
      int[] other = ((String) right).codePoints().toArray();
      return java.util.Arrays.compare(one, other);
    }
    return new BigDecimal(left.toString()).compareTo(new BigDecimal(right.toString()));
  }
}
