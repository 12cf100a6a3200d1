package io.engagement.bench.comparison;

import io.engagement.bench.contender.Contender;
import io.engagement.core.config.ConfigResult;
import io.engagement.core.config.ConfigText;
import io.engagement.core.config.EngagementConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is compared.
 *
 * @param users how many people there are; as many come as the events are enough for
 * @param days over which the events lie, hours of the day included; 0: ten thousand in a second
 * @param warmUp events that each contender reads before, for the compiler; 0 for none
 * @param heapMegabytes of each contender
 * @param definitions in place of the full catalogue's; null for those of the benchmark
 */
record ComparisonOptions(
    List<Contender> contenders,
    long events,
    int users,
    double days,
    int rounds,
    int slots,
    int heapMegabytes,
    int checkpointSeconds,
    long warmUp,
    long seed,
    @Nullable String definitions,
    Path output) {

  /** Options that cannot be; the message says why. */
  static final class BadOptionException extends Exception {
    private static final long serialVersionUID = 1L;

    BadOptionException(String message) {
      super(message);
    }
  }

  /** Reads {@code --name value} pairs; the defaults are those of {@code engage bench}. */
  static ComparisonOptions parse(String[] arguments) throws BadOptionException, IOException {
    Map<String, String> given = new TreeMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      given.put(arguments[i], arguments[i + 1]);
    }
    if (arguments.length % 2 != 0) {
      throw new BadOptionException(arguments[arguments.length - 1] + " has no value");
    }
    String output = given.remove("--output");
    if (output == null) {
      throw new BadOptionException("--output DIR is missing: where the record and the page go");
    }
    String config = given.remove("--config");
    String contenders = given.remove("--contenders");
    String suite = given.remove("--suite");
    long events = number(given, "--events", 2_000_000, 1);
    ComparisonOptions options =
        new ComparisonOptions(
            contenders == null ? suite(suite == null ? "all" : suite) : contenders(contenders),
            events,
            (int) number(given, "--users", Math.max(1, events / 10), 1),
            days(given),
            (int) number(given, "--rounds", 3, 1),
            (int) number(given, "--slots", 2, 1),
            (int) number(given, "--heap", 4096, 256),
            (int) number(given, "--checkpoints", 10, 1),
            number(given, "--warm-up", Math.min(events / 2, 2_000_000), 0),
            number(given, "--seed", 7, Long.MIN_VALUE),
            config == null ? null : definitions(Path.of(config)),
            Path.of(output).toAbsolutePath());
    if (!given.isEmpty()) {
      throw new BadOptionException("there is no option " + given.keySet().iterator().next());
    }
    return options;
  }

  private static long number(Map<String, String> given, String name, long otherwise, long least)
      throws BadOptionException {
    String text = given.remove(name);
    try {
      long value = text == null ? otherwise : Long.parseLong(text);
      if (value >= least && (value <= Integer.MAX_VALUE || name.equals("--events"))) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new BadOptionException(name + " " + text + " is no whole number of at least " + least);
  }

  private static double days(Map<String, String> given) throws BadOptionException {
    String text = given.getOrDefault("--days", "3");
    given.remove("--days");
    try {
      double days = Double.parseDouble(text);
      if (days >= 0 && days <= 400) {
        return days;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new BadOptionException("--days " + text + " is no number from 0 to 400");
  }

  private static List<Contender> suite(String id) throws BadOptionException {
    return Suite.of(id)
        .map(Suite::contenders)
        .orElseThrow(
            () -> new BadOptionException("there is no suite " + id + ", but " + Suite.ids()));
  }

  private static List<Contender> contenders(String ids) throws BadOptionException {
    List<Contender> contenders = new ArrayList<>();
    for (String id : ids.split(",", -1)) {
      Contender contender =
          Contender.of(id.strip())
              .orElseThrow(
                  () ->
                      new BadOptionException(
                          "there is no contender '" + id.strip() + "', but " + Contender.ids()));
      if (!contenders.contains(contender)) {
        contenders.add(contender);
      }
    }
    return contenders;
  }

  /** A configuration without what every contender has of its own. */
  private static String definitions(Path config) throws BadOptionException, IOException {
    if (!Files.isReadable(config)) {
      throw new BadOptionException("cannot read " + config);
    }
    ConfigText text = ConfigText.of(config);
    if (EngagementConfigReader.read(text) instanceof ConfigResult.Invalid invalid) {
      throw new BadOptionException(invalid.problems().toString());
    }
    return withoutSurroundings(text.yaml());
  }

  /** Without deployment, source, sinks and deletion, which a benchmark has of its own. */
  static String withoutSurroundings(String yaml) {
    return yaml.replaceAll("(?ms)^(deployment|source|sinks|control|deletion):.*?(?=^\\S|\\z)", "");
  }
}
