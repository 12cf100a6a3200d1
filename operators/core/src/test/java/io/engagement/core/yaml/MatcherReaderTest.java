package io.engagement.core.yaml;

import static io.engagement.core.event.EventMatcher.named;
import static org.assertj.core.api.Assertions.assertThat;

import io.engagement.core.event.Condition;
import io.engagement.core.event.Condition.Operator;
import io.engagement.core.event.EventMatcher;
import io.engagement.core.event.EventMatcher.AnyOf;
import io.engagement.core.event.EventMatcher.Spec;
import io.engagement.core.event.EventType;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MatcherReaderTest {

  private static Condition condition(String path, Operator operator, Object... operands) {
    return new Condition(path, operator, List.of(operands));
  }

  private static EventMatcher where(Condition... conditions) {
    return new Spec(List.of(), List.of(), List.of(conditions));
  }

  static Stream<Arguments> notations() {
    String price = "properties.price";
    return Stream.of(
        Arguments.of("any", EventMatcher.ANY),
        Arguments.of("Product Viewed", named("Product Viewed")),
        Arguments.of("\"any\"", EventMatcher.ANY),
        Arguments.of("{event: any}", named("any")),
        Arguments.of("{event: Product Viewed}", named("Product Viewed")),
        Arguments.of("{event: [B, A]}", new Spec(List.of(), List.of("A", "B"), List.of())),
        Arguments.of("{type: page}", new Spec(List.of(EventType.PAGE), List.of(), List.of())),
        Arguments.of(
            "{type: [screen, page]}",
            new Spec(List.of(EventType.PAGE, EventType.SCREEN), List.of(), List.of())),
        Arguments.of("[A]", named("A")),
        Arguments.of("[B, A]", new AnyOf(List.of(named("A"), named("B")))),
        Arguments.of("{where: {properties.price: 3}}", where(condition(price, Operator.EQ, 3L))),
        Arguments.of("{where: {properties.price: 3.0}}", where(condition(price, Operator.EQ, 3L))),
        Arguments.of(
            "{where: {properties.price: \"3\"}}", where(condition(price, Operator.EQ, "3"))),
        Arguments.of(
            "{where: {properties.price: [4, 3]}}", where(condition(price, Operator.IN, 3L, 4L))),
        Arguments.of(
            "{where: {properties.price: {gte: 10, lt: 20.5}}}",
            where(
                condition(price, Operator.GTE, 10L),
                condition(price, Operator.LT, new BigDecimal("20.5")))),
        Arguments.of(
            "{where: {properties.price: {not-in: [a, true, 1]}}}",
            where(condition(price, Operator.NOT_IN, true, 1L, "a"))),
        Arguments.of(
            "{where: {userId: {exists: false}, context.page.path: {starts-with: /shop}}}",
            where(
                condition("context.page.path", Operator.STARTS_WITH, "/shop"),
                condition("userId", Operator.EXISTS, false))),
        Arguments.of(
            "{where: {properties.a: {eq: x, ne: y, gt: a, lte: b, contains: c, in: [d]}}}",
            where(
                condition("properties.a", Operator.EQ, "x"),
                condition("properties.a", Operator.NE, "y"),
                condition("properties.a", Operator.IN, "d"),
                condition("properties.a", Operator.GT, "a"),
                condition("properties.a", Operator.LTE, "b"),
                condition("properties.a", Operator.CONTAINS, "c"))),
        Arguments.of(
            "{type: track, event: Checkout Started, where: {properties.value: {gte: 10}}}",
            new Spec(
                List.of(EventType.TRACK),
                List.of("Checkout Started"),
                List.of(condition("properties.value", Operator.GTE, 10L)))));
  }

  @ParameterizedTest
  @MethodSource("notations")
  void readsEveryNotation(String text, EventMatcher matcher) {
    Yaml yaml = Yaml.of("events: " + text);

    assertThat(MatcherReader.read(yaml.root.child("events"))).isEqualTo(matcher);
    assertThat(yaml.problems.all()).isEmpty();
  }

  static Stream<Arguments> mistakes() {
    String operators =
        "known here: eq, ne, in, not-in, gt, gte, lt, lte, contains, starts-with, exists";
    return Stream.of(
        Arguments.of("", "events", "has no value; expected text", "leave the key out"),
        Arguments.of("[]", "events", "the list is empty", "any, the name"),
        Arguments.of("{}", "events", "the matcher says nothing", "for every event write any"),
        Arguments.of("[[a]]", "events[0]", "cannot have a list inside", "any, the name"),
        Arguments.of("[a, a]", "events[1]", "the same matcher is listed twice", "remove"),
        Arguments.of("{type: pagee}", "events.type", "\"pagee\" is none of track", "mean page?"),
        Arguments.of("{type: []}", "events.type", "the list is empty", "one or more of track"),
        Arguments.of("{type: [page, page]}", "events.type[1]", "page is listed twice", "remove"),
        Arguments.of("{event: [a, a]}", "events.event[1]", "a is listed twice", "remove"),
        Arguments.of("{event: [], type: page}", "events.event", "list is empty", "at least one"),
        Arguments.of(
            "{type: identify, event: a}", "events.type", "have no name", "leave out event"),
        Arguments.of("{type: page, were: {}}", "events.were", "unknown key were", "mean where?"),
        Arguments.of("{type: page, where: {}}", "events.where", "no condition is given", "path"),
        Arguments.of(
            "{where: {$.properties.a: 1}}",
            "events.where.$.properties.a",
            "start with $",
            "write properties.a"),
        Arguments.of(
            "{where: {\"properties.a[0]\": 1}}",
            "events.where.properties.a[0]",
            "into an array",
            "joined by dots"),
        Arguments.of(
            "{where: {properties..a: 1}}",
            "events.where.properties..a",
            "is not a path",
            "properties.price"),
        Arguments.of(
            "{where: {userid: 1}}",
            "events.where.userid",
            "no userid at their root",
            "mean userId?"),
        Arguments.of(
            "{where: {propertis.a: 1}}",
            "events.where.propertis.a",
            "no propertis",
            "mean properties.a?"),
        Arguments.of(
            "{where: {properties.a: }}",
            "events.where.properties.a",
            "has no value",
            "leave the key out"),
        Arguments.of(
            "{where: {properties.a: yes}}",
            "events.where.properties.a",
            "reads differently",
            "quote it"),
        Arguments.of(
            "{where: {properties.a: []}}",
            "events.where.properties.a",
            "the list is empty",
            "at least one value"),
        Arguments.of(
            "{where: {properties.a: [1, 1.0]}}",
            "events.where.properties.a[1]",
            "1 is listed twice",
            "remove"),
        Arguments.of(
            "{where: {properties.a: {}}}",
            "events.where.properties.a",
            "no operator",
            "one or more of eq"),
        Arguments.of(
            "{where: {properties.a: {regex: x}}}",
            "events.where.properties.a.regex",
            "unknown operator regex",
            operators),
        Arguments.of(
            "{where: {properties.a: {'>=': 1}}}",
            "events.where.properties.a.>=",
            "unknown operator",
            "did you mean gte?"),
        Arguments.of(
            "{where: {properties.a: {start-with: x}}}",
            "events.where.properties.a.start-with",
            "unknown operator",
            "mean starts-with?"),
        Arguments.of(
            "{where: {properties.a: {gt: true}}}",
            "events.where.properties.a.gt",
            "numbers or texts",
            "write eq or ne"),
        Arguments.of(
            "{where: {properties.a: {eq: [1, 2]}}}",
            "events.where.properties.a.eq",
            "takes a single value",
            "write in"),
        Arguments.of(
            "{where: {properties.a: {ne: [1, 2]}}}",
            "events.where.properties.a.ne",
            "takes a single value",
            "write not-in"),
        Arguments.of(
            "{where: {properties.a: {in: 1}}}",
            "events.where.properties.a.in",
            "expected a list",
            "[first, second]"),
        Arguments.of(
            "{where: {properties.a: {starts-with: 1}}}",
            "events.where.properties.a.starts-with",
            "compares text",
            "quote the value: \"1\""),
        Arguments.of(
            "{where: {properties.a: {contains: \"\"}}}",
            "events.where.properties.a.contains",
            "holds for every text",
            "exists: true"),
        Arguments.of(
            "{where: {properties.a: {exists: maybe}}}",
            "events.where.properties.a.exists",
            "takes true or false",
            null),
        Arguments.of("{where: any}", "events.where", "expected a map", "{key: value}"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void saysWhatIsWrongAndWhatToDo(String text, String path, String message, String hint) {
    Yaml yaml = Yaml.of("events: " + text);
    MatcherReader.read(yaml.root.child("events"));
    yaml.root.reportUnknownKeys();

    Problem problem = yaml.problems.all().get(0);
    assertThat(problem.path()).isEqualTo(path);
    assertThat(problem.message()).contains(message);
    if (hint == null) {
      assertThat(problem.hint()).isNotBlank();
    } else {
      assertThat(problem.hint()).contains(hint);
    }
    assertThat(yaml.problems.all()).hasSize(1);
  }

  @Test
  void anAbsentMatcherIsTheDefaultOrReported() {
    Yaml yaml = Yaml.of("other: 1");

    assertThat(MatcherReader.readOr(yaml.root.child("events"), named("A"))).isEqualTo(named("A"));
    assertThat(MatcherReader.readOrNull(yaml.root.child("events"))).isNull();
    MatcherReader.read(yaml.root.child("events"));
    assertThat(yaml.problems.all())
        .extracting(Problem::message)
        .containsExactly("is missing; expected an event matcher");
  }
}
