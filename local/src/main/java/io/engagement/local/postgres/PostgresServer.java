package io.engagement.local.postgres;

import io.engagement.local.process.LocalServerException;
import io.engagement.local.process.LogTail;
import io.engagement.local.process.LoopbackPort;
import io.engagement.local.process.ProcessEnd;
import io.engagement.local.process.ShellCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One PostgreSQL server on one folder: {@code data}, the server's log and its password. */
public final class PostgresServer implements AutoCloseable {
  /** How a running server is brought to its end. */
  public enum Stop {
    /** Ends transactions, writes everything: the way of every day. */
    FAST("fast"),
    /** Drops everything at once; the next start recovers from the log, as after a crash. */
    IMMEDIATE("immediate");

    private final String mode;

    Stop(String mode) {
      this.mode = mode;
    }
  }

  /** The superuser of every server made here. */
  public static final String USER = "engagement";

  private static final Duration INITIALISED = Duration.ofSeconds(120);
  private static final Duration STOPPED = Duration.ofSeconds(60);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final int LOG_LINES = 30;

  private final PostgresPrograms programs;
  private final ServerAccount account;
  private final Path root;
  private final Path data;
  private final ParentWatch watch;

  private PostgresServer(PostgresPrograms programs, ServerAccount account, Path root) {
    this.programs = programs;
    this.account = account;
    this.root = root;
    this.data = root.resolve("data");
    this.watch = ParentWatch.over(pidFile());
  }

  /**
   * The server of a folder, which is filled when it is new.
   *
   * @throws LocalServerException when the folder cannot be used by these programs
   */
  public static PostgresServer in(Path root, PostgresPrograms programs) {
    PostgresServer server =
        new PostgresServer(programs, ServerAccount.choose(programs.bin(), root), root);
    try {
      if (Files.exists(server.data.resolve("PG_VERSION"))) {
        server.checkVersion();
      } else {
        server.initialise();
      }
      return server;
    } catch (LocalServerException e) {
      server.watch.close();
      throw e;
    } catch (IOException e) {
      server.watch.close();
      throw new LocalServerException("Cannot prepare " + root + ": " + e, e);
    }
  }

  /** The password of {@link #USER}; made at random with the folder. */
  public String password() {
    try {
      return Files.readString(passwordFile()).strip();
    } catch (IOException e) {
      throw new LocalServerException("Cannot read " + passwordFile(), e);
    }
  }

  /**
   * Starts the server and returns when it takes connections.
   *
   * @throws LocalServerException with the end of the server's log when it does not come up
   */
  public void start(int port, Map<String, String> settings, Duration timeout) {
    writeSettings(port, settings);
    String seconds = Long.toString(timeout.toSeconds());
    ShellCommand.Outcome outcome =
        control(timeout.plusSeconds(10), "start", "-w", "-t", seconds, "-l", log().toString());
    if (!outcome.succeeded()) {
      throw new LocalServerException(
          programs
              + " did not start: "
              + outcome.output()
              + " The end of "
              + log()
              + ":\n"
              + LogTail.of(log(), LOG_LINES));
    }
  }

  /** Stops the server and waits for its end; nothing happens when it does not run. */
  public void stop(Stop way) {
    Optional<ProcessHandle> main = process();
    if (main.isEmpty()) {
      return;
    }
    String seconds = Long.toString(STOPPED.toSeconds());
    ShellCommand.Outcome outcome =
        control(STOPPED.plusSeconds(10), "stop", "-w", "-t", seconds, "-m", way.mode);
    if (outcome.succeeded()) {
      // The file with the process id goes a moment before the process.
      ProcessEnd.await(List.of(main.get()), STOPPED);
    } else {
      kill();
    }
  }

  /** Ends the server's main process with {@code kill -9} and waits until its workers follow. */
  public void kill() {
    Optional<ProcessHandle> main = process();
    if (main.isEmpty()) {
      return;
    }
    List<ProcessHandle> all = main.get().descendants().collect(Collectors.toList());
    all.add(main.get());
    main.get().destroyForcibly();
    ProcessEnd.await(all, STOPPED);
    try {
      // Until its parent collects it, the next start would take the dead process for a living one.
      Files.deleteIfExists(pidFile());
    } catch (IOException e) {
      throw new LocalServerException("Cannot delete " + pidFile(), e);
    }
  }

  /** Stops the server for good. */
  @Override
  public void close() {
    try {
      stop(Stop.FAST);
    } finally {
      watch.close();
    }
  }

  /** The process id of the running server; empty when none runs. */
  public Optional<Long> pid() {
    return process().map(ProcessHandle::pid);
  }

  private Optional<ProcessHandle> process() {
    try {
      if (!Files.exists(pidFile())) {
        return Optional.empty();
      }
      long pid = Long.parseLong(Files.readAllLines(pidFile()).get(0).strip());
      return ProcessHandle.of(pid).filter(process -> !ProcessEnd.isGone(process));
    } catch (IOException e) {
      throw new LocalServerException("Cannot read " + pidFile(), e);
    }
  }

  private Path pidFile() {
    return data.resolve("postmaster.pid");
  }

  public Path log() {
    return root.resolve("postgres.log");
  }

  private Path passwordFile() {
    return root.resolve("password");
  }

  private ShellCommand.Outcome control(Duration timeout, String... words) {
    List<String> command = account.command(programs.program("pg_ctl"), "-D", data.toString());
    command.addAll(List.of(words));
    return ShellCommand.run(command, timeout);
  }

  /** Beside its place, so that a folder that was left half-made is never taken for a whole one. */
  private void initialise() throws IOException {
    Path made = root.resolve("data.new");
    if (Files.exists(made)) {
      try (Stream<Path> left = Files.walk(made)) {
        for (Path each : left.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
    byte[] secret = new byte[16];
    new SecureRandom().nextBytes(secret);
    Files.deleteIfExists(passwordFile());
    Files.createFile(passwordFile(), PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.writeString(passwordFile(), HexFormat.of().formatHex(secret));
    Files.setOwner(passwordFile(), Files.getOwner(root));
    ShellCommand.Outcome outcome =
        ShellCommand.run(
            account.command(
                programs.program("initdb"),
                "--pgdata=" + made,
                "--username=" + USER,
                "--pwfile=" + passwordFile(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync"),
            INITIALISED);
    if (!outcome.succeeded()) {
      throw new LocalServerException(programs + " cannot fill " + made + ": " + outcome.output());
    }
    Files.writeString(
        made.resolve("postgresql.conf"),
        "\ninclude_if_exists 'engage.conf'\n",
        StandardOpenOption.APPEND);
    Files.deleteIfExists(data);
    Files.move(made, data);
  }

  private void checkVersion() throws IOException {
    String found = Files.readString(data.resolve("PG_VERSION")).strip();
    if (!found.equals(Integer.toString(programs.majorVersion()))) {
      throw new LocalServerException(
          data
              + " was made by PostgreSQL "
              + found
              + ", here is "
              + programs
              + ". Delete the folder"
              + " or use that version.");
    }
  }

  private void writeSettings(int port, Map<String, String> settings) {
    Path file = data.resolve("engage.conf");
    StringBuilder text = new StringBuilder("# Written at every start\n");
    text.append("listen_addresses = '").append(LoopbackPort.HOST).append("'\n");
    text.append("port = ").append(port).append('\n');
    text.append("unix_socket_directories = ''\n");
    settings.forEach(
        (key, value) ->
            text.append(key).append(" = '").append(value.replace("'", "''")).append("'\n"));
    try {
      Files.writeString(file, text);
      Files.setOwner(file, Files.getOwner(data));
    } catch (IOException e) {
      throw new LocalServerException("Cannot write " + file, e);
    }
  }
}
