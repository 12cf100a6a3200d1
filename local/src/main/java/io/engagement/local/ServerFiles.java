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
record ServerFiles(Path root, boolean temporary) {

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

  /** Deletes the folder if it is a temporary one. */
  void release() {
    if (!temporary || !Files.exists(root)) {
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
}
