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
 * {@code engage bench}: the measurements of module {@code bench}, which has a class path of its
 * own: what contenders need never meets that of the job.
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
      "",
      "The suite latency is another measurement: from the append of an event until a reader of"
          + " PostgreSQL sees it. For each interval of checkpoints a job reads a backlog and then a"
          + " steady load with probes among it: at rising rates until it does not keep up, and at"
          + " shares of the highest with which it did, which is full load.",
      ""
    },
    footer = {
      "",
      "Exits with 1 when a contender fails or finds something else than there is. It is built from"
          + " the project's sources: a JDK and Maven are needed.",
      "",
      "Examples:",
      "  engage bench --events 20000 --users 2000 --rounds 1 --heap 768",
      "  engage bench --suite limit --events 6000000 --users 600000 --heap 8192 --days 0",
      "  engage bench --suite latency --checkpoints 1,10 --load 0.5,0.9 --seconds 120"
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
              + " e-of-h, h, i). Or latency. Default: ${DEFAULT-VALUE}.")
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
      description = "Of latency: those of the backlog. Default: ${DEFAULT-VALUE}.")
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
          "Definitions for b, c, e, e-postgres and latency in place of the 14. Of what they find only"
              + " the number of events is compared.")
  @Nullable Path config;

  @Option(
      names = "--definitions",
      paramLabel = "N",
      description =
          "The same with so many definitions, one of each family in turn and again from the first.")
  @Nullable Integer definitions;

  @Option(
      names = "--hot-user",
      paramLabel = "SHARE",
      description = "The share of all events that are one user's, from 0 to 1. Default: 0.")
  @Nullable Double hotUser;

  @Option(
      names = "--hot-item",
      paramLabel = "SHARE",
      description =
          "The share of the events about products that are about one product, from 0 to 1."
              + " Default: 0.")
  @Nullable Double hotItem;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "How often everybody's turn comes; not of latency. Default: 3.")
  @Nullable Integer rounds;

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
      description =
          "From one checkpoint, or commit, to the next. Default: 10. Of latency: a list, 1,10.")
  @Nullable String checkpoints;

  @Option(
      names = "--load",
      paramLabel = "LIST",
      description = "Of latency: shares of full load, one after the other. Default: 0.5,0.9.")
  @Nullable String load;

  @Option(
      names = "--rate",
      paramLabel = "LIST",
      description = "Of latency: events a second in place of --load.")
  @Nullable String rate;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Of latency: how long each load or rate is measured. Default: 60.")
  @Nullable Integer seconds;

  @Option(
      names = "--probes",
      paramLabel = "N",
      description = "Of latency: probes a second. Default: 10.")
  @Nullable Integer probes;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description =
          "How many events each reads before, for the compiler; 0 for none. Default: half of the"
              + " events, at most 2000000. Of latency: of the backlog, before the others.")
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
    boolean isLatency = suite.equals("latency");
    ProjectProgram program =
        ProjectProgram.script("bench/run", isLatency ? "the measurement" : "the comparison")
            .with(isLatency ? "latency" : "compare", "--output", folder.toString())
            .with("--suite", suite)
            .with("--events", Long.toString(events))
            .with("--days", Double.toString(days))
            .with("--slots", Integer.toString(slots))
            .with("--heap", Integer.toString(heap))
            .with("--seed", Integer.toString(seed));
    addIfGiven(program, "--contenders", contenders);
    addIfGiven(program, "--users", users);
    addIfGiven(program, "--rounds", rounds);
    addIfGiven(program, "--checkpoints", checkpoints);
    addIfGiven(program, "--warm-up", warmUp);
    addIfGiven(program, "--config", config == null ? null : config.toAbsolutePath());
    addIfGiven(program, "--definitions", definitions);
    addIfGiven(program, "--hot-user", hotUser);
    addIfGiven(program, "--hot-item", hotItem);
    addIfGiven(program, "--load", load);
    addIfGiven(program, "--rate", rate);
    addIfGiven(program, "--seconds", seconds);
    addIfGiven(program, "--probes", probes);
    int exitCode = program.run();
    return exitCode == Engage.DONE || exitCode == Engage.USAGE ? exitCode : Engage.FAILED;
  }

  private static void addIfGiven(ProjectProgram program, String option, @Nullable Object value) {
    if (value != null) {
      program.with(option, value.toString());
    }
  }
}
