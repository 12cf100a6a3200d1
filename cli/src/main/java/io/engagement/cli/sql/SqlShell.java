package io.engagement.cli.sql;

import io.engagement.local.flink.FlinkDistribution;
import io.engagement.local.flink.FlinkSettings;
import io.engagement.local.process.JavaLaunch;
import io.engagement.local.process.LocalServerException;
import io.engagement.local.process.ServerClassPath;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Flink's SQL client against a cluster, with tables registered. What it needs to know, passwords
 * among it, lies in a folder that only we can read and that goes with it.
 */
public final class SqlShell implements AutoCloseable {
  private static final String MAIN = "org.apache.flink.table.client.SqlClient";
  private static final Pattern COLOURS = Pattern.compile("\u001b\\[[0-9;]*m");

  /** Results have other beginnings: bars, dashes, numbers. */
  private static final Pattern FAILURE =
      Pattern.compile("(Flink SQL> |> )*\\[ERROR].*|Failed to initialize .*");

  private final Path folder;
  private final Thread atExit = new Thread(this::leave, "delete-sql-client");
  private final FlinkDistribution distribution;

  /**
   * A client to be.
   *
   * @param cluster the address of a JobManager
   * @param tables what its catalog holds, see {@link TableDefinitions#tables}
   * @param session what is executed first, by the folder of the tables; see {@link
   *     TableDefinitions#session}
   */
  public SqlShell(URI cluster, List<String> tables, Function<Path, String> session)
      throws IOException {
    // Readable by the owner alone, and so is all that lies in it.
    folder = Files.createTempDirectory("engage-sql-");
    Runtime.getRuntime().addShutdownHook(atExit);
    distribution = FlinkDistribution.in(folder);
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("execution.target", "remote");
    settings.put("rest.address", cluster.getHost());
    settings.put("rest.port", Integer.toString(cluster.getPort()));
    FlinkSettings.write(distribution.configuration(), settings);
    TableDefinitions.write(tables, tablesFolder());
    Files.writeString(sessionFile(), session.apply(tablesFolder()));
  }

  /** Where the catalog finds the tables, passwords among them. */
  Path tablesFolder() {
    return folder.resolve("tables");
  }

  /** Where the client finds what is executed first. */
  private Path sessionFile() {
    return folder.resolve("session.sql");
  }

  private Path scriptFile() {
    return folder.resolve("script.sql");
  }

  /** Opens the client on our terminal and waits for its end; its exit code. */
  public int interact() {
    return Interrupts.leftTo(() -> launch(List.of()).runInForeground());
  }

  /**
   * Runs a script up to its end or first error.
   *
   * @param lines takes what the client prints, as it prints it
   * @return whether all of it was executed
   */
  public boolean run(Path script, Consumer<String> lines) throws IOException {
    // The client opens no path with a space. Read to its end, as it may be a pipe.
    try (InputStream in = new FileInputStream(script.toFile())) {
      Files.copy(in, scriptFile(), StandardCopyOption.REPLACE_EXISTING);
    }
    boolean[] failed = new boolean[1];
    int exitCode =
        launch(List.of("-f", scriptFile().toString()))
            .run(
                folder,
                line -> {
                  // The client itself ends with 0 whatever becomes of the script.
                  String text = COLOURS.matcher(line).replaceAll("");
                  failed[0] |= FAILURE.matcher(text).matches();
                  if (!text.startsWith("Successfully initialized")) {
                    lines.accept(line);
                  }
                });
    return exitCode == 0 && !failed[0];
  }

  private JavaLaunch launch(List<String> more) {
    List<String> arguments = new ArrayList<>(List.of("-i", sessionFile().toString()));
    List<Path> jars = new ArrayList<>(ServerClassPath.of("sql"));
    jars.add(catalogJar());
    for (Path jar : jars) {
      arguments.addAll(List.of("-j", jar.toString()));
    }
    arguments.addAll(more);
    return distribution
        .launchCommand("Flink's SQL client", MAIN)
        .arguments(arguments)
        .directory(Path.of("").toAbsolutePath());
  }

  /** The jar of the module {@code local/sql} itself, with the session's catalog. */
  private static Path catalogJar() {
    Path target = ServerClassPath.target("sql");
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("engagement-local-sql-"))
          .filter(file -> file.getFileName().toString().endsWith(".jar"))
          .findFirst()
          .orElseThrow(
              () -> new LocalServerException("No jar of local/sql in " + target + ": build it."));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot list " + target, e);
    }
  }

  /** Deletes the folder. */
  @Override
  public void close() throws IOException {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException exiting) {
      return;
    }
    delete();
  }

  /** What was terminated is not closed, and would leave passwords. */
  private void leave() {
    try {
      delete();
    } catch (IOException | UncheckedIOException e) {
      // The client may still write its log.
      System.err.println("cannot delete all of " + folder + ": " + e);
    }
  }

  /** Passwords first: what comes after them may fail. */
  private void delete() throws IOException {
    delete(tablesFolder());
    Files.deleteIfExists(sessionFile());
    Files.deleteIfExists(scriptFile());
    delete(folder);
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> paths;
    try (Stream<Path> all = Files.walk(folder)) {
      paths = new ArrayList<>(all.toList());
    }
    Collections.reverse(paths);
    for (Path path : paths) {
      Files.deleteIfExists(path);
    }
  }
}
