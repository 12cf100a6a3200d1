package io.engagement.core.yaml;

import io.engagement.core.event.Condition;
import io.engagement.core.event.Condition.Operator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code where}: JSON paths with a value (equal), a list (any of) or a map of operators. All
 * conditions must hold.
 */
final class ConditionReader {
  private static final Map<String, Operator> OPERATORS = operators();
  private static final Map<String, String> SIGNS =
      Map.of(
          "=", "eq", "==", "eq", "!=", "ne", "<>", "ne", ">", "gt", ">=", "gte", "<", "lt", "<=",
          "lte");

  private ConditionReader() {}

  static List<Condition> read(ConfigNode where) {
    List<Condition> conditions = new ArrayList<>();
    where
        .entries()
        .forEach(
            (path, node) -> {
              JsonPaths.check(path, node);
              if (node.isMap()) {
                readOperators(path, node, conditions);
              } else if (node.isList()) {
                conditions.add(new Condition(path, Operator.IN, values(node)));
              } else {
                conditions.add(new Condition(path, Operator.EQ, single(node.value())));
              }
            });
    if (where.isMap() && where.entries().isEmpty()) {
      where.problem("no condition is given", "name a path, for example {properties.price: 3}");
    }
    conditions.sort(
        Comparator.comparing(Condition::path)
            .thenComparing(Condition::operator)
            .thenComparing(condition -> condition.operands().toString()));
    return conditions;
  }

  private static void readOperators(String path, ConfigNode node, List<Condition> conditions) {
    Map<String, ConfigNode> entries = node.entries();
    if (entries.isEmpty()) {
      node.problem(
          "no operator is given", "one or more of " + String.join(", ", OPERATORS.keySet()));
    }
    entries.forEach(
        (name, operand) -> {
          Operator operator = OPERATORS.get(name);
          if (operator != null) {
            conditions.add(new Condition(path, operator, operands(operator, name, operand)));
          } else {
            String sign = SIGNS.get(name);
            operand.problem(
                "unknown operator " + name,
                sign == null
                    ? Spelling.hint(name, OPERATORS.keySet())
                    : "did you mean " + sign + '?');
          }
        });
  }

  private static List<Object> operands(Operator operator, String name, ConfigNode node) {
    boolean takesList = operator == Operator.IN || operator == Operator.NOT_IN;
    if (takesList) {
      return values(node);
    }
    if (node.isList() || node.isMap()) {
      node.problem(
          name + " takes a single value",
          operator == Operator.EQ
              ? "for several values write in"
              : operator == Operator.NE
                  ? "for several values write not-in"
                  : "write one condition for each");
      return List.of();
    }
    Object value = node.value();
    if (value == null) {
      return List.of();
    }
    switch (operator) {
      case GT, GTE, LT, LTE -> {
        if (value instanceof Boolean) {
          node.problem(name + " compares numbers or texts, not true or false", "write eq or ne");
        }
      }
      case STARTS_WITH -> {
        if (!(value instanceof String)) {
          node.problem(name + " compares text", "quote the value: \"" + value + '"');
        }
      }
      case EXISTS -> {
        if (!(value instanceof Boolean)) {
          node.problem("exists takes true or false", "write it without quotes");
        }
      }
      case EQ, NE, IN, NOT_IN, CONTAINS -> {}
    }
    boolean ofParts = operator == Operator.CONTAINS || operator == Operator.STARTS_WITH;
    if (ofParts && value.equals("")) {
      node.problem(name + " an empty text holds for every text", "write exists: true");
    }
    return List.of(value);
  }

  private static List<Object> values(ConfigNode node) {
    List<Object> values = new ArrayList<>();
    for (ConfigNode item : node.items()) {
      Object value = item.value();
      if (value == null) {
        continue;
      }
      if (values.contains(value)) {
        item.repeated(value.toString());
      }
      values.add(value);
    }
    if (node.isList() && node.items().isEmpty()) {
      node.problem("the list is empty", "name at least one value");
    }
    values.sort(
        Comparator.comparing((Object value) -> value.getClass().getName())
            .thenComparing(Object::toString));
    return values;
  }

  private static List<Object> single(@Nullable Object value) {
    return value == null ? List.of() : List.of(value);
  }

  private static Map<String, Operator> operators() {
    Map<String, Operator> operators = new LinkedHashMap<>();
    Arrays.stream(Operator.values())
        .forEach(operator -> operators.put(ScalarReader.label(operator), operator));
    return operators;
  }
}
