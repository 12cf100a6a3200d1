package io.engagement.jobs.cli;

import io.engagement.core.config.EngagementConfig;
import io.engagement.jobs.bounded.BoundedRun;
import io.engagement.jobs.bounded.InputFiles;
import io.engagement.jobs.bounded.RunSummary;
import io.engagement.jobs.env.FlinkSettings;
import io.engagement.jobs.topology.ConfiguredMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.flink.configuration.Configuration;
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
      "Run the job over files, in a Flink cluster inside of this process, and write the final rows of"
          + " every table as JSON lines.",
      ""
    },
    footer = {
      "",
      "Example:",
      "  engage run --config engagement.yaml --input events.jsonl.gz --output out"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RunCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin ConfigOption configuration;

  @ArgGroup(exclusive = false, multiplicity = "1")
  Bounded bounded;

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

  @Mixin Console console;

  @Override
  public Integer call() throws Exception {
    int subtasks = parallelism();
    EngagementConfig config = configuration.read();
    List<String> problems = new ArrayList<>();
    List<String> files = InputFiles.find(bounded.input, problems);
    if (!problems.isEmpty()) {
      throw new InvalidInputException("error: " + String.join("\nerror: ", problems));
    }
    long bytes = 0;
    for (String file : files) {
      bytes += Files.size(Path.of(file));
    }
    console.say(
        "reading %d file(s), %.1f MB, with %d subtask(s)"
            .formatted(files.size(), bytes / 1e6, subtasks));
    long began = System.nanoTime();
    BoundedRun run =
        new BoundedRun(config, new ConfiguredMetrics(configuration.text()), files, bounded.output);
    RunSummary summary =
        run.run(settings(), subtasks, read -> console.progress("read, about", read, 0, began));
    console.say("wrote " + bounded.output);
    if (!console.isQuiet()) {
      spec.commandLine().getOut().print(summary.text());
      spec.commandLine().getOut().flush();
    }
    return Engage.DONE;
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

  private Configuration settings() throws IOException {
    Path work = Home.workFolder("run");
    return FlinkSettings.loadLocal(Home.conf(), overrides, work.resolve("checkpoints"));
  }
}
