package io.engagement.core.config;

import static io.engagement.core.yaml.Durations.DAY;
import static io.engagement.core.yaml.Durations.HOUR;
import static io.engagement.core.yaml.Durations.MINUTE;
import static io.engagement.core.yaml.Durations.SECOND;

import io.engagement.core.config.EngagementConfig.DedupConfig;
import io.engagement.core.event.EventClock;
import io.engagement.core.event.Vocabulary;
import io.engagement.core.metric.ConfiguredMetric;
import io.engagement.core.metric.DefinitionContext;
import io.engagement.core.yaml.ConfigNode;
import io.engagement.core.yaml.Durations;
import io.engagement.core.yaml.JsonPaths;
import io.engagement.core.yaml.MatcherReader;
import io.engagement.core.yaml.Problems;
import io.engagement.core.yaml.Spelling;
import io.engagement.core.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code engagement.yaml}. Every key but {@code metrics} has a default; unknown and repeated
 * keys are refused; all problems are reported at once.
 */
public final class EngagementConfigReader {
  private static final int MOST_BREAKDOWNS = 32;

  private EngagementConfigReader() {}

  /** Reads a file; one that cannot be read is a problem like any other. */
  public static ConfigResult read(Path file) {
    try {
      return read(ConfigText.of(file));
    } catch (IOException unreadable) {
      Problems problems = new Problems(file.toString());
      problems.add(
          1,
          1,
          "",
          unreadable instanceof NoSuchFileException
              ? "there is no such file"
              : "the file cannot be read: " + unreadable.getMessage(),
          "give the path of a configuration; conf/engagement.minimal.yaml is one to begin with");
      return new ConfigResult.Invalid(problems);
    }
  }

  public static ConfigResult read(ConfigText text) {
    Problems problems = new Problems(text.name());
    ConfigNode root = YamlReader.open(text.yaml(), problems);
    if (root == null) {
      return new ConfigResult.Invalid(problems);
    }
    EngagementConfig config = read(root);
    root.reportUnknownKeys();
    return problems.isEmpty() ? new ConfigResult.Valid(config) : new ConfigResult.Invalid(problems);
  }

  static EngagementConfig read(ConfigNode root) {
    String deployment = Names.DEPLOYMENT.readOr(root.child("deployment"), "engagement");
    TimeConfig time = time(root.child("time"));
    SourceConfig source = SourceReader.read(root.child("source"));
    IdentityConfig identity = IdentityReader.read(root.child("identity"));
    DeletionConfig deletion =
        DeletionReader.read(root.child("control"), root.child("deletion"), source.kafka());
    DedupConfig dedup = dedup(root.child("dedup"));
    LimitsConfig limits = LimitsReader.read(root.child("limits"));
    Map<String, String> breakdowns = breakdowns(root.child("breakdowns"));
    Vocabulary vocabulary = VocabularyReader.read(root.child("vocabulary"));
    SinksConfig sinks = SinksReader.read(root.child("sinks"), source.kafka().brokers());
    List<ConfiguredMetric<?>> metrics =
        MetricsReader.read(root.child("metrics"), breakdowns.keySet(), vocabulary);
    return new EngagementConfig(
        deployment,
        time,
        source,
        identity,
        deletion,
        dedup,
        limits,
        MatcherReader.readOrNull(root.child("filter").child("exclude")),
        breakdowns,
        vocabulary,
        sinks,
        RetentionReader.read(
            root.child("retention"),
            Math.max(time.lateHorizonMillis(), identity.restatedMillis()),
            metrics),
        metrics);
  }

  private static TimeConfig time(ConfigNode node) {
    ConfigNode weekStart = node.child("week-start");
    ConfigNode outOfOrderness = node.child("out-of-orderness");
    long outOfOrdernessMillis = outOfOrderness.durationMillisOr(10 * SECOND, 0, DAY);
    ConfigNode lateHorizon = node.child("late-horizon");
    long lateHorizonMillis = lateHorizon.durationMillisOr(3 * DAY, 1, 31 * DAY);
    if (outOfOrdernessMillis >= lateHorizonMillis) {
      ConfigNode blamed = outOfOrderness.isPresent() ? outOfOrderness : lateHorizon;
      blamed.problem(
          "out-of-orderness ("
              + Durations.format(outOfOrdernessMillis)
              + ") must be less than late-horizon ("
              + Durations.format(lateHorizonMillis)
              + ')',
          "events may be out of order by seconds, and late by days");
    }
    return new TimeConfig(
        zone(node.child("zone")),
        weekStart.isPresent()
            ? weekStart.oneOf(List.of(DayOfWeek.MONDAY, DayOfWeek.SUNDAY))
            : DayOfWeek.MONDAY,
        outOfOrdernessMillis,
        node.child("idle-after").durationMillisOr(30 * SECOND, 1, DAY),
        lateHorizonMillis,
        node.child("future-tolerance").durationMillisOr(5 * MINUTE, 0, DAY),
        node.child("jump").durationMillisOr(60 * MINUTE, 0, 31 * DAY),
        node.child("clock").oneOfOr(EventClock.AUTO));
  }

  private static ZoneId zone(ConfigNode node) {
    String name = node.textOr("UTC");
    try {
      return name.isEmpty() ? ZoneOffset.UTC : ZoneId.of(name);
    } catch (DateTimeException unknown) {
      String nearest =
          Spelling.nearest(name, ZoneId.getAvailableZoneIds().stream().sorted().toList());
      node.problem(
          '"' + name + "\" is not a time zone",
          nearest == null ? "for example UTC or Europe/Berlin" : "did you mean " + nearest + '?');
      return ZoneOffset.UTC;
    }
  }

  private static DedupConfig dedup(ConfigNode node) {
    return new DedupConfig(
        node.child("horizon").durationMillisOr(24 * HOUR, 1, 7 * DAY),
        node.child("orders").durationMillisOr(90 * DAY, 1, 400 * DAY),
        node.child("on-collision").oneOfOr(DedupConfig.OnCollision.DROP));
  }

  private static Map<String, String> breakdowns(ConfigNode node) {
    Map<String, String> breakdowns = new LinkedHashMap<>();
    node.entries()
        .forEach(
            (name, path) -> {
              if (!DefinitionContext.isId(name)) {
                path.problem(
                    '"' + name + "\" cannot be the name of a breakdown", DefinitionContext.ID_RULE);
              }
              breakdowns.put(name, JsonPaths.read(path));
            });
    if (breakdowns.size() > MOST_BREAKDOWNS) {
      node.problem(breakdowns.size() + " breakdowns are too many", "at most " + MOST_BREAKDOWNS);
    }
    return breakdowns;
  }
}
