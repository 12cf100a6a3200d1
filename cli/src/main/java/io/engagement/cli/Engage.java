package io.engagement.cli;

import io.engagement.jobs.stream.UnknownMetricException;
import java.io.PrintWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/** The program behind {@code bin/engage}. Exit codes: 0 done, 1 failed, 2 bad usage or input. */
@Command(
    name = "engage",
    mixinStandardHelpOptions = true,
    versionProvider = Engage.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Live user-engagement metrics on Apache Flink.",
      "",
      "Every command has --help; the exit code is 0 on success, 1 on failure, 2 on bad usage or an"
          + " invalid configuration.",
      ""
    },
    commandListHeading = "%nCommands:%n",
    subcommands = {
      DemoCommand.class,
      RunCommand.class,
      ValidateCommand.class,
      PlanCommand.class,
      TryCommand.class,
      GenerateCommand.class,
      SendCommand.class,
      SubmitCommand.class,
      StatusCommand.class,
      DoctorCommand.class,
      StopCommand.class,
      SavepointCommand.class,
      DashboardCommand.class,
      DeleteCommand.class,
      RejectedCommand.class,
      UpCommand.class,
      DownCommand.class,
      ClusterCommand.class,
      SqlCommand.class,
      BenchCommand.class,
      FaultsCommand.class,
      HelpCommand.class
    })
public final class Engage {
  static final int DONE = 0;
  static final int FAILED = 1;
  static final int USAGE = 2;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Also print the stack trace of a failure, here and in the log.")
  private boolean stacktrace;

  private Engage() {}

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    boolean withTrace = List.of(args).contains("--stacktrace");
    if (withTrace) {
      // Read by conf/log4j2.properties when logging begins.
      System.setProperty("engage.log.trace", "full");
    }
    int exitCode = FAILED;
    try {
      exitCode = commandLine().execute(args);
    } catch (LinkageError | OutOfMemoryError e) {
      PrintWriter err =
          new PrintWriter(System.err, true, java.nio.charset.Charset.defaultCharset());
      Failures.print(e, withTrace, err);
    }
    System.exit(exitCode);
  }

  /** The command line, for tests to run it inside of their process. */
  static CommandLine commandLine() {
    Engage engage = new Engage();
    CommandLine line = new CommandLine(engage);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setAbbreviatedOptionsAllowed(false);
    line.setParameterExceptionHandler(Engage::refuse);
    line.setExecutionExceptionHandler(
        (problem, command, parsed) -> fail(problem, command, engage.stacktrace));
    return line;
  }

  private static int refuse(ParameterException problem, String[] args) {
    CommandLine line = problem.getCommandLine();
    PrintWriter err = line.getErr();
    err.println("error: " + problem.getMessage());
    if (!UnmatchedArgumentException.printSuggestions(problem, err)) {
      err.println("hint: run 'engage " + pathOf(line) + "--help' for what it accepts");
    }
    err.flush();
    return USAGE;
  }

  private static int fail(Exception problem, CommandLine line, boolean withTrace) {
    if (problem instanceof InvalidInputException invalid) {
      line.getErr().println(invalid.getMessage());
      line.getErr().flush();
      return USAGE;
    }
    Failures.print(problem, withTrace, line.getErr());
    return problem instanceof UnknownMetricException ? USAGE : FAILED;
  }

  private static String pathOf(CommandLine line) {
    String name = line.getCommandSpec().qualifiedName(" ");
    int space = name.indexOf(' ');
    return space < 0 ? "" : name.substring(space + 1) + " ";
  }

  /** What {@code --version} prints. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      @Nullable String version = Engage.class.getPackage().getImplementationVersion();
      return new String[] {"engage " + (version == null ? "(not packaged)" : version)};
    }
  }
}
