package io.engagement.cli;

import io.engagement.cli.sql.SqlShell;
import io.engagement.cli.sql.TableDefinitions;
import io.engagement.core.config.EngagementConfig;
import io.engagement.local.LocalFlinkCluster;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code engage sql}: Flink's SQL client with the tables of a deployment. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Open Flink's SQL client with all tables registered.",
      "Databases 'postgres' and 'kafka', as far as they are configured, and the input as"
          + " kafka.events.",
      "",
      "It begins in 'postgres' in batch mode. To ask the topics:",
      "  SET 'execution.runtime-mode' = 'streaming'; USE kafka;",
      ""
    },
    footer = {
      "",
      "Runs in the cluster of 'engage up' or 'engage cluster up', else in one of its own.",
      "",
      "Example:",
      "  engage sql --config engagement.yaml -f sql/queries/flink/stickiness.sql"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class SqlCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin ConfigOption configuration;

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Run this script and exit: with 0, or with 1 after the first error.")
  @Nullable Path script;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "Where the running cluster lives. Default: .engage/cluster of the installation.")
  @Nullable Path clusterFolder;

  @Mixin Console console;

  @Override
  public Integer call() throws Exception {
    if (script != null && (!Files.isReadable(script) || Files.isDirectory(script))) {
      throw new ParameterException(spec.commandLine(), "cannot read " + script);
    }
    EngagementConfig config = configuration.read();
    Path definitions = Home.folder().resolve("sql").resolve("ddl");
    List<String> tables = new TableDefinitions(definitions, System::getenv).tables(config);
    Optional<LocalFlinkCluster> running = LocalFlinkCluster.find(clusterFolder());
    if (running.isPresent()) {
      console.say("using the cluster at " + running.get().restUrl());
      return open(running.get().restUrl(), config, tables);
    }
    try (LocalFlinkCluster own = LocalFlinkCluster.builder().progress(console::say).start()) {
      return open(own.restUrl(), config, tables);
    }
  }

  private int open(URI cluster, EngagementConfig config, List<String> tables) throws IOException {
    try (SqlShell shell =
        new SqlShell(cluster, tables, made -> TableDefinitions.session(config, made))) {
      if (script == null) {
        return shell.interact() == 0 ? Engage.DONE : Engage.FAILED;
      }
      PrintWriter out = spec.commandLine().getOut();
      boolean executed =
          shell.run(
              script,
              line -> {
                out.println(line);
                out.flush();
              });
      return executed ? Engage.DONE : Engage.FAILED;
    }
  }

  private Path clusterFolder() throws IOException {
    return clusterFolder == null ? Home.workFolder("cluster") : clusterFolder.toAbsolutePath();
  }
}
