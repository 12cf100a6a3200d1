package io.engagement.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code engage stop}: ends a job, with or without a savepoint. */
@Command(
    name = "stop",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Stop a job, with or without a savepoint.",
      "",
      "With --savepoint everything up to the savepoint is committed and its path is printed: start"
          + " again with 'engage submit --from-savepoint PATH' ('engage run' finds it by itself)."
          + " Without it the last checkpoint stays.",
      ""
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class StopCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin JobOption job;

  @Option(
      names = "--savepoint",
      arity = "0..1",
      fallbackValue = "",
      paramLabel = "DIR",
      description =
          "Write a savepoint first. Default of DIR: the cluster's savepoint folder, else its"
              + " checkpoint folder.")
  @Nullable String savepoint;

  @Mixin Console console;

  @Override
  public Integer call() throws Exception {
    JobOption.Found found = job.findRunning();
    String id = found.job().id();
    if (savepoint == null) {
      found.client().cancel(id);
      awaitEnd(found);
      console.say("stopped; its last checkpoint stays");
      return Engage.DONE;
    }
    String path = Savepoints.write(found, savepoint.isEmpty() ? null : savepoint, true);
    awaitEnd(found);
    console.say("stopped");
    spec.commandLine().getOut().println(path);
    spec.commandLine().getOut().flush();
    return Engage.DONE;
  }

  private static void awaitEnd(JobOption.Found found)
      throws CommandFailedException, InterruptedException {
    while (true) {
      String state;
      try {
        state = found.client().get("/jobs/" + found.job().id()).path("state").asText();
      } catch (CommandFailedException clusterEndedWithItsJob) {
        return;
      }
      if (new FlinkClient.Job("", state, 0).isOver()) {
        return;
      }
      Thread.sleep(200);
    }
  }
}
