package io.engagement.core.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.engagement.core.event.json.JsonNumbers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A {@link Condition} made ready: its operands in canonical form, its path as a number. */
final class CompiledCondition {
  private static final JsonFactory JSON = JsonText.FACTORY;

  /** The number of the path among those of the evaluator. */
  final int path;

  private final Condition.Operator operator;
  private final Object[] operands;

  CompiledCondition(Condition condition, int path) {
    this.path = path;
    operator = condition.operator();
    operands = condition.operands().stream().map(CompiledCondition::canonical).toArray();
    boolean several = operator == Condition.Operator.IN || operator == Condition.Operator.NOT_IN;
    if (!several && operands.length != 1) {
      throw new IllegalArgumentException(operator + " takes one operand: " + condition);
    }
    if (operator == Condition.Operator.EXISTS && !(operands[0] instanceof Boolean)) {
      throw new IllegalArgumentException("EXISTS takes true or false: " + condition);
    }
  }

  private static Object canonical(Object operand) {
    if (operand instanceof BigDecimal number) {
      return JsonNumbers.canonical(number);
    }
    if (operand instanceof BigInteger number) {
      return JsonNumbers.canonical(new BigDecimal(number));
    }
    if (operand instanceof Double || operand instanceof Float) {
      return JsonNumbers.canonical(new BigDecimal(operand.toString()));
    }
    if (operand instanceof Number number) {
      return number.longValue();
    }
    return operand;
  }

  /** Whether the condition holds for a canonical value; null is an absent path. */
  boolean holds(@Nullable Object value) {
    return switch (operator) {
      case EQ, IN -> value != null && isOperand(value);
      case NE, NOT_IN -> value == null || !isOperand(value);
      case EXISTS -> operands[0].equals(value != null);
      case CONTAINS -> value != null && contains(value, operands[0]);
      case STARTS_WITH ->
          value instanceof String text
              && operands[0] instanceof String prefix
              && text.startsWith(prefix);
      case GT -> comparable(value) && compare(value) > 0;
      case GTE -> comparable(value) && compare(value) >= 0;
      case LT -> comparable(value) && compare(value) < 0;
      case LTE -> comparable(value) && compare(value) <= 0;
    };
  }

  private boolean isOperand(Object value) {
    for (Object operand : operands) {
      if (operand.equals(value)) {
        return true;
      }
    }
    return false;
  }

  private boolean comparable(@Nullable Object value) {
    return value instanceof Number
        ? operands[0] instanceof Number
        : value instanceof String && operands[0] instanceof String;
  }

  private int compare(@Nullable Object value) {
    Object operand = operands[0];
    if (value instanceof Long left && operand instanceof Long right) {
      return Long.compare(left, right);
    }
    if (value instanceof String left && operand instanceof String right) {
      return EventOrder.compareTexts(left, right);
    }
    return decimal(value).compareTo(decimal(operand));
  }

  private static BigDecimal decimal(@Nullable Object number) {
    return number instanceof BigDecimal decimal
        ? decimal
        : BigDecimal.valueOf(((Number) Objects.requireNonNull(number)).longValue());
  }

  /** A string contains a string as a part; an array contains a value as an element. */
  private static boolean contains(Object value, Object operand) {
    if (value instanceof String text) {
      return operand instanceof String part && text.contains(part);
    }
    if (!(value instanceof JsonText json) || json.text().charAt(0) != '[') {
      return false;
    }
    try (JsonParser parser = JSON.createParser(json.text())) {
      parser.nextToken();
      for (JsonToken token = parser.nextToken();
          token != JsonToken.END_ARRAY;
          token = parser.nextToken()) {
        if (operand.equals(element(parser, token))) {
          return true;
        }
      }
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException("not the JSON of a decoded record: " + json.text(), e);
    }
  }

  private static @Nullable Object element(JsonParser parser, JsonToken token) throws IOException {
    return switch (token) {
      case VALUE_STRING -> parser.getText();
      case VALUE_TRUE -> Boolean.TRUE;
      case VALUE_FALSE -> Boolean.FALSE;
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT ->
          JsonNumbers.canonical(new BigDecimal(parser.getText()));
      default -> {
        parser.skipChildren();
        yield null;
      }
    };
  }
}
