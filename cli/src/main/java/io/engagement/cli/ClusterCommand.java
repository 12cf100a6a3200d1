package io.engagement.cli;

import io.engagement.jobs.env.FlinkSettings;
import io.engagement.local.LocalFlinkCluster;
import io.engagement.local.process.JavaProcess.Lifetime;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code engage cluster}: a standalone cluster on this machine. */
@Command(
    name = "cluster",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "(up | down | status)",
    description = {
      "Start, stop or look at a standalone Flink cluster on loopback.",
      "It is made from Maven artifacts: a JobManager and TaskManagers, each in a JVM of its own. It"
          + " lives on until 'down'.",
      ""
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ClusterCommand {
  @Spec CommandSpec spec;

  private static Path folder(@Nullable Path given) throws IOException {
    return given == null ? Home.workFolder("cluster") : given.toAbsolutePath();
  }

  @Command(name = "up", mixinStandardHelpOptions = true, description = "Start it.")
  int up(
      @Option(
              names = "--dir",
              paramLabel = "DIR",
              description = "Where it lives. Default: .engage/cluster of the installation.")
          @Nullable Path dir,
      @Option(
              names = "--task-managers",
              defaultValue = "1",
              paramLabel = "N",
              description = "Default: ${DEFAULT-VALUE}.")
          int taskManagers,
      @Option(
              names = "--slots",
              defaultValue = "2",
              paramLabel = "N",
              description = "Of each TaskManager. Default: ${DEFAULT-VALUE}.")
          int slots,
      @Option(
              names = "--port",
              defaultValue = "8081",
              description = "Of the web UI and REST; 0 for a free one. Default: ${DEFAULT-VALUE}.")
          int port,
      @Option(
              names = "-D",
              paramLabel = "KEY=VALUE",
              description = "A Flink setting that wins over conf/config.yaml; may be repeated.")
          @Nullable Map<String, String> overrides,
      @Mixin Console console)
      throws IOException, InvalidInputException, CommandFailedException {
    if (taskManagers < 1 || slots < 1) {
      throw new ParameterException(
          spec.commandLine(), "--task-managers and --slots must be at least 1");
    }
    Path home = folder(dir);
    Optional<LocalFlinkCluster> running = LocalFlinkCluster.find(home);
    if (running.isPresent()) {
      throw new CommandFailedException(
          "a cluster runs already at "
              + running.get().restUrl()
              + "\nhint: stop it with 'engage cluster down'");
    }
    Ports.requireFree(port, "--port");
    LocalFlinkCluster cluster =
        LocalFlinkCluster.builder()
            .directory(home)
            .lifetime(Lifetime.DETACHED)
            .restPort(port)
            .taskManagers(taskManagers)
            .slotsPerTaskManager(slots)
            .settings(settings(overrides))
            .progress(console::say)
            .start();
    print("web UI and REST: " + cluster.restUrl());
    print("stop it with: engage cluster down");
    return Engage.DONE;
  }

  @Command(name = "down", mixinStandardHelpOptions = true, description = "Stop it.")
  int down(
      @Option(
              names = "--dir",
              paramLabel = "DIR",
              description = "Where it lives. Default: .engage/cluster of the installation.")
          @Nullable Path dir)
      throws IOException {
    Optional<LocalFlinkCluster> running = LocalFlinkCluster.find(folder(dir));
    if (running.isEmpty()) {
      print("no cluster runs");
      return Engage.DONE;
    }
    running.get().close();
    print("stopped");
    return Engage.DONE;
  }

  @Command(
      name = "status",
      mixinStandardHelpOptions = true,
      description = "Say how it is doing; exits with 1 when none runs.")
  int status(
      @Option(
              names = "--dir",
              paramLabel = "DIR",
              description = "Where it lives. Default: .engage/cluster of the installation.")
          @Nullable Path dir)
      throws IOException {
    Optional<LocalFlinkCluster> running = LocalFlinkCluster.find(folder(dir));
    if (running.isEmpty()) {
      print("no cluster runs");
      return Engage.FAILED;
    }
    LocalFlinkCluster.Status status = running.get().status();
    print("web UI and REST: " + status.restUrl());
    print(
        "TaskManagers %d, slots %d (%d free), running jobs %d"
            .formatted(
                status.taskManagers(), status.slots(), status.freeSlots(), status.runningJobs()));
    return Engage.DONE;
  }

  /** The shipped settings but for where processes listen and how large they are. */
  static Map<String, String> settings(@Nullable Map<String, String> overrides) {
    Map<String, String> given = overrides == null ? Map.of() : overrides;
    Configuration shipped = FlinkSettings.load(Home.conf(), given);
    Map<String, String> settings = new LinkedHashMap<>();
    shipped
        .toMap()
        .forEach(
            (key, value) -> {
              if (given.containsKey(key) || isAboutTheJob(key)) {
                settings.put(key, value);
              }
            });
    return settings;
  }

  private static boolean isAboutTheJob(String key) {
    return key.startsWith("execution.")
        || key.startsWith("restart-strategy.")
        || key.startsWith("state.")
        || key.startsWith("pipeline.");
  }

  private void print(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }
}
