package io.engagement.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code engage faults}: the fault drill. */
@Command(
    name = "faults",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Try whether the job counts exactly once when its processes are killed.",
      "",
      "Starts a broker, PostgreSQL and a Flink cluster of its own, pours events in (late ones,"
          + " repeated ones and broken ones among them), kills TaskManagers with kill -9, one of them"
          + " between a checkpoint and its commit, and moves the job to another parallelism. In the"
          + " end every row in PostgreSQL and Kafka is compared with what the input says, and no read"
          + " of PostgreSQL meanwhile may have seen parts of a checkpoint.",
      ""
    },
    footer = {
      "",
      "Exits with 0 when nothing differs, else with 1. What went wrong comes back with the same"
          + " --seed. It is run by Maven, from the project's sources: a JDK and Maven are needed.",
      "",
      "Example:",
      "  engage faults --events 200000 --kills 3"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class FaultsCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "2000000",
      description = "How many records are written. Default: ${DEFAULT-VALUE}.")
  long events;

  @Option(
      names = "--kills",
      paramLabel = "N",
      defaultValue = "5",
      description = "How often a TaskManager is killed. Default: ${DEFAULT-VALUE}.")
  int kills;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "4000",
      description =
          "Records a second, so that faults hit a running job. Default: ${DEFAULT-VALUE}.")
  int rate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Decides what is written and when which process is killed. Default: another one each"
              + " time; it is printed.")
  @Nullable Long seed;

  @Option(
      names = "--stitched",
      description =
          "People are anonymous until they sign in on a device, and what they did before becomes"
              + " theirs while processes are killed.")
  boolean stitched;

  @Mixin Console console;

  @Override
  public Integer call() throws Exception {
    requirePositive("--events", events);
    requirePositive("--kills", kills);
    requirePositive("--rate", rate);
    console.say(
        String.format(
            "%,d events at %,d a second, %d kills; some %d minutes",
            events, rate, kills, 2 + kills / 2 + events / rate / 60));
    ProjectProgram drill =
        ProjectProgram.maven("the fault drill").with(goals().toArray(String[]::new));
    boolean passed = drill.run() == 0;
    spec.commandLine()
        .getOut()
        .println(passed ? "passed: nothing was lost or counted twice" : "FAILED: see above");
    spec.commandLine().getOut().flush();
    return passed ? Engage.DONE : Engage.FAILED;
  }

  private List<String> goals() {
    List<String> goals =
        new ArrayList<>(List.of("-B", "-q", "-Pfaults", "-pl", "jobs", "-am", "verify"));
    goals.add("-Dfaults.events=" + events);
    goals.add("-Dfaults.kills=" + kills);
    goals.add("-Dfaults.rate=" + rate);
    goals.add("-Dfaults.stitched=" + stitched);
    if (seed != null) {
      goals.add("-Dfaults.seed=" + seed);
    }
    return goals;
  }

  private void requirePositive(String option, long value) {
    if (value < 1) {
      throw new ParameterException(spec.commandLine(), option + " must be at least 1");
    }
  }
}
