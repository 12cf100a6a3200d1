package io.engagement.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code engage bench}: the comparison of module {@code bench}, which has a class path of its own:
 * what contenders need never meets that of the job.
 */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Measure what an event costs, in this job and in what people would write instead.",
      "",
      "A broker, one topic of generated events, and each contender in turn in a JVM of its own, for"
          + " several rounds. What each has found is compared with what was generated. Prints"
          + " medians, spread and ratios, and writes bench.json and bench.html, a page with plots.",
      "",
      "Contenders:",
      "  a           plain consumer",
      "  b           the same with this project's decoder: the limit",
      "  c           Flink: source, decoder, shuffle, no state",
      "  d           this job: actives and sessions, one breakdown, into Kafka",
      "  e           this job: 14 definitions, 3 breakdowns, into Kafka",
      "  e-postgres  the same into PostgreSQL",
      "  e-of-h      this job: what h and i compute, into Kafka",
      "  f           Flink SQL: daily users and sessions",
      "  g           Kafka Streams, exactly once: the same two",
      "  h           Flink DataStream, a keyed window per metric: actives, sessions, content",
      "  i           DuckDB over the finished file: what h computes, as a batch",
      ""
    },
    footer = {
      "",
      "Exits with 1 when a contender fails or finds something else than there is. It is built from"
          + " the project's sources: a JDK and Maven are needed.",
      "",
      "Examples:",
      "  engage bench --events 20000 --users 2000 --rounds 1 --heap 768",
      "  engage bench --suite limit --events 6000000 --users 600000 --heap 8192 --days 0"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class BenchCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Option(
      names = "--suite",
      paramLabel = "NAME",
      defaultValue = "all",
      description =
          "Who is compared: all; limit (a, b, c, d, e); sinks (b, e, e-postgres); or others (d, f, g,"
              + " e-of-h, h, i). Default: ${DEFAULT-VALUE}.")
  String suite;

  @Option(
      names = "--contenders",
      paramLabel = "LIST",
      description =
          "Who is compared, in place of a suite: ids joined by commas, for example a,b,e.")
  @Nullable String contenders;

  @Option(
      names = "--events",
      paramLabel = "N",
      defaultValue = "2000000",
      description = "Default: ${DEFAULT-VALUE}.")
  long events;

  @Option(
      names = "--users",
      paramLabel = "N",
      description =
          "How many people there are. Some come often and many hardly ever, so not all of them come."
              + " Default: a tenth of the events.")
  @Nullable Integer users;

  @Option(
      names = "--days",
      paramLabel = "N",
      defaultValue = "3",
      description =
          "Over how many days the events lie, by the hours of the day; 0: ten thousand in a second."
              + " Default: ${DEFAULT-VALUE}.")
  double days;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description =
          "Definitions for b, c, e and e-postgres in place of the 14. Of what they find only the"
              + " number of events is compared.")
  @Nullable Path config;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "3",
      description = "How often everybody's turn comes. Default: ${DEFAULT-VALUE}.")
  int rounds;

  @Option(
      names = "--slots",
      paramLabel = "N",
      defaultValue = "2",
      description = "Threads, or parallelism, of each. Default: ${DEFAULT-VALUE}.")
  int slots;

  @Option(
      names = "--heap",
      paramLabel = "MB",
      defaultValue = "4096",
      description = "Heap of each; DuckDB has as much memory. Default: ${DEFAULT-VALUE}.")
  int heap;

  @Option(
      names = "--checkpoints",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "From one checkpoint, or commit, to the next. Default: ${DEFAULT-VALUE}.")
  int checkpoints;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description =
          "How many events each reads before, for the compiler; 0 for none. Default: half of the"
              + " events, at most 2000000.")
  @Nullable Integer warmUp;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "7",
      description = "Decides what is generated. Default: ${DEFAULT-VALUE}.")
  int seed;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "DIR",
      description =
          "Where bench.json, bench.html and the contenders' logs go. Default: .engage/bench of the"
              + " installation.")
  @Nullable Path output;

  @Override
  public Integer call() throws Exception {
    if (config != null && !Files.isReadable(config)) {
      throw new ParameterException(spec.commandLine(), "cannot read " + config);
    }
    Path folder = output == null ? Home.workFolder("bench") : output.toAbsolutePath();
    ProjectProgram comparison =
        ProjectProgram.script("bench/run", "the comparison")
            .with("compare", "--output", folder.toString())
            .with("--suite", suite)
            .with("--events", Long.toString(events))
            .with("--days", Double.toString(days))
            .with("--rounds", Integer.toString(rounds))
            .with("--slots", Integer.toString(slots))
            .with("--heap", Integer.toString(heap))
            .with("--checkpoints", Integer.toString(checkpoints))
            .with("--seed", Integer.toString(seed));
    addIfGiven(comparison, "--contenders", contenders);
    addIfGiven(comparison, "--users", users);
    addIfGiven(comparison, "--warm-up", warmUp);
    addIfGiven(comparison, "--config", config == null ? null : config.toAbsolutePath());
    int exitCode = comparison.run();
    return exitCode == Engage.DONE || exitCode == Engage.USAGE ? exitCode : Engage.FAILED;
  }

  private static void addIfGiven(ProjectProgram program, String option, @Nullable Object value) {
    if (value != null) {
      program.with(option, value.toString());
    }
  }
}
