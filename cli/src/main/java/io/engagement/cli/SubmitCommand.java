package io.engagement.cli;

import io.engagement.core.config.EngagementConfig;
import io.engagement.core.deployment.Definitions;
import io.engagement.core.deployment.Metrics;
import io.engagement.jobs.EngagementJob;
import io.engagement.jobs.stream.StartRules;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code engage submit}: hands the job to a cluster that runs. */
@Command(
    name = "submit",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Submit the job to a running Flink cluster over REST.",
      "The jar and the configuration are uploaded; secrets stay references and are read where the"
          + " cluster runs. Waits until the job has completed its first checkpoint and exits with 1"
          + " when it fails before; prints the job's id.",
      ""
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SubmitCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin ConfigOption configuration;

  @Option(
      names = "--cluster",
      paramLabel = "URL",
      converter = ClusterUrl.class,
      defaultValue = JobOption.DEFAULT_CLUSTER,
      description = {"REST address of the JobManager.", "Default: ${DEFAULT-VALUE}."})
  URI cluster;

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      description = "The job jar. Default: the one of this build.")
  @Nullable Path jar;

  @Option(
      names = {"-s", "--from", "--from-savepoint"},
      paramLabel = "PATH",
      description = "Go on from a savepoint or a retained checkpoint.")
  @Nullable String savepoint;

  @Option(
      names = {"-p", "--parallelism"},
      paramLabel = "N",
      description = "Default: the cluster's parallelism.default.")
  @Nullable Integer parallelism;

  @Option(
      names = "--detached",
      description = "Return when the cluster has the job, without waiting to see it work.")
  boolean detached;

  @Option(
      names = "--wait",
      paramLabel = "TIME",
      defaultValue = "3m",
      converter = Durations.class,
      description = "How long to wait for its first checkpoint at most. Default: ${DEFAULT-VALUE}.")
  Duration patience;

  @Mixin StartOptions start;

  @Mixin Console console;

  @Override
  public Integer call() throws Exception {
    EngagementConfig config = configuration.read();
    if (config.sinks().isEmpty()) {
      throw new InvalidInputException(
          "error: "
              + configuration.file()
              + " names no sink, so there is nowhere to publish to"
              + "\nhint: add sinks.postgres or sinks.kafka");
    }
    StartRules rules = start.rules();
    if (savepoint == null) {
      rules.requireKnown(Metrics.of(config).wanted(), Definitions.NONE);
    }
    Path file = jar == null ? builtJar() : jar;
    if (!Files.isReadable(file)) {
      throw new InvalidInputException("error: there is no job jar at " + file);
    }
    FlinkClient client = new FlinkClient(cluster);
    console.say("uploading " + file.getFileName() + " to " + cluster);
    String jarId = client.upload(file);
    List<String> arguments = EngagementJob.arguments(configuration.text(), rules);
    console.say("starting " + config.deployment());
    String job =
        client.run(jarId, EngagementJob.class.getName(), arguments, parallelism, savepoint);
    JobAddresses.record(config.deployment(), cluster);
    spec.commandLine().getOut().println(job);
    spec.commandLine().getOut().flush();
    if (!detached) {
      FirstCheckpoint.await(client, job, patience, console::say);
    }
    return Engage.DONE;
  }

  /** The job jar of this build. */
  static Path builtJar() throws IOException, InvalidInputException {
    Path target = Home.folder().resolve("jobs").resolve("target");
    if (Files.isDirectory(target)) {
      try (Stream<Path> files = Files.list(target)) {
        Optional<Path> built =
            files.filter(path -> path.getFileName().toString().endsWith("-job.jar")).findFirst();
        if (built.isPresent()) {
          return built.get();
        }
      }
    }
    throw new InvalidInputException(
        "error: there is no job jar in " + target + "\nhint: mvn -DskipTests package, or --jar");
  }
}
