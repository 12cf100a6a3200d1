package io.engagement.local.flink;

import io.engagement.local.process.JavaProcess;
import io.engagement.local.process.LocalServerException;
import io.engagement.local.process.ShellCommand.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Flink's own command line ({@code flink run}, {@code list}, {@code stop} ...) against a cluster.
 */
public final class FlinkCommandLine {
  private static final String MAIN = "org.apache.flink.client.cli.CliFrontend";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern JOB_ID = Pattern.compile("JobID ([0-9a-f]{32})");
  private static final Pattern SAVEPOINT = Pattern.compile("Savepoint completed. Path: (\\S+)");

  private final FlinkDistribution distribution;

  public FlinkCommandLine(FlinkDistribution distribution) {
    this.distribution = distribution;
  }

  /** Runs a command to its end; a failure is told by the outcome's exit code. */
  public Outcome run(List<String> arguments) {
    Path log = distribution.logs().resolve("command-" + UUID.randomUUID() + ".log");
    try (JavaProcess process =
        distribution
            .launchCommand("flink " + arguments.get(0), MAIN)
            .arguments(arguments)
            .directory(Path.of("").toAbsolutePath())
            .start(log)) {
      int exitCode = process.awaitExit(PATIENCE);
      return new Outcome(exitCode, Files.readString(log).strip());
    } catch (IOException e) {
      throw new LocalServerException("Cannot read " + log, e);
    }
  }

  /** Submits a job and returns its id; it need not run yet. */
  public String submit(Path jar, String mainClass, List<String> arguments) {
    return submit(List.of(), jar, mainClass, arguments);
  }

  /** Submits a job that goes on from a savepoint or checkpoint. */
  public String submitFrom(String savepoint, Path jar, String mainClass, List<String> arguments) {
    return submit(List.of("-s", savepoint), jar, mainClass, arguments);
  }

  /** Stops a job with a savepoint below the folder; the savepoint's path. */
  public String stopWithSavepoint(String jobId, Path folder) {
    List<String> stop = List.of("stop", "--savepointPath", folder.toUri().toString(), jobId);
    return found(SAVEPOINT, stop);
  }

  /** Ends a job without a savepoint. */
  public void cancel(String jobId) {
    require(List.of("cancel", jobId));
  }

  private String submit(List<String> options, Path jar, String mainClass, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of("run", "-d"));
    command.addAll(options);
    command.addAll(List.of("-c", mainClass, jar.toAbsolutePath().toString()));
    command.addAll(arguments);
    return found(JOB_ID, command);
  }

  private String found(Pattern pattern, List<String> command) {
    String output = require(command);
    Matcher matcher = pattern.matcher(output);
    if (!matcher.find()) {
      throw new LocalServerException("No answer in what flink says:\n" + output);
    }
    return matcher.group(1);
  }

  private String require(List<String> command) {
    Outcome outcome = run(command);
    if (!outcome.succeeded()) {
      throw new LocalServerException(
          "flink " + String.join(" ", command) + " failed:\n" + outcome.output());
    }
    return outcome.output();
  }
}
