package io.engagement.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.engagement.core.yaml.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each kind of mistake is found where it is, and comes with what to do about it. */
class ConfigProblemsTest {

  private static List<Problem> problems(String yaml) {
    return EngagementConfigReader.read(new ConfigText("engagement.yaml", yaml))
            instanceof ConfigResult.Invalid invalid
        ? invalid.problems().all()
        : List.of();
  }

  static Stream<Arguments> mistakesOutsideMetrics() {
    return Stream.of(
        wrong("deployment: My Shop", "deployment", "\"My Shop\" is not allowed here", "lower-case"),
        wrong("deploiment: shop", "deploiment", "unknown key deploiment", "mean deployment?"),
        wrong("time: 5m", "time", "expected a map, found a single value", "{key: value}"),
        wrong("time: {zone: Europe/Berlim}", "time.zone", "is not a time zone", "Europe/Berlin?"),
        wrong("time: {zone: Nowhere At All}", "time.zone", "is not a time zone", "example UTC"),
        wrong("time: {week-start: tuesday}", "time.week-start", "is none of monday, sunday", null),
        wrong("time: {week-start: monda}", "time.week-start", "is none of", "mean monday?"),
        wrong("time: {idle-after: 30}", "time.idle-after", "\"30\" is not a duration", "30m"),
        wrong("time: {idle-after: 0s}", "time.idle-after", "0s is out of range", "from 1ms to 1d"),
        wrong("time: {out-of-orderness: 2d}", "time.out-of-orderness", "out of range", "0s to 1d"),
        wrong(
            "time: {out-of-orderness: 1h, late-horizon: 1h}",
            "time.out-of-orderness",
            "out-of-orderness (1h) must be less than late-horizon (1h)",
            "late by days"),
        wrong("time: {late-horizon: 5s}", "time.late-horizon", "(10s) must be less", "by days"),
        wrong("time: {late-horizon: 60d}", "time.late-horizon", "60d is out of range", "to 31d"),
        wrong("time: {future-tolerance: }", "time.future-tolerance", "has no value", "leave"),
        wrong("time: {zone: UTC, zone: UTC}", "time.zone", "the key is there twice", "line 1"),
        wrong("retention: {late: 1h}", "retention.late", "1h is out of range", "1d to 3650d"),
        wrong("retention: {late: always}", "retention.late", "is not a duration", "example"),
        wrong("retention: {sesions: 30d}", "retention.sesions", "unknown key", "sessions?"),
        wrong(
            "time: {late-horizon: 7d}\nretention: {rolling-5m: 7d}",
            "retention.rolling-5m",
            "7d is too short: a minute of that age can still change",
            "more than 7d, or forever"),
        wrong(
            "identity: {mode: stitched, restate: 60d}\nretention: {rolling-5m: 31d}",
            "retention.rolling-5m",
            "31d is too short",
            "more than 60d"),
        wrong("source: {format: snowplow}", "source.format", "is none of segment", null),
        wrong(kafka("brokers: localhost"), "source.kafka.brokers", "not allowed", "host:port"),
        wrong(kafka("topics: []"), "source.kafka.topics", "the list is empty", "at least one"),
        wrong(kafka("topics: [a, a]"), "source.kafka.topics[1]", "listed twice", "remove"),
        wrong(kafka("topics: [a b]"), "source.kafka.topics[0]", "not allowed", "letters"),
        wrong(kafka("topics: [..]"), "source.kafka.topics[0]", "not allowed", "letters"),
        wrong(kafka("start: yesterday"), "source.kafka.start", "no place to start", "earliest"),
        wrong(kafka("start: 2026-01-31"), "source.kafka.start", "no place to start", "00:00:00Z"),
        wrong(
            "identity: {mode: user}",
            "identity.mode",
            "none of user-or-anonymous, stitched",
            "write one"),
        wrong("identity: {history: drop}", "identity.history", "none of move, leave", "write one"),
        wrong(
            "identity: {contested: last}",
            "identity.contested",
            "none of first, latest, none",
            "mean latest?"),
        wrong("identity: {restate: 401d}", "identity.restate", "401d is out of range", "to 400d"),
        wrong("identity: {restate: 1h}", "identity.restate", "1h is out of range", "1d to"),
        wrong(
            "identity: {most-devices: 0}",
            "identity.most-devices",
            "0 is out of range",
            "from 1 to 100000"),
        wrong(
            "identity: {most-claims: 1001}",
            "identity.most-claims",
            "1001 is out of range",
            "from 1 to 1000"),
        wrong("dedup: {horizon: 8d}", "dedup.horizon", "8d is out of range", "to 7d"),
        wrong("dedup: {orders: 401d}", "dedup.orders", "401d is out of range", "to 400d"),
        wrong("dedup: {on-collision: replace}", "dedup.on-collision", "none of drop, keep", null),
        wrong(
            "limits: {events-per-user: 0}",
            "limits.events-per-user",
            "0 is out of range",
            "from 1 to 10000000"),
        wrong(
            "limits: {events-per-user: many}",
            "limits.events-per-user",
            "\"many\" is neither a whole number nor none",
            "for example 100000"),
        wrong("limits: {events-per-user: 1e5}", "limits.events-per-user", "neither", "100000"),
        wrong("limits: {events-per-user: }", "limits.events-per-user", "has no value", "leave"),
        wrong("limits: {events: 5}", "limits.events", "unknown key", "known here: events-per-user"),
        wrong("filter: {exclude: []}", "filter.exclude", "the list is empty", "any, the name"),
        wrong("filter: {include: a}", "filter.include", "unknown key", "did you mean exclude?"),
        wrong("breakdowns: {Platform: a.b}", "breakdowns.Platform", "be the name", "lower-case"),
        wrong("breakdowns: {a: \"b[0]\"}", "breakdowns.a", "into an array", "joined by dots"),
        wrong("breakdowns: {a: contxt.b}", "breakdowns.a", "no contxt", "mean context.b?"),
        wrong("breakdowns: {a: x.b, a: x.c}", "breakdowns.a", "the key is there twice", "line 1"),
        wrong(manyBreakdowns(), "breakdowns", "33 breakdowns are too many", "at most 32"),
        wrong("sinks: {iceberg: {warehouse: x}}", "sinks.iceberg", "not available", "use postgres"),
        wrong("sinks: {postgre: {}}", "sinks.postgre", "unknown key", "mean postgres?"),
        wrong(postgres("schema: Shop"), "sinks.postgres.schema", "not allowed", "lower-case"),
        wrong(postgres("schema: 'a;drop'"), "sinks.postgres.schema", "not allowed", "lower-case"),
        wrong(postgres("user: \"a\\tb\""), "sinks.postgres.user", "control characters", null),
        wrong(
            postgres("url: jdbc:mysql://x/y"),
            "sinks.postgres.url",
            "not one of PostgreSQL",
            "jdbc:postgresql://localhost:5432"),
        wrong(
            postgres("url: \"jdbc:postgresql://x/y?currentSchema=z\""),
            "sinks.postgres.url",
            "must not choose a schema",
            "use the key schema"),
        wrong(
            postgres("url: \"jdbc:postgresql://x/y?socketFactory=Z\""),
            "sinks.postgres.url",
            "the parameter socketFactory is not allowed",
            "known here: ApplicationName"),
        wrong(
            postgres("url: \"jdbc:postgresql://x/y?sslmod=require\""),
            "sinks.postgres.url",
            "the parameter sslmod is not allowed",
            "did you mean sslmode?"),
        wrong(sink("topic-prefix: 'a b'"), "sinks.kafka.topic-prefix", "not allowed", "letters"),
        wrong(
            sink("transaction-timeout: 0s"),
            "sinks.kafka.transaction-timeout",
            "out of range",
            "from 1s"));
  }

  static Stream<Arguments> clientProperties() {
    return Stream.of(
        refused("bootstrap.servers: x", "use the key brokers"),
        refused("group.id: x", "named after deployment"),
        refused("enable.auto.commit: true", "part of checkpoints"),
        refused("isolation.level: read_uncommitted", "only committed records"),
        refused("auto.offset.reset: latest", "use source.kafka.start"),
        refused("interceptor.classes: x", "settings that load code are refused"),
        refused("metric.reporters: x", "settings that load code are refused"),
        refused("config.providers: x", "settings that load code are refused"),
        refused("sasl.login.callback.handler.class: x", "settings that load code are refused"),
        refused("ssl.engine.factory.class: x", "settings that load code are refused"),
        refused("sasl.oauthbearer.token.endpoint.url: x", "settings that load code are refused"),
        refused("key.deserializer: x", "settings that load code are refused"),
        refused("fetch.min.byte: 1", "did you mean fetch.min.bytes?"),
        property("fetch.min.bytes: many", "\"many\" is not a whole number", null),
        property("check.crcs: sometimes", "is neither true nor false", null),
        property("security.protocol: SASL_SLS", "is none of PLAINTEXT", "mean SASL_SSL?"),
        property("sasl.mechanism: OAUTHBEARER", "is none of PLAIN", null),
        property("client.rack: \"${env:RACK}\"", "takes no reference", "write the value"),
        property("sasl.jaas.config: Module required", "must not be written", "${file:PATH}"),
        property("ssl.key.password: hunter2", "must not be written", "${env:NAME}"));
  }

  static Stream<Arguments> mistakesInMetrics() {
    return Stream.of(
        Arguments.of("metrics: {}", "metrics", "no metric is defined", "sessions: [{id: web}]"),
        Arguments.of("metrics: {sessions: []}", "metrics", "no metric is defined", "sessions"),
        Arguments.of("metrics:", "metrics", "has no value; expected a map", "leave the key out"),
        Arguments.of("deployment: x", "metrics", "is missing; expected a map", "{key: value}"),
        Arguments.of("metrics: [a]", "metrics", "expected a map, found a list", "{key: value}"),
        Arguments.of("metrics: {sesions: []}", "metrics.sesions", "unknown key", "mean sessions?"),
        Arguments.of(
            "metrics: {lifecycle: [{id: a, periods: [rolling-7d]}]}",
            "metrics.lifecycle[0].periods[0]",
            "\"rolling-7d\" is none of day, week, month",
            null),
        Arguments.of(
            "metrics: {stickiness: [{id: a, interval: week, periods: [week]}]}",
            "metrics.stickiness[0].periods",
            "a week has only one week",
            "count shorter intervals"),
        Arguments.of(
            "metrics: {stickiness: [{id: a, min-events: 0}]}",
            "metrics.stickiness[0].min-events",
            "0 is out of range",
            "from 1 to 100000"),
        Arguments.of(
            "metrics: {lifecycle: [{id: a, period: [day]}]}",
            "metrics.lifecycle[0].period",
            "unknown key period",
            "mean periods?"),
        Arguments.of(
            "metrics: {lifecycle: [{id: a, events: }]}",
            "metrics.lifecycle[0].events",
            "has no value",
            "leave the key out"),
        Arguments.of(
            "metrics: {stickiness: [{id: a, interval: month}]}",
            "metrics.stickiness[0].interval",
            "\"month\" is none of hour, day, week",
            "one of them"),
        Arguments.of(
            "metrics: {stickiness: [{id: a, periods: [day]}]}",
            "metrics.stickiness[0].periods",
            "a day has only one day",
            "count shorter intervals"),
        Arguments.of(
            "metrics: {stickiness: [{id: a, periods: [rolling-7d]}]}",
            "metrics.stickiness[0].periods[0]",
            "\"rolling-7d\" is none of day, week, month, rolling-30d",
            "mean rolling-30d?"),
        Arguments.of(
            "metrics: {stickiness: [{id: a, min-events: few}]}",
            "metrics.stickiness[0].min-events",
            "\"few\" is not a whole number",
            "from 1 to 100000"),
        Arguments.of(
            "metrics: {stickiness: [{id: a, min-events: 100001}]}",
            "metrics.stickiness[0].min-events",
            "100001 is out of range",
            "from 1 to 100000"),
        Arguments.of(
            "metrics: {experiments: [{id: a}]}",
            "metrics.experiments[0].goals",
            "is missing; expected a list of goals",
            "for example [{id: order"),
        Arguments.of(
            "metrics: {experiments: [{id: a, goals: []}]}",
            "metrics.experiments[0].goals",
            "the list is empty",
            "for example [{id: order"),
        Arguments.of(
            "metrics: {experiments: [{id: a, goals: [Order Completed]}]}",
            "metrics.experiments[0].goals[0]",
            "expected a map",
            "{"),
        Arguments.of(
            "metrics: {experiments: [{id: a, goals: [{id: order}]}]}",
            "metrics.experiments[0].goals[0]",
            "the goal says nothing of its events",
            "add event, type or where"),
        Arguments.of(
            "metrics: {experiments: [{id: a, goals: [{id: g, event: X}, {id: g, event: Y}]}]}",
            "metrics.experiments[0].goals[1].id",
            "another goal has the id g",
            "unique"),
        Arguments.of(
            "metrics: {experiments: [{id: a, goals: [{id: g, event: X, value: $.total}]}]}",
            "metrics.experiments[0].goals[0].value",
            "a path does not start with $",
            "write total"),
        Arguments.of(
            "metrics: {score: [{id: a}]}",
            "metrics.score[0].weights",
            "is missing; expected weights by event name",
            "for example {Product Viewed: 1}"),
        Arguments.of(
            "metrics: {score: [{id: a, weights: {}}]}",
            "metrics.score[0].weights",
            "no event has a weight",
            "for example {Product Viewed: 1}"),
        Arguments.of(
            "metrics: {score: [{id: a, weights: {Product Viewed: often}}]}",
            "metrics.score[0].weights.Product Viewed",
            "expected a number",
            "for example 1 or 2.5"),
        Arguments.of(
            "metrics: {score: [{id: a, weights: {Product Viewed: 1000.1}}]}",
            "metrics.score[0].weights.Product Viewed",
            "1000.1 cannot be a weight",
            "from -1000 to 1000"),
        Arguments.of(
            "metrics: {score: [{id: a, weights: {Product Viewed: 0.0000001}}]}",
            "metrics.score[0].weights.Product Viewed",
            "0.0000001 cannot be a weight",
            "at most six digits"),
        Arguments.of(
            "metrics: {score: [{id: a, weights: {X: 1}, half-life: 10s}]}",
            "metrics.score[0].half-life",
            "10s is out of range",
            "from 1m to 3650d"),
        Arguments.of(
            "metrics: {score: [{id: a, weights: {X: 1}, currency: United States Dollar}]}",
            "metrics.score[0].currency",
            "cannot be a currency",
            "at most 16 characters, for example EUR"),
        Arguments.of(
            "metrics: {retention: [{id: a}]}",
            "metrics.retention[0].start",
            "is missing; expected an event matcher",
            "any, the name"),
        Arguments.of(
            "metrics: {retention: [{id: a, start: X, period: rolling-7d}]}",
            "metrics.retention[0].period",
            "\"rolling-7d\" is none of hour, day, week, month",
            null),
        Arguments.of(
            "metrics: {retention: [{id: a, start: X, periods: 0}]}",
            "metrics.retention[0].periods",
            "0 is out of range",
            "from 1 to 366"),
        Arguments.of(
            "metrics: {retention: [{id: a, start: X, cohort: recuring}]}",
            "metrics.retention[0].cohort",
            "is none of first-time, recurring, first-ever",
            "did you mean recurring?"),
        Arguments.of(
            "metrics: {retention: [{id: a, start: X, min-returns: 0}]}",
            "metrics.retention[0].min-returns",
            "0 is out of range",
            "from 1 to 1000"),
        Arguments.of(
            "metrics: {retention: [{id: a, start: X, min-returns: 1001}]}",
            "metrics.retention[0].min-returns",
            "1001 is out of range",
            "from 1 to 1000"),
        Arguments.of(
            "metrics: {retention: [{id: a, start: X, return: []}]}",
            "metrics.retention[0].return",
            "the list is empty and would match nothing",
            "any, the name"),
        Arguments.of(
            "metrics: {retention: [{id: a, start: X, periods: 367}]}",
            "metrics.retention[0].periods",
            "367 is out of range",
            "from 1 to 366"),
        Arguments.of(
            "metrics: {retention: [{id: a, start: X, counting: rollin}]}",
            "metrics.retention[0].counting",
            "is none of on, on-or-after, rolling",
            "did you mean rolling?"),
        Arguments.of(
            "metrics: {paths: [{id: a, steps: 1}]}",
            "metrics.paths[0].steps",
            "1 is out of range",
            "from 2 to 50"),
        Arguments.of(
            "metrics: {paths: [{id: a, item: $.properties.path}]}",
            "metrics.paths[0].item",
            "a path does not start with $",
            "write properties.path"),
        Arguments.of(
            "metrics: {paths: [{id: a, steps: 6, events-per-session: 5}]}",
            "metrics.paths[0].events-per-session",
            "a path of 6 steps needs as many events",
            "at least 6"),
        Arguments.of(
            "metrics: {paths: [{id: a, collapse: no}]}",
            "metrics.paths[0].collapse",
            "\"no\" is neither true nor false",
            "without quotes"),
        Arguments.of(
            "metrics: {paths: [{id: a, start: [/]}]}",
            "metrics.paths[0].start",
            "expected text, found a list",
            "a single value"),
        Arguments.of(
            "metrics: {paths: [{id: a, start: " + "x".repeat(257) + "}]}",
            "metrics.paths[0].start",
            "no item is that long",
            "at most 256"),
        Arguments.of(
            "metrics: {paths: [{id: a, gap: 8d}]}",
            "metrics.paths[0].gap",
            "8d is out of range",
            "from 1s to 7d"),
        Arguments.of(
            "metrics: {sessions: [{id: web}, {id: app}], paths: [{id: a, gap: 1h}]}",
            "metrics.paths[0]",
            "which sessions it goes by is not said, and there are 2",
            "one of web, app"),
        Arguments.of(
            "metrics: {content: [{id: a}], sessions: [{id: web}, {id: app}]}",
            "metrics.content[0]",
            "which sessions it goes by",
            "one of web, app"),
        Arguments.of(
            "metrics: {sessions: [{id: web}, {id: app}], score: [{id: a, weights: {A: 1}}]}",
            "metrics.score[0]",
            "which sessions it goes by",
            "one of web, app"),
        Arguments.of(
            "metrics: {sessions: [{id: web}], paths: [{id: a, sessions: wep}]}",
            "metrics.paths[0].sessions",
            "no sessions definition has the id wep",
            "mean web?"),
        Arguments.of(
            "metrics: {paths: [{id: a, sessions: web}]}",
            "metrics.paths[0].sessions",
            "no sessions definition has the id web",
            "sessions: [{id: web}]"),
        Arguments.of(
            "metrics: {content: [{id: a, top: 1001}]}",
            "metrics.content[0].top",
            "1001 is out of range",
            "from 1 to 1000"),
        Arguments.of(
            "metrics: {content: [{id: a, bucket: hour}]}",
            "metrics.content[0].bucket",
            "\"hour\" is none of day, week, month, all",
            null),
        Arguments.of("metrics: {sessions: {id: a}}", "metrics.sessions", "expected a list", "["),
        Arguments.of("metrics: {sessions: [a]}", "metrics.sessions[0]", "expected a map", "{"),
        session("{id: a, gap: 8d}", "gap", "8d is out of range", "from 1s to 7d"),
        session("{id: a, events: {evnt: X}}", "events.evnt", "unknown key", "mean event?"),
        session("{id: a, key-events: []}", "key-events", "the list is empty", "any, the name"),
        session("{id: a, split: [midnight, midnight]}", "split[1]", "listed twice", "remove"),
        session("{id: a, split: week}", "split", "none of midnight, campaign", "one of them"),
        session("{id: a, minimum-visit: 11m}", "minimum-visit", "out of range", "from 0s to 10m"),
        session("{}", "id", "is missing; expected text", null),
        session("{id: Web}", "id", "\"Web\" cannot be an id", "lower-case"),
        session("{id: 1a}", "id", "\"1a\" cannot be an id", "no digit first"),
        session("{id: a, gab: 5m}", "gab", "unknown key gab", "did you mean gap?"),
        session("{id: a, gap: 0s}", "gap", "0s is out of range", "from 1s to 7d"),
        session("{id: a, boundary: open}", "boundary", "none of inclusive, exclusive", null),
        session("{id: a, split: [midnigt]}", "split[0]", "none of midnight", "mean midnight?"),
        session("{id: a, bounce: no}", "bounce", "none of not-engaged, single-view", null),
        session("{id: a, publish: close}", "publish", "none of changes, closed", "mean closed?"),
        session("{id: a, heartbeat: 1h}", "heartbeat", "1h is out of range", "to 10m"),
        session("{id: a, minimum-visit: x}", "minimum-visit", "is not a duration", "30m"),
        session("{id: a, exclude: {typ: page}}", "exclude.typ", "unknown key", "mean type?"),
        session("{id: a, breakdowns: [b]}", "breakdowns[0]", "no breakdown is named b", "name it"),
        Arguments.of(
            "breakdowns: {platform: context.a}\nmetrics: {sessions: [{id: a, breakdowns: [platfrm]}]}",
            "metrics.sessions[0].breakdowns[0]",
            "no breakdown is named platfrm",
            "mean platform?"),
        Arguments.of(
            "metrics: {active-users: [{id: a, periods: [hour]}]}",
            "metrics.active-users[0].periods[0]",
            "none of day, week, month, rolling-7d",
            null),
        Arguments.of(
            "metrics: {active-users: [{id: a, periods: [yesterday, day]}]}",
            "metrics.active-users[0].periods[0]",
            "\"yesterday\" is none of day",
            "one of them"),
        Arguments.of(
            "metrics: {active-users: [{id: a, periods: []}]}",
            "metrics.active-users[0].periods",
            "the list is empty",
            "one or more of day"),
        Arguments.of(
            "metrics: {active-users: [{id: a, periods: [day, day]}]}",
            "metrics.active-users[0].periods[1]",
            "day is listed twice",
            "remove"),
        Arguments.of(
            "metrics:\n  sessions: [{id: a}, {id: a}]",
            "metrics.sessions[1].id",
            "sessions already has the id a",
            "first at line 2"),
        Arguments.of(
            "metrics: {sessions: [" + manyDefinitions() + "]}",
            "metrics",
            "101 definitions are too many",
            "at most 100"));
  }

  private static Arguments wrong(String line, String path, String message, String hint) {
    return Arguments.of(line, path, message, hint);
  }

  private static Arguments session(String definition, String key, String message, String hint) {
    return Arguments.of(
        "metrics: {sessions: [" + definition + "]}", "metrics.sessions[0]." + key, message, hint);
  }

  private static Arguments refused(String property, String hint) {
    return property(property, "is not allowed", hint);
  }

  private static Arguments property(String property, String message, String hint) {
    String name = property.substring(0, property.indexOf(':'));
    return wrong(
        kafka("properties: {" + property + "}"), "source.kafka.properties." + name, message, hint);
  }

  private static String kafka(String entry) {
    return "source: {kafka: {" + entry + "}}";
  }

  private static String postgres(String entry) {
    return "sinks: {postgres: {" + entry + "}}";
  }

  private static String sink(String entry) {
    return "sinks: {kafka: {" + entry + "}}";
  }

  private static String manyBreakdowns() {
    StringBuilder text = new StringBuilder("breakdowns: {");
    for (int i = 0; i < 33; i++) {
      text.append("b").append(i).append(": properties.p, ");
    }
    return text.append('}').toString();
  }

  private static String manyDefinitions() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 101; i++) {
      text.append("{id: s").append(i).append("}, ");
    }
    return text.toString();
  }

  @ParameterizedTest
  @MethodSource({"mistakesOutsideMetrics", "clientProperties"})
  void saysWhereAMistakeIsAndWhatToDo(String line, String path, String message, String hint) {
    assertOnly(problems(line + "\nmetrics: {sessions: [{id: a}]}\n"), path, message, hint);
  }

  @ParameterizedTest
  @MethodSource("mistakesInMetrics")
  void saysWhereAMistakeInMetricsIs(String text, String path, String message, String hint) {
    assertOnly(problems(text), path, message, hint);
  }

  private static void assertOnly(List<Problem> problems, String path, String message, String hint) {
    assertThat(problems).hasSize(1);
    Problem problem = problems.get(0);
    assertThat(problem.path()).isEqualTo(path);
    assertThat(problem.message()).contains(message);
    if (hint == null) {
      assertThat(problem.hint()).isNotBlank();
    } else {
      assertThat(problem.hint()).contains(hint);
    }
  }

  @Test
  void aFileWithTwelveProblemsGivesTwelve() {
    String yaml =
        """
        deployment: My Shop
        time:
          zone: Mars/Olympus
          idle-after: soon
        source:
          kafka: {brokers: here, topics: [], properties: {group.id: x}}
        identity: {mode: sewn}
        colour: red
        sinks:
          postgres: {password: hunter2}
          iceberg: {}
        metrics:
          sessions:
            - {id: web, gap: 5}
            - {id: web}
        """;

    assertThat(problems(yaml))
        .extracting(Problem::line, Problem::path)
        .containsExactly(
            tuple(1, "deployment"),
            tuple(3, "time.zone"),
            tuple(4, "time.idle-after"),
            tuple(6, "source.kafka.brokers"),
            tuple(6, "source.kafka.topics"),
            tuple(6, "source.kafka.properties.group.id"),
            tuple(7, "identity.mode"),
            tuple(8, "colour"),
            tuple(10, "sinks.postgres.password"),
            tuple(11, "sinks.iceberg"),
            tuple(14, "metrics.sessions[0].gap"),
            tuple(15, "metrics.sessions[1].id"));
  }

  @Test
  void theExceptionListsEveryProblemWithItsPlace() {
    ConfigResult result =
        EngagementConfigReader.read(
            new ConfigText("shop.yaml", "deployment: My Shop\nmetrics: {}\n"));

    assertThatThrownBy(result::config)
        .isInstanceOf(InvalidConfigException.class)
        .hasMessageContaining("shop.yaml:1:13 deployment: \"My Shop\" is not allowed here\n")
        .hasMessageContaining("shop.yaml:2:1 metrics: no metric is defined\n")
        .hasMessageEndingWith("2 problems in shop.yaml");
  }

  @Test
  void aFileThatIsNotThereIsAProblem(@TempDir Path folder) {
    ConfigResult result = EngagementConfigReader.read(folder.resolve("none.yaml"));

    assertThat(((ConfigResult.Invalid) result).problems().all())
        .extracting(Problem::message)
        .containsExactly("there is no such file");
  }

  @Test
  void aFileThatIsNotUtf8IsAProblem(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("latin.yaml");
    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xE4, '\n'});
    ConfigResult result = EngagementConfigReader.read(file);

    assertThat(((ConfigResult.Invalid) result).problems().all())
        .extracting(Problem::message)
        .containsExactly("the file cannot be read: " + file + " is not UTF-8");
  }
}
