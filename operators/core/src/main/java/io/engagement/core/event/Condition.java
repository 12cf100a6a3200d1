package io.engagement.core.event;

import java.util.List;

/**
 * A condition on the value at a JSON path.
 *
 * <p>Only values of the same JSON type compare: {@code 1} is not {@code "1"}. A null counts as
 * absent. {@link Operator#NE} and {@link Operator#NOT_IN} hold for an absent path, {@link
 * Operator#EXISTS} compares presence with its single boolean operand, every other operator fails on
 * an absent path. {@code GT, GTE, LT, LTE} compare two numbers, or two strings by code point.
 *
 * @param path dotted path from the record's root, for example {@code properties.price}
 * @param operator how to compare
 * @param operands what to compare with: {@link String}, {@link Boolean}, {@link Long} or {@link
 *     java.math.BigDecimal} in the canonical form of {@link UserEvent}; several for {@code IN} and
 *     {@code NOT_IN}, one otherwise
 */
public record Condition(String path, Operator operator, List<Object> operands) {
  public Condition {
    operands = List.copyOf(operands);
  }

  /** The comparisons of the configuration language. */
  public enum Operator {
    EQ,
    NE,
    IN,
    NOT_IN,
    GT,
    GTE,
    LT,
    LTE,
    CONTAINS,
    STARTS_WITH,
    EXISTS
  }
}
