package io.engagement.cli;

import io.engagement.cli.records.ReadOnlyDatabase;
import io.engagement.core.config.EngagementConfig;
import io.engagement.core.config.SinksConfig.PostgresSink;
import io.engagement.core.deployment.Definitions;
import io.engagement.core.deployment.Definitions.Change;
import io.engagement.core.deployment.Metrics;
import io.engagement.flink.state.SavedState;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code engage plan}: what a start with a configuration would do to state and tables. */
@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    description = {
      "Say what a start with this configuration would add, remove and change.",
      "Compares with a savepoint or checkpoint, or with what the PostgreSQL sink says is published."
          + " Nothing is started.",
      ""
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PlanCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Mixin ConfigOption configuration;

  @Option(
      names = "--against",
      paramLabel = "STATE",
      description = "The folder of the savepoint or checkpoint that the job would start from.")
  private @Nullable String against;

  @Override
  public Integer call() throws InvalidInputException, CommandFailedException {
    EngagementConfig config = configuration.read();
    List<Definitions.Wanted> wanted = Metrics.of(config).wanted();
    SavedState state = state();
    Definitions before = before(config, wanted, state);
    PrintWriter out = spec.commandLine().getOut();
    if (before == null) {
      out.println("Nothing is published yet: everything is counted from the first event on.");
      wanted.forEach(one -> out.printf("  add      %s of %s%n", one.id(), one.family()));
    } else {
      print(before, wanted, out);
      if (state != null) {
        printMode(config, wanted, state, out);
      } else {
        out.println(
            "The tables do not say which breakdowns and periods are counted: compare them with a"
                + " savepoint (--against).");
      }
    }
    out.flush();
    return Engage.DONE;
  }

  /** Says so when whose an event is will be decided otherwise than in the state. */
  private static void printMode(
      EngagementConfig config, List<Definitions.Wanted> wanted, SavedState state, PrintWriter out)
      throws CommandFailedException {
    boolean stitched = config.identity().isStitched();
    if (stitched == state.isStitched()) {
      return;
    }
    try {
      String effect =
          state
              .identityRefusal(stitched, wanted)
              .map(refusal -> "refused. " + refusal)
              .orElse(
                  "claims count from the start on, also for what anonymous ids did before; there is"
                      + " no way back");
      out.printf("  change   identity.mode: %s%n", effect);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private @Nullable SavedState state() throws CommandFailedException {
    try {
      return against == null ? null : SavedState.at(against);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  private static CommandFailedException unusable(IOException e) {
    return new CommandFailedException(
        "%s%nhint: --against is the folder of a savepoint or checkpoint of this job, as 'engage savepoint' prints it"
            .formatted(e.getMessage()),
        e);
  }

  private static void print(Definitions before, List<Definitions.Wanted> wanted, PrintWriter out) {
    List<Change> changes = before.changes(wanted);
    if (changes.isEmpty()) {
      out.println("Nothing changes: every definition goes on as it is.");
    }
    for (Change change : changes) {
      String part = change.part() == null ? "" : ", " + change.part();
      out.printf(
          "  %-8s %s of %s%s: %s%n",
          switch (change.kind()) {
            case ADDED -> "add";
            case REMOVED -> "remove";
            case CHANGED -> "change";
          },
          change.id(),
          change.family(),
          part,
          effect(change) + rename(change, changes, before, wanted));
    }
  }

  /** What is to be said of a definition that is new only by its name. */
  private static String rename(
      Change added, List<Change> changes, Definitions before, List<Definitions.Wanted> wanted) {
    if (added.kind() != Definitions.Kind.ADDED || added.part() != null) {
      return "";
    }
    for (Change gone : changes) {
      Definitions.Running was = before.find(gone.family(), gone.id());
      if (gone.kind() == Definitions.Kind.REMOVED
          && was != null
          && wanted.stream()
              .anyMatch(
                  one ->
                      one.family().equals(added.family())
                          && one.id().equals(added.id())
                          && one.family().equals(gone.family())
                          && one.meaning().equals(was.wanted().meaning()))) {
        return "; it means what " + gone.id() + " means and takes none of its numbers over";
      }
    }
    return "";
  }

  private static String effect(Change change) {
    if (change.needsWord()) {
      return "say --on-change "
          + change.id()
          + "=drop (its rows leave with the first commit) or =keep (rows of complete buckets stay);"
          + (change.kind() == Definitions.Kind.CHANGED
              ? " it counts from scratch"
              : " its state is dropped");
    }
    return switch (change.kind()) {
      case ADDED -> "counts from the start on; buckets that have begun are never complete";
      case REMOVED -> "its rows leave with the first commit";
      case CHANGED -> "its rows leave with the first commit, and it counts from scratch";
    };
  }

  private static @Nullable Definitions before(
      EngagementConfig config, List<Definitions.Wanted> wanted, @Nullable SavedState state)
      throws InvalidInputException, CommandFailedException {
    if (state != null) {
      try {
        return state.definitions();
      } catch (IOException e) {
        throw unusable(e);
      }
    }
    PostgresSink postgres = config.sinks().postgres();
    if (postgres == null) {
      throw new InvalidInputException(
          "error: the configuration has no PostgreSQL sink to compare with"
              + "\nhint: name a savepoint or checkpoint with --against");
    }
    try {
      return published(postgres, wanted);
    } catch (SQLException e) {
      throw new CommandFailedException(
          "PostgreSQL at %s cannot be asked what is published: %s%nhint: name a savepoint or checkpoint with --against"
              .formatted(postgres.url(), ReadOnlyDatabase.sentence(e)),
          e);
    }
  }

  /** What the table says; breakdowns and periods are not in it. */
  private static @Nullable Definitions published(PostgresSink sink, List<Definitions.Wanted> wanted)
      throws SQLException {
    Map<String, Map<String, String>> parts = new HashMap<>();
    wanted.forEach(one -> parts.put(one.family() + one.id(), one.parts()));
    List<Definitions.Wanted> published = new ArrayList<>();
    try (Connection connection = ReadOnlyDatabase.connect(sink);
        Statement statement = connection.createStatement()) {
      connection.setSchema(sink.schema());
      try (ResultSet table = statement.executeQuery("SELECT to_regclass('metric_definitions')")) {
        if (!table.next() || table.getString(1) == null) {
          return null;
        }
      }
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT family, metric, meaning FROM metric_definitions WHERE until IS NULL")) {
        while (rows.next()) {
          published.add(
              new Definitions.Wanted(
                  rows.getString(1),
                  rows.getString(2),
                  rows.getString(3),
                  parts.getOrDefault(rows.getString(1) + rows.getString(2), Map.of())));
        }
      }
    }
    return published.isEmpty()
        ? null
        : Definitions.NONE.next(published, Definitions.ALWAYS, Definitions.ALWAYS, 0, Map.of());
  }
}
