package io.engagement.local.postgres;

import io.engagement.local.process.LocalServerException;
import io.engagement.local.process.ShellCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The account that the server runs under: our own, or, because PostgreSQL refuses to run as root,
 * another one that is tried out on the real folders before it is chosen.
 */
final class ServerAccount {
  private static final Duration SHORT = Duration.ofSeconds(20);
  private static final String ROOT = "root";
  private static final String CAN_WORK =
      "test -x \"$1/pg_ctl\" && test -x \"$1/postgres\" && test -w \"$2\" && test -x \"$2\"";

  private final List<String> prefix;

  private ServerAccount(List<String> prefix) {
    this.prefix = prefix;
  }

  /** The account for programs in {@code bin} that own {@code folder}, which is made theirs. */
  static ServerAccount choose(Path bin, Path folder) {
    if (!ROOT.equals(System.getProperty("user.name"))) {
      return new ServerAccount(List.of());
    }
    for (String user : List.of("postgres", "nobody")) {
      for (List<String> prefix : switches(user)) {
        if (succeeds(List.of("id", "-u", user))) {
          own(folder, user);
          if (canWork(prefix, bin, folder)) {
            return new ServerAccount(prefix);
          }
        }
      }
    }
    // A user namespace without a mapping: still root's files, yet not root to the server. For
    // folders below one that is closed to other accounts.
    own(folder, ROOT);
    List<String> namespace = List.of("unshare", "--user");
    if (canWork(namespace, bin, folder)) {
      return new ServerAccount(namespace);
    }
    throw new LocalServerException(
        "PostgreSQL refuses to run as root, and no other account can use both "
            + bin
            + " and "
            + folder
            + ". Use a folder that is open to the account postgres, or start as another user.");
  }

  List<String> command(String... words) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of(words));
    return command;
  }

  private static List<List<String>> switches(String user) {
    return List.of(
        List.of("setpriv", "--reuid=" + user, "--regid=" + group(user), "--clear-groups"),
        List.of("runuser", "-u", user, "--"));
  }

  private static String group(String user) {
    return ShellCommand.run(List.of("id", "-g", user), SHORT).output();
  }

  private static boolean canWork(List<String> prefix, Path bin, Path folder) {
    List<String> command = new ArrayList<>(prefix);
    command.addAll(List.of("sh", "-c", CAN_WORK, "sh", bin.toString(), folder.toString()));
    return succeeds(command);
  }

  private static boolean succeeds(List<String> command) {
    try {
      return ShellCommand.run(command, SHORT).succeeded();
    } catch (LocalServerException notInstalled) {
      return false;
    }
  }

  private static void own(Path folder, String user) {
    try {
      UserPrincipal owner =
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
      if (Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(owner)) {
        return;
      }
      try (Stream<Path> walk = Files.walk(folder)) {
        for (Path path : walk.toList()) {
          Files.setOwner(path, owner);
        }
      }
    } catch (IOException e) {
      throw new LocalServerException("Cannot give " + folder + " to " + user + ": " + e, e);
    }
  }
}
