package io.engagement.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code engage savepoint}: the state of a running job, to go on from later. */
@Command(
    name = "savepoint",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {"Write a savepoint of a running job and print its path; the job goes on.", ""})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SavepointCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin JobOption job;

  @Option(
      names = "--to",
      paramLabel = "DIR",
      description = "Default: the cluster's savepoint folder, else its checkpoint folder.")
  @Nullable String folder;

  @Override
  public Integer call() throws Exception {
    spec.commandLine().getOut().println(Savepoints.write(job.findRunning(), folder, false));
    spec.commandLine().getOut().flush();
    return Engage.DONE;
  }
}
