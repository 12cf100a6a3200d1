package io.engagement.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Where the jobs that were started from here answer: a file per deployment, so that {@code engage
 * status} and its like find them.
 */
final class JobAddresses {
  private static final String FOLDER = "jobs";

  private JobAddresses() {}

  static void record(String deployment, URI cluster) throws IOException {
    Files.writeString(Home.workFolder(FOLDER).resolve(deployment), cluster + "\n");
  }

  /** Removes a job that has ended, unless the deployment was started elsewhere since. */
  static void remove(String deployment, URI cluster, Consumer<String> say) {
    Path folder = Home.work().resolve(FOLDER);
    try {
      if (find(deployment).equals(Optional.of(cluster))) {
        Files.delete(folder.resolve(deployment));
        if (isEmpty(folder)) {
          Files.delete(folder);
        }
      }
    } catch (IOException e) {
      say.accept("the address of " + deployment + " stays on record: " + e);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> left = Files.list(folder)) {
      return left.findAny().isEmpty();
    }
  }

  static Optional<URI> find(String deployment) throws IOException {
    Path file = Home.work().resolve(FOLDER).resolve(deployment);
    return Files.isReadable(file)
        ? Optional.of(URI.create(Files.readString(file).strip()))
        : Optional.empty();
  }
}
