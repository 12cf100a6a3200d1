package io.engagement.cli;

import io.engagement.core.config.EngagementConfig;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code engage validate}: checks a configuration without running it. */
@Command(
    name = "validate",
    mixinStandardHelpOptions = true,
    description = {
      "Check a configuration without running it.",
      "Prints every problem with its place and a hint and exits with 2, or says what would run.",
      ""
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ValidateCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin ConfigOption configuration;

  @Mixin Console console;

  @Override
  public Integer call() throws InvalidInputException {
    EngagementConfig config = configuration.read();
    if (!console.isQuiet()) {
      spec.commandLine().getOut().println(configuration.file() + " is valid: " + describe(config));
      spec.commandLine().getOut().flush();
    }
    return Engage.DONE;
  }

  private static String describe(EngagementConfig config) {
    Map<String, Long> families =
        config.metrics().stream()
            .collect(
                Collectors.groupingBy(
                    metric -> metric.family().name(), LinkedHashMap::new, Collectors.counting()));
    String metrics =
        families.entrySet().stream()
            .map(family -> family.getKey() + " " + family.getValue())
            .collect(Collectors.joining(", "));
    String sinks =
        config.sinks().isEmpty()
            ? "no sink (bounded runs only)"
            : (config.sinks().postgres() == null ? "" : "postgres ")
                + (config.sinks().kafka() == null ? "" : "kafka");
    return "deployment %s, metrics: %s; breakdowns: %s; sinks: %s"
        .formatted(
            config.deployment(),
            metrics,
            config.breakdowns().isEmpty()
                ? "none"
                : String.join(", ", config.breakdowns().keySet()),
            sinks.trim());
  }
}
