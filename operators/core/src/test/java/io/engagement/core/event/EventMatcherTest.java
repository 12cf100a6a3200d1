package io.engagement.core.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventMatcherTest {
  @Test
  void meansTheSameWhenItIsEqual() {
    assertThat(spec("Cart", "a", "b").meaning()).isEqualTo(spec("Cart", "a", "b").meaning());
  }

  @Test
  void meaningIsWrittenToStateAndStaysWhatItIs() {
    EventMatcher matcher =
        new EventMatcher.Except(
            new EventMatcher.AnyOf(
                List.of(
                    EventMatcher.ANY,
                    new EventMatcher.Spec(
                        List.of(EventType.TRACK, EventType.PAGE),
                        List.of("Cart \"x\""),
                        List.of(
                            new Condition(
                                "properties.price",
                                Condition.Operator.IN,
                                List.of(1L, "1", true, new BigDecimal("1.5"))))))),
            EventMatcher.named("Page Ping"));
    assertThat(matcher.meaning())
        .isEqualTo(
            "except(or(any,spec(TRACK PAGE ;8\"Cart \"x\"\";16\"properties.price\"IN 1 1\"1\" true"
                + " 1.5.),),spec(;9\"Page Ping\";),)");
  }

  @Test
  void meansSomethingElseWhenItDiffersInAnyWay() {
    List<EventMatcher> matchers =
        List.of(
            EventMatcher.ANY,
            new EventMatcher.Spec(List.of(), List.of(), List.of()),
            EventMatcher.named("Cart"),
            spec("Cart", "a"),
            spec("Cart", "a", "b"),
            spec("Cart", "a b"),
            where(1L),
            where("1"),
            where(true),
            where("true"),
            where("1", "2"),
            where("1 1\"2\""),
            new EventMatcher.AnyOf(List.of(EventMatcher.named("a"), EventMatcher.named("b"))),
            new EventMatcher.AnyOf(List.of(EventMatcher.named("b"), EventMatcher.named("a"))),
            new EventMatcher.Except(EventMatcher.named("a"), EventMatcher.named("b")),
            new EventMatcher.Spec(List.of(EventType.PAGE), List.of("Cart"), List.of()));
    Set<String> meanings = new HashSet<>();
    matchers.forEach(matcher -> meanings.add(matcher.meaning()));
    assertThat(meanings).hasSameSizeAs(matchers);
  }

  private static EventMatcher spec(String... names) {
    return new EventMatcher.Spec(List.of(), List.of(names), List.of());
  }

  private static EventMatcher where(Object... operands) {
    return new EventMatcher.Spec(
        List.of(),
        List.of("Cart"),
        List.of(new Condition("properties.x", Condition.Operator.IN, List.of(operands))));
  }
}
