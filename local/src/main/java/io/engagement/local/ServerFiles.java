package io.engagement.local;

import io.engagement.local.process.LocalServerException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The folder of one server: the one asked for, or a temporary one that goes with the server. */
final class ServerFiles {
  private final Path root;
  private final boolean temporary;
  private @Nullable Thread atExit;

  private ServerFiles(Path root, boolean temporary) {
    this.root = root;
    this.temporary = temporary;
  }

  static ServerFiles in(@Nullable Path wanted, String name) {
    try {
      if (wanted == null) {
        return new ServerFiles(Files.createTempDirectory("engage-" + name + "-"), true);
      }
      Files.createDirectories(wanted);
      return new ServerFiles(wanted.toAbsolutePath(), false);
    } catch (IOException e) {
      throw new LocalServerException("Cannot make the folder of " + name + ": " + e, e);
    }
  }

  Path root() {
    return root;
  }

  /**
   * Closes the server at the end of this JVM if its folder is a temporary one: whoever takes no
   * folder of his own may leave the server to itself.
   */
  void closeAtExit(Runnable close) {
    if (temporary) {
      atExit = new Thread(close, "engage-close-server");
      Runtime.getRuntime().addShutdownHook(atExit);
    }
  }

  /** Deletes the folder if it is a temporary one. */
  void release() {
    if (!temporary) {
      return;
    }
    removeExit();
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(root)) {
      List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot delete " + root, e);
    }
  }

  private void removeExit() {
    Thread hook = atExit;
    atExit = null;
    if (hook != null && hook != Thread.currentThread()) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException exiting) {
        // The hook runs already or is about to; closing a second time does no harm.
        atExit = null;
      }
    }
  }
}
