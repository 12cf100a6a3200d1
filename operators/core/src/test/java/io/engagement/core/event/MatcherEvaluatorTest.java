package io.engagement.core.event;

import static io.engagement.core.event.Condition.Operator.CONTAINS;
import static io.engagement.core.event.Condition.Operator.EQ;
import static io.engagement.core.event.Condition.Operator.EXISTS;
import static io.engagement.core.event.Condition.Operator.GT;
import static io.engagement.core.event.Condition.Operator.GTE;
import static io.engagement.core.event.Condition.Operator.IN;
import static io.engagement.core.event.Condition.Operator.LT;
import static io.engagement.core.event.Condition.Operator.LTE;
import static io.engagement.core.event.Condition.Operator.NE;
import static io.engagement.core.event.Condition.Operator.NOT_IN;
import static io.engagement.core.event.Condition.Operator.STARTS_WITH;
import static io.engagement.core.event.EventMatcher.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MatcherEvaluatorTest {
  private static final JsonText ARRAY =
      new JsonText("[1,2.50,\"a\",true,null,[\"b\"],{\"c\":\"d\"}]");

  @Test
  void anyHoldsForEveryTypeIdentifyIncluded() {
    for (EventType type : EventType.values()) {
      assertThat(matches(EventMatcher.ANY, type, "E")).isTrue();
    }
  }

  @Test
  void aNameMeansATrackEventPageOrScreen() {
    EventMatcher home = named("Home");
    assertThat(matches(home, EventType.TRACK, "Home")).isTrue();
    assertThat(matches(home, EventType.PAGE, "Home")).isTrue();
    assertThat(matches(home, EventType.SCREEN, "Home")).isTrue();
    assertThat(matches(home, EventType.IDENTIFY, "Home")).isFalse();
    assertThat(matches(home, EventType.PAGE, "home")).isFalse();
    assertThat(matches(home, EventType.PAGE, "")).isFalse();
  }

  @Test
  void typesNarrowANameAndStandAlone() {
    EventMatcher page = spec(List.of(EventType.PAGE), List.of("Home"));
    assertThat(matches(page, EventType.PAGE, "Home")).isTrue();
    assertThat(matches(page, EventType.TRACK, "Home")).isFalse();
    EventMatcher pages = spec(List.of(EventType.PAGE, EventType.SCREEN), List.of());
    assertThat(matches(pages, EventType.SCREEN, "anything")).isTrue();
    assertThat(matches(pages, EventType.TRACK, "anything")).isFalse();
    EventMatcher identify = spec(List.of(EventType.IDENTIFY), List.of());
    assertThat(matches(identify, EventType.IDENTIFY, "")).isTrue();
  }

  @Test
  void aSpecWithoutTypesAndNamesHoldsForEveryType() {
    EventMatcher where = where(new Condition("p", EXISTS, List.of(true)));
    assertThat(evaluator(where).matches(EventType.ALIAS, "", "x")).isTrue();
    assertThat(evaluator(where).matches(EventType.ALIAS, "", null)).isFalse();
  }

  @Test
  void conditionsAreJoinedByAndMatchersByOr() {
    EventMatcher both =
        where(new Condition("p", GTE, List.of(2L)), new Condition("p", LT, List.of(4L)));
    assertThat(evaluator(both).matches(EventType.TRACK, "E", 3L)).isTrue();
    assertThat(evaluator(both).matches(EventType.TRACK, "E", 4L)).isFalse();
    EventMatcher either =
        new EventMatcher.AnyOf(
            List.of(named("A"), new EventMatcher.AnyOf(List.of(named("B"), both))));
    assertThat(evaluator(either).matches(EventType.TRACK, "A", null)).isTrue();
    assertThat(evaluator(either).matches(EventType.PAGE, "B", null)).isTrue();
    assertThat(evaluator(either).matches(EventType.TRACK, "C", 2L)).isTrue();
    assertThat(evaluator(either).matches(EventType.TRACK, "C", 5L)).isFalse();
    assertThat(matches(new EventMatcher.AnyOf(List.of()), EventType.TRACK, "A")).isFalse();
  }

  @Test
  void exceptTakesSomeAway() {
    EventMatcher cheap = where(new Condition("p", LT, List.of(4L)));
    EventMatcher noPings = new EventMatcher.Except(EventMatcher.ANY, named("Ping"));
    assertThat(matches(noPings, EventType.TRACK, "A")).isTrue();
    assertThat(matches(noPings, EventType.TRACK, "Ping")).isFalse();
    assertThat(matches(noPings, EventType.IDENTIFY, "Ping")).isTrue();

    EventMatcher noCheapA =
        new EventMatcher.Except(named("A"), new EventMatcher.AnyOf(List.of(cheap, named("B"))));
    assertThat(evaluator(noCheapA).matches(EventType.TRACK, "A", 5L)).isTrue();
    assertThat(evaluator(noCheapA).matches(EventType.TRACK, "A", 3L)).isFalse();
    assertThat(evaluator(noCheapA).matches(EventType.TRACK, "B", 5L)).isFalse();
    assertThat(matches(new EventMatcher.Except(named("A"), EventMatcher.ANY), EventType.PAGE, "A"))
        .isFalse();
  }

  @Test
  void anExceptionMayHaveExceptions() {
    EventMatcher cheap = where(new Condition("p", LT, List.of(4L)));
    EventMatcher allButExpensiveA =
        new EventMatcher.Except(EventMatcher.ANY, new EventMatcher.Except(named("A"), cheap));
    assertThat(evaluator(allButExpensiveA).matches(EventType.TRACK, "A", 3L)).isTrue();
    assertThat(evaluator(allButExpensiveA).matches(EventType.TRACK, "A", 5L)).isFalse();
    assertThat(evaluator(allButExpensiveA).matches(EventType.TRACK, "B", 5L)).isTrue();

    EventMatcher orA =
        new EventMatcher.AnyOf(List.of(new EventMatcher.Except(named("B"), cheap), named("A")));
    assertThat(evaluator(orA).matches(EventType.TRACK, "A", 3L)).isTrue();
    assertThat(evaluator(orA).matches(EventType.TRACK, "B", 3L)).isFalse();
    assertThat(evaluator(orA).matches(EventType.TRACK, "B", 5L)).isTrue();
  }

  @Test
  void equalityNeedsTheSameType() {
    assertThat(holds(EQ, 1L, 1L)).isTrue();
    assertThat(holds(EQ, "1", 1L)).isFalse();
    assertThat(holds(EQ, 1L, "1")).isFalse();
    assertThat(holds(EQ, true, "true")).isFalse();
    assertThat(holds(EQ, null, "x")).isFalse();
    assertThat(holds(EQ, new BigDecimal("1.5"), new BigDecimal("1.50"))).isTrue();
    assertThat(holds(EQ, 1L, new BigDecimal("1.0"))).isTrue();
    assertThat(holds(EQ, 1L, 1)).isTrue();
    assertThat(holds(EQ, new BigDecimal("0.1"), 0.1)).isTrue();
    assertThat(holds(EQ, ARRAY, "a")).isFalse();
  }

  @Test
  void inequalityHoldsForTheAbsentAndForOtherTypes() {
    assertThat(holds(NE, null, "x")).isTrue();
    assertThat(holds(NE, 1L, "1")).isTrue();
    assertThat(holds(NE, "x", "x")).isFalse();
    assertThat(holds(NOT_IN, null, "x", "y")).isTrue();
    assertThat(holds(NOT_IN, "y", "x", "y")).isFalse();
    assertThat(holds(NOT_IN, "z", "x", "y")).isTrue();
    assertThat(holds(NOT_IN, ARRAY, "a")).isTrue();
  }

  @Test
  void inMeansOneOf() {
    assertThat(holds(IN, "y", "x", "y")).isTrue();
    assertThat(holds(IN, 2L, "2", 2L)).isTrue();
    assertThat(holds(IN, "2", 2L)).isFalse();
    assertThat(holds(IN, null, "x")).isFalse();
  }

  @Test
  void orderIsDefinedForTwoNumbersOrTwoStrings() {
    assertThat(holds(GT, 2L, 1L)).isTrue();
    assertThat(holds(GT, 1L, 1L)).isFalse();
    assertThat(holds(GTE, 1L, 1L)).isTrue();
    assertThat(holds(LT, new BigDecimal("0.5"), 1L)).isTrue();
    assertThat(holds(LTE, 1L, new BigDecimal("1.5"))).isTrue();
    assertThat(holds(GT, Long.MAX_VALUE, new BigDecimal("9223372036854775806.5"))).isTrue();
    assertThat(holds(GT, new BigDecimal("1E+20"), Long.MAX_VALUE)).isTrue();
    assertThat(holds(GT, "b", "a")).isTrue();
    assertThat(holds(LT, "ab", "abc")).isTrue();
    assertThat(holds(LTE, "a", "a")).isTrue();
    assertThat(holds(GT, "2", 1L)).isFalse();
    assertThat(holds(LT, 2L, "3")).isFalse();
    assertThat(holds(LT, true, 3L)).isFalse();
    assertThat(holds(LT, null, 3L)).isFalse();
    assertThat(holds(GTE, ARRAY, "")).isFalse();
  }

  @Test
  void stringsAreOrderedByCodePoint() {
    String beyond = "\uD83D\uDE00";
    assertThat(holds(GT, beyond, "\uFFFD")).isTrue();
    assertThat(holds(LT, "\uFFFD", beyond)).isTrue();
    assertThat(holds(LT, "z", beyond)).isTrue();
    assertThat(holds(LT, beyond, "\uD83D\uDE01")).isTrue();
    assertThat(holds(GT, "\uD7FF", "\uD7FE")).isTrue();
    assertThat(holds(LT, "\uD7FF", beyond)).isTrue();
  }

  @Test
  void containsLooksForAPartOrAnElement() {
    assertThat(holds(CONTAINS, "abc", "bc")).isTrue();
    assertThat(holds(CONTAINS, "abc", "")).isTrue();
    assertThat(holds(CONTAINS, "abc", "d")).isFalse();
    assertThat(holds(CONTAINS, "123", 2L)).isFalse();
    assertThat(holds(CONTAINS, ARRAY, "a")).isTrue();
    assertThat(holds(CONTAINS, ARRAY, 1L)).isTrue();
    assertThat(holds(CONTAINS, ARRAY, "1")).isFalse();
    assertThat(holds(CONTAINS, ARRAY, new BigDecimal("2.5"))).isTrue();
    assertThat(holds(CONTAINS, ARRAY, true)).isTrue();
    assertThat(holds(CONTAINS, ARRAY, "b")).isFalse();
    assertThat(holds(CONTAINS, ARRAY, "d")).isFalse();
    assertThat(holds(CONTAINS, new JsonText("[]"), "a")).isFalse();
    assertThat(holds(CONTAINS, new JsonText("{\"a\":\"b\"}"), "b")).isFalse();
    assertThat(holds(CONTAINS, null, "b")).isFalse();
    assertThat(holds(CONTAINS, 5L, 5L)).isFalse();
  }

  @Test
  void startsWithIsForStrings() {
    assertThat(holds(STARTS_WITH, "/shop/x", "/shop")).isTrue();
    assertThat(holds(STARTS_WITH, "/sho", "/shop")).isFalse();
    assertThat(holds(STARTS_WITH, 12L, 1L)).isFalse();
    assertThat(holds(STARTS_WITH, ARRAY, "[")).isFalse();
    assertThat(holds(STARTS_WITH, null, "")).isFalse();
  }

  @Test
  void existsComparesPresence() {
    assertThat(holds(EXISTS, "", true)).isTrue();
    assertThat(holds(EXISTS, null, true)).isFalse();
    assertThat(holds(EXISTS, null, false)).isTrue();
    assertThat(holds(EXISTS, 0L, false)).isFalse();
  }

  @Test
  void refusesConditionsThatMakeNoSense() {
    assertThatThrownBy(() -> holds(EXISTS, null, "yes"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> holds(EQ, null, 1L, 2L)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keepsManyMatchersApart() {
    List<EventMatcher> matchers = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      matchers.add(
          i % 3 == 0
              ? named("E" + i)
              : new EventMatcher.Spec(
                  List.of(),
                  List.of("E" + i / 2),
                  List.of(new Condition("p" + i % 5, EQ, List.of(1L)))));
    }
    MatcherEvaluator evaluator = new MatcherEvaluator(matchers);
    for (int name = 0; name < 201; name++) {
      UserEvent event = event(EventType.TRACK, "E" + name, 200);
      String odd = "p1";
      evaluator.evaluate(event, path -> evaluator.paths().get(path).equals(odd) ? 1L : null);
      for (int i = 0; i < 200; i++) {
        boolean expected = i % 3 == 0 ? i == name : i / 2 == name && i % 5 == 1;
        assertThat(event.matches(i)).as("matcher %d, E%d", i, name).isEqualTo(expected);
      }
    }
  }

  private static boolean holds(
      Condition.Operator operator, @Nullable Object value, Object... operands) {
    EventMatcher matcher = where(new Condition("p", operator, List.of(operands)));
    return evaluator(matcher).matches(EventType.TRACK, "E", value);
  }

  private static EventMatcher where(Condition... conditions) {
    return new EventMatcher.Spec(List.of(), List.of(), List.of(conditions));
  }

  private static EventMatcher spec(List<EventType> types, List<String> names) {
    return new EventMatcher.Spec(types, names, List.of());
  }

  private static boolean matches(EventMatcher matcher, EventType type, String name) {
    return evaluator(matcher).matches(type, name, null);
  }

  private interface OneValue {
    boolean matches(EventType type, String name, @Nullable Object value);
  }

  private static OneValue evaluator(EventMatcher matcher) {
    MatcherEvaluator evaluator = new MatcherEvaluator(List.of(matcher));
    return (type, name, value) -> {
      UserEvent event = event(type, name, 1);
      evaluator.evaluate(event, path -> value);
      return event.matches(0);
    };
  }

  private static UserEvent event(EventType type, String name, int matchers) {
    UserEvent event = new UserEvent();
    event.reset(0, matchers);
    event.type = type;
    event.name = name;
    return event;
  }
}
