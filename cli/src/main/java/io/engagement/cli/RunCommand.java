package io.engagement.cli;

import io.engagement.core.config.EngagementConfig;
import io.engagement.core.deployment.Definitions;
import io.engagement.core.deployment.Metrics;
import io.engagement.jobs.bounded.BoundedRun;
import io.engagement.jobs.bounded.InputFiles;
import io.engagement.jobs.bounded.RunSummary;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.env.LocalFlink;
import io.engagement.jobs.stream.LocalRun;
import io.engagement.jobs.stream.StreamingJob;
import io.engagement.jobs.topology.ConfiguredMetrics;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code engage run}: the job in a cluster inside of this process. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Run the job in a Flink cluster inside of this process.",
      "",
      "From Kafka to the configured sinks, until Ctrl-C; started again, it goes on from its last"
          + " checkpoint. Or, with --input and --output, over files to their end: the final rows of"
          + " every table as JSON lines, without Kafka or any other server.",
      ""
    },
    footer = {
      "",
      "Examples:",
      "  engage run --config engagement.yaml",
      "  engage run --config engagement.yaml --input events.jsonl.gz --output out"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RunCommand implements Callable<Integer> {
  private static final Duration STOPPED_STAYS = Duration.ofSeconds(3);

  @Spec CommandSpec spec;

  @Mixin ConfigOption configuration;

  @ArgGroup(exclusive = false, multiplicity = "0..1", heading = "%nOver files:%n")
  @Nullable Bounded bounded;

  static final class Bounded {
    @Option(
        names = {"-i", "--input"},
        required = true,
        arity = "1..*",
        paramLabel = "PATH",
        description =
            "Files of one record a line (.jsonl, .jsonl.gz), folders or globs; the given order is"
                + " the order of arrival.")
    List<String> input;

    @Option(
        names = {"-o", "--output"},
        required = true,
        paramLabel = "DIR",
        description = "Folder for one <table>.jsonl per table; files of these names are replaced.")
    Path output;

    @Option(
        names = "--control",
        arity = "1..*",
        paramLabel = "FILE",
        description =
            "Files of requests to delete somebody, one a line (docs/privacy.md). All are known before"
                + " the first event: what happened before a request's instant never counts.")
    List<Path> control = new ArrayList<>();

    @Option(
        names = "--max-rejected",
        paramLabel = "SHARE",
        description =
            "Fail (exit 1, the tables are written) when more than this share of the records is"
                + " rejected, 0 to 1. Default: any share but all.")
    @Nullable Double maxRejected;
  }

  @Option(
      names = {"-p", "--parallelism"},
      paramLabel = "N",
      description = "Default: the number of processors. The result does not depend on it.")
  @Nullable Integer parallelism;

  @Option(
      names = "-D",
      paramLabel = "KEY=VALUE",
      description = "A Flink setting that wins over conf/config.yaml; may be repeated.")
  Map<String, String> overrides = new LinkedHashMap<>();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Of the web UI on loopback. Default: any free one, which is printed.")
  int port;

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  @Nullable Beginning beginning;

  /** What a run from Kafka goes on from when it is not its last checkpoint. */
  static final class Beginning {
    @Option(
        names = {"-s", "--from", "--from-savepoint"},
        required = true,
        paramLabel = "PATH",
        description =
            "Go on from a savepoint or a retained checkpoint instead of the last checkpoint.")
    @Nullable String from;

    @Option(
        names = "--fresh",
        required = true,
        description =
            "Do not go on from the last checkpoint. Tables that hold something refuse that, unless"
                + " --takeover is given.")
    boolean fresh;
  }

  @Mixin StartOptions start;

  @Mixin Console console;

  @Override
  public Integer call() throws Exception {
    int subtasks = parallelism();
    EngagementConfig config = configuration.read();
    if (bounded == null) {
      return stream(config, subtasks);
    }
    if (beginning != null) {
      throw new ParameterException(
          spec.commandLine(),
          "--from and --fresh do not go with --input: files start from nothing");
    }
    start.rules().requireKnown(Metrics.of(config).wanted(), Definitions.NONE);
    return overFiles(bounded, config, subtasks);
  }

  private int stream(EngagementConfig config, int subtasks) throws Exception {
    if (config.sinks().isEmpty()) {
      throw new InvalidInputException(
          "error: "
              + configuration.file()
              + " names no sink, so there is nowhere to publish to"
              + "\nhint: add sinks.postgres or sinks.kafka, or give --input and --output");
    }
    StreamingJob job = StreamingJob.of(configuration.text(), start.rules());
    Ports.requireFree(port, "--port");
    Path work = Home.work().resolve("run").resolve(config.deployment());
    Configuration settings =
        FlinkSettings.loadLocal(Home.conf(), overrides, work.resolve("checkpoints"));
    LocalRun.separateCheckpoints(settings, config.deployment());
    goOn(settings);
    LocalRun run = LocalRun.start(job, settings, subtasks, port);
    JobAddresses.record(config.deployment(), run.webUi());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(run, config), "ending"));
    console.say("web UI: " + run.webUi());
    console.say("running " + job.name() + "; Ctrl-C ends it");
    try {
      run.result().get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof LocalFlink.JobFailure failure ? failure : e;
    }
    console.say("the job was stopped; started again, it goes on from there");
    // Whoever stopped it over REST asks once more how that went.
    Thread.sleep(STOPPED_STAYS.toMillis());
    return Engage.DONE;
  }

  private void end(LocalRun run, EngagementConfig config) {
    URI webUi = run.webUi();
    run.close();
    JobAddresses.remove(config.deployment(), webUi, console::say);
  }

  private void goOn(Configuration settings) throws IOException {
    if (beginning != null && beginning.from != null) {
      settings.set(StateRecoveryOptions.SAVEPOINT_PATH, beginning.from);
      return;
    }
    Optional<Path> folder = LocalRun.checkpointFolder(settings);
    if (beginning != null
        || folder.isEmpty()
        || settings.contains(StateRecoveryOptions.SAVEPOINT_PATH)) {
      return;
    }
    Optional<Path> newest = LocalRun.newestCheckpoint(folder.get());
    if (newest.isPresent()) {
      console.say("going on from " + newest.get());
      LocalRun.resume(settings, newest.get());
    }
  }

  private int overFiles(Bounded paths, EngagementConfig config, int subtasks) throws Exception {
    List<String> problems = new ArrayList<>();
    List<String> files = InputFiles.find(paths.input, problems);
    if (!problems.isEmpty()) {
      throw new InvalidInputException("error: " + String.join("\nerror: ", problems));
    }
    for (Path requests : paths.control) {
      if (!Files.isReadable(requests)) {
        throw new InvalidInputException("error: --control: " + requests + " cannot be read");
      }
    }
    Double limit = paths.maxRejected;
    if (limit != null && !(limit >= 0 && limit <= 1)) {
      throw new ParameterException(spec.commandLine(), "--max-rejected must be from 0 to 1");
    }
    OutputFolder.prepare(paths.output, paths.input, files);
    Ports.requireFree(port, "--port");
    long bytes = 0;
    for (String file : files) {
      bytes += Files.size(Path.of(file));
    }
    console.say(
        "reading %d file(s), %.1f MB, with %d subtask(s)"
            .formatted(files.size(), bytes / 1e6, subtasks));
    long began = System.nanoTime();
    BoundedRun run =
        new BoundedRun(
            config,
            new ConfiguredMetrics(configuration.text()),
            files,
            paths.control.stream().map(Path::toString).toList(),
            paths.output);
    RunSummary summary =
        run.run(settings(), subtasks, read -> console.progress("read, about", read, 0, began));
    console.say("wrote " + paths.output);
    if (!console.isQuiet()) {
      spec.commandLine().getOut().print(summary.text());
      spec.commandLine().getOut().flush();
    }
    String failure = failure(summary, limit, paths.output);
    if (failure != null) {
      PrintWriter err = spec.commandLine().getErr();
      err.println(failure);
      err.flush();
      return Engage.FAILED;
    }
    return Engage.DONE;
  }

  /** Why the tables are of no use; null when they are. */
  private static @Nullable String failure(
      RunSummary summary, @Nullable Double maxRejected, Path output) {
    Path rejected = output.resolve("rejected.jsonl");
    if (summary.nothingAccepted()) {
      return "error: none of %,d records was accepted: %,d rejected, %,d filtered, %,d late"
              .formatted(
                  summary.count("read"),
                  summary.count("rejected"),
                  summary.count("filtered"),
                  summary.count("late"))
          + "\nhint: the input is to be one JSON event a line; reasons are in "
          + rejected;
    }
    if (maxRejected != null && summary.rejectedShare() > maxRejected) {
      return "error: %,d of %,d records were rejected, more than --max-rejected %s"
              .formatted(summary.count("rejected"), summary.count("read"), maxRejected)
          + "\nhint: reasons are in "
          + rejected;
    }
    return null;
  }

  private int parallelism() {
    if (parallelism == null) {
      return Runtime.getRuntime().availableProcessors();
    }
    if (parallelism < 1 || parallelism > 720) {
      throw new ParameterException(spec.commandLine(), "--parallelism must be between 1 and 720");
    }
    return parallelism;
  }

  private Configuration settings() {
    Path work = Home.work().resolve("run");
    return FlinkSettings.loadLocal(Home.conf(), overrides, work.resolve("checkpoints"));
  }
}
