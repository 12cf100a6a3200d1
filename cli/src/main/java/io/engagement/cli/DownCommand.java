package io.engagement.cli;

import io.engagement.cli.servers.ServersFolder;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code engage down}: ends what {@code engage up} started. */
@Command(
    name = "down",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {"Stop the servers of 'engage up'.", "Their data stays for the next time.", ""})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DownCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin UpCommand.ServersOption servers;

  @Option(names = "--clean", description = "Delete their data as well.")
  boolean clean;

  @Override
  public Integer call() throws Exception {
    ServersFolder folder = servers.folder();
    PrintWriter out = spec.commandLine().getOut();
    out.println(folder.stop() ? "stopped" : "no servers run");
    if (clean) {
      out.println(folder.clean() ? "removed " + folder.root() : "there was nothing to remove");
    }
    out.flush();
    return Engage.DONE;
  }
}
